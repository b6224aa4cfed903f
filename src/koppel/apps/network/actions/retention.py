"""Remove what need not be kept: people and contact moments past their day, files and rows of old deliveries."""

from __future__ import annotations

import datetime
from collections import Counter

from django.db.models import Model

from koppel.apps.network.models import ContactMoment, Delivery, DeliveryRow, Person
from koppel.apps.network.queries.deliveries import FINAL
from koppel.apps.network.rules.deliveries import KEPT_DELIVERIES, UNCONFIRMED_DAYS
from koppel.apps.sharing.actions import log_activity
from koppel.apps.sharing.owned import together
from koppel.apps.sharing.rules import Viewer

# Nobody does this: the term does.
BY_ITSELF = Viewer()


def forget_people(*, today: datetime.date) -> int:
    """Remove people and contact moments whose last day has passed; gives how many."""
    with together():
        return _forget(ContactMoment, "contact moments", today) + _forget(Person, "people", today)


def _forget(model: type[Model], noun: str, today: datetime.date) -> int:
    expired = model._default_manager.filter(keep_until__lt=today).select_for_update(of=("self",))
    owners = Counter(expired.values_list("owner_id", flat=True))
    model._default_manager.filter(keep_until__lt=today).delete()
    for owner, number in owners.items():
        log_activity(BY_ITSELF, "forgot", noun, owner_id=owner, details={"number": number})
    return owners.total()


def forget_unconfirmed(*, now: datetime.datetime) -> int:
    """Remove files whose columns nobody confirmed in time; gives how many."""
    before = now - datetime.timedelta(days=UNCONFIRMED_DAYS)
    with together():
        stale = Delivery.objects.filter(state=Delivery.State.COLUMNS, created_at__lt=before)
        for uuid, owner in stale.values_list("uuid", "owner_id"):
            log_activity(BY_ITSELF, "forgot", "delivery", uuid, owner_id=owner)
        _, removed = stale.delete()
        return removed.get(Delivery._meta.label, 0)


def forget_old_files() -> int:
    """Empty the ended deliveries of each partner beyond the newest ones; gives how many.

    What was delivered when, and its counts, stay; the file and the row report go.
    """
    number = 0
    for owner in Delivery.objects.order_by().values_list("owner_id", flat=True).distinct():
        ended = Delivery.objects.filter(owner_id=owner, state__in=FINAL).order_by("-created_at", "-pk")
        old = ended.filter(pk__in=list(ended.values_list("pk", flat=True)[KEPT_DELIVERIES:]))
        for pk, uuid in old.exclude(payload=b"").values_list("pk", "uuid"):
            with together():
                DeliveryRow.objects.filter(delivery_id=pk).delete()
                Delivery.objects.filter(pk=pk).update(payload=b"", preview={})
                log_activity(BY_ITSELF, "emptied", "delivery", uuid, owner_id=owner)
            number += 1
    return number
