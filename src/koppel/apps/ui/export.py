"""The one writer of CSV and XLSX: nothing a person typed can become a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import chain
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# Source: OWASP, "CSV Injection". The wide forms count too: some spreadsheets read them as the plain ones.
_STARTS_FORMULA = re.compile(r"\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_BLANK_START = ("\t", "\r", "\n")
# Telephone numbers and negative numbers hold no name and no call, so they are left readable.
_READABLE = re.compile(r"[+-]?[0-9 ()./-]+")
# A program set to another separator splits a field here; what follows would start a cell of its own.
_NEW_CELL = re.compile(r"([;,\t\r\n]\s*\"?\s*)(?=[=@\uff1d\uff20]|[+\-\uff0b\uff0d][^\s0-9])")
_LONGEST_CELL = 32_767


def csv_bytes(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table as CSV: UTF-8 with byte-order mark (spreadsheets need it), commas, every text quoted."""
    written = StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([guarded(str(header)) for header in headers])
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def xlsx_bytes(headers: Sequence[str], rows: Iterable[Sequence[Any]], title: str = "Koppel") -> bytes:
    """A table as a workbook with one sheet; every text is a text cell, never a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    for row in chain([headers], rows):
        cells = []
        for value in row:
            plain = _plain(value)
            cell = WriteOnlyCell(
                sheet, ILLEGAL_CHARACTERS_RE.sub("", plain)[:_LONGEST_CELL] if isinstance(plain, str) else plain
            )
            if isinstance(plain, str):
                cell.data_type = "s"  # openpyxl makes a formula of a text that starts with "="
                cell.number_format = "@"  # and editing the cell keeps it a text
            cells.append(cell)
        sheet.append(cells)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def guarded(text: str) -> str:
    """The text with an apostrophe where a spreadsheet would start a formula."""
    split = _NEW_CELL.sub(r"\1'", text)
    if text.startswith(_BLANK_START) or (_STARTS_FORMULA.match(text) and not _READABLE.fullmatch(text)):
        return f"'{split}"
    return split


def _csv_cell(value: Any) -> str | int | float | Decimal:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "1" if plain else "0"
    if isinstance(plain, datetime):
        return plain.isoformat(" ", "seconds")
    if isinstance(plain, date | time):
        return plain.isoformat()
    return guarded(plain) if isinstance(plain, str) else plain


def _plain(value: Any) -> str | int | float | Decimal | bool | datetime | date | time | None:
    """A value as a spreadsheet knows it; lists become one text, a moment gets the time of the page."""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if value is None or isinstance(value, bool | int | float | Decimal | date | time):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(single) for single in value)
    return str(value)
