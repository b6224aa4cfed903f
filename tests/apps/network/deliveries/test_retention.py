"""What need not be kept is removed, and nothing else."""

from __future__ import annotations

import datetime

from django.utils import timezone

from koppel.apps.network.jobs.retention import forget_expired
from koppel.apps.network.models import ContactMoment, Delivery, DeliveryRow, Person, Record
from koppel.apps.network.rules.deliveries import KEPT_DELIVERIES, UNCONFIRMED_DAYS
from koppel.apps.sharing.models import Activity
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.queries import standing_audience
from koppel.apps.sharing.rules import Viewer
from tests.apps.network.deliveries.giving import companies, export, give
from tests.cast import anna, luc


def keep(actor: Viewer, until: datetime.date) -> None:
    """A person and a contact moment at the actor's first record."""
    kept = {
        "owner_id": actor.party_id,
        "audience": standing_audience("private"),
        "record": Record.objects.filter(owner_id=actor.party_id).first(),
        "purpose": "test",
        "keep_until": until,
        "created_at": timezone.now(),
    }
    Person.objects.create(name="Verzonnen", **kept)
    ContactMoment.objects.create(on=until, manner="call", **kept)


def test_people_and_moments_past_their_day_are_removed_at_every_partner(database_committed: str) -> None:
    today = timezone.localdate()
    for actor in (anna(), luc()):
        give(actor, export(*companies(1, 2)))
        with viewing(actor):
            keep(actor, today - datetime.timedelta(days=1))
            keep(actor, today)
        forget_expired(0)
        with viewing(actor):
            assert Person.objects.get().keep_until == today
            assert ContactMoment.objects.get().keep_until == today
            told = Activity.objects.filter(verb="forgot", noun="people").get()
            assert (told.details, told.owner_id) == ({"number": 1}, actor.party_id)


def test_old_deliveries_lose_file_and_rows_and_keep_their_counts(database_committed: str) -> None:
    steward = anna()
    first = give(steward, export(*companies(1, 3)))
    for _again in range(KEPT_DELIVERIES):
        give(steward, export(*companies(1, 3)))
    with viewing(steward):
        Delivery.objects.update(state=Delivery.State.DONE)
    forget_expired(0)
    with viewing(steward):
        emptied = Delivery.objects.get(payload=b"")
        assert (emptied.pk, emptied.counts["new"]) == (first.pk, 3)
        assert not DeliveryRow.objects.filter(delivery=emptied).exists()
        assert Delivery.objects.exclude(payload=b"").count() == KEPT_DELIVERIES
        assert Record.objects.filter(gone_at=None).count() == 3


def test_a_file_that_nobody_confirmed_is_removed_after_a_month(database_committed: str) -> None:
    from koppel.apps.network.actions import deliveries as actions

    steward = anna()
    with viewing(steward):
        for name in ("old.csv", "new.csv"):
            actions.receive_delivery(steward, file_name=name, payload=export(*companies(1, 2)))
        long_ago = timezone.now() - datetime.timedelta(days=UNCONFIRMED_DAYS + 1)
        Delivery.objects.filter(file_name="old.csv").update(created_at=long_ago)
    forget_expired(0)
    with viewing(steward):
        assert [delivery.file_name for delivery in Delivery.objects.all()] == ["new.csv"]
