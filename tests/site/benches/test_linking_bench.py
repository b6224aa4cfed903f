"""The linking benchmark measures what it says."""

from pathlib import Path

import pytest

from koppel.site.benches.linking import METHODS, quality, run
from koppel.site.benches.linking_records import COLUMNS, write_records


def test_the_same_seed_gives_the_same_records(tmp_path: Path) -> None:
    one, other, third = tmp_path / "one.csv", tmp_path / "other.csv", tmp_path / "third.csv"
    write_records(one, 200)
    write_records(other, 200)
    write_records(third, 200, seed=1)
    assert one.read_bytes() == other.read_bytes() != third.read_bytes()
    lines = one.read_text(encoding="utf-8").splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert len(lines) == 201


def test_quality_can_be_checked_by_hand() -> None:
    """Truth {0, 1, 2}, {3}; found {0, 1}, {2, 3}: one of two found pairs is true, one of three true pairs is found."""
    figures = quality(["x", "x", "y", "y"], ["a", "a", "a", "b"])
    assert figures["precision"] == pytest.approx(1 / 2)
    assert figures["recall"] == pytest.approx(1 / 3)
    assert figures["f1"] == pytest.approx(0.4)
    assert figures["exact"] == 0.0
    assert quality([1, 1, 2], ["a", "a", "b"])["exact"] == 1.0


def test_the_table_has_a_row_per_method_and_koppel_is_best(capsys: pytest.CaptureFixture[str]) -> None:
    run(800)
    lines = capsys.readouterr().out.splitlines()
    rows = {method: next(line for line in lines if line.startswith(method)) for method in METHODS}
    f1 = {method: float(row.removeprefix(method).split()[4]) for method, row in rows.items()}
    assert f1["Koppel"] > 0.95
    assert f1["Koppel"] > max(f1["plain Splink"], f1["rapidfuzz"])
