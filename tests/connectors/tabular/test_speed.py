"""A quarter of a million rows: seen within a second, read within fifteen."""

import os
import time

import pytest

from koppel.connectors.tabular import preview, rows
from tests.connectors.places import DELIVERIES

ROWS = 250_000


@pytest.mark.prove
@pytest.mark.skipif(os.environ.get("KOPPEL_PROVE") != "1", reason="full size: KOPPEL_PROVE=1")
def test_a_quarter_of_a_million_rows_are_read_in_time() -> None:
    header, *lines = (DELIVERIES / "bom" / "relaties-2024-08.csv").read_bytes().splitlines(keepends=True)
    # Every row with an own id of its own.
    payload = header + b"".join(b"%d" % at + lines[at % len(lines)] for at in range(ROWS))
    began = time.perf_counter()
    assert preview(payload, file_name="big.csv").sheets[0].rows == ROWS
    seen = time.perf_counter()
    assert sum(not row.refused for row in rows(payload, file_name="big.csv")) == ROWS
    read = time.perf_counter()
    print(f"\n{ROWS:,} rows, {len(payload) / 1e6:.0f} MB: seen in {seen - began:.2f} s, read in {read - seen:.1f} s")
    assert seen - began < 1
    assert read - seen < 15
