"""People at organisations and moments of contact, as the current viewer may know them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from koppel.apps.network.models import ContactMoment, Organisation, Person
from koppel.apps.sharing.owned import sight
from koppel.apps.sharing.rules import NotFound


def people(organisation: Organisation) -> list[Person]:
    """The people at an organisation, by name; through records that the viewer may see."""
    return list(_people().filter(record__organisation=organisation))


def moments(organisation: Organisation) -> list[ContactMoment]:
    """Who spoke to an organisation, last one first. A person whom the viewer may not see is left out of its moment."""
    return list(_moments().filter(record__organisation=organisation)[:50])


def recent_moments(limit: int = 5) -> list[ContactMoment]:
    """The last contacts that the viewer may see, with any organisation."""
    return list(_moments().select_related("record__organisation")[:limit])


def search_people(words: str, *, limit: int = 20) -> list[Person]:
    """People whose name or role holds all the words."""
    found = _people().select_related("record__organisation")
    return list(_holding(found, words, "name", "role", "email")[:limit])


def search_moments(words: str, *, limit: int = 20) -> list[ContactMoment]:
    """Contact moments whose note holds all the words, last one first."""
    found = _moments().select_related("record__organisation")
    return list(_holding(found, words, "note")[:limit])


def own_person(address: UUID) -> Person:
    """One person of the viewer's own party, with the record.

    Raises:
        NotFound: unknown to this viewer, or another party's: the two look the same.
    """
    found = _with_record(Person.objects.filter(uuid=address, owner_id__in=sight().viewer.parties)).first()
    if found is None:
        raise NotFound
    return found


def own_moment(address: UUID) -> ContactMoment:
    """One contact moment of the viewer's own party, with the record.

    Raises:
        NotFound: unknown to this viewer, or another party's: the two look the same.
    """
    mine = ContactMoment.objects.filter(uuid=address, owner_id__in=sight().viewer.parties)
    found = _with_record(mine).select_related("person").first()
    if found is None:
        raise NotFound
    return found


def own_people(record_id: int) -> list[Person]:
    """The people that the viewer's own party knows at one of its records."""
    return list(Person.objects.filter(record_id=record_id, owner_id__in=sight().viewer.parties))


def _people() -> QuerySet[Person]:
    # The inner join with the record holds row security of the record too.
    return Person.objects.filter(record__gone_at=None).select_related("record", "audience")


def _moments() -> QuerySet[ContactMoment]:
    # A person is joined from the left, so a hidden one leaves the moment without a person.
    return ContactMoment.objects.filter(record__gone_at=None).select_related("record", "person", "audience")


def _with_record(found: QuerySet[Person] | QuerySet[ContactMoment]) -> QuerySet:  # type: ignore[type-arg]
    return found.select_related("record__organisation", "audience")


def _holding(found: QuerySet, words: str, *fields: str) -> QuerySet:  # type: ignore[type-arg]
    for word in words.split()[:8]:
        any_field = Q()
        for field in fields:
            any_field |= Q(**{f"{field}__icontains": word})
        found = found.filter(any_field)
    return found
