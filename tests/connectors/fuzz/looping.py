"""Many mutated files read one after another in one confined child; the task is run by the child itself."""

import gc
import os
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any

from koppel.connectors.errors import BadFile
from koppel.connectors.tabular.caps import DEFAULT
from koppel.connectors.tabular.column_names import FIELDS
from koppel.connectors.tabular.parsing import parsed, survey
from koppel.connectors.tabular.sentences import REFUSALS, REMARKS
from tests.connectors.fuzz.mutating import mutated, seeds

# Read before the child gives up reading files.
SEEDS = {kind: seeds(kind) for kind in ("csv", "jsonl", "xlsx")}
# Opened before too. What getrusage tells would be the parent's memory, from before this program began.
_STATUS = os.open("/proc/self/status", os.O_RDONLY)
_TOLD_EVERY = 100
_SEVERITIES = ("repaired", "check", "refused")


def read_mutations(payload: memoryview, question: Mapping[str, Any]) -> Iterator[Any]:
    """Read mutations ``first`` up to ``last`` of a kind, and tell how it went.

    Yields:
        Now and then, and at the end: how many were read, how many of them refused, rows seen, the slowest in seconds
        and its number, and the peak memory in megabytes.
    """
    kind, first, last = question["kind"], question["first"], question["last"]
    refused = rows = slowest_number = 0
    slowest = 0.0
    for number in range(first, last):
        whole = memoryview(mutated(kind, number, SEEDS[kind]))
        before = time.process_time()
        try:
            rows += _read(whole, with_preview=number % 5 == 0)
        except BadFile as refusal:
            assert REFUSALS[refusal.code].format(**refusal.params)
            refused += 1
        except MemoryError:  # the child that reads one file says too_much_memory here
            refused += 1
        except Exception as error:
            error.add_note(f"mutation {number}")
            raise AssertionError(f"{kind} {number}: {error!r}") from error
        took = time.process_time() - before
        if took > slowest:
            slowest, slowest_number = took, number
        if number % _TOLD_EVERY == 0 or number == last - 1:
            gc.collect()
            yield [number + 1 - first, refused, rows, round(slowest, 3), slowest_number, _peak_megabytes()]


def _peak_megabytes() -> int:
    found = re.search(rb"VmHWM:\s+(\d+) kB", os.pread(_STATUS, 10_000, 0))
    assert found
    return int(found.group(1)) // 1024


def _read(whole: memoryview, *, with_preview: bool) -> int:
    """Read one file, and check what no file may break; gives the number of rows."""
    if with_preview:
        for sheet in survey(whole, "x", DEFAULT).sheets:
            "".join(sheet.headers).encode()
            assert len(set(sheet.headers)) == len(sheet.headers) <= DEFAULT.columns
    count = 0
    last: dict[str, int] = {}
    for row in parsed(whole, "x", None, DEFAULT)[1]:
        count += 1
        assert row.row > last.get(row.sheet, 0), "rows are numbered upwards"
        last[row.sheet] = row.row
        kept = "".join([*row.values.values(), *row.raw, *row.raw.values()])
        kept.encode()
        assert "\0" not in kept
        assert set(row.values) <= set(FIELDS)
        assert all(row.values.values())
        assert row.refused or (row.values["name"] and row.values["id"])
        assert row.refused or not any(remark.severity == "refused" for remark in row.remarks)
        for remark in row.remarks:
            assert remark.severity in _SEVERITIES
            assert REMARKS[remark.code].format(was=remark.was, became=remark.became, **remark.params)
    return count
