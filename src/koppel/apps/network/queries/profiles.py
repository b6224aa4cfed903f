"""One organisation as the current viewer may know it: its records, who they are of, and its merged profile."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from koppel.apps.network.models import Organisation, Record
from koppel.apps.network.rules.profiles import ADDRESS_PARTS, FIELDS, Profile, Saying
from koppel.apps.network.rules.profiles import profile as merged
from koppel.apps.sharing import queries as sharing_queries
from koppel.apps.sharing.models import Audience, Party
from koppel.apps.sharing.owned import sight
from koppel.apps.sharing.rules import NotFound

SAID = (*(field for field in FIELDS if field != "address"), "acronym", *ADDRESS_PARTS)
# A tombstone leads to the living organisation in one step or two; more means that something is broken.
_MOST_STEPS = 5


@dataclass(frozen=True, slots=True)
class Source:
    """The party whose record says something, as chips and strips show it."""

    code: str
    label: str
    name: str
    letter: str
    position: int
    is_partner: bool


@dataclass(frozen=True, slots=True)
class VisibleRecord:
    """One visible record with its party.

    Args:
        record: with its audience, ``delivered_at`` and ``delivery_uuid`` (own deliveries only).
        source: whose it is.
        is_own: whether the viewer's party owns it.
    """

    record: Record
    source: Source
    is_own: bool

    @property
    def is_gone(self) -> bool:
        """Whether it was removed; only its owner still sees it."""
        return self.record.gone_at is not None


@dataclass(frozen=True, slots=True)
class Portrait:
    """An organisation as one viewer may see it.

    Args:
        organisation: the living one.
        sights: its visible records, own ones first, then in the fixed order of partners.
        profile: merged from the records that are not gone; from gone ones when there are no others.
        sources: by code, of all parties in the profile.
        partners: all partners in their fixed order, for the strip.
    """

    organisation: Organisation
    sights: tuple[VisibleRecord, ...]
    profile: Profile
    sources: Mapping[str, Source]
    partners: tuple[Source, ...]

    @property
    def own(self) -> tuple[VisibleRecord, ...]:
        """The records of the viewer's own party that are not gone."""
        return tuple(one for one in self.sights if one.is_own and not one.is_gone)

    @property
    def gone(self) -> tuple[VisibleRecord, ...]:
        """The viewer's own records that were removed."""
        return tuple(one for one in self.sights if one.is_gone)

    @property
    def standing(self) -> tuple[VisibleRecord, ...]:
        """The records that are not gone."""
        return tuple(one for one in self.sights if not one.is_gone)

    @property
    def present(self) -> frozenset[str]:
        """Codes of the parties that have a record here."""
        return frozenset(one.source.code for one in self.standing)

    @property
    def province(self) -> str:
        """ISO 3166-2 of the chosen address; empty when unknown."""
        line = self.profile.by_field.get("address")
        chosen = set(line.chosen.records) if line else set()
        return next(
            (one.record.province for one in self.sights if str(one.record.uuid) in chosen and one.record.province), ""
        )


def organisation(address: UUID) -> Organisation:
    """The living organisation with this id, or the one that it was merged into.

    Raises:
        NotFound: unknown to this viewer; hidden and missing look the same.
    """
    found = Organisation.objects.select_related("merged_into").filter(uuid=address).first()
    for _step in range(_MOST_STEPS):
        if found is None:
            break
        if found.merged_into_id is None:
            return found
        found = Organisation.objects.select_related("merged_into").filter(pk=found.merged_into_id).first()
    raise NotFound


def portrait(address: UUID) -> Portrait:
    """One organisation with its visible records and its merged profile.

    Args:
        address: its id, or that of an organisation that was merged into it: compare before showing.

    Raises:
        NotFound: unknown to this viewer; hidden and missing look the same.
    """
    records = list(_records(organisation__uuid=address))
    if not records:
        records = list(_records(organisation=organisation(address)))
        if not records:
            raise NotFound
    return portrait_of(records)


def portrait_of(records: Sequence[Record]) -> Portrait:
    """The portrait of one organisation from its visible records, each with its organisation and audience."""
    return _portrait(records, *_sources({record.owner_id for record in records}))


def _portrait(records: Sequence[Record], sources: Mapping[int, Source], partners: tuple[Source, ...]) -> Portrait:
    own_party = sight().viewer.party_id
    sights = sorted(
        (VisibleRecord(record, sources[record.owner_id], record.owner_id == own_party) for record in records),
        key=lambda one: (one.is_gone, not one.is_own, one.source.position, one.source.code, str(one.record.uuid)),
    )
    counting = [one for one in sights if not one.is_gone] or sights
    subject = records[0].organisation
    assert subject is not None
    return Portrait(
        organisation=subject,
        sights=tuple(sights),
        profile=merged(map(saying, counting)),
        sources={one.source.code: one.source for one in sights},
        partners=partners,
    )


def portraits(organisation_ids: Sequence[int]) -> list[Portrait]:
    """The portraits of several organisations in the given order; those that the viewer may not see are left out."""
    by_organisation: dict[int, list[Record]] = {}
    for record in _records(organisation_id__in=list(organisation_ids)):
        assert record.organisation_id is not None
        by_organisation.setdefault(record.organisation_id, []).append(record)
    sources, partners = _sources({record.owner_id for records in by_organisation.values() for record in records})
    return [
        _portrait(by_organisation[number], sources, partners)
        for number in organisation_ids
        if number in by_organisation
    ]


