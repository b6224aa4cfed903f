"""Read a confirmed delivery in the background: rows, comparison, records; it may stop anywhere and run again."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from itertools import islice

import structlog
from django.utils import timezone

from koppel.apps.network.actions import delivery_rows
from koppel.apps.network.models import Delivery
from koppel.apps.network.queries import deliveries as queries
from koppel.apps.network.rules import deliveries as rules
from koppel.apps.queue.actions import enqueue
from koppel.apps.sharing.actions import log_activity
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Viewer, may_deliver
from koppel.connectors.records import TabularRow
from koppel.connectors.tabular import BadFile, Caps, rows

log = structlog.get_logger(__name__)

Mappings = Mapping[str, Mapping[str, str]]
State = Delivery.State
# Changes after which the statistics of the tables are made anew.
_MANY_ROWS = 1_000


def read_delivery(actor: Viewer, delivery_id: int, *, accepted: bool = False) -> None:
    """Take a delivery from where it is to records that wait for linking, or to parked or refused.

    Rows are kept in batches that are committed one by one, so that progress shows; nothing of them is in the network
    until all of them are, in one transaction. Stopped anywhere and run again, it gives the same.

    Args:
        actor: who confirmed or approved it; the owner's rows are read and written with this actor's rights.
        delivery_id: of the delivery; nothing happens when it is in no state to be read.
        accepted: a person agreed to a large change, so it is not parked.
    """
    with viewing(actor):
        delivery = queries.deliveries().filter(pk=delivery_id).first()
    if delivery is None or delivery.state not in (State.READING, State.APPLYING):
        log.info("delivery needs no reading", delivery=delivery_id)
        return
    if not may_deliver(actor):
        _refuse(actor, delivery, "no_longer_allowed")
        return
    if delivery.state == State.READING and not _keep_all_rows(actor, delivery):
        return
    if _decide(actor, delivery, accepted=accepted) >= _MANY_ROWS:
        with viewing(actor):
            delivery_rows.refresh_statistics()


def end_without_rights(actor: Viewer, delivery_id: int) -> None:
    """End a delivery whose user no longer works for its owner.

    Args:
        actor: the owner itself.
        delivery_id: of the delivery.
    """
    with viewing(actor):
        delivery = queries.deliveries().filter(pk=delivery_id, state__in=(State.READING, State.APPLYING)).first()
    if delivery is not None:
        _refuse(actor, delivery, "no_longer_allowed")


def _refuse(actor: Viewer, delivery: Delivery, code: str, params: dict[str, str | int] | None = None) -> None:
    """End a delivery that cannot be read; none of its rows stay."""
    with viewing(actor):
        delivery_rows.forget_rows(delivery)
        Delivery.objects.filter(pk=delivery.pk).update(
            state=State.REFUSED, refusal={"code": code, "params": params or {}}, done_rows=0
        )
        log_activity(actor, "refused", "delivery", delivery.uuid, details={"because": code})


def _keep_all_rows(actor: Viewer, delivery: Delivery) -> bool:
    """Keep every row of the file; gives False when the file was refused or the delivery was stopped meanwhile."""
    with viewing(actor):
        delivery_rows.forget_rows(delivery)
        Delivery.objects.filter(pk=delivery.pk, state=State.READING).update(
            done_rows=0, counts={"began_at": int(timezone.now().timestamp())}
        )
        whole = Delivery.objects.only("payload", "file_name", "mappings").get(pk=delivery.pk)
        known = queries.known_records(delivery.owner_id)
    payload, mappings = bytes(whole.payload), whole.mappings
    # Bytes, rows and columns were within their caps when the file came in; memory and time still count.
    caps = Caps(text_bytes=None, workbook_bytes=None, rows=None)
    done = 0
    try:
        with closing(_child_rows(payload, whole.file_name, mappings, caps)) as found:
            for batch in _batches(found):
                done += len(batch)
                with viewing(actor):
                    still = Delivery.objects.filter(pk=delivery.pk, state=State.READING).update(done_rows=done)
                    if not still:
                        delivery_rows.forget_rows(delivery)
                        return False
                    delivery_rows.keep_rows(delivery, batch, known)
    except BadFile as bad:
        log.warning("delivery refused", delivery=delivery.pk, code=bad.code, fault=bad.fault)
        _refuse(actor, delivery, bad.code, dict(bad.params))
        return False
    with viewing(actor):
        still = Delivery.objects.filter(pk=delivery.pk, state=State.READING).update(
            state=State.APPLYING, done_rows=done, total_rows=done, read_at=timezone.now()
        )
        if not still:
            delivery_rows.forget_rows(delivery)
    return bool(still)


def _child_rows(payload: bytes, file_name: str, mappings: Mappings, caps: Caps) -> Generator[TabularRow, None, None]:
    """The rows, as something that can be closed: that ends the child that reads them."""
    yield from rows(payload, file_name=file_name, mappings=mappings, caps=caps)


def _batches(found: Iterator[TabularRow]) -> Iterator[list[TabularRow]]:
    while batch := list(islice(found, rules.BATCH_ROWS)):
        yield batch


def _decide(actor: Viewer, delivery: Delivery, *, accepted: bool) -> int:
    """Compare the kept rows with the records of now, and apply or park them: all or nothing.

    Returns:
        How many records changed.
    """
    with viewing(actor):
        delivery_rows.wait_for_turn(delivery.owner_id)
        held = Delivery.objects.select_for_update(of=("self",)).defer("payload")
        current = held.filter(pk=delivery.pk, state=State.APPLYING).first()
        if current is None:
            return 0
        present = queries.present_records(current.owner_id)
        compared = delivery_rows.compare_rows(current)
        current.counts = {**compared.counts, "present": present}
        before = queries.settings_of(current.owner_id)
        share = before.park_share if before is not None else rules.DEFAULT_PARK_SHARE
        changes = compared.changes
        if not accepted and rules.must_park(
            present=present, changed=changes["changed"], gone=changes["gone"], share=share
        ):
            current.state = State.PARKED
            current.save(update_fields=["state", "counts"])
            log_activity(actor, "parked", "delivery", current.uuid, details=current.counts)
            return 0
        now = timezone.now()
        delivery_rows.complete_rows(current)
        delivery_rows.apply_rows(current, now=now)
        current.applied_at = now
        changed = changes["new"] + changes["changed"] + changes["gone"]
        current.state = State.LINKING if changed else State.DONE
        current.linked_at = None if changed else now
        current.done_rows, current.total_rows = 0, 0
        current.save(update_fields=["state", "counts", "applied_at", "linked_at", "done_rows", "total_rows"])
        log_activity(actor, "delivered", "delivery", current.uuid, details=current.counts)
        if changed:
            enqueue("network.link_records", once="network.link_records", lock="network.linking")
    return changed
