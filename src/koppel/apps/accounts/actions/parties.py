"""Add and change partners, and organisations that get users here; operators only."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from koppel.apps.accounts import queries
from koppel.apps.sharing.actions import log_activity
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import together
from koppel.apps.sharing.rules import Refused, Viewer, may_operate


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