def profile(address: UUID) -> Profile:
    """The merged profile of one organisation.

    Raises:
        NotFound: unknown to this viewer.
    """
    return portrait(address).profile


def saying(one: VisibleRecord) -> Saying:
    """What one record says, as the merge reads it."""
    record = one.record
    return Saying(
        record=str(record.uuid),
        source=one.source.code,
        is_own=one.is_own,
        position=one.source.position,
        values={field: getattr(record, field) for field in SAID},
    )


def _records(**of: object) -> Iterable[Record]:
    return (
        Record.objects.filter(**of)
        .select_related("organisation", "audience")
        .defer("raw", "search_name", "name_words", "other_words", "words")
        # Joined from the left: a delivery shows to its owner only, its records to more.
        .annotate(delivered_at=F("delivery__created_at"), delivery_uuid=F("delivery__uuid"))
        .order_by("pk")
    )


def _sources(party_ids: set[int]) -> tuple[dict[int, Source], tuple[Source, ...]]:
    """The parties of some records, and all partners; one query."""
    wanted = Q(kind=Party.Kind.PARTNER) | Q(pk__in=party_ids)
    parties = Party.objects.filter(wanted).in_bulk()
    found = {pk: source(party) for pk, party in parties.items()}
    # A company's own party is not shown to visitors; its record may be.
    sources = {party_id: found.get(party_id) or _itself(party_id) for party_id in party_ids}
    shown = [
        found[pk] for pk, party in parties.items() if found[pk].is_partner and (party.is_active or pk in party_ids)
    ]
    return sources, tuple(sorted(shown, key=lambda one: (one.position, one.code)))


def source(party: Party) -> Source:
    """A party as chips and strips show it."""
    if party.kind == Party.Kind.PARTNER:
        return Source(party.code, party.label, party.name, party.letter, party.position, True)
    return Source(party.code, _("itself"), party.name, "", 1000, False)


def _itself(party_id: int) -> Source:
    return Source(f"party-{party_id}", _("itself"), _("the organisation itself"), "", 1000, False)


def record(address: UUID) -> Record:
    """One visible record with its audience and organisation.

    Raises:
        NotFound: unknown to this viewer.
    """
    found = Record.objects.select_related("organisation", "audience").filter(uuid=address).first()
    if found is None:
        raise NotFound
    return found


def own_record(address: UUID) -> Record:
    """One record of the viewer's own party, also when it was removed.

    Raises:
        NotFound: unknown to this viewer, or another party's: the two look the same.
    """
    found = Record.objects.select_related("organisation", "audience", "owner").filter(
        uuid=address, owner_id__in=sight().viewer.parties
    )
    mine = found.first()
    if mine is None:
        raise NotFound
    return mine


def own_records() -> list[Record]:
    """The records of the viewer's own party that are not removed; for a company, whose number is small."""
    mine = Record.objects.filter(owner_id__in=sight().viewer.parties, gone_at=None)
    return list(mine.select_related("organisation", "audience").order_by("pk")[:20])


@dataclass(frozen=True, slots=True)
class Readers:
    """Who may see a record, since when, what for and until when.

    Args:
        audience: kind, until and purpose.
        parties: the other members of a circle.
        since: since when it is so.
    """

    audience: Audience
    parties: tuple[Party, ...]
    since: datetime.datetime


def readers(one: Record) -> Readers:
    """Who may see one record, and why."""
    others: tuple[Party, ...] = ()
    if one.audience.kind == Audience.Kind.CIRCLE:
        members = sharing_queries.audience(one.audience_id).members.all()
        others = tuple(member.party for member in members if member.party_id != one.owner_id)
    changed = (
        sharing_queries.activities("record", one.uuid)
        .filter(verb__in=("shared", "withdrew"), owner_id=one.owner_id)
        .values_list("at", flat=True)
        .first()
    )
    return Readers(one.audience, others, changed or one.created_at)


@dataclass(frozen=True, slots=True)
class Ending:
    """Own records whose sharing ends on the same day, in the same audience.

    Args:
        until: the last day.
        purpose: what they were shared for.
        first: the first of them by name.
        others: how many more there are.
    """

    until: datetime.date
    purpose: str
    first: Record
    others: int


def ending_soon(*, today: datetime.date, days: int = 30) -> list[Ending]:
    """Own shared records whose audience ends within some days, soonest first."""
    parties = sight().viewer.parties
    last_day = today + datetime.timedelta(days=days)
    # The few audiences first: row security makes the join with all own records expensive.
    ends = Audience.objects.filter(owner_id__in=parties, until__gte=today, until__lte=last_day).order_by("until", "pk")
    audiences = ends.in_bulk()
    mine = Record.objects.filter(owner_id__in=parties, gone_at=None, audience_id__in=list(audiences))
    counts = dict(mine.order_by().values_list("audience_id").annotate(number=Count("pk")))
    firsts = mine.order_by("audience_id", "sort_name", "pk").distinct("audience_id").select_related("organisation")
    first_of = {record.audience_id: record for record in firsts}
    return [
        Ending(audience.until, audience.purpose, first_of[pk], counts[pk] - 1)
        for pk, audience in audiences.items()
        if pk in first_of and audience.until is not None
    ]


def newest_own(*, since: datetime.datetime, limit: int = 5) -> list[Record]:
    """Own records that came in since a moment, newest first."""
    mine = Record.objects.filter(owner_id__in=sight().viewer.parties, gone_at=None, created_at__gte=since)
    return list(mine.select_related("organisation").order_by("-created_at", "sort_name")[:limit])
