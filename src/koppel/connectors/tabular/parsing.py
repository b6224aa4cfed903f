"""A whole file, from bytes to rows, inside one process: what the confined child runs."""

from collections.abc import Iterator, Mapping, Sequence

from koppel.connectors.errors import BadFile
from koppel.connectors.records import Preview, Sheet, TabularRow
from koppel.connectors.tabular.caps import Caps
from koppel.connectors.tabular.cells import storable
from koppel.connectors.tabular.clean import OwnIds, RowCleaner
from koppel.connectors.tabular.column_names import FIELDS
from koppel.connectors.tabular.delimited import open_delimited
from koppel.connectors.tabular.json_lines import open_json_lines
from koppel.connectors.tabular.sniffing import check_size, kind_of
from koppel.connectors.tabular.tables import Source, Table
from koppel.connectors.tabular.workbook import open_workbook

_EXTENSIONS = {
    "csv": (".csv", ".txt", ".tsv", ".tab"),
    "xlsx": (".xlsx", ".xlsm"),
    "jsonl": (".jsonl", ".ndjson", ".json"),
}
Mappings = Mapping[str, Mapping[str, str]]


def survey(payload: memoryview, file_name: str, caps: Caps) -> Preview:
    """What the file holds, with every row counted but none cleaned.

    Raises:
        BadFile: the file is refused as a whole.
    """
    source = opened(payload, file_name, caps)
    return _preview(source, counted(source, caps))


def parsed(
    payload: memoryview, file_name: str, mappings: Mappings | None, caps: Caps
) -> tuple[Source, Iterator[TabularRow]]:
    """The file and its rows, cleaned as they are asked for; what refuses the whole file comes before the first.

    Raises:
        BadFile: as for a survey; ``no_name_column`` or ``column_missing`` when the columns do not fit.
    """
    source = opened(payload, file_name, caps)
    counted(source, caps)
    chosen = _chosen(source, mappings)
    return source, _rows(chosen)


def opened(payload: memoryview, file_name: str, caps: Caps) -> Source:
    """The file, understood by what it is."""
    kind = kind_of(payload)
    check_size(len(payload), is_workbook=kind == "xlsx", caps=caps)
    readers = {"csv": open_delimited, "xlsx": open_workbook, "jsonl": open_json_lines}
    source = readers[kind](payload, caps)
    name = file_name.lower()
    if "." in name and not name.endswith(_EXTENSIONS[kind]):
        source.notes.append("name_and_type_differ")
    if any("name" not in table.mapping for table in source.tables):
        source.notes.append("name_not_recognised")
    if not any("id" in table.mapping for table in source.tables):
        source.notes.append("id_not_recognised")
    return source


def counted(source: Source, caps: Caps) -> list[int]:
    """How many rows each table has.

    Raises:
        BadFile: ``no_rows`` when there are none, ``too_many_rows``.
    """
    counts: list[int] = []
    total = 0
    for table in source.tables:
        count = 0
        for _ in (table.places or table.lines)():
            count += 1
            if caps.rows is not None and total + count > caps.rows:
                raise BadFile("too_many_rows", {"limit": caps.rows})
        counts.append(count)
        total += count
    if not total:
        raise BadFile("no_rows")
    return counts


def _preview(source: Source, counts: Sequence[int]) -> Preview:
    sheets = tuple(
        Sheet(
            name=table.name,
            headers=tuple(table.headers),
            header_row=table.header_row,
            mapping=table.mapping,
            rows=count,
            samples=tuple(tuple(storable(cell[:200]) for cell in cells) for cells in table.samples),
        )
        for table, count in zip(source.tables, counts, strict=True)
    )
    return Preview(source.kind, source.encoding, source.delimiter, sheets, tuple(source.notes))


def _chosen(source: Source, mappings: Mappings | None) -> list[tuple[Table, Mapping[str, str]]]:
    """The tables that are read, each with its mapping: the one that was chosen, else the one that was recognised."""
    chosen: list[tuple[Table, Mapping[str, str]]] = []
    for table in source.tables:
        mapping = (mappings or {}).get(table.name)
        if mapping is None:
            mapping = table.mapping
        else:
            _check(mapping, table)
        if "name" in mapping:
            chosen.append((table, mapping))
    if not chosen:
        raise BadFile("no_name_column")
    return chosen


def _check(mapping: Mapping[str, str], table: Table) -> None:
    for field, header in mapping.items():
        if field not in FIELDS:
            raise BadFile("field_unknown", {"field": field})
        if header not in table.headers:
            raise BadFile("column_missing", {"header": header, "sheet": table.name or "-"})


def _rows(chosen: Sequence[tuple[Table, Mapping[str, str]]]) -> Iterator[TabularRow]:
    own_ids = OwnIds()
    for table, mapping in chosen:
        cleaner = RowCleaner(table.name, table.headers, mapping, own_ids)
        for line in table.lines():
            yield cleaner.clean(line)
