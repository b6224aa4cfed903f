"""Make audiences and partners, and write down who did what."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from koppel.apps.sharing import queries
from koppel.apps.sharing.models import Activity, Audience, AudienceMember, Party
from koppel.apps.sharing.owned import together
from koppel.apps.sharing.rules import Refused, Viewer, may_operate

# The network address of the running request, for the log; set at the edge.
client_address: ContextVar[str | None] = ContextVar("koppel_client_address", default=None)


def log_activity(
    actor: Viewer,
    verb: str,
    noun: str,
    noun_id: object = "",
    *,
    owner_id: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write down one act, in the transaction that does it.

    Args:
        actor: who did it.
        verb: past tense, for instance ``shared``.
        noun: the model in words, for instance ``record``.
        noun_id: its outside id.
        owner_id: the party whose it was, when that is not the actor's own.
        details: ids and codes, never personal values.
    """
    # Ignoring conflicts (there are none) leaves RETURNING out: a row about another party's record, or one of a visitor,
    # need not be readable by its actor.
    Activity.objects.bulk_create(
        [
            Activity(
                owner_id=owner_id if owner_id is not None else actor.party_id,
                at=timezone.now(),
                actor_id=actor.user_id,
                actor_party_id=actor.party_id,
                actor_role=actor.role,
                verb=verb,
                noun=noun,
                noun_id=str(noun_id),
                details=dict(details or {}),
                address=client_address.get(),
            )
        ],
        ignore_conflicts=True,
    )


def audience_for(
    owner_id: int,
    kind: str,
    *,
    members: Iterable[int] = (),
    until: datetime.date | None = None,
    purpose: str = "",
    name: str = "",
    today: datetime.date | None = None,
) -> Audience:
    """The audience that is exactly this; made when its owner has none like it.

    Args:
        owner_id: the party whose records get it.
        kind: public, partners, private or circle.
        members: ids of parties in a circle; the owner is always in.
        until: the last day that it counts; none = no end.
        purpose: what it is for, in the owner's words.
        name: what a circle is called.
        today: to refuse an end that has passed.

    Raises:
        Refused: a circle without other members, or an end in the past.
    """
    if until is not None and until < (today or timezone.localdate()):
        raise Refused(_("The end date has passed. Choose a later date, or none."))
    if kind not in Audience.Kind.values:
        raise Refused(_("Choose who may see it: everyone, all partners, only us, or a circle."))
    chosen = sorted({*members, owner_id}) if kind == Audience.Kind.CIRCLE else []
    if kind == Audience.Kind.CIRCLE and len(chosen) < 2:
        raise Refused(_("Choose at least one other party for a circle."))
    if kind != Audience.Kind.CIRCLE and until is None and not purpose:
        return queries.standing_audience(kind)
    with together():
        audience, is_new = Audience.objects.get_or_create(
            kind=kind,
            owner_id=owner_id,
            name=name,
            purpose=purpose,
            until=until,
            members_key=",".join(map(str, chosen)),
        )
        if is_new and chosen:
            AudienceMember.objects.bulk_create([AudienceMember(audience=audience, party_id=party) for party in chosen])
    return audience


def add_partner(
    actor: Viewer,
    *,
    code: str,
    name: str,
    label: str,
    letter: str,
    provinces: Sequence[str],
    website: str,
    is_hub: bool,
    is_active: bool,
    position: int,
) -> Party:
    """Add a partner.

    Raises:
        Refused: the actor is not an operator, or the code is taken.
    """
    party = Party(
        kind=Party.Kind.PARTNER,
        code=code,
        name=name,
        label=label,
        letter=letter,
        provinces=list(provinces),
        website=website,
        is_hub=is_hub,
        is_active=is_active,
        position=position,
    )
    return _added(actor, party)


def add_company(actor: Viewer, *, code: str, name: str) -> Party:
    """Add an organisation that gets users here.

    Raises:
        Refused: the actor is not an operator, or the code is taken.
    """
    return _added(actor, Party(kind=Party.Kind.ORGANISATION, code=code, name=name, label=name[:12].strip()))


def _added(actor: Viewer, party: Party) -> Party:
    _check_operator(actor)
    try:
        with together():
            party.save(force_insert=True)
            log_activity(actor, "added", party.kind, party.uuid, owner_id=party.pk)
    except IntegrityError as trouble:
        raise Refused(_("The code %(code)s is taken. Choose another one.") % {"code": party.code}) from trouble
    return party


def edit_partner(
    actor: Viewer,
    party_uuid: UUID,
    *,
    name: str,
    label: str,
    letter: str,
    provinces: Sequence[str],
    website: str,
    is_hub: bool,
    is_active: bool,
    position: int,
) -> Party:
    """Change a partner; its code stays, because files and addresses carry it.

    Raises:
        NotFound: no such partner.
        Refused: the actor is not an operator.
    """
    _check_operator(actor)
    party = queries.party_by_uuid(party_uuid)
    with together():
        party.name, party.label, party.letter, party.website = name, label, letter, website
        party.provinces, party.is_hub, party.is_active, party.position = list(provinces), is_hub, is_active, position
        party.save()
        log_activity(actor, "changed", party.kind, party.uuid, owner_id=party.pk, details={"active": is_active})
    return party


def _check_operator(actor: Viewer) -> None:
    if not may_operate(actor):
        raise Refused(_("Only an operator may do this."))
