"""Add, edit, share, withdraw, remove and restore a record of one's own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import connections
from django.utils.translation import gettext as _

from koppel.apps.network.models import Record
from koppel.apps.network.queries import profiles
from koppel.apps.network.rules.records import LENGTHS, prepared
from koppel.apps.queue.actions import enqueue
from koppel.apps.sharing import queries as sharing_queries
from koppel.apps.sharing.actions import audience_for, log_activity
from koppel.apps.sharing.models import Audience
from koppel.apps.sharing.owned import alias, together
from koppel.apps.sharing.rules import Decision, NotFound, Refused, Viewer, may_add_record, may_edit_record


class Clash(Refused):
    """Somebody else changed it since the actor read it; carries what stands there now."""

    def __init__(self, current: Record) -> None:
        super().__init__(_("A colleague changed this while you were typing. Nothing of yours was saved yet."))
        self.current = current


@dataclass(frozen=True, slots=True)
class Choice:
    """Who may see something, as a person chose it.

    Args:
        kind: public, partners, private or circle.
        members: codes of the other parties of a circle.
        until: the last day; none = no end.
        purpose: what it is for.
        name: what a circle is called.
    """

    kind: str
    members: tuple[str, ...] = ()
    until: datetime.date | None = None
    purpose: str = ""
    name: str = ""


def add_record(actor: Viewer, values: Mapping[str, str], choice: Choice, *, now: datetime.datetime) -> Record:
    """Add one organisation by hand, as a record of the actor's own party.

    Args:
        actor: whose party gets it.
        values: field to cleaned text; ``reference`` is the party's own id, made up when it is empty.
        choice: who may see it.
        now: the time it is added.

    Raises:
        Refused: the actor may not, the own id is in use at this party, or a company has a profile already.
    """
    _check(may_add_record(actor), _("Only staff of a partner, or the organisation itself, can add a record."))
    assert actor.party_id is not None
    reference = values.get("reference", "").strip()
    mine = Record.objects.filter(owner_id=actor.party_id)
    with together():
        if actor.is_company and mine.filter(gone_at=None).exists():
            raise Refused(_("Your organisation already has a profile. Edit that one."))
        if reference and mine.filter(reference=reference).exists():
            raise Refused(
                _("You already have a record with your own number %(reference)s. Use another number.")
                % {"reference": reference}
            )
        audience = audience_of(actor, choice, today=now.date())
        record = Record.objects.create(
            owner_id=actor.party_id,
            audience=audience,
            reference=reference or f"hand-{uuid4().hex[:12]}",
            is_by_hand=True,
            created_at=now,
            changed_at=now,
            **prepared(values),
        )
        with connections[alias()].cursor() as cursor:
            cursor.execute("SELECT network_mint(%s, %s)", [record.pk, now])
        record.refresh_from_db()
        log_activity(actor, "added", "record", record.uuid, details={"audience": audience.kind})
        _link_again()
    return record


def add_own_profile(actor: Viewer, *, values: Mapping[str, str], audience: str, now: datetime.datetime) -> Record:
    """Add the profile that an organisation writes of itself, without end or circle.

    Args:
        actor: a user of the organisation.
        values: field to cleaned text.
        audience: public, partners or private.
        now: the time it is added.

    Raises:
        Refused: the organisation has a profile already.
    """
    return add_record(actor, values, Choice(audience), now=now)


def edit_record(
    actor: Viewer, address: UUID, values: Mapping[str, str], *, version: int, now: datetime.datetime
) -> Record:
    """Change what a record of the actor's own party says.

    Args:
        actor: somebody of the owner.
        address: the record's outside id.
        values: every field that an owner writes; an absent one becomes empty.
        version: of the record as the actor read it.
        now: the time of the change.

    Raises:
        NotFound: unknown to this actor, or another party's.
        Clash: somebody changed it since.
        Refused: the actor may not, or the record was removed.
    """
    with together():
        record = _own(actor, address)
        _check_stands(record)
        if record.version != version:
            raise Clash(record)
        fields = prepared(values)
        if record.delivery_id is not None:
            # The fingerprint stays that of the delivered row: the same row delivered again then changes nothing.
            fields["content_hash"] = record.content_hash
        changed = sorted(field for field in LENGTHS if getattr(record, field) != fields[field])
        if not changed:
            return record
        for field, text in fields.items():
            setattr(record, field, text)
        record.version += 1
        record.changed_at = now
        record.save(update_fields=[*fields, "version", "changed_at"])
        log_activity(actor, "edited", "record", record.uuid, details={"fields": changed})
        _link_again()
    return record


def share_record(actor: Viewer, address: UUID, choice: Choice, *, now: datetime.datetime, seen: str = "") -> Record:
    """Choose who may see a record; it counts from the next request on.

    Args:
        actor: somebody of the owner.
        address: the record's outside id.
        choice: who, until when and what for.
        now: the time of the change.
        seen: outside id of the audience that the actor saw; empty = do not compare.

    Raises:
        NotFound: unknown to this actor, or another party's.
        Refused: the actor may not, the choice cannot be, or a colleague chose otherwise meanwhile.
    """
    with together():
        record = _own(actor, address)
        _check_stands(record)
        if seen and str(record.audience.uuid) != seen:
            raise Refused(_("A colleague changed who may see this meanwhile. Look at what it is now and choose again."))
        audience = audience_of(actor, choice, today=now.date())
        _give_audience(actor, record, audience, verb="shared")
    return record


def withdraw_record(actor: Viewer, address: UUID) -> tuple[Record, Audience]:
    """Make a record private at once; gives the record and the audience that it had, for an undo.

    Raises:
        NotFound: unknown to this actor, or another party's.
        Refused: the actor may not, or the record was removed.
    """
    with together():
        record = _own(actor, address)
        _check_stands(record)
        before = record.audience
        _give_audience(actor, record, sharing_queries.standing_audience(Audience.Kind.PRIVATE), verb="withdrew")
    return record, before


def share_again(actor: Viewer, address: UUID, audience_address: UUID, *, today: datetime.date) -> Record:
    """Give a record back an audience that its owner used before: the undo of a withdrawal.

    Raises:
        NotFound: record or audience is unknown to this actor, or another party's.
        Refused: the actor may not, or the audience has ended.
    """
    with together():
        record = _own(actor, address)
        _check_stands(record)
        audience = sharing_queries.audiences().filter(uuid=audience_address).first()
        if audience is None or audience.owner_id not in (None, record.owner_id):
            raise NotFound
        if audience.until is not None and audience.until < today:
            raise Refused(_("That sharing has ended. Choose again who may see it."))
        _give_audience(actor, record, audience, verb="shared")
    return record


def remove_record(actor: Viewer, address: UUID, *, now: datetime.datetime) -> Record:
    """Take a record out of the network; its owner can restore it.

    Raises:
        NotFound: unknown to this actor, or another party's.
        Refused: the actor may not.
    """
    with together():
        record = _own(actor, address)
        if record.gone_at is None:
            record.gone_at = now
            record.is_by_hand = True  # so that a delivery in which it still stands does not bring it back
            record.version += 1
            record.save(update_fields=["gone_at", "is_by_hand", "version"])
            log_activity(actor, "removed", "record", record.uuid)
            _link_again()
    return record


def restore_record(actor: Viewer, address: UUID) -> Record:
    """Put a removed record back, with the audience that it had.

    Raises:
        NotFound: unknown to this actor, or another party's.
        Refused: the actor may not.
    """
    with together():
        record = _own(actor, address)
        if record.gone_at is not None:
            record.gone_at = None
            record.is_by_hand = record.delivery_id is None
            record.version += 1
            record.save(update_fields=["gone_at", "is_by_hand", "version"])
            log_activity(actor, "restored", "record", record.uuid)
            _link_again()
    return record


def audience_of(actor: Viewer, choice: Choice, *, today: datetime.date) -> Audience:
    """The audience that an actor chose, as a row.

    Raises:
        Refused: a circle without others, an unknown party, or an end in the past.
    """
    assert actor.party_id is not None
    members = _members(choice.members) if choice.kind == Audience.Kind.CIRCLE else []
    return audience_for(
        actor.party_id,
        choice.kind,
        members=members,
        until=choice.until,
        purpose=choice.purpose,
        name=choice.name if choice.kind == Audience.Kind.CIRCLE else "",
        today=today,
    )


def _members(codes: Iterable[str]) -> list[int]:
    known = {party.code: party.pk for party in sharing_queries.parties_to_share_with()}
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise Refused(_("One of the parties in the circle does not exist any more. Choose again."))
    return [known[code] for code in codes]


def _own(actor: Viewer, address: UUID) -> Record:
    """The actor's own record, locked until the end of the transaction."""
    record = profiles.own_record(address)
    _check(may_edit_record(actor, record.owner_id), _("You may read this record but not change it."))
    Record.objects.select_for_update().only("pk").get(pk=record.pk)
    # Read again behind the lock: what was read before it may be old by now.
    return profiles.own_record(address)


def _check(decision: Decision, sentence: str) -> None:
    if not decision:
        raise Refused(sentence)


def _check_stands(record: Record) -> None:
    if record.gone_at is not None:
        raise Refused(_("This record was removed. Restore it first."))


def _give_audience(actor: Viewer, record: Record, audience: Audience, *, verb: str) -> None:
    before = record.audience
    if before.pk == audience.pk:
        return
    record.audience = audience
    record.save(update_fields=["audience"])
    details = {
        "audience": audience.kind,
        "before": before.kind,
        "until": audience.until.isoformat() if audience.until else "",
        "parties": audience.members_key,
    }
    log_activity(actor, verb, "record", record.uuid, details=details)


def _link_again() -> None:
    enqueue("network.link_records", once="network.link_records", lock="network.linking")
