"""Whose eyes a connection has: after switches, aborted transactions, threads and jobs, nothing is carried over."""

from __future__ import annotations

import os
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from koppel.apps.network.models import Record
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Viewer
from tests import cast

SWITCHES = 1_000 if os.environ.get("KOPPEL_PROVE") else 300


class Broken(Exception):
    """Ends a block in the middle."""


def seen() -> set[str]:
    return set(Record.objects.values_list("name", flat=True))


@pytest.fixture
def viewers(database_committed: str) -> dict[str, Viewer]:
    cast_of = {code: cast.a_viewer(code.capitalize(), party=cast.a_partner(code)) for code in ("brabant", "limburg")}
    for code in cast_of:
        cast.a_record(cast.a_partner(code), name=f"private of {code}", audience="private")
    return {**cast_of, "visitor": Viewer()}


def expected(code: str) -> set[str]:
    return set() if code == "visitor" else {f"private of {code}"}


def look_once(code: str, viewer: Viewer, dice: random.Random) -> int:
    """One block that ends well, ends in an error, or loses its transaction; gives the number of wrong views."""
    way = dice.choice(["well", "error", "aborted"])
    wrong = 0
    try:
        with viewing(viewer):
            wrong += seen() != expected(code)
            if way == "error":
                raise Broken
            if way == "aborted":
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SELECT 1 / 0")
    except Exception as trouble:
        if not (isinstance(trouble, Broken) or "division by zero" in str(trouble)):
            raise
    return wrong + (seen() != set())


@pytest.mark.prove
def test_nothing_is_carried_over_on_a_reused_connection(viewers: dict[str, Viewer]) -> None:
    dice = random.Random(1)
    wrong = sum(look_once(code, viewers[code], dice) for code in dice.choices(list(viewers), k=SWITCHES))
    assert wrong == 0
    print(f"\ncontexts: {SWITCHES} switches on one connection, {wrong} carried over")


def test_nothing_is_carried_over_between_threads(viewers: dict[str, Viewer]) -> None:
    def work(number: int) -> int:
        dice = random.Random(number)
        try:
            return sum(look_once(code, viewers[code], dice) for code in dice.choices(list(viewers), k=25))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(work, range(16))) == 0


def test_a_setting_outside_a_transaction_shows_nothing(viewers: dict[str, Viewer]) -> None:
    with viewing(viewers["brabant"]):
        assert seen() == expected("brabant")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('koppel.parties', true), current_setting('koppel.audiences', true)")
        assert [text or "" for text in cursor.fetchone()] == ["", ""]


def test_a_web_process_cannot_see_everything(viewers: dict[str, Viewer], monkeypatch: pytest.MonkeyPatch) -> None:
    from koppel.apps.sharing import owned

    monkeypatch.delitem(connections.settings, "batch")
    with pytest.raises(RuntimeError, match="may not see everything"), owned.viewing_all(because="a test"):
        pass
