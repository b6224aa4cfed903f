"""Six partners deliver their own exports, two of them again."""

from __future__ import annotations

import pytest

from koppel.apps.network.models import Delivery, Record
from koppel.apps.sharing.owned import viewing
from tests.apps.network.deliveries.giving import changes, demo_file, give
from tests.cast import a_partner, a_viewer

State = Delivery.State


@pytest.mark.parametrize(
    ("code", "name", "rows"),
    [
        ("nom", "nom/relaties.xlsx", 1453),
        ("liof", "liof/accounts.csv", 1667),
        ("innovationquarter", "innovationquarter/accounts.xlsx", 2244),
        ("high-tech-nl", "high-tech-nl/leden.csv", 1825),
    ],
)
def test_every_row_of_a_partner_becomes_a_record(code: str, name: str, rows: int, database_rolled_back: None) -> None:
    steward = a_viewer(party=a_partner(code))
    delivery = give(steward, demo_file(name), name=name.rpartition("/")[2])
    assert delivery.state == State.LINKING
    assert changes(delivery) == (rows - delivery.counts["refused"] - delivery.counts["duplicate"], 0, 0, 0)
    assert delivery.counts["refused"] == 0
    with viewing(steward):
        assert Record.objects.count() == delivery.counts["new"]
        assert not Record.objects.filter(name="").exists()


@pytest.mark.parametrize(
    ("code", "first", "later", "rows", "difference"),
    [
        ("bom", "bom/relaties-2024-08.csv", "bom/relaties-2024-10.csv", 1628, (48, 34, 1551, 43)),
        (
            "oost-nl",
            "oost-nl/organisations-2024-08.jsonl",
            "oost-nl/organisations-2024-10.jsonl",
            1635,
            (46, 15, 1594, 26),
        ),
    ],
)
def test_a_later_delivery_tells_what_is_new_changed_and_gone(
    code: str, first: str, later: str, rows: int, difference: tuple[int, ...], database_rolled_back: None
) -> None:
    steward = a_viewer(party=a_partner(code))
    assert changes(give(steward, demo_file(first), name=first)) == (rows, 0, 0, 0)
    second = give(steward, demo_file(later), name=later)
    assert second.state == State.LINKING
    assert changes(second) == difference
    with viewing(steward):
        assert Record.objects.filter(gone_at=None).count() == rows + difference[0] - difference[3]
        assert Record.objects.exclude(gone_at=None).count() == difference[3]
        names = second.rows.filter(change="changed", remarks__contains=[{"field": "name", "code": "changed"}])
        assert names.count() == difference[1]


def test_the_same_file_twice_changes_nothing(database_rolled_back: None) -> None:
    steward = a_viewer(party=a_partner("bom"))
    payload = demo_file("bom/relaties-2024-08.csv")
    give(steward, payload)
    with viewing(steward):
        before = list(Record.objects.order_by("pk").values_list("pk", "version", "changed_at", "delivery_id"))
    twice = give(steward, payload)
    assert twice.state == State.DONE
    assert changes(twice) == (0, 0, 1628, 0)
    with viewing(steward):
        assert list(Record.objects.order_by("pk").values_list("pk", "version", "changed_at", "delivery_id")) == before
        assert Delivery.objects.count() == 2


def test_what_a_row_says_fills_its_record(database_rolled_back: None) -> None:
    steward = a_viewer(party=a_partner("oost-nl"))
    delivery = give(steward, demo_file("oost-nl/organisations-2024-08.jsonl"), name="organisations.jsonl")
    with viewing(steward):
        record = Record.objects.get(reference="feeeef7b-d73b-551b-b351-8c6eb5d34ab5")
    assert (record.name, record.kind) == ("Gemeente Wageningen", "government")
    assert (record.street, record.number, record.postcode, record.city) == ("Markt", "22", "6701 CZ", "Wageningen")
    assert (record.country, record.province, record.domain) == ("NL", "NL-GE", "wageningen.nl")
    assert record.raw["name"] == "Gemeente Wageningen"
    assert record.delivery_id == delivery.pk
    assert record.audience.kind == "partners"


def test_columns_and_audience_are_remembered_for_the_next_file(database_rolled_back: None) -> None:
    from koppel.apps.network.actions import deliveries as actions

    steward = a_viewer(party=a_partner("bom"))
    payload = demo_file("bom/relaties-2024-08.csv")
    with viewing(steward):
        received = actions.receive_delivery(steward, file_name="a.csv", payload=payload)
        assert received.mappings[""]["sector"] == "Sector"
        assert received.new_audience.kind == "partners"
        columns = {"": {"id": "Relatienr", "name": "Bedrijfsnaam", "text": "Sector"}}
        actions.confirm_columns(steward, received.uuid, mappings=columns, choice=actions.Choice(kind="private"))
        later = actions.receive_delivery(steward, file_name="b.csv", payload=payload)
        assert later.mappings == columns
        assert later.new_audience.kind == "private"
