"""A million mutated files of each text format and a hundred thousand workbooks: only refusals, never a crash."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import pytest

from koppel.connectors.confined import Limits, answers
from koppel.connectors.errors import BadFile
from koppel.connectors.tabular import rows
from koppel.connectors.tabular.caps import MB
from koppel.connectors.tabular.sentences import REFUSALS
from tests.connectors.fuzz import looping
from tests.connectors.fuzz.mutating import mutated

PROVING = os.environ.get("KOPPEL_PROVE") == "1"
SMALL = {"csv": 6_000, "jsonl": 6_000, "xlsx": 1_000}
FULL = {"csv": 1_000_000, "jsonl": 1_000_000, "xlsx": 100_000}
MOST_SECONDS = 2.0
MOST_MEGABYTES = 300


@pytest.mark.parametrize("kind", SMALL)
def test_mutated_files_are_read_or_refused(kind: str) -> None:
    _run(kind, SMALL[kind])


@pytest.mark.prove
@pytest.mark.skipif(not PROVING, reason="full size: KOPPEL_PROVE=1")
@pytest.mark.parametrize("kind", FULL)
def test_the_full_number_of_mutated_files_is_read_or_refused(kind: str) -> None:
    _run(kind, FULL[kind])


@dataclass
class Tally:
    """What came of a stretch of mutations."""

    refused: int = 0
    rows: int = 0
    ended: int = 0
    slowest: float = 0.0
    peak: int = 0


def _run(kind: str, count: int) -> None:
    """Read mutations 0 to ``count``, at full size on all processors."""
    before = time.monotonic()
    parts = (os.cpu_count() or 1) if PROVING else 1
    bounds = [count * part // parts for part in range(parts + 1)]
    with ThreadPoolExecutor(parts) as pool:
        tallies = list(pool.map(lambda stretch: _stretch(kind, *stretch), pairwise(bounds)))
    ended, rows_read = sum(tally.ended for tally in tallies), sum(tally.rows for tally in tallies)
    slowest, peak = max(tally.slowest for tally in tallies), max(tally.peak for tally in tallies)
    assert slowest <= MOST_SECONDS
    assert peak <= MOST_MEGABYTES
    assert ended <= count // 1000 + 1
    assert rows_read > count // 20, "most mutations should leave something to read"
    if PROVING:
        refused = sum(tally.refused for tally in tallies)
        print(
            f"\n{kind}: {count:,} mutated files, {refused:,} refused, {rows_read:,} rows read, {ended} ended by the"
            f" memory limit, 0 crashes; slowest {slowest:.2f} s, peak {peak} MB,"
            f" {time.monotonic() - before:.0f} s in all"
        )


def _stretch(kind: str, first: int, last: int) -> Tally:
    """Read mutations ``first`` to ``last`` in one child, and go on behind one that meets the memory limit."""
    limits = Limits(memory_bytes=MOST_MEGABYTES * MB, cpu_seconds=None, wall_seconds=None)
    tally = Tally()
    while first < last:
        told = [0, 0, 0, 0.0, 0, 0]
        try:
            for told in answers(looping.read_mutations, b"", {"kind": kind, "first": first, "last": last}, limits):
                tally.slowest, tally.peak = max(tally.slowest, told[3]), max(tally.peak, told[5])
        except BadFile as death:
            assert death.code == "too_much_memory", death.fault
            tally.ended += 1
            told[0] += _behind_the_one_that_ends_a_child(kind, first + told[0])
        first += told[0]
        tally.refused, tally.rows = tally.refused + told[1], tally.rows + told[2]
    return tally


def _behind_the_one_that_ends_a_child(kind: str, first: int) -> int:
    """How many mutations to pass over; the last of them is refused for its memory, as one file by itself is too."""
    for passed in range(1, 102):
        try:
            list(rows(mutated(kind, first + passed - 1, looping.SEEDS[kind]), file_name="x"))
        except BadFile as refusal:
            assert refusal.code in REFUSALS
            if refusal.code == "too_much_memory":
                return passed
    raise AssertionError(f"{kind}: no mutation from {first} on explains why the child ended")
