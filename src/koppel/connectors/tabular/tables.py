"""What the readers of the three formats have in common: a table, its lines, and how its headers are found."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from koppel.connectors.errors import BadFile
from koppel.connectors.records import Kind
from koppel.connectors.tabular.caps import Caps
from koppel.connectors.tabular.headers import recognise

# Rows that are looked at to tell what the columns mean.
LOOKED_AT = 200
SHOWN = 5
NO_MARKS: Mapping[int, str] = {}


@dataclass(slots=True)
class Line:
    """One row below the headers.

    Attributes:
        row: as the user counts, from 1.
        cells: text per column; may be shorter than the headers.
        marks: column to what a workbook says of that cell: ``date``, ``number``, ``formula`` or ``error``.
        refusal: code of why it cannot be read; empty when it can.
        params: of that code.
        text: the beginning of a refused row that could not be taken apart into cells.
        note: code of something that was mended for the whole row; empty when nothing was.
    """

    row: int
    cells: list[str]
    marks: Mapping[int, str] = field(default_factory=lambda: NO_MARKS)
    refusal: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    text: str = ""
    note: str = ""


@dataclass(slots=True)
class Table:
    """One sheet, or the whole of a CSV or JSON Lines file.

    Attributes:
        name: of the sheet; empty for the other two.
        headers: each different; a JSON Lines file may add to them while it is read.
        header_row: from 1; 0 when the rows name their own columns.
        lines: starts reading below the headers; empty rows are left out. May be called more than once.
        mapping: field to header, as recognised.
        samples: the first rows that can be read.
        places: one for every line, where lines can be counted without reading them; ``None`` where they cannot.
    """

    name: str
    headers: list[str]
    header_row: int
    lines: Callable[[], Iterator[Line]]
    mapping: Mapping[str, str] = field(default_factory=dict)
    samples: Sequence[Sequence[str]] = ()
    places: Callable[[], Iterator[object]] | None = None

    def look(self) -> None:
        """Read some rows and recognise the columns by them."""
        looked_at: list[list[str]] = []
        for line in self.lines():
            if not line.refusal:
                looked_at.append(line.cells)
            if len(looked_at) >= LOOKED_AT:
                break
        self.mapping = recognise(self.headers, looked_at)
        self.samples = [_shown(cells, len(self.headers)) for cells in looked_at[:SHOWN]]


@dataclass(slots=True)
class Source:
    """A file that was opened and understood, ready to be read."""

    kind: Kind
    encoding: str
    delimiter: str
    tables: list[Table]
    notes: list[str]


def check_columns(count: int, caps: Caps) -> None:
    """Refuse a table that is too wide.

    Raises:
        BadFile: ``too_many_columns``.
    """
    if count > caps.columns:
        raise BadFile("too_many_columns", {"columns": count, "limit": caps.columns})


def trimmed(cells: Sequence[str]) -> list[str]:
    """The cells without the empty ones at the end."""
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return list(cells[:width])


def _shown(cells: Sequence[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]
