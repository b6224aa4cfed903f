"""Partners, audiences and the activity log, as the current viewer may know them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from koppel.apps.sharing.models import Activity, Audience, AudienceMember, Party
from koppel.apps.sharing.rules import NotFound


def partners() -> list[Party]:
    """All active partners in their fixed order."""
    return list(Party.objects.filter(kind=Party.Kind.PARTNER, is_active=True))


def every_partner() -> list[Party]:
    """All partners, also those that were switched off."""
    return list(Party.objects.filter(kind=Party.Kind.PARTNER))


def partner(code: str) -> Party:
    """One partner by its code.

    Raises:
        NotFound: no partner has this code.
    """
    found = Party.objects.filter(kind=Party.Kind.PARTNER, code=code).first()
    if found is None:
        raise NotFound
    return found


def party(party_id: int) -> Party:
    """One party by its id.

    Raises:
        NotFound: unknown to this viewer.
    """
    found = Party.objects.filter(pk=party_id).first()
    if found is None:
        raise NotFound
    return found


def party_by_uuid(party_uuid: UUID) -> Party:
    """One party by its outside id.

    Raises:
        NotFound: unknown to this viewer.
    """
    found = Party.objects.filter(uuid=party_uuid).first()
    if found is None:
        raise NotFound
    return found


def parties() -> list[Party]:
    """Partners, then organisations with users here; also those that were switched off."""
    return list(Party.objects.order_by("-kind", "position", "name"))


def companies() -> list[Party]:
    """Organisations that have users here, as far as this viewer may know them, by name."""
    return list(Party.objects.filter(kind=Party.Kind.ORGANISATION, is_active=True).order_by("name"))


def audiences() -> QuerySet[Audience]:
    """The audiences that the current viewer belongs to or made, each with its members."""
    members = AudienceMember.objects.select_related("party")
    return Audience.objects.select_related("owner").prefetch_related(Prefetch("members", queryset=members))


def audience(audience_id: int) -> Audience:
    """One audience with its members.

    Raises:
        NotFound: unknown to this viewer.
    """
    found = audiences().filter(pk=audience_id).first()
    if found is None:
        raise NotFound
    return found


def standing_audience(kind: str) -> Audience:
    """One of the three audiences that everybody has: public, partners or private."""
    return Audience.objects.get(kind=kind, owner=None)


def activities(noun: str = "", noun_id: UUID | str = "") -> QuerySet[Activity]:
    """What was done, newest first: by the viewer's party, or to its records."""
    found = Activity.objects.select_related("actor_party", "owner")
    if noun:
        found = found.filter(noun=noun)
    return found.filter(noun_id=str(noun_id)) if noun_id else found


def parties_to_share_with() -> list[Party]:
    """The parties that may be members of a circle, as far as the current viewer knows them; partners first."""
    return list(Party.objects.filter(is_active=True).order_by("-kind", "position", "name"))
