"""The list of organisations for the current viewer: found, filtered, counted, ordered, and read a page at a time."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from koppel.apps.network.models import ContactMoment, Record
from koppel.apps.network.queries import outlines, search
from koppel.apps.network.queries.facets import Counts, Facets, Filters, sector_keys, sector_names, unknown_in
from koppel.apps.network.queries.outlines import Chosen, Numbers, Outline
from koppel.apps.network.rules.facets import KINDS, UNKNOWN
from koppel.apps.network.rules.profiles import Saying
from koppel.apps.network.rules.profiles import profile as merged
from koppel.apps.network.rules.provinces import ABROAD, PROVINCES
from koppel.apps.sharing import queries as sharing_queries
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import sight

BEST, NAME, NETWORKS, PLACE = "best", "name", "networks", "place"
ORDERS = (BEST, NAME, NETWORKS, PLACE)
_AT_ONCE = 1_000  # rows that are read together
# What a row of the list shows of a profile.
_SHOWN = ("name", "kvk", "street", "number", "postcode", "city", "country", "website", "sector", "kind", "legal_form")


@dataclass(frozen=True, slots=True)
class LastContact:
    """The newest contact moment that the viewer may see."""

    on: datetime.date
    partner: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One organisation as a row of the list; every value is from a record that the viewer may see.

    Args:
        organisation: its outside id.
        name: as its own page shows it; so are kvk, street, number, postcode, city, country, website, sector, kind.
        province: ISO 3166-2, ``XX`` abroad, empty when unknown.
        partners: codes of the partners with a visible record.
        records: how many visible records it has.
        last_contact: none when there is none that the viewer may see.
    """

    organisation: UUID
    name: str
    kvk: str
    street: str
    number: str
    postcode: str
    city: str
    country: str
    website: str
    sector: str
    kind: str
    legal_form: str
    province: str
    partners: tuple[str, ...]
    records: int
    last_contact: LastContact | None


class Organisations(Sequence[Listed]):
    """A list of organisations: its length and slices are read when asked for, so a paginator can page it."""

    def __init__(self, outline: Outline, entries: Numbers, facets: Facets, partners: Sequence[Party]) -> None:
        """The entries of an outline in their order, with the facets that chose them."""
        self.partners = partners
        self._outline = outline
        self._entries = entries
        self._facets = facets

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, wanted: int | slice) -> Listed | list[Listed]:  # type: ignore[override]
        if isinstance(wanted, int):
            wanted = range(len(self))[wanted]
            return listed(self.ids(slice(wanted, wanted + 1)), self.partners)[0]
        return listed(self.ids(wanted), self.partners)

    def __iter__(self) -> Iterator[Listed]:
        for start in range(0, len(self), _AT_ONCE):
            yield from listed(self.ids(slice(start, start + _AT_ONCE)), self.partners)

    def ids(self, wanted: slice) -> list[int]:
        """The ids of some organisations of the list."""
        return [int(one) for one in self._outline.organisations[self._entries[wanted]]]

    @property
    def everything(self) -> int:
        """How many organisations the viewer may see without any filter."""
        return len(self._outline)

    @cached_property
    def counts(self) -> Counts:
        """How many organisations each answer of each facet would leave."""
        return self._facets.counts()

    @cached_property
    def sector_names(self) -> dict[int, str]:
        """The names of the sectors that are counted."""
        return sector_names(list(self.counts.sectors))

    @cached_property
    def by_province_and_partner(self) -> dict[tuple[str, int], int]:
        """How many of these organisations each partner knows in each province."""
        return self._facets.crossed()


def organisations(
    words: str = "",
    provinces: Sequence[str] = (),
    partners: Sequence[str] = (),
    kinds: Sequence[str] = (),
    sectors: Sequence[str] = (),
    order: str = NAME,
) -> Organisations:
    """The organisations that the current viewer may see.

    Args:
        words: what to search for; everything when empty.
        provinces: ISO 3166-2 codes, "XX" for abroad, "unknown" for none; any of them counts.
        partners: codes of partners, or "unknown": no partner's record is visible.
        kinds: company, knowledge, government, association, or "unknown".
        sectors: as partners write them, capitals do not count; or "unknown".
        order: best (only with words), name, networks or place, with "-" in front the other way round.

    Returns:
        A sequence to slice. An organisation has a facet's value when any visible record of it has it.
    """
    every_partner = sharing_queries.every_partner()
    outline = outlines.outline(every_partner)
    known = {partner.code: partner.pk for partner in every_partner}
    keys = sector_keys([sector for sector in sectors if sector != UNKNOWN])
    filters = Filters(
        provinces=tuple(code for code in provinces if code in PROVINCES or code == ABROAD),
        partners=tuple(known[code] for code in partners if code in known),
        kinds=tuple(kind for kind in kinds if kind in KINDS),
        sectors=tuple(dict.fromkeys(keys.values())),
        unknown=unknown_in(province=provinces, partner=partners, kind=kinds, sector=sectors),
    )
    found, scores = _found(outline, words)
    facets = Facets(outline, filters, found)
    return Organisations(outline, _ordered(outline, facets.chosen(), scores, order), facets, every_partner)


