"""How large a delivered file may be: the caps on uploads, all of them configurable."""

from dataclasses import dataclass
from typing import Self

KB = 1024
MB = 1024 * KB


@dataclass(frozen=True, slots=True)
class Caps:
    """Upper bounds on one file; ``None`` is no bound.

    Attributes:
        text_bytes: size of a CSV or JSON Lines file.
        workbook_bytes: size of an XLSX file as sent.
        unpacked_bytes: size of an XLSX file unpacked, counted while unpacking.
        ratio: how many times larger an XLSX file may become by unpacking.
        members: files inside an XLSX file.
        rows: rows below the headers, over all sheets.
        columns: columns of one sheet.
        cell_bytes: one cell, as UTF-8.
        row_characters: one line of a CSV or JSON Lines file.
        json_depth: objects and lists inside each other.
        memory_bytes: address space of the child process that parses.
        cpu_seconds: processor time of that child.
        wall_seconds: how long to wait for that child in all; the caller's own time does not count.
    """

    text_bytes: int | None = 100 * MB
    workbook_bytes: int | None = 10 * MB
    unpacked_bytes: int | None = 100 * MB
    ratio: int | None = 100
    members: int | None = 2_000
    rows: int | None = 500_000
    columns: int = 200
    cell_bytes: int = 32 * KB
    row_characters: int = 1_000_000
    json_depth: int = 64
    memory_bytes: int | None = 300 * MB
    cpu_seconds: int | None = 120
    wall_seconds: float | None = 180.0

    @classmethod
    def unlimited(cls) -> Self:
        """Caps for a command on one's own file: no bound on bytes, rows, memory or time."""
        return cls(
            text_bytes=None,
            workbook_bytes=None,
            unpacked_bytes=None,
            ratio=None,
            members=None,
            rows=None,
            memory_bytes=None,
            cpu_seconds=None,
            wall_seconds=None,
        )


DEFAULT = Caps()
