"""CSV: which delimiter, where the headers are, and rows that survive a quote that was never closed."""

import csv
from collections import deque
from collections.abc import Iterator, Sequence

from koppel.connectors.errors import BadFile
from koppel.connectors.tabular.caps import Caps
from koppel.connectors.tabular.decoding import CutLine, MixedLine, encoding_of, lines
from koppel.connectors.tabular.headers import distinct, header_row, recognise
from koppel.connectors.tabular.tables import Line, Source, Table, check_columns, trimmed

_USUAL = (";", ",", "\t", "|")
_SNIFFED_LINES = 60
_MOST_UNUSUAL = 10
# Spreadsheets may write all rows that a sheet can have, most of them empty; beyond that nobody means it.
_ROWS_OF_A_SHEET = 1_048_576
# Below this many columns a line inside a quoted text may by chance have as many delimiters as a row.
_FEWEST_COLUMNS_TO_JUDGE = 4


def open_delimited(payload: memoryview, caps: Caps) -> Source:
    """Understand a CSV file.

    Raises:
        BadFile: no header, too wide, not text.
    """
    encoding = encoding_of(payload)
    csv.field_size_limit(caps.row_characters)

    def text() -> Iterator[str]:
        return lines(payload, encoding, caps.row_characters)

    first = _first_lines(text())
    said = first[0].rstrip("\r\n") if first else ""
    skipped = 0
    if said[:4].lower() == "sep=" and len(said) == 5 and _may_delimit(said[4]):  # spreadsheets write the delimiter so
        delimiter, skipped = said[4], 1
    else:
        delimiter = _delimiter(first)
    rows = _sample(first[skipped:], delimiter)
    at = header_row(rows)
    if at is None:
        for row in rows:
            check_columns(len(trimmed(row)), caps)
        for line in first:
            if isinstance(line, CutLine):
                check_columns(max(map(line.count, _USUAL)), caps)
        raise BadFile("no_header")
    headers = trimmed(rows[at])
    check_columns(len(headers), caps)
    if any("\0" in header for header in headers):
        raise BadFile("nul_bytes")
    if any(isinstance(line, CutLine) for line in first[: skipped + at + 1]):
        raise BadFile("no_header")

    def below() -> Iterator[Line]:
        return _records(text(), delimiter, len(headers), skipped + at, caps)

    table = Table("", list(distinct(headers)), skipped + at + 1, below)
    table.look()
    notes = ["mixed_encodings"] if encoding.is_mixed else []
    return Source("csv", encoding.name, delimiter, [table], notes)


def _first_lines(text: Iterator[str]) -> list[str]:
    first: list[str] = []
    for line in text:
        first.append(line)
        if len(first) >= _SNIFFED_LINES:
            break
    return first


def _sample(text: Sequence[str], delimiter: str) -> list[list[str]]:
    """The first rows, read with this delimiter; what does not parse is an empty row."""
    rows: list[list[str]] = []
    reader = csv.reader(iter(text), delimiter=delimiter)
    while True:
        try:
            rows.append(next(reader))
        except StopIteration:
            return rows
        except csv.Error:
            rows.append([])


def _delimiter(text: Sequence[str]) -> str:
    """The delimiter that gives the best table: most names of columns known, then rows of equal width, then width."""
    best = max(_USUAL, key=lambda delimiter: _worth(text, delimiter))
    if _worth(text, best)[1] > 1:
        return best
    seen = [letter for letter in "".join(text[:3])[:2000] if _may_delimit(letter) and letter not in _USUAL]
    unusual = sorted(set(seen), key=lambda letter: (-seen.count(letter), letter))[:_MOST_UNUSUAL]
    return max((best, *unusual), key=lambda delimiter: _worth(text, delimiter))


def _may_delimit(letter: str) -> bool:
    return not letter.isalnum() and letter not in "\"' \r\n._-\0\ufeff\ufffd"


def _worth(text: Sequence[str], delimiter: str) -> tuple[int, int, float]:
    rows = [row for row in _sample(text, delimiter) if any(row)]
    at = header_row(rows)
    if at is None:
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=widths.count) if widths else 0
        return (0, 0 if usual < 2 else 1, widths.count(usual) / len(widths) if widths else 0.0)
    headers = trimmed(rows[at])
    below = rows[at + 1 :]
    same = sum(1 for row in below if len(trimmed(row)) <= len(headers)) / len(below) if below else 1.0
    return (len(recognise(distinct(headers))), len(headers), same)


class _Feed:
    """Lines for the CSV reader that remembers those of the current record, and can take them back."""

    def __init__(self, text: Iterator[str]) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._text)
        self.taken.append(line)
        return line

    def take_back(self) -> None:
        """Offer all lines of this record but the first once more."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


def _records(text: Iterator[str], delimiter: str, width: int, last_header: int, caps: Caps) -> Iterator[Line]:
    """The rows below the headers, numbered as a spreadsheet would."""
    feed = _Feed(text)
    taken = feed.taken
    reader = csv.reader(feed, delimiter=delimiter)
    row = 0
    last_row = None if caps.rows is None else max(2 * caps.rows, _ROWS_OF_A_SHEET)
    doubtful = caps.cell_bytes // 4
    blank = delimiter + '" \t\r\n'
    while True:
        taken.clear()
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = []
            feed.take_back()
            if row > last_header + 1:
                yield Line(row, [], refusal="quote_not_closed", text=taken[0][:200])
            continue
        if row <= last_header + 1:
            continue
        if last_row is not None and row > last_row:
            raise BadFile("too_many_rows", {"limit": caps.rows or 0})
        if len(taken) == 1:
            first = taken[0]
            if first.__class__ is str and len(first) < doubtful and len(cells) <= width:
                if first.strip(blank):
                    yield Line(row, cells)
                continue
        elif _swallowed(taken, cells, delimiter, width):
            feed.take_back()
            yield Line(row, [], refusal="quote_not_closed", text=taken[0][:200])
            continue
        if not any(line.strip(blank) for line in taken):
            continue
        yield _judged(row, cells, taken, width, caps)


def _judged(row: int, cells: list[str], taken: Sequence[str], width: int, caps: Caps) -> Line:
    """A row that is unusual in some way: too long, too wide, or in another encoding."""
    if any(isinstance(line, CutLine) for line in taken):
        return Line(row, _short(cells), refusal="row_too_long", params={"limit": caps.row_characters})
    for cell in cells:
        if len(cell) * 4 > caps.cell_bytes and len(cell.encode("utf-8", "replace")) > caps.cell_bytes:
            return Line(row, _short(cells), refusal="cell_too_long", params={"limit": caps.cell_bytes // 1024})
    cells = trimmed(cells)
    if len(cells) > width:
        return Line(row, _short(cells), refusal="row_too_wide", params={"cells": len(cells), "columns": width})
    note = "mixed_encoding" if any(isinstance(line, MixedLine) for line in taken) else ""
    return Line(row, cells, note=note)


def _short(cells: Sequence[str]) -> list[str]:
    return [cell[:200] for cell in cells[:200]]


def _swallowed(taken: Sequence[str], cells: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether a quote that was never closed has swallowed whole rows.

    A text in quotes may hold line breaks; then its later lines rarely have as many delimiters as a row. They do when
    they are rows. A text in the first column is different: what follows it is the rest of the row.
    """
    if width < _FEWEST_COLUMNS_TO_JUDGE:
        return False
    if cells and "\n" in cells[0] and len(cells) <= width:
        return False
    return any(line.count(delimiter) >= width - 1 for line in taken[1:])