def suggestions(words: str, most: int = 8) -> list[Listed]:
    """The few organisations that fit best what somebody is typing."""
    return listed(search.best_matches(words, most), sharing_queries.every_partner())


def _found(outline: Outline, words: str) -> tuple[Chosen | None, NDArray[np.float64] | None]:
    """The entries that a search finds and how well each matches; nothing without words."""
    if not search.cleaned_query(words):
        return None, None
    matches = search.matches(words)
    entries = outline.places_of(matches.organisations)
    found, scores = np.zeros(len(outline), dtype=np.bool_), np.zeros(len(outline), dtype=np.float64)
    found[entries[entries >= 0]] = True
    scores[entries[entries >= 0]] = matches.scores[entries >= 0]
    return found, scores


def _ordered(outline: Outline, chosen: Chosen, scores: NDArray[np.float64] | None, order: str) -> Numbers:
    """The chosen entries in their order; equal ones by name, which is the order of the outline."""
    entries = np.flatnonzero(chosen)
    key, downwards = order.removeprefix("-"), order.startswith("-")
    if key == BEST and scores is not None:
        return entries[np.argsort(-scores[entries], kind="stable")]
    if key == NETWORKS:
        ranks = outline.networks()[entries]
    elif key == PLACE:
        ranks = outlines.place_order(outline)[entries]
    else:
        return entries[::-1] if downwards else entries
    if not downwards:
        return entries[np.argsort(ranks, kind="stable")]
    if key == PLACE:
        # Organisations without a place stand at the end either way.
        ranks = np.where(ranks == outlines.NO_PLACE, -1, ranks)
    return entries[np.argsort(-ranks, kind="stable")]


def listed(ids: Sequence[int], partners: Sequence[Party]) -> list[Listed]:
    """These organisations as rows, in this order; one of which no record is visible any more drops out."""
    if not ids:
        return []
    parties = {party.pk: party for party in partners}
    records: dict[int, list[Mapping[str, Any]]] = {}
    for record in _records(ids):
        records.setdefault(record["organisation_id"], []).append(record)
    contacts = _last_contacts([record["id"] for standing in records.values() for record in standing], parties)
    return [_listed(records[one], parties, contacts) for one in ids if one in records]


def _records(ids: Sequence[int]) -> list[Mapping[str, Any]]:
    """The standing records of some organisations, oldest first."""
    found = (
        Record.objects.filter(organisation_id__in=ids)
        .order_by("pk")
        .values("id", "organisation_id", "organisation__uuid", "uuid", "owner_id", "province", "gone_at", *_SHOWN)
    )
    # Not asked of the database: without statistics it takes such a condition for rare and reads the wrong index.
    return [record for record in found if record["gone_at"] is None]


def _listed(
    records: Sequence[Mapping[str, Any]], parties: Mapping[int, Party], contacts: Mapping[int, LastContact]
) -> Listed:
    own = sight().viewer.party_id
    sayings = [_saying(record, parties.get(record["owner_id"]), is_own=record["owner_id"] == own) for record in records]
    profile = merged(sayings)
    owners = {record["owner_id"] for record in records}
    return Listed(
        organisation=records[0]["organisation__uuid"],
        **{field: profile.text(field) for field in _SHOWN},
        province=_province(
            records, profile.by_field["address"].chosen.records if "address" in profile.by_field else ()
        ),
        partners=tuple(party.code for pk, party in parties.items() if pk in owners),
        records=len(records),
        last_contact=max(
            (contacts[record["id"]] for record in records if record["id"] in contacts),
            key=lambda contact: contact.on,
            default=None,
        ),
    )


def _saying(record: Mapping[str, Any], party: Party | None, *, is_own: bool) -> Saying:
    return Saying(
        record=str(record["uuid"]),
        source=party.code if party else f"party-{record['owner_id']}",
        is_own=is_own,
        position=party.position if party else 1000,
        values={field: str(record[field]) for field in _SHOWN},
    )


def _province(records: Sequence[Mapping[str, Any]], chosen: Sequence[str]) -> str:
    """The province of the chosen address, else the first that a record tells."""
    told = [(str(record["uuid"]) not in chosen, str(record["province"])) for record in records if record["province"]]
    return min(told, key=lambda one: one[0])[1] if told else ""


def _last_contacts(record_ids: Sequence[int], parties: Mapping[int, Party]) -> dict[int, LastContact]:
    """By record the newest visible contact moment; that it is visible is decided by row security."""
    newest = (
        ContactMoment.objects.filter(record_id__in=record_ids)
        .order_by("record_id", "-on", "-pk")
        .distinct("record_id")
        .values_list("record_id", "on", "owner_id")
    )
    return {record: LastContact(on, parties[owner].label if owner in parties else "") for record, on, owner in newest}
