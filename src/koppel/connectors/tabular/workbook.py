"""XLSX: the sheets of a workbook as tables of text, values only."""

import datetime
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import python_calamine as calamine

from koppel.connectors.errors import BadFile
from koppel.connectors.tabular.caps import Caps
from koppel.connectors.tabular.headers import HEADER_ROWS, distinct, header_row
from koppel.connectors.tabular.tables import Line, Source, Table, check_columns, trimmed
from koppel.connectors.tabular.unpacking import check_package

OddCells = dict[tuple[int, int], str]


def open_workbook(payload: memoryview, caps: Caps) -> Source:
    """Understand an XLSX file: its visible sheets that hold a table.

    Raises:
        BadFile: damaged, too large, without any table.
    """
    package = check_package(payload, caps)
    book = _opened(payload)
    tables: list[Table] = []
    notes: list[str] = []
    wide: BadFile | None = None
    is_empty = True
    names = distinct([known.name for known in book.sheets_metadata])
    for at, known in enumerate(book.sheets_metadata):
        if known.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        if known.visible != calamine.SheetVisibleEnum.Visible:
            notes.append("sheet_hidden")
            continue
        sheet = _sheet(book, at)
        if not sheet.height:
            continue
        is_empty = False
        odd = package.odd_cells[at] if at < len(package.odd_cells) else {}
        try:
            table = _table(names[at], sheet, odd, caps)
        except BadFile as refusal:
            wide = refusal  # a sheet of something else may be as wide as it likes, if there is another with a table
            continue
        if table is None:
            notes.append("sheet_without_table")
            continue
        if odd:
            notes.append("formula_cells" if "formula" in odd.values() else "error_cells")
        tables.append(table)
    if is_empty:
        raise BadFile("empty_workbook")
    if not tables:
        raise wide or BadFile("no_header")
    return Source("xlsx", "", "", tables, list(dict.fromkeys(notes)))


def _opened(payload: memoryview) -> calamine.CalamineWorkbook:
    with _panics_told():
        try:
            return calamine.CalamineWorkbook.from_filelike(io.BytesIO(payload))
        except calamine.PasswordError:
            raise BadFile("is_encrypted") from None
        except (calamine.CalamineError, OSError, ValueError, KeyError):
            raise BadFile("xlsx_damaged") from None


def _sheet(book: calamine.CalamineWorkbook, at: int) -> calamine.CalamineSheet:
    with _panics_told():
        try:
            return book.get_sheet_by_index(at)
        except (calamine.CalamineError, OSError, ValueError, KeyError):
            raise BadFile("xlsx_damaged") from None


@contextmanager
def _panics_told() -> Iterator[None]:
    """Turn a panic of the compiled reader into a refusal: it is no ``Exception``, and its class cannot be imported."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise BadFile("xlsx_damaged") from None


def _values(sheet: calamine.CalamineSheet) -> Iterator[Sequence[Any]]:
    """The values of each row, from the top of the sheet."""
    with _panics_told():
        yield from sheet.iter_rows()


def _table(name: str, sheet: calamine.CalamineSheet, odd: OddCells, caps: Caps) -> Table | None:
    """The table on a sheet; ``None`` when no row looks like headers."""
    rows: list[list[str]] = []
    for cells in _values(sheet):
        rows.append([_text(cell)[0] for cell in cells])
        if len(rows) >= HEADER_ROWS:
            break
    top = header_row(rows)
    if top is None:
        check_columns(max((len(trimmed(row)) for row in rows), default=0), caps)
        return None
    headers = trimmed(rows[top])
    check_columns(len(headers), caps)
    first_column = sheet.start[1] if sheet.start else 0
    marks = _marks(odd, first_column)
    table = Table(name, list(distinct(headers)), top + 1, lambda: _records(sheet, top, len(headers), marks, caps))
    table.look()
    return table


def _marks(odd: OddCells, first_column: int) -> dict[int, dict[int, str]]:
    """Per row, the marks of its columns as the reader counts them."""
    marks: dict[int, dict[int, str]] = {}
    for (row, column), word in odd.items():
        marks.setdefault(row, {})[column - first_column] = word
    return marks


def _records(
    sheet: calamine.CalamineSheet, top: int, width: int, marks: dict[int, dict[int, str]], caps: Caps
) -> Iterator[Line]:
    longest = caps.cell_bytes // 4
    for at, values in enumerate(_values(sheet)):
        if at <= top:
            continue
        cells: list[str] = []
        marked = dict(marks.get(at, {}))
        for column, value in enumerate(values):
            if value.__class__ is str:
                cells.append(value)
            else:
                text, mark = _text(value)
                cells.append(text)
                if mark and column not in marked:
                    marked[column] = mark
        if not any(cells):
            continue
        row = at + 1
        if any(len(cell) > longest and len(cell.encode("utf-8", "replace")) > caps.cell_bytes for cell in cells):
            yield Line(row, _short(cells), refusal="cell_too_long", params={"limit": caps.cell_bytes // 1024})
        elif len(cells) > width and len(cells := trimmed(cells)) > width:
            yield Line(row, _short(cells), refusal="row_too_wide", params={"cells": len(cells), "columns": width})
        elif any(map(str.strip, cells)):
            yield Line(row, cells, marked)


def _short(cells: Sequence[str]) -> list[str]:
    return [cell[:200] for cell in cells[:200]]


def _text(value: Any) -> tuple[str, str]:
    """A value as the text that a person would type, and a mark when that is not the whole story."""
    if isinstance(value, str):
        return value, ""
    if isinstance(value, bool):
        return ("true" if value else "false"), ""
    if isinstance(value, float):
        return (str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)), "number"
    if isinstance(value, int):
        return str(value), "number"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return (str(value) if isinstance(value, datetime.timedelta) else value.isoformat()), "date"
