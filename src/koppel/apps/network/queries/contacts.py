"""People at organisations and moments of contact, as the current viewer may know them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F, Lookup, Q, QuerySet, Value

from koppel.apps.network.models import ContactMoment, Organisation, Person, Record
from koppel.apps.sharing.owned import sight
from koppel.apps.sharing.rules import NotFound

Kept = TypeVar("Kept", Person, ContactMoment)


def people(organisation: Organisation) -> list[Person]:
    """The people at an organisation, by name, each with its record and owner."""
    return _with_records(people_at(_standing(organisation)))


def moments(organisation: Organisation) -> list[ContactMoment]:
    """Who spoke to an organisation, last one first, each with its record and owner."""
    return _with_records(moments_at(_standing(organisation)))


def _standing(organisation: Organisation) -> list[int]:
    return list(Record.objects.filter(organisation=organisation, gone_at=None).values_list("pk", flat=True))


def people_at(record_ids: Sequence[int]) -> list[Person]:
    """The people at some visible records, by name."""
    return list(Person.objects.filter(record_id__in=list(record_ids)).select_related("audience", "owner"))


def moments_at(record_ids: Sequence[int]) -> list[ContactMoment]:
    """The contact moments of some visible records, last one first.

    A person whom the viewer may not see is left out of its moment.
    """
    found = ContactMoment.objects.filter(record_id__in=list(record_ids)).select_related("person", "audience", "owner")
    return list(found[:50])


def recent_moments(limit: int = 5) -> list[ContactMoment]:
    """The last contacts that the viewer may see, with any organisation."""
    return _with_records(list(ContactMoment.objects.select_related("person")[: limit * 2]))[:limit]


def search_people(words: str, *, limit: int = 20) -> list[Person]:
    """People whose name or role holds all the words."""
    return _with_records(list(_holding(Person.objects.all(), words, "name", "role", "email")[:limit]))


def search_moments(words: str, *, limit: int = 20) -> list[ContactMoment]:
    """Contact moments whose note holds all the words, last one first."""
    return _with_records(list(_holding(ContactMoment.objects.select_related("person"), words, "note")[:limit]))


def own_person(address: UUID) -> Person:
    """One person of the viewer's own party, with the record.

    Raises:
        NotFound: unknown to this viewer, or another party's: the two look the same.
    """
    found: Person | None = _with_record(
        Person.objects.filter(uuid=address, owner_id__in=sight().viewer.parties)
    ).first()
    if found is None:
        raise NotFound
    return found


def own_moment(address: UUID) -> ContactMoment:
    """One contact moment of the viewer's own party, with the record.

    Raises:
        NotFound: unknown to this viewer, or another party's: the two look the same.
    """
    mine = ContactMoment.objects.filter(uuid=address, owner_id__in=sight().viewer.parties)
    found: ContactMoment | None = _with_record(mine).select_related("person").first()
    if found is None:
        raise NotFound
    return found


def own_people(record_id: int) -> list[Person]:
    """The people that the viewer's own party knows at one of its records."""
    return list(Person.objects.filter(record_id=record_id, owner_id__in=sight().viewer.parties))


def _with_records(kept: list[Kept]) -> list[Kept]:
    """The same with their record and its organisation, without those whose record was removed.

    A query of its own, because a join of two tables under row security reads more than the few rows that are wanted.
    """
    standing = Record.objects.filter(pk__in={one.record_id for one in kept}, gone_at=None)
    records = standing.select_related("organisation").in_bulk()
    for one in kept:
        if one.record_id in records:
            one.record = records[one.record_id]
    return [one for one in kept if one.record_id in records]


def _with_record(found: QuerySet[Person] | QuerySet[ContactMoment]) -> QuerySet:  # type: ignore[type-arg]
    return found.select_related("record__organisation", "audience")


class _Holds(Lookup):
    """ILIKE itself: row security lets PostgreSQL ask it before who may see the row; Django's own UPPER(…) comes after."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The comparison as SQL."""
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        return f"{left} ILIKE {right}", (*left_values, *right_values)


def _holding(found: QuerySet, words: str, *fields: str) -> QuerySet:  # type: ignore[type-arg]
    for word in words.split()[:8]:
        any_field = Q()
        for field in fields:
            any_field |= Q(_Holds(F(field), Value(f"%{_plain(word)}%")))
        found = found.filter(any_field)
    return found


def _plain(word: str) -> str:
    """The word with what ILIKE reads as "anything" made plain letters."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
