"""Clusters without contradictions."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from koppel.engines.linking.clustering import cluster, kvk_classes

Pairs = dict[tuple[int, int], float]


def grouped(count: int, pairs: Pairs, **others: object) -> list[list[int]]:
    kvk = others.pop("kvk", [""] * count)
    keys = sorted(pairs)
    found, _ = cluster(
        count,
        np.array([left for left, _ in keys], dtype=np.int64),
        np.array([right for _, right in keys], dtype=np.int64),
        np.array([pairs[key] for key in keys], dtype=np.float64),
        link_from=0.0,
        kvk=kvk,  # type: ignore[arg-type]
        **others,  # type: ignore[arg-type]
    )
    return found


def test_a_record_goes_to_the_better_of_two_organisations() -> None:
    """By hand: 1 is at 5 bits from 0 and 3 bits from 2; 0 and 2 have different numbers, so 2 stays alone."""
    assert grouped(3, {(0, 1): 5.0, (1, 2): 3.0}, kvk=["11111112", "", "22222223"]) == [[0, 1], [2]]


def test_one_lucky_pair_does_not_chain_two_clusters() -> None:
    """By hand: (6 - 4 - 4 - 4) / 4 = -1.5 bits between {0, 1} and {2, 3}, which is below 0."""
    pairs = {(0, 1): 9.0, (2, 3): 9.0, (1, 2): 6.0, (0, 2): -4.0, (0, 3): -4.0, (1, 3): -4.0}
    assert grouped(4, pairs) == [[0, 1], [2, 3]]


def test_a_same_verdict_ties_what_scores_would_part() -> None:
    assert grouped(2, {(0, 1): -20.0}, same=[(0, 1)]) == [[0, 1]]
    assert grouped(2, {}, kvk=["11111112", "22222223"], same=[(0, 1)]) == [[0, 1]]


def test_a_different_verdict_parts_what_scores_would_tie() -> None:
    assert grouped(2, {(0, 1): 20.0}, different=[(0, 1)]) == [[0], [1]]


def test_a_different_verdict_holds_for_all_that_is_tied_to_either() -> None:
    assert grouped(3, {(0, 1): 9.0, (1, 2): 20.0, (0, 2): 9.0}, same=[(0, 1)], different=[(0, 2)]) == [[0, 1], [2]]


def test_contradicting_verdicts_are_told() -> None:
    _, overruled = cluster(
        3,
        np.array([], dtype=np.int64),
        np.array([], dtype=np.int64),
        np.array([], dtype=np.float64),
        link_from=0.0,
        kvk=["", "", ""],
        same=[(0, 1), (1, 2)],
        different=[(0, 2)],
    )
    assert overruled == [(0, 2)]


def test_two_numbers_that_a_verdict_ties_are_one_class() -> None:
    assert kvk_classes(["a", "b", "", "b"], [(0, 1)]) == [0, 0, -1, 0]
    assert kvk_classes(["a", "b"], []) == [0, 1]


@st.composite
def problems(draw: st.DrawFn) -> tuple[int, Pairs, list[str], list[tuple[int, int]], list[tuple[int, int]]]:
    count = draw(st.integers(2, 9))
    every = list(combinations(range(count), 2))
    chosen = draw(st.lists(st.sampled_from(every), unique=True))
    pairs = {pair: float(draw(st.integers(-8, 12))) for pair in chosen}
    kvk = [draw(st.sampled_from(["", "", "12345678", "23456789", "34567891"])) for _ in range(count)]
    verdicts = draw(st.lists(st.tuples(st.sampled_from(every), st.booleans()), unique_by=lambda v: v[0], max_size=5))
    return count, pairs, kvk, [p for p, same in verdicts if same], [p for p, same in verdicts if not same]


@settings(max_examples=300, deadline=None)
@given(problems())
def test_clusters_never_contradict_numbers_or_verdicts(problem: tuple) -> None:  # type: ignore[type-arg]
    count, pairs, kvk, same, different = problem
    found = grouped(count, pairs, kvk=kvk, same=same, different=different)
    assert sorted(record for members in found for record in members) == list(range(count))
    of = {record: number for number, members in enumerate(found) for record in members}
    assert all(of[one] == of[other] for one, other in same)
    tied = grouped(count, {}, same=same)
    tie = {record: number for number, members in enumerate(tied) for record in members}
    assert all(of[one] != of[other] for one, other in different if tie[one] != tie[other])
    classes = kvk_classes(kvk, same)
    for members in found:
        assert len({classes[record] for record in members if classes[record] >= 0}) <= 1


def test_equal_records_stand_together_though_few_of_them_were_compared() -> None:
    """By hand: 0, 1 and 2 say the same and 3 agrees with 2; counted as three records, (5 - 3 - 3) / 3 < 0."""
    pairs = {(0, 1): 5.0, (1, 2): 5.0, (2, 3): 5.0}
    assert grouped(4, pairs) == [[0, 1], [2, 3]]
    assert grouped(4, pairs, content=[7, 7, 7, 8]) == [[0, 1, 2, 3]]
    assert grouped(4, pairs, content=[7, 7, 7, 8], different=[(0, 3)]) != [[0, 1, 2, 3]]


@settings(max_examples=150, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_pairs_does_not_matter(problem: tuple, luck: object) -> None:  # type: ignore[type-arg]
    count, pairs, kvk, same, different = problem
    keys = list(pairs)
    luck.shuffle(keys)  # type: ignore[attr-defined]
    found, _ = cluster(
        count,
        np.array([left for left, _ in keys], dtype=np.int64),
        np.array([right for _, right in keys], dtype=np.int64),
        np.array([pairs[key] for key in keys], dtype=np.float64),
        link_from=0.0,
        kvk=kvk,
        same=same,
        different=different,
    )
    assert found == grouped(count, pairs, kvk=kvk, same=same, different=different)
