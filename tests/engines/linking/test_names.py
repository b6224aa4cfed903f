"""How two names relate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.engines.linking.model import shipped_model
from koppel.engines.linking.names import RELATIONS, WordRates, relation
from koppel.engines.linking.normalising import normalise_name

RATES = WordRates(shipped_model().word_rates)


def relate(one: str, other: str) -> str:
    return relation(normalise_name(one), normalise_name(other), RATES)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Qmulus B.V.", "QMULUS", "exact"),
        ("Cues Active", "Active Cues BV", "exact"),
        ("Qmulys", "Qmulus", "typo"),
        ("Jamuna Beheer", "Jamuna B.V.", "qualifier"),
        ("Jamuna Beheer", "Jamuna Holding", "siblings"),
        ("Signify N.V.", "Signify Netherlands B.V.", "region"),
        ("Temporary Works Design 14", "Temporary Works Design 11", "siblings"),
        ("Code Nomads", "Code Nomads Rotterdam", "place"),
        ("BBBLGM", "Bakker Bos Bouw Land Groei Maat", "acronym"),
        ("Flentrop Orgelbouw", "Bejo Zaden", "different"),
        ("Europe Services", "Netherlands Services", "weak"),
    ],
)
def test_names_relate_by_the_words_that_are_left_over(one: str, other: str, expected: str) -> None:
    assert relate(one, other) == expected


def test_a_slip_in_a_group_word_is_still_a_sibling() -> None:
    assert relate("Jamuna Beheeer", "Jamuna") == "qualifier"


def test_one_common_word_is_nothing_in_common() -> None:
    assert relate("Amsterdam Technology", "Rotterdam Technology") in ("different", "weak")


@given(st.text("abcd &.-", max_size=20), st.text("abcd &.-", max_size=20))
def test_the_order_of_two_names_does_not_matter(one: str, other: str) -> None:
    assert relate(one, other) == relate(other, one)
    assert relate(one, other) in RELATIONS


def test_a_word_that_many_names_hold_is_worth_little() -> None:
    rates = WordRates({}, [("acme", str(number)) for number in range(500)] + [("qmulus",)])
    assert rates.bits("acme") < 4 < 12 < rates.bits("qmulus")
