"""Linking one file: a table of text in, `id,organisation` out; no database and no limit on rows."""

import csv
import gzip
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from koppel.engines.linking.corpus import FIELDS, sorting_order
from koppel.engines.linking.errors import BadLabels, MissingColumn, UnreadableFile
from koppel.engines.linking.linking import Progress, ask_positions, group
from koppel.engines.linking.model import Model, shipped_model
from koppel.engines.linking.records import DEFAULT, Judgement, LinkSettings

FORBIDDEN = "entity_id"  # the truth in labelled files; never looked at
_SAME = {"1": True, "true": True, "yes": True, "ja": True, "0": False, "false": False, "no": False, "nee": False}


def read_header(path: Path, *, delimiter: str = "") -> list[str]:
    """The column names of a CSV file, plain or gzipped.

    Raises:
        UnreadableFile: the file is missing, empty, or no table of text.
    """
    columns, _ = _read(path, delimiter, rows=False)
    return columns


def link_file(
    path: Path,
    mapping: Mapping[str, str],
    out: Path,
    *,
    labels: Path | None = None,
    settings: LinkSettings = DEFAULT,
    progress: Progress | None = None,
    model: Model | None = None,
    delimiter: str = "",
) -> dict[str, Any]:
    """Link the rows of a CSV file and write `id,organisation` for every row, in the order of the file.

    Rows without an id and rows whose id occurs more than once are linked like all others and come out with the id they
    came with. The organisation is the id of its first row in the file (`row 12` where that id is empty or ambiguous).

    Args:
        path: CSV, plain or gzipped; UTF-8 with or without byte-order mark, or Windows-1252; any delimiter.
        mapping: field -> column, e.g. {"id": "Relatienr", "name": "Bedrijfsnaam"}; `name` or `kvk` must be there.
        out: file to write.
        labels: CSV with id_a, id_b, same (1/0): verdicts. From 30 labels on, with both answers, they move the weights.
        progress: see :func:`koppel.engines.linking.link`.
        delimiter: "" = find out.

    Returns:
        records, organisations, pairs to judge, pairs compared, labels used, labels unknown, contradictions, seconds
        and peak memory in MB.

    Raises:
        UnreadableFile: the file is missing, empty, or no table of text.
        MissingColumn: the mapping names a column that is not there, or neither name nor KvK number is mapped.
        BadLabels: the file of labels lacks a column or holds something else than 1 and 0.
    """
    started = time.perf_counter()
    header, rows = _read(path, delimiter)
    places = _places(header, mapping)
    columns = {field: [row[places[field]] for row in rows] if field in places else [""] * len(rows) for field in FIELDS}
    ids = columns["id"]
    del rows
    uses = Counter(ids)
    # Inside, a row is known by its place among rows of the same id, so that every row has a key of its own.
    seen: Counter[str] = Counter()
    keys = []
    for given in ids:
        keys.append(given if given and uses[given] == 1 else f"{given}\x00{seen[given]:09d}")
        seen[given] += 1
    judgements, used, unknown = _judgements(labels, uses) if labels else ([], 0, 0)
    columns["id"] = keys
    order = sorting_order(columns)
    grouping = group(
        {field: [columns[field][row] for row in order] for field in FIELDS},
        judgements=judgements,
        settings=settings,
        progress=progress or (lambda step, done, total: None),
        model=model or shipped_model(),
        learn=labels is not None,
    )
    first_of: dict[int, int] = {}
    cluster_of = [0] * len(ids)
    for number, members in enumerate(grouping.clusters):
        at = [order[member] for member in members]
        first_of[number] = min(at)
        for row in at:
            cluster_of[row] = number
    try:
        with out.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened, lineterminator="\n")
            writer.writerow(("id", "organisation"))
            for row, given in enumerate(ids):
                first = first_of[cluster_of[row]]
                writer.writerow((given, ids[first] if ids[first] and uses[ids[first]] == 1 else f"row {first + 1}"))
    except OSError as problem:
        raise UnreadableFile(f"{out} cannot be written: {problem.strerror}.") from problem
    return {
        "records": len(ids),
        "organisations": len(grouping.clusters),
        "pairs_to_judge": len(ask_positions(grouping, settings)),
        "pairs_compared": len(grouping.scored),
        "labels_used": used,
        "labels_unknown": unknown,
        "contradictions": len(grouping.contradictions),
        "rows_without_id": uses.get("", 0),
        "rows_with_shared_id": sum(count for given, count in uses.items() if given and count > 1),
        "seconds": round(time.perf_counter() - started, 2),
        "peak_memory_mb": peak_memory_mb(),
    }


