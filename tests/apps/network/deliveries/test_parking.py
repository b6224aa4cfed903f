"""A delivery that changes much waits for a person; an applied one can be undone."""

from __future__ import annotations

import pytest
from django.utils import translation

from koppel.apps.network.actions import deliveries as actions
from koppel.apps.network.models import Delivery, Record
from koppel.apps.sharing.models import Activity
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import NotFound, Refused, Viewer
from tests.apps.network.deliveries.giving import again, changes, companies, export, give, read_now
from tests.cast import anna, luc

State = Delivery.State


def names(actor: Viewer) -> set[str]:
    with viewing(actor):
        return set(Record.objects.filter(gone_at=None, owner_id=actor.party_id).values_list("name", flat=True))


def test_a_delivery_that_takes_away_too_much_waits_and_changes_nothing(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 10)))
    parked = give(steward, export(*companies(1, 7)))
    assert parked.state == State.PARKED
    assert changes(parked) == (0, 0, 7, 3)
    assert len(names(steward)) == 10
    assert parked.applied_at is None


def test_a_change_within_the_share_is_applied_at_once(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 10)))
    assert give(steward, export(*companies(1, 8))).state == State.LINKING
    assert len(names(steward)) == 8


def test_a_partner_chooses_how_much_change_is_normal(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 10)))
    with viewing(steward):
        actions.choose_settings(steward, choice=actions.Choice(kind="private"), park_share=0.1)
    assert give(steward, export(*companies(1, 8))).state == State.PARKED


def test_an_approved_delivery_is_applied(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 10)))
    parked = give(steward, export(*companies(1, 5), *companies(11, 12)))
    with viewing(steward):
        approved = actions.approve_delivery(steward, parked.uuid)
    applied = read_now(steward, approved, accepted=True)
    assert applied.state == State.LINKING
    assert changes(applied) == (2, 0, 5, 5)
    assert len(names(steward)) == 7


def test_an_approved_delivery_is_compared_anew(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 10)))
    parked = give(steward, export(*companies(1, 5)))
    give(steward, export(*companies(1, 10, suffix=" nieuw")))  # parked too: the first one is approved after it
    with viewing(steward):
        Record.objects.filter(reference="3").update(content_hash="another")
        approved = actions.approve_delivery(steward, parked.uuid)
    applied = read_now(steward, approved, accepted=True)
    assert changes(applied) == (0, 1, 4, 5)
    assert "Bedrijf 3 B.V." in names(steward)


def test_a_stopped_delivery_stays_out_and_cannot_be_approved(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 10)))
    parked = give(steward, export(*companies(1, 2)))
    with viewing(steward):
        actions.withdraw_delivery(steward, parked.uuid)
        with pytest.raises(Refused):
            actions.approve_delivery(steward, parked.uuid)
    assert read_now(steward, parked, accepted=True).state == State.WITHDRAWN
    assert len(names(steward)) == 10


def test_an_applied_delivery_is_not_stopped_but_undone(database_rolled_back: None) -> None:
    steward = anna()
    first = give(steward, export(*companies(1, 10)))
    with viewing(steward), translation.override("en"), pytest.raises(Refused) as refusal:
        actions.withdraw_delivery(steward, first.uuid)
    assert "Put back" in refusal.value.sentence


def test_putting_back_the_previous_delivery_gives_its_records_again(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 20)))
    before = names(steward)
    with viewing(steward):
        versions = dict(Record.objects.values_list("reference", "pk"))
    second = give(steward, export(*companies(1, 1, suffix=" nieuw"), *companies(2, 19), *companies(21, 25)))
    assert changes(second) == (5, 1, 18, 1)
    done(steward)
    with viewing(steward):
        back = actions.restore_previous(steward, second.uuid)
    applied = read_now(steward, back, accepted=True)
    assert changes(applied) == (1, 1, 18, 5)
    assert names(steward) == before
    with viewing(steward):
        assert {reference: versions[reference] for reference in versions} == dict(
            Record.objects.filter(gone_at=None).values_list("reference", "pk")
        )
        assert again(steward, back).preview["undoes"] == str(second.uuid)


def test_only_the_newest_delivery_can_be_undone(database_rolled_back: None) -> None:
    steward = anna()
    first = give(steward, export(*companies(1, 10)))
    second = give(steward, export(*companies(1, 9)))
    done(steward)
    with viewing(steward):
        with pytest.raises(Refused):
            actions.restore_previous(steward, first.uuid)
        assert actions.restore_previous(steward, second.uuid).state == State.READING


def test_a_first_delivery_has_nothing_to_put_back(database_rolled_back: None) -> None:
    steward = anna()
    first = give(steward, export(*companies(1, 10)))
    done(steward)
    with viewing(steward), pytest.raises(Refused):
        actions.restore_previous(steward, first.uuid)


def test_another_partner_cannot_decide_about_it(database_rolled_back: None) -> None:
    steward, other = anna(), luc()
    give(steward, export(*companies(1, 10)))
    parked = give(steward, export(*companies(1, 2)))
    with viewing(other):
        for decide in (actions.approve_delivery, actions.withdraw_delivery, actions.restore_previous):
            with pytest.raises(NotFound):
                decide(other, parked.uuid)
    assert again(steward, parked).state == State.PARKED


def test_each_step_is_written_down_once(database_rolled_back: None) -> None:
    steward = anna()
    delivery = give(steward, export(*companies(1, 10)))
    with viewing(steward):
        told = Activity.objects.filter(noun="delivery", noun_id=str(delivery.uuid)).order_by("pk")
        assert [activity.verb for activity in told] == ["received", "confirmed", "delivered"]
        assert told[2].details["new"] == 10


def done(actor: Viewer) -> None:
    """What linking does at its end."""
    with viewing(actor):
        Delivery.objects.filter(state=State.LINKING).update(state=State.DONE)
