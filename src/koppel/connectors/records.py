"""What the connectors give: plain values, checked and cleaned, without any database."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["repaired", "check", "refused"]
Kind = Literal["csv", "xlsx", "jsonl"]


@dataclass(frozen=True, slots=True)
class Remark:
    """What was noticed at one cell, or at one row when ``field`` is empty.

    Attributes:
        row: as the user counts in the file, from 1.
        sheet: name of the sheet; empty for CSV and JSON Lines.
        field: one of ``FIELDS``, or empty when it is about the whole row.
        code: one word from the table of sentences.
        was: the text before, at most 200 characters of it.
        became: the text after; empty when the value was left out.
        severity: repaired (mended, taken), check (taken, a person should look), refused (the row is not taken).
        params: what the named placeholders of the sentence stand for, besides was and became.
    """

    row: int
    sheet: str
    field: str
    code: str
    was: str
    became: str
    severity: Severity
    params: Mapping[str, str | int] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TabularRow:
    """One row of a delivered file.

    Attributes:
        row: as the user counts in the file, from 1 (blank lines count).
        sheet: name of the sheet; empty for CSV and JSON Lines.
        values: field to cleaned value; a field without a value is absent.
        raw: header to text as delivered (only letters that no database can keep are replaced).
        remarks: what was repaired, should be checked or made the row refused.
        refused: the row must not be taken; the remarks say why.
    """

    row: int
    sheet: str
    values: Mapping[str, str]
    raw: Mapping[str, str]
    remarks: tuple[Remark, ...]
    refused: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table in a file as it was recognised.

    Attributes:
        name: name of the sheet; empty for CSV and JSON Lines.
        headers: one for every column, each different; a column without a name is called ``#3``.
        header_row: row of the headers, from 1; 0 for JSON Lines.
        mapping: field to header, as recognised.
        rows: rows that hold something, below the headers.
        samples: the first five of them.
    """

    name: str
    headers: tuple[str, ...]
    header_row: int
    mapping: Mapping[str, str]
    rows: int
    samples: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds, before anything is stored.

    Attributes:
        kind: told by the content, not by the name of the file.
        encoding: ``utf-8``, ``utf-16`` or ``windows-1252``; empty for XLSX.
        delimiter: between the cells of a CSV; empty for the others.
        sheets: the tables that can be read.
        notes: codes of sentences about the file as a whole.
    """

    kind: Kind
    encoding: str
    delimiter: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...]