def peak_memory_mb() -> int:
    """The most memory that this process has held, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024))


def _places(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Field -> position of its column."""
    places = {}
    for field, column in mapping.items():
        if field not in FIELDS or column.strip().lower() == FORBIDDEN:
            continue
        if column not in header:
            raise MissingColumn(column, list(header))
        places[field] = header.index(column)
    if "name" not in places and "kvk" not in places:
        raise MissingColumn("name", list(header))
    return places


def _decoded(path: Path, stack: ExitStack) -> Path:
    """The file as plain UTF-8: itself, or a copy in a temporary folder when it is zipped or in another encoding."""
    try:
        with path.open("rb") as opened:
            start = opened.read(4)
    except OSError as problem:
        raise UnreadableFile(f"{path.name} cannot be opened: {problem.strerror}.") from problem
    if not start:
        raise UnreadableFile(f"{path.name} is empty; give a table with a line of column names and at least one row.")
    if start[:4] == b"PK\x03\x04":
        raise UnreadableFile(f"{path.name} is a zip or Excel file; save it as CSV first.")
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="koppel-link-")))
    plain = path
    if start[:2] == b"\x1f\x8b":
        plain = folder / "plain.csv"
        try:
            with gzip.open(path, "rb") as source, plain.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
        except (OSError, EOFError) as problem:
            raise UnreadableFile(f"{path.name} is not a whole gzip file; make it again.") from problem
    encoding = _encoding(plain)
    if encoding == "utf-8":
        return plain
    copy = folder / "utf8.csv"
    with (
        plain.open("r", encoding=encoding, errors="replace", newline="") as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        shutil.copyfileobj(source, target, 1 << 20)
    return copy


def _encoding(path: Path) -> str:
    """UTF-8, UTF-16 by its mark, else Windows-1252."""
    with path.open("rb") as opened:
        mark = opened.read(3)
        if mark[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        if mark == b"\xef\xbb\xbf":
            return "utf-8-sig"
    try:
        with path.open("r", encoding="utf-8") as opened:
            while opened.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _read(path: Path, delimiter: str, *, rows: bool = True) -> tuple[list[str], list[tuple[str, ...]]]:
    """Header and rows of a CSV file, all text, read by DuckDB; short rows are filled up with empty texts."""
    import duckdb

    with ExitStack() as stack:
        plain = _decoded(path, stack)
        connection = stack.enter_context(duckdb.connect(":memory:"))
        options = (
            "header = false, all_varchar = true, null_padding = true, strict_mode = false, "
            "max_line_size = 10000000, parallel = false"
        )
        parameters = [str(plain), delimiter or _delimiter(plain)]
        limit = "" if rows else "limit 1"
        try:
            found = connection.execute(
                f"select * from read_csv(?, delim = ?, quote = '\"', escape = '\"', {options}) {limit}", parameters
            ).fetchall()
        except duckdb.Error as problem:
            first_line = str(problem).splitlines()[0]
            raise UnreadableFile(f"{path.name} cannot be read as CSV: {first_line}") from problem
    if not found or (rows and len(found) < 2):
        raise UnreadableFile(f"{path.name} has no rows below its column names; give a table with at least one row.")
    header = [(cell or "").strip() for cell in found[0]]
    if "\x00" in "".join(header):
        raise UnreadableFile(f"{path.name} is not text; save it as CSV first.")
    return header, [tuple(cell or "" for cell in row) for row in found[1:]]


def _delimiter(path: Path) -> str:
    """The mark that splits the first line into most columns; a comma when there is just one column."""
    with path.open("r", encoding="utf-8", errors="replace") as opened:
        first = opened.readline(1 << 20)
    outside = "".join(part for place, part in enumerate(first.split('"')) if place % 2 == 0)
    return max((",", ";", "\t", "|"), key=outside.count)


def _judgements(path: Path, uses: Mapping[str, int]) -> tuple[list[Judgement], int, int]:
    """The verdicts in a file of labels, how many name rows that are there, and how many do not."""
    header, rows = _read(path, "")
    try:
        left, right, same = (header.index(column) for column in ("id_a", "id_b", "same"))
    except ValueError:
        raise BadLabels(
            f"{path.name} needs the columns id_a, id_b and same; it has: {', '.join(header[:20])}."
        ) from None
    judgements, unknown = [], 0
    for number, row in enumerate(rows, start=2):
        answer = _SAME.get(row[same].strip().lower())
        if answer is None:
            raise BadLabels(
                f"{path.name}, line {number}: {row[same]!r} is no label; write 1 for the same and 0 for different."
            )
        if uses.get(row[left]) == 1 and uses.get(row[right]) == 1:
            judgements.append(Judgement(row[left], row[right], answer))
        else:
            unknown += 1
    return judgements, len(judgements), unknown
