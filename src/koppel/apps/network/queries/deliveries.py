"""Deliveries of the viewer's partner: their state, their row reports, and what was chosen last time."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from koppel.apps.network.models import Delivery, DeliveryRow, DeliverySettings, Record
from koppel.apps.network.rules import deliveries as rules
from koppel.apps.sharing.rules import NotFound

FINAL = (Delivery.State.DONE, Delivery.State.REFUSED, Delivery.State.WITHDRAWN)
RUNNING = (Delivery.State.READING, Delivery.State.APPLYING, Delivery.State.LINKING)
APPLIED = Q(applied_at__isnull=False)

# What the row report can be narrowed to: a key in the address to what it keeps.
REPORTS: Mapping[str, Q] = {
    "all": Q(pk__isnull=False),
    "remarks": ~Q(outcome=rules.TAKEN),
    "check": Q(outcome=rules.CHECK),
    "refused": Q(outcome=rules.REFUSED),
    "duplicate": Q(outcome=rules.DUPLICATE),
    "repaired": Q(outcome=rules.REPAIRED),
    "new": Q(change="new"),
    "changed": Q(change="changed"),
    "unchanged": Q(change="unchanged"),
    "gone": Q(change="gone"),
    "left-out": Q(outcome__in=(rules.REFUSED, rules.DUPLICATE)),
}


def deliveries() -> QuerySet[Delivery]:
    """The deliveries that the current viewer may see, newest first, without the delivered bytes."""
    return Delivery.objects.select_related("owner", "new_audience", "made_by").defer("payload", "preview", "mappings")


def delivery(uuid: UUID) -> Delivery:
    """One delivery, without the delivered bytes.

    Raises:
        NotFound: unknown to this viewer.
    """
    found = Delivery.objects.select_related("owner", "new_audience", "made_by").defer("payload").filter(uuid=uuid)
    one = found.first()
    if one is None:
        raise NotFound
    return one


def rows(delivery: Delivery, report: str = "remarks") -> QuerySet[DeliveryRow]:
    """The rows of one report of a delivery, in the order of the file.

    Raises:
        NotFound: there is no report of this name.
    """
    if report not in REPORTS:
        raise NotFound
    return DeliveryRow.objects.filter(REPORTS[report], delivery=delivery).order_by("sheet", "row", "id")


def row_counts(delivery: Delivery) -> dict[str, int]:
    """How many rows each report of a delivery has."""
    counted = {f"n{place}": Count("pk", filter=kept) for place, kept in enumerate(REPORTS.values())}
    found = DeliveryRow.objects.filter(delivery=delivery).aggregate(**counted)
    return {report: found[f"n{place}"] for place, report in enumerate(REPORTS)}


def settings_of(owner_id: int) -> DeliverySettings | None:
    """What this partner chose last time; none before its first delivery."""
    return DeliverySettings.objects.select_related("new_audience").filter(owner_id=owner_id).first()


def last_applied(owner_id: int, *, before: Delivery | None = None) -> Delivery | None:
    """The newest delivery of a partner that became records, or the one before a given delivery."""
    found = deliveries().filter(APPLIED, owner_id=owner_id).order_by("-applied_at", "-pk")
    if before is not None:
        found = found.exclude(pk=before.pk)
        if before.applied_at is not None:
            found = found.filter(applied_at__lte=before.applied_at)
    return found.first()


def present_records(owner_id: int) -> int:
    """How many records of a partner came from its deliveries and are in its network now."""
    return Record.objects.filter(owner_id=owner_id, gone_at=None, is_by_hand=False).count()


def known_records(owner_id: int) -> dict[str, rules.KnownRecord]:
    """Own id to what a partner's record says now, for all its records; for half a million some 200 MB."""
    found = Record.objects.filter(owner_id=owner_id).order_by()
    columns = found.values_list("reference", "content_hash", "gone_at", "is_by_hand")
    return {
        reference: rules.KnownRecord(content_hash, gone_at is not None, is_by_hand)
        for reference, content_hash, gone_at, is_by_hand in columns.iterator(chunk_size=10_000)
    }


def refused_history(delivery: Delivery, most: int = 6) -> list[Delivery]:
    """The last deliveries up to this one that were read, oldest first."""
    found = deliveries().filter(owner_id=delivery.owner_id, read_at__isnull=False, created_at__lte=delivery.created_at)
    return list(reversed(found[:most]))


def restored(delivery: Delivery) -> Delivery | None:
    """The earlier delivery that this one puts back; none when it is a delivery of its own."""
    uuid = delivery.preview.get("restores")
    return deliveries().filter(uuid=uuid).first() if uuid else None


def may_be_put_back(delivery: Delivery) -> Delivery | None:
    """The delivery that would come back when this one is undone; none when it cannot be.

    Only the newest applied delivery can be undone, and only while the file of the one before is kept.
    """
    if delivery.state != Delivery.State.DONE or delivery.applied_at is None:
        return None
    newest = last_applied(delivery.owner_id)
    if newest is None or newest.pk != delivery.pk:
        return None
    if Delivery.objects.filter(owner_id=delivery.owner_id, state__in=RUNNING).exists():
        return None
    before = last_applied(delivery.owner_id, before=delivery)
    if before is None or not Delivery.objects.filter(pk=before.pk).exclude(payload=b"").exists():
        return None
    return before
