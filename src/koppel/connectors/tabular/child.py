"""The two questions that the confined child answers about a delivered file."""

from collections.abc import Iterator, Mapping
from typing import Any

from koppel.connectors.records import Preview, Remark, Sheet, TabularRow
from koppel.connectors.tabular.caps import Caps
from koppel.connectors.tabular.parsing import parsed, survey

# Rows that go to the parent together, and roughly how many characters: fewer turns, yet progress can be shown.
_BATCH = 200
_BATCH_CHARACTERS = 200_000


def preview(payload: memoryview, question: Mapping[str, Any]) -> Iterator[Any]:
    """One answer: the preview, as lists."""
    seen = survey(payload, question["file_name"], Caps(**question["caps"]))
    sheets = [
        [sheet.name, sheet.headers, sheet.header_row, sheet.mapping, sheet.rows, sheet.samples] for sheet in seen.sheets
    ]
    yield [seen.kind, seen.encoding, seen.delimiter, sheets, seen.notes]


def preview_of(answer: Any) -> Preview:
    """The preview that an answer of the child holds."""
    kind, encoding, delimiter, sheets, notes = answer
    return Preview(
        kind,
        encoding,
        delimiter,
        tuple(
            Sheet(name, tuple(headers), header_row, mapping, rows, tuple(map(tuple, samples)))
            for name, headers, header_row, mapping, rows, samples in sheets
        ),
        tuple(notes),
    )


def rows(payload: memoryview, question: Mapping[str, Any]) -> Iterator[Any]:
    """The rows in batches, as lists."""
    _, found = parsed(payload, question["file_name"], question["mappings"], Caps(**question["caps"]))
    batch: list[Any] = []
    characters = 0
    for row in found:
        remarks = [
            [remark.field, remark.code, remark.was, remark.became, remark.severity, remark.params]
            for remark in row.remarks
        ]
        batch.append([row.row, row.sheet, row.values, row.raw, remarks, row.refused])
        characters += sum(map(len, row.raw.values()))
        if len(batch) >= _BATCH or characters >= _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    yield batch


def rows_of(answer: Any) -> list[TabularRow]:
    """The rows that an answer of the child holds."""
    return [
        TabularRow(row, sheet, values, raw, tuple(Remark(row, sheet, *remark) for remark in remarks), refused)
        for row, sheet, values, raw, remarks, refused in answer
    ]
