"""``koppel link``: a CSV file in, clusters out, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from koppel.site.commands.refusals import Unknown

FIELDS = (
    "id", "partner", "name", "kvk", "street", "number", "postcode", "city", "country", "website", "phone", "sector", "text",
)  # fmt: skip
# Tried in this order when no column is named with --id.
ID_COLUMNS = ("record_id", "id")
NEVER_READ = "entity_id"


def link_table(*, file: Path, out: Path, record_id: str, columns: Sequence[str], labels: Path | None) -> dict[str, Any]:
    """Recognise the columns, link the rows, write the clusters, and give the summary.

    Raises:
        Unknown: ``--map`` or ``--id`` names something that is not there.
        LinkingError: the file cannot be read or linked.
    """
    from koppel.connectors.tabular import recognise
    from koppel.engines.linking import link_file
    from koppel.engines.linking.files import read_header

    header = read_header(file)
    usable = [column for column in header if column != NEVER_READ]
    mapping = {field: column for field, column in recognise(usable).items() if field in FIELDS}
    by_name = {column.lower(): column for column in reversed(usable)}
    for name in reversed(ID_COLUMNS):
        if name in by_name:
            mapping["id"] = by_name[name]
    if record_id:
        mapping["id"] = _known(record_id, usable)
    for text in columns:
        field, _, column = text.partition("=")
        if field not in FIELDS or not column:
            raise Unknown(f"--map {text} is not FIELD=COLUMN. Fields: {', '.join(FIELDS)}.")
        mapping[field] = _known(column, usable)
    # One column means one thing: what was named by hand wins over what was recognised.
    chosen = {mapping["id"]} if "id" in mapping else set()
    for field, column in list(mapping.items()):
        if field != "id" and column in chosen:
            del mapping[field]
    return link_file(file, mapping, out, labels=labels)


def _known(column: str, header: Sequence[str]) -> str:
    if column not in header:
        raise Unknown(f"There is no column '{column}' in the file; its columns are: {', '.join(header[:30])}.")
    return column
