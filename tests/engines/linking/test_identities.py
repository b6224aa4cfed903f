"""Ids stay as they are as far as that is possible."""

from collections.abc import Callable
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from koppel.engines.linking import assign_ids


def minting() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"new{next(numbers)}"


def kinds(assignment: object) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(event.kind, event.organisation, event.other, event.records) for event in assignment.events]  # type: ignore[attr-defined]


def test_a_first_run_mints_an_id_per_cluster() -> None:
    found = assign_ids({}, {}, [["b"], ["a", "c"]], minting())
    assert found.organisation_of == {"a": "new1", "c": "new1", "b": "new2"}
    assert kinds(found) == [("minted", "new1", "", ("a", "c")), ("minted", "new2", "", ("b",))]


def test_unchanged_clusters_keep_their_ids_and_nothing_is_told() -> None:
    found = assign_ids({"a": "X", "b": "X", "c": "Y"}, {"X": 1, "Y": 2}, [["c"], ["b", "a"]], minting())
    assert found.organisation_of == {"a": "X", "b": "X", "c": "Y"}
    assert found.events == () and found.tombstones == {}


def test_a_merge_keeps_the_id_of_most_records_and_redirects_the_other() -> None:
    found = assign_ids({"a": "X", "b": "Y", "c": "Y"}, {"X": 1, "Y": 2}, [["a", "b", "c"]], minting())
    assert set(found.organisation_of.values()) == {"Y"}
    assert found.tombstones == {"X": "Y"}
    assert kinds(found) == [("merged", "X", "Y", ("a",))]


def test_on_a_tie_the_oldest_id_stays() -> None:
    assert assign_ids({"a": "X", "b": "Y"}, {"X": 5, "Y": 3}, [["a", "b"]], minting()).tombstones == {"X": "Y"}
    assert assign_ids({"a": "X", "b": "Y"}, {"X": 3, "Y": 5}, [["a", "b"]], minting()).tombstones == {"Y": "X"}


def test_a_split_keeps_the_id_with_most_records_and_mints_one() -> None:
    found = assign_ids({"a": "X", "b": "X", "c": "X"}, {"X": 1}, [["a", "b"], ["c"]], minting())
    assert found.organisation_of == {"a": "X", "b": "X", "c": "new1"}
    assert kinds(found) == [("minted", "new1", "", ("c",)), ("split", "X", "new1", ("c",))]


def test_records_that_come_and_go_are_told() -> None:
    found = assign_ids({"a": "X", "gone": "X", "alone": "Y"}, {"X": 1, "Y": 2}, [["a", "fresh"]], minting())
    assert kinds(found) == [
        ("joined", "X", "", ("fresh",)),
        ("left", "X", "", ("gone",)),
        ("ended", "Y", "", ("alone",)),
    ]
    assert found.tombstones == {}


def test_a_record_that_moves_is_told_on_both_sides() -> None:
    old = {"a": "X", "b": "X", "c": "X", "d": "Y", "e": "Y"}
    found = assign_ids(old, {"X": 1, "Y": 2}, [["a", "b"], ["c", "d", "e"]], minting())
    assert kinds(found) == [("joined", "Y", "X", ("c",)), ("left", "X", "Y", ("c",))]


@st.composite
def histories(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, int], list[list[str]]]:
    records = [f"r{number}" for number in range(draw(st.integers(1, 9)))]
    old = {record: f"O{draw(st.integers(0, 3))}" for record in records if draw(st.booleans())}
    clusters: dict[int, list[str]] = {}
    for record in records:
        if draw(st.integers(0, 9)):
            clusters.setdefault(draw(st.integers(0, 4)), []).append(record)
    return old, {f"O{number}": draw(st.integers(0, 3)) for number in range(4)}, list(clusters.values())


@settings(max_examples=300)
@given(histories(), st.randoms(use_true_random=False))
def test_ids_are_whole_unique_and_do_not_depend_on_order(history: tuple, luck: object) -> None:  # type: ignore[type-arg]
    old, created, clusters = history
    found = assign_ids(old, created, clusters, minting())
    ids = [{found.organisation_of[record] for record in cluster} for cluster in clusters]
    assert all(len(one) == 1 for one in ids)
    assert len(set().union(*ids)) == len(clusters) if clusters else True
    shuffled = [sorted(cluster, reverse=True) for cluster in clusters]
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    assert assign_ids(old, created, shuffled, minting()) == found
    again = assign_ids(found.organisation_of, created, clusters, minting())
    assert again.organisation_of == found.organisation_of and again.events == ()
    for gone, lives_on in found.tombstones.items():
        assert gone not in found.organisation_of.values()
        assert lives_on in found.organisation_of.values()
