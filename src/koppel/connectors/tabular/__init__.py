"""Delivered files, CSV, XLSX and JSON Lines, read into cleaned rows by a confined child process."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import TypeVar

from koppel.connectors import confined
from koppel.connectors.errors import BadFile
from koppel.connectors.records import Kind, Preview, Remark, Severity, Sheet, TabularRow
from koppel.connectors.tabular import child
from koppel.connectors.tabular.caps import DEFAULT, Caps
from koppel.connectors.tabular.column_names import FIELDS
from koppel.connectors.tabular.headers import recognise
from koppel.connectors.tabular.sniffing import check_size, is_workbook

Answer = TypeVar("Answer")

__all__ = [
    "DEFAULT",
    "FIELDS",
    "BadFile",
    "Caps",
    "Kind",
    "Preview",
    "Remark",
    "Severity",
    "Sheet",
    "TabularRow",
    "preview",
    "recognise",
    "rows",
]


def preview(payload: bytes, *, file_name: str, caps: Caps = DEFAULT) -> Preview:
    """What a file holds: its tables, their headers and what these mean, the number of rows and the first five.

    Args:
        payload: the whole file.
        file_name: only to point out that its extension does not fit the content.
        caps: how large it may be.

    Raises:
        BadFile: the file is refused as a whole; its code has a sentence in ``sentences.REFUSALS``.
    """
    for answer in _asked(child.preview, payload, {"file_name": file_name}, caps):
        return _agreed(child.preview_of, answer)
    raise BadFile("unreadable", fault="the child gave no preview")


def rows(
    payload: bytes, *, file_name: str, mappings: Mapping[str, Mapping[str, str]] | None = None, caps: Caps = DEFAULT
) -> Iterator[TabularRow]:
    """The rows of a file, cleaned, in its order, while it is being read; empty rows are left out.

    What refuses the whole file is known before the first row comes, except that the child may still run out of time.

    Args:
        payload: the whole file.
        file_name: as for ``preview``.
        mappings: name of the sheet (empty for CSV and JSON Lines) to field to header; a sheet that is not in it is read
            by what was recognised.
        caps: how large it may be.

    Raises:
        BadFile: when the first row is asked for, or later as said above.
    """
    chosen = None if mappings is None else {sheet: dict(mapping) for sheet, mapping in mappings.items()}
    for answer in _asked(child.rows, payload, {"file_name": file_name, "mappings": chosen}, caps):
        yield from _agreed(child.rows_of, answer)


def _asked(task: confined.Task, payload: bytes, question: dict[str, object], caps: Caps) -> Iterator[object]:
    check_size(len(payload), is_workbook=is_workbook(payload[:4]), caps=caps)
    limits = confined.Limits(caps.memory_bytes, caps.cpu_seconds, caps.wall_seconds)
    return confined.answers(task, payload, {**question, "caps": asdict(caps)}, limits)


def _agreed(read: Callable[[object], Answer], answer: object) -> Answer:
    """What an answer says; an answer of another shape than agreed is from a child that is not ours any more."""
    try:
        return read(answer)
    except (ValueError, TypeError, AttributeError):
        raise BadFile("unreadable", fault="the child gave an answer of another shape") from None
