"""Receive a delivery, confirm its columns, let it go on, stop it, put back the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from koppel.apps.network.actions.records import Choice, audience_of
from koppel.apps.network.models import Delivery, DeliverySettings
from koppel.apps.network.queries import deliveries as queries
from koppel.apps.network.queries import delivery_sentences as sentences
from koppel.apps.network.rules import deliveries as rules
from koppel.apps.queue.actions import enqueue
from koppel.apps.sharing import queries as sharing_queries
from koppel.apps.sharing.actions import log_activity
from koppel.apps.sharing.models import Audience
from koppel.apps.sharing.owned import together, viewing
from koppel.apps.sharing.rules import Decision, NotFound, Refused, Viewer, may_approve_delivery, may_deliver
from koppel.connectors.tabular import DEFAULT, BadFile, Caps, Preview, preview

log = structlog.get_logger(__name__)

State = Delivery.State


def receive_delivery(
    actor: Viewer, *, file_name: str, payload: bytes, choice: Choice | None = None, caps: Caps = DEFAULT
) -> Delivery:
    """Take a file in and recognise its columns; no record changes yet.

    Args:
        actor: a steward or administrator; the delivery is of its partner.
        file_name: as the sender calls it.
        payload: the whole file.
        choice: who may see the records that are new; as last time, or all partners, when not given.
        caps: how large the file may be.

    Raises:
        Refused: the actor may not deliver, or the file cannot be read; nothing was stored.
    """
    _check(may_deliver(actor), _("Only stewards and administrators of a partner deliver records."))
    assert actor.party_id is not None
    name = _base_name(file_name)
    try:
        found = preview(payload, file_name=name, caps=caps)
    except BadFile as bad:
        log.info("file refused", code=bad.code, fault=bad.fault)
        raise Refused(sentences.refusal(bad.code, bad.params)) from bad
    before = queries.settings_of(actor.party_id)
    with together():
        delivery = Delivery.objects.create(
            owner_id=actor.party_id,
            audience=sharing_queries.standing_audience(Audience.Kind.PRIVATE),
            file_name=name,
            format=found.kind,
            size_bytes=len(payload),
            sha256=hashlib.sha256(payload).hexdigest(),
            payload=payload,
            preview=asdict(found),
            mappings=_known_mappings(found, before),
            new_audience=_new_audience(actor, choice, before),
            made_by_id=actor.user_id or None,
            created_at=timezone.now(),
        )
        details = {"bytes": len(payload), "format": found.kind}
        log_activity(actor, "received", "delivery", delivery.uuid, details=details)
    return delivery


def confirm_columns(
    actor: Viewer,
    uuid: UUID,
    *,
    mappings: Mapping[str, Mapping[str, str]],
    choice: Choice | None = None,
    accepted: bool = False,
) -> Delivery:
    """Confirm what the columns mean; the rows are read in the background from here on.

    Args:
        actor: a steward or administrator of the owner.
        uuid: of the delivery.
        mappings: name of each sheet to field to header; a sheet that is not named, or without fields, is not read.
        choice: who may see the records that are new; as chosen before when not given.
        accepted: a large change is not parked.

    Raises:
        NotFound: unknown to this actor.
        Refused: the columns cannot be so, or were confirmed already.
    """
    delivery = _own(actor, uuid, {State.COLUMNS}, _("The columns of this delivery were confirmed already."))
    sheets = {sheet["name"]: sheet["headers"] for sheet in delivery.preview["sheets"]}
    troubles = rules.column_troubles(sheets, mappings)
    if troubles:
        raise Refused(" ".join(sentences.column_trouble(trouble) for trouble in troubles))
    chosen = {sheet: dict(mappings.get(sheet, {})) for sheet in sheets}
    with together():
        _lock(delivery, State.COLUMNS)
        if choice is not None:
            delivery.new_audience = audience_of(actor, choice, today=timezone.localdate())
        delivery.mappings = chosen
        delivery.state = State.READING
        delivery.total_rows = sum(sheet["rows"] for sheet in delivery.preview["sheets"] if chosen[sheet["name"]])
        delivery.save(update_fields=["new_audience", "mappings", "state", "total_rows"])
        _remember(delivery, sheets)
        log_activity(actor, "confirmed", "delivery", delivery.uuid, details={"audience": delivery.new_audience.kind})
        _read_later(actor, delivery, accepted=accepted)
    return delivery


def approve_delivery(actor: Viewer, uuid: UUID) -> Delivery:
    """Let a parked delivery become records after all.

    Raises:
        NotFound: unknown to this actor.
        Refused: the actor may not, or it is not parked.
    """
    sentence = _("This delivery does not wait for approval.")
    delivery = _own(actor, uuid, {State.PARKED}, sentence, may=may_approve_delivery(actor))
    with together():
        _lock(delivery, State.PARKED)
        delivery.state = State.APPLYING
        delivery.save(update_fields=["state"])
        log_activity(actor, "approved", "delivery", delivery.uuid)
        _read_later(actor, delivery, accepted=True)
    return delivery


def withdraw_delivery(actor: Viewer, uuid: UUID) -> Delivery:
    """Stop a delivery that has not become records yet; nothing of it remains but that it was there.

    Raises:
        NotFound: unknown to this actor.
        Refused: the actor may not, or its rows are records already.
    """
    sentence = _("This delivery is already in the network. Put back the delivery before it instead.")
    delivery = _own(actor, uuid, {State.COLUMNS, State.READING, State.PARKED}, sentence)
    with together():
        _lock(delivery, State.COLUMNS, State.READING, State.PARKED)
        delivery.state = State.WITHDRAWN
        delivery.save(update_fields=["state"])
        log_activity(actor, "withdrew", "delivery", delivery.uuid)
    return delivery


def restore_previous(actor: Viewer, uuid: UUID) -> Delivery:
    """Undo the newest applied delivery: deliver the file of the one before it again; gives that new delivery.

    What the undone delivery added goes, what it changed gets its earlier values, what it took away comes back.

    Raises:
        NotFound: unknown to this actor.
        Refused: the actor may not, it is not the newest, or there is none before it.
    """
    undone = _own(actor, uuid, {State.DONE}, _("This delivery is not in the network, so there is nothing to undo."))
    before = queries.may_be_put_back(undone)
    if before is None:
        raise Refused(
            _(
                "Only the newest delivery can be undone, while no other is running and the file before it is kept."
                " Wait until the running delivery is done, or deliver the earlier file again."
            )
        )
    with together():
        whole = Delivery.objects.get(pk=before.pk)
        again = Delivery.objects.create(
            owner_id=whole.owner_id,
            audience=whole.audience,
            file_name=whole.file_name,
            format=whole.format,
            size_bytes=whole.size_bytes,
            sha256=whole.sha256,
            payload=whole.payload,
            preview={**whole.preview, "restores": str(whole.uuid), "undoes": str(undone.uuid)},
            mappings=whole.mappings,
            new_audience=whole.new_audience,
            state=State.READING,
            total_rows=whole.total_rows,
            made_by_id=actor.user_id or None,
            created_at=timezone.now(),
        )
        log_activity(actor, "put back", "delivery", again.uuid, details={"undoes": str(undone.uuid)})
        _read_later(actor, again, accepted=True)
    return again


def deliver_file(
    actor: Viewer,
    *,
    file_name: str,
    payload: bytes,
    audience: str | None = None,
    accept_all: bool = False,
    caps: Caps = DEFAULT,
) -> Delivery:
    """Receive a file and confirm its columns as recognised; for commands, outside a ``viewing`` block.

    Args:
        actor: a steward or administrator, or a command that acts for a partner.
        file_name: as the sender calls it.
        payload: the whole file.
        audience: private, partners or public for new records; as last time when not given.
        accept_all: a large change is not parked.
        caps: how large the file may be.

    Returns:
        The delivery, which the worker reads next; ``outcome`` tells how it went.

    Raises:
        Refused: the actor may not, the file cannot be read, or its columns are not clear.
    """
    choice = Choice(kind=audience) if audience else None
    with viewing(actor):
        delivery = receive_delivery(actor, file_name=file_name, payload=payload, choice=choice, caps=caps)
        named = rules.named_sheets(delivery.mappings)
        return confirm_columns(actor, delivery.uuid, mappings=named, accepted=accept_all)


def outcome(actor: Viewer, uuid: UUID) -> dict[str, Any]:
    """How a delivery went, as plain values for a command or program.

    Raises:
        NotFound: unknown to this actor.
    """
    with viewing(actor):
        return summary(queries.delivery(uuid))


def summary(delivery: Delivery) -> dict[str, Any]:
    """What a delivery is and what came of it, as plain values."""
    refused = delivery.refusal
    return {
        "delivery": str(delivery.uuid),
        "partner": delivery.owner.code,
        "file_name": delivery.file_name,
        "format": delivery.format,
        "sha256": delivery.sha256,
        "size_bytes": delivery.size_bytes,
        "state": delivery.state,
        "columns": delivery.mappings,
        "audience": delivery.new_audience.kind,
        "counts": {name: number for name, number in delivery.counts.items() if name != "began_at"},
        "refusal": sentences.refusal(refused["code"], refused["params"]) if refused else "",
    }


def choose_settings(actor: Viewer, *, choice: Choice, park_share: float) -> DeliverySettings:
    """Choose who sees new records from now on, and how much change of a delivery is normal.

    Args:
        actor: a steward or administrator.
        choice: who may see the records that are new.
        park_share: 0..1.

    Raises:
        Refused: the actor may not, or the share is not between 0 and 1.
    """
    _check(may_deliver(actor), _("Only stewards and administrators of a partner change this."))
    if not 0 <= park_share <= 1:
        raise Refused(_("Give a share between 0 and 100 percent."))
    assert actor.party_id is not None
    with together():
        audience = audience_of(actor, choice, today=timezone.localdate())
        chosen, _made = DeliverySettings.objects.update_or_create(
            owner_id=actor.party_id,
            defaults={"new_audience": audience, "park_share": park_share},
            create_defaults={
                "audience": sharing_queries.standing_audience(Audience.Kind.PRIVATE),
                "new_audience": audience,
                "park_share": park_share,
            },
        )
        log_activity(
            actor, "changed", "delivery settings", details={"audience": audience.kind, "park_share": park_share}
        )
    return chosen


def _read_later(actor: Viewer, delivery: Delivery, *, accepted: bool = False) -> None:
    """Let the worker read this delivery; deliveries of one partner are read one after the other.

    Args:
        actor: whose rights are checked again then; a command has no user and is named by its partner.
        delivery: in the caller's transaction.
        accepted: a person agreed to a large change, so it is not parked.
    """
    enqueue(
        "network.read_delivery",
        lock=f"network.deliveries.{delivery.owner_id}",
        delivery_id=delivery.pk,
        owner_id=delivery.owner_id,
        user_id=actor.user_id or None,
        accepted=accepted,
    )


def _base_name(file_name: str) -> str:
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in name if letter.isprintable()).strip()[-200:] or _("without a name")


def _known_mappings(found: Preview, before: DeliverySettings | None) -> dict[str, dict[str, str]]:
    remembered: Mapping[str, Any] = before.mappings if before is not None else {}
    return {
        sheet.name: rules.known_columns(sheet.headers, sheet.mapping, remembered.get(rules.layout_key(sheet.headers)))
        for sheet in found.sheets
    }


def _new_audience(actor: Viewer, choice: Choice | None, before: DeliverySettings | None) -> Audience:
    today = timezone.localdate()
    if choice is not None:
        return audience_of(actor, choice, today=today)
    if before is not None and (before.new_audience.until is None or before.new_audience.until >= today):
        return before.new_audience
    return sharing_queries.standing_audience(Audience.Kind.PARTNERS)


def _remember(delivery: Delivery, sheets: Mapping[str, list[str]]) -> None:
    """Keep columns and audience for the next delivery of this partner."""
    chosen = {rules.layout_key(headers): delivery.mappings[sheet] for sheet, headers in sheets.items()}
    before = queries.settings_of(delivery.owner_id)
    DeliverySettings.objects.update_or_create(
        owner_id=delivery.owner_id,
        defaults={
            "mappings": {**(before.mappings if before else {}), **chosen},
            "new_audience": delivery.new_audience,
            "audience": delivery.audience,
        },
    )


def _own(
    actor: Viewer, uuid: UUID, states: set[Delivery.State], otherwise: str, *, may: Decision | None = None
) -> Delivery:
    """A delivery of the actor's partner in one of these states."""
    delivery = queries.delivery(uuid)
    if delivery.owner_id != actor.party_id:
        raise NotFound
    decision = may if may is not None else may_deliver(actor)
    _check(decision, _("Only stewards and administrators of a partner deliver records."))
    if delivery.state not in states:
        raise Refused(otherwise)
    return delivery


def _lock(delivery: Delivery, *states: Delivery.State) -> None:
    """Hold the delivery until the end of the transaction.

    Raises:
        Refused: somebody changed its state meanwhile.
    """
    held = Delivery.objects.select_for_update().filter(pk=delivery.pk, state__in=states).values_list("pk", flat=True)
    if not list(held):
        raise Refused(_("This delivery went on meanwhile. Look at it again."))


def _check(decision: Decision, sentence: str) -> None:
    if not decision:
        raise Refused(sentence)
