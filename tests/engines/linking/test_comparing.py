"""Is it one of these, while somebody types."""

import pytest

from koppel.engines.linking import LinkRecord, compare, nearest

TYPED = LinkRecord(id="typed", partner="bom", name="Qmulus", city="Venlo", website="qmulus.nl")
SAME = LinkRecord(id="same", partner="liof", name="QMULUS B.V.", city="VENLO", kvk="83675499")
SIBLING = LinkRecord(id="sibling", partner="liof", name="Qmulus Beheer B.V.")
OTHER = LinkRecord(id="zz", partner="liof", name="Bejo Zaden", city="Warmenhuizen")


def test_the_evidence_for_two_records_adds_up() -> None:
    pair = compare(TYPED, SAME)
    assert (pair.left, pair.right, pair.decision) == ("same", "typed", "link")
    assert sum(bar.weight for bar in pair.contributions) == pytest.approx(pair.weight, abs=1e-6)
    assert {bar.field for bar in pair.contributions} == {"prior", "name", "address"}


def test_the_order_of_two_records_does_not_matter() -> None:
    assert compare(TYPED, SAME) == compare(SAME, TYPED)


def test_the_nearest_come_first_and_strangers_not_at_all() -> None:
    found = nearest(TYPED, [OTHER, SIBLING, SAME])
    assert found[0].left == "same"
    assert all("zz" not in (pair.left, pair.right) for pair in found)
    assert nearest(TYPED, []) == ()
    assert len(nearest(TYPED, [SAME, SIBLING], limit=1)) == 1


def test_two_numbers_never_link() -> None:
    one = LinkRecord(id="a", partner="x", name="Acme", kvk="12345678", website="acme.nl", city="Venlo")
    far = LinkRecord(id="b", partner="y", name="Acme", kvk="87654321", website="acme.nl", city="Venlo")
    near = LinkRecord(id="c", partner="y", name="Acme", kvk="12345679", website="acme.nl", city="Venlo")
    assert compare(one, far).decision == "no"
    assert compare(one, near).decision == "ask"


def test_in_a_bigger_network_the_same_evidence_weighs_less() -> None:
    assert compare(TYPED, SAME, records=1_000_000).weight < compare(TYPED, SAME, records=10_000).weight
