"""One sentence why."""

import pytest

from koppel.engines.linking import WHY_CODES, Contribution, Pair, why


def pair(*bars: tuple[str, str, float]) -> Pair:
    contributions = tuple(Contribution(*bar) for bar in bars)
    return Pair("a", "b", 0.5, sum(bar.weight for bar in contributions), contributions, "ask")


@pytest.mark.parametrize(
    ("bars", "code"),
    [
        ([("verdict", "same", 100.0)], "judged_same"),
        ([("verdict", "different", -100.0)], "judged_different"),
        ([("kvk", "exact", 8.0), ("name", "different", -3.0)], "kvk_same"),
        ([("kvk", "near", 4.0), ("name", "exact", 6.0)], "kvk_one_digit"),
        ([("kvk", "different", -8.0), ("name", "exact", 6.0)], "kvk_different"),
        ([("name", "exact", 6.0)], "name_same_only"),
        ([("name", "exact", 6.0), ("website", "exact", 4.0)], "name_same_and"),
        ([("name", "exact", 6.0), ("address", "different", -3.0)], "name_same_but"),
        ([("name", "typo", 4.0), ("website", "exact", 4.0)], "name_alike_and"),
        ([("name", "slip_alone", 1.0)], "name_alike_only"),
        ([("name", "qualifier", -6.0), ("address", "exact", 4.0)], "sibling"),
        ([("name", "different", -3.0), ("phone", "exact", 9.0)], "name_differs_but"),
        ([("name", "weak", -3.0)], "little_in_common"),
    ],
)
def test_the_surest_ground_gives_the_sentence(bars: list[tuple[str, str, float]], code: str) -> None:
    assert why(pair(("prior", "prior", -1.0), *bars))[0] == code
    assert code in WHY_CODES


def test_what_supports_and_opposes_comes_heaviest_first() -> None:
    _, parameters = why(
        pair(("prior", "prior", -1.0), ("address", "exact", 2.0), ("name", "exact", 6.0), ("phone", "different", -5.0))
    )
    assert parameters == {
        "name": "exact",
        "supports": (("name", "exact"), ("address", "exact")),
        "opposes": (("phone", "different"),),
    }
