"""Where the real files are that these tests read, and how one is read without a child process."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import koppel.apps.network
from koppel.connectors.records import Preview, TabularRow
from koppel.connectors.tabular.caps import DEFAULT, Caps
from koppel.connectors.tabular.parsing import parsed, survey

FILES = Path(__file__).parent / "files"
DELIVERIES = Path(koppel.apps.network.__file__).parent / "demo"
# The same as an upload has; here the test process itself parses, so memory and time stay its own.
CAPS = DEFAULT


def file_bytes(name: str) -> bytes:
    """One of the small files beside these tests."""
    return (FILES / name).read_bytes()


def rows_of(
    payload: bytes | str, *, name: str = "", mappings: Mapping[str, Mapping[str, str]] | None = None, **caps: int
) -> list[TabularRow]:
    """All rows of a file, parsed in this process."""
    whole = payload.encode() if isinstance(payload, str) else payload
    return list(parsed(memoryview(whole), name, mappings, _caps(caps))[1])


def preview_of(payload: bytes | str, *, name: str = "", **caps: int) -> Preview:
    """The preview of a file, made in this process."""
    whole = payload.encode() if isinstance(payload, str) else payload
    return survey(memoryview(whole), name, _caps(caps))


def remarks_of(row: TabularRow) -> list[tuple[str, str]]:
    """The remarks of a row as (field, code)."""
    return [(remark.field, remark.code) for remark in row.remarks]


def _caps(changed: dict[str, int]) -> Caps:
    return replace(CAPS, **changed)  # type: ignore[arg-type]
