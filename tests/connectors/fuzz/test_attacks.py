"""Files made to harm a reader: refused or read, within two seconds of the processor and 300 MB."""

import os
import resource

import pytest

from koppel.connectors.errors import BadFile
from koppel.connectors.tabular import preview, rows
from koppel.connectors.tabular.caps import DEFAULT, MB
from koppel.connectors.tabular.sentences import REFUSALS
from tests.connectors.fuzz.attacks import ATTACKS

PROVING = os.environ.get("KOPPEL_PROVE") == "1"
MOST_SECONDS = 2.0
MOST_MEGABYTES = 300


def test_no_child_can_have_more_memory_than_is_allowed() -> None:
    # The address space is limited by the system, and what is resident cannot be more.
    assert DEFAULT.memory_bytes is not None
    assert DEFAULT.memory_bytes <= MOST_MEGABYTES * MB


def test_there_are_enough_attacks() -> None:
    assert len(ATTACKS) >= 60


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_or_read_in_time(name: str) -> None:
    payload = ATTACKS[name]()
    # Reading the rows begins with all that a preview does; at full size both are asked.
    for ask in (preview, _all_rows) if PROVING else (_all_rows,):
        before = _seconds_of_children()
        try:
            ask(payload, file_name="attack")
        except BadFile as refusal:
            assert REFUSALS[refusal.code].format(**refusal.params)
            assert not refusal.fault, refusal.fault
        assert _seconds_of_children() - before <= MOST_SECONDS


def _all_rows(payload: bytes, *, file_name: str) -> None:
    for row in rows(payload, file_name=file_name):
        "".join([*row.values.values(), *row.raw.values()]).encode()


def _seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
