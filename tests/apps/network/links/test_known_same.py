"""The six demonstration deliveries, linked: pairs that are known to be the same come together, different numbers do not."""

from __future__ import annotations

import csv
import importlib.resources
from collections import defaultdict
from pathlib import Path

import pytest

from koppel.apps.network.mapping.linking import FIELDS, LinkRecord, link
from koppel.connectors.tabular import rows
from koppel.site.demonstration import FIRST_DELIVERIES

KNOWN = Path(__file__).parent / "files" / "known_same.csv"


@pytest.fixture(scope="module")
def records() -> dict[str, LinkRecord]:
    """Every row of the six files as linking reads it."""
    folder = importlib.resources.files("koppel.apps.network").joinpath("demo")
    found: dict[str, LinkRecord] = {}
    for code, name in FIRST_DELIVERIES.items():
        for row in rows(folder.joinpath(name).read_bytes(), file_name=name.rpartition("/")[2]):
            if not row.refused:
                key = f"{code}:{row.values['id']}"
                values = {field: row.values.get(field, "") for field in FIELDS}
                found[key] = LinkRecord(id=key, partner=code, **values)
    return found


def test_known_same_records_come_together_and_different_numbers_stay_apart(records: dict[str, LinkRecord]) -> None:
    linking = link(list(records.values()))
    organisation = {key: number for number, cluster in enumerate(linking.clusters) for key in cluster}
    with KNOWN.open(encoding="utf-8") as file:
        pairs = [
            (f"{row['partner_a']}:{row['id_a']}", f"{row['partner_b']}:{row['id_b']}") for row in csv.DictReader(file)
        ]
    present = [(one, two) for one, two in pairs if one in organisation and two in organisation]
    together = sum(organisation[one] == organisation[two] for one, two in present)
    numbers: dict[int, set[str]] = defaultdict(set)
    for key, record in records.items():
        if record.kvk:
            numbers[organisation[key]].add(record.kvk)
    joined = [found for found in numbers.values() if len(found) > 1]
    print(
        f"\nknown same: {together:,} of {len(present):,} pairs in one organisation; organisations with two KvK numbers:"
        f" {len(joined)}; questions: {len(linking.to_judge):,}"
    )
    assert joined == []
    assert together >= 0.98 * len(present)
    assert len(linking.to_judge) < 0.08 * len(records)
