"""Which visible organisations fit the chosen filters, and how many would fit each other answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connections

from koppel.apps.network.queries.outlines import Chosen, Numbers, Outline
from koppel.apps.network.rules.facets import ANY_KIND, ANY_PROVINCE, FACETS, KIND_BITS, PROVINCE_BITS, UNKNOWN
from koppel.apps.sharing.owned import alias

MOST_SECTORS = 40
NOBODY, ANYBODY = 0, -1  # beside the ids of partners: no partner, and whoever


@dataclass(frozen=True, slots=True)
class Filters:
    """The chosen answers of each facet: within one facet any of them, of all facets together every one.

    Args:
        provinces: ISO 3166-2 codes.
        partners: party ids of partners.
        kinds: kinds of organisation.
        sectors: as ``sector_keys`` gives them.
        unknown: names of facets in which "unknown" is chosen.
    """

    provinces: tuple[str, ...] = ()
    partners: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    sectors: tuple[int, ...] = ()
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many organisations each answer of each facet would leave; the facet itself does not restrict its own answers.

    Args:
        provinces: by ISO 3166-2 code.
        partners: by party id.
        kinds: by kind.
        sectors: by key, most first; the forty with most organisations, and every chosen one.
        unknown: by facet.
    """

    provinces: Mapping[str, int]
    partners: Mapping[int, int]
    kinds: Mapping[str, int]
    sectors: Mapping[int, int]
    unknown: Mapping[str, int]


class Facets:
    """The four facets of one outline with the chosen filters."""

    def __init__(self, outline: Outline, filters: Filters, found: Chosen | None = None) -> None:
        """Decide for every entry which facets it fits.

        Args:
            outline: the visible organisations.
            filters: the chosen answers.
            found: the entries that a search found; all of them without a search.
        """
        self._outline = outline
        self._filters = filters
        self._found = np.ones(len(outline), dtype=np.bool_) if found is None else found
        self._fits = {
            facet: fits
            for facet, fits in (
                ("province", self._fits_bits(PROVINCE_BITS, filters.provinces, ANY_PROVINCE, "province")),
                ("partner", self._fits_partner()),
                ("kind", self._fits_bits(KIND_BITS, filters.kinds, ANY_KIND, "kind")),
                ("sector", self._fits_sector()),
            )
            if fits is not None
        }

    def chosen(self, without: str = "") -> Chosen:
        """The entries that fit every facet, or every facet but one."""
        chosen = self._found
        for facet in FACETS:
            if facet != without and facet in self._fits:
                chosen = chosen & self._fits[facet]
        return chosen

    def counts(self) -> Counts:
        """How many organisations each answer leaves."""
        outline = self._outline
        by_facet = {facet: self.chosen(without=facet) for facet in FACETS}
        facets, partners = outline.facets[by_facet["province"]], outline.partners[by_facet["partner"]]
        kinds = outline.facets[by_facet["kind"]]
        return Counts(
            provinces={code: int(np.count_nonzero(facets & bit)) for code, bit in PROVINCE_BITS.items()},
            partners={
                party: int(np.count_nonzero(partners & (1 << place))) for place, party in enumerate(outline.partner_ids)
            },
            kinds={kind: int(np.count_nonzero(kinds & bit)) for kind, bit in KIND_BITS.items()},
            sectors=self._sector_counts(by_facet["sector"]),
            unknown={
                "province": int(np.count_nonzero(facets & ANY_PROVINCE == 0)),
                "partner": int(np.count_nonzero(partners == 0)),
                "kind": int(np.count_nonzero(kinds & ANY_KIND == 0)),
                "sector": int(np.count_nonzero(by_facet["sector"] & ~self._has_sector())),
            },
        )

    def crossed(self) -> dict[tuple[str, int], int]:
        """How many of the chosen organisations each party knows in each province; also ``ANYBODY`` and ``NOBODY``."""
        chosen = self.chosen()
        facets, partners = self._outline.facets[chosen], self._outline.partners[chosen]
        areas = {code: facets & bit != 0 for code, bit in PROVINCE_BITS.items()} | {UNKNOWN: facets & ANY_PROVINCE == 0}
        known = {party: partners & (1 << place) != 0 for place, party in enumerate(self._outline.partner_ids)}
        known |= {NOBODY: partners == 0, ANYBODY: np.ones(len(partners), dtype=np.bool_)}
        return {
            (code, party): int(np.count_nonzero(in_area & is_known))
            for code, in_area in areas.items()
            for party, is_known in known.items()
        }

    def _fits_bits(self, bits: Mapping[str, int], values: Sequence[str], any_bit: int, facet: str) -> Chosen | None:
        if not values and facet not in self._filters.unknown:
            return None
        wanted = sum(bits[value] for value in set(values) if value in bits)
        fits: Chosen = (self._outline.facets & wanted) != 0
        return fits | (self._outline.facets & any_bit == 0) if facet in self._filters.unknown else fits

    def _fits_partner(self) -> Chosen | None:
        if not self._filters.partners and "partner" not in self._filters.unknown:
            return None
        ids = self._outline.partner_ids
        wanted = sum(1 << ids.index(party) for party in set(self._filters.partners) if party in ids)
        fits: Chosen = (self._outline.partners & wanted) != 0
        return fits | (self._outline.partners == 0) if "partner" in self._filters.unknown else fits

    def _fits_sector(self) -> Chosen | None:
        if not self._filters.sectors and "sector" not in self._filters.unknown:
            return None
        wanted = np.isin(self._outline.sector_keys, np.array(self._filters.sectors, dtype=np.int64))
        fits = np.zeros(len(self._outline), dtype=np.bool_)
        fits[self._outline.sector_places[wanted[self._outline.sector_numbers]]] = True
        return fits | ~self._has_sector() if "sector" in self._filters.unknown else fits

    def _has_sector(self) -> Chosen:
        has = np.zeros(len(self._outline), dtype=np.bool_)
        has[self._outline.sector_places] = True
        return has

    def _sector_counts(self, chosen: Chosen) -> dict[int, int]:
        keys = self._outline.sector_keys
        numbers = self._outline.sector_numbers[chosen[self._outline.sector_places]]
        counts: Numbers = np.bincount(numbers, minlength=len(keys))
        best = np.lexsort((keys, -counts))
        shown = {int(keys[place]): int(counts[place]) for place in best[:MOST_SECTORS] if counts[place]}
        for key in self._filters.sectors:
            place = int(np.searchsorted(keys, key))
            if key not in shown:
                shown[key] = int(counts[place]) if place < len(keys) and keys[place] == key else 0
        return shown


def sector_keys(sectors: Sequence[str]) -> dict[str, int]:
    """By sector as somebody wrote it, the number that the database has for it; capitals do not count."""
    if not sectors:
        return {}
    with connections[alias()].cursor() as cursor:
        cursor.execute("SELECT said, hashtextextended(lower(said), 0) FROM unnest(%s::text[]) AS said", [list(sectors)])
        return dict(cursor.fetchall())


def sector_names(keys: Sequence[int]) -> dict[int, str]:
    """By key, the sector as the first visible record with it writes it."""
    if not keys:
        return {}
    with connections[alias()].cursor() as cursor:
        cursor.execute(
            "SELECT key, (SELECT sector FROM network_record WHERE sector_key = key AND gone_at IS NULL"
            " ORDER BY id LIMIT 1) FROM unnest(%s::bigint[]) AS key",
            [list(keys)],
        )
        return {key: name for key, name in cursor.fetchall() if name}


def unknown_in(**values: Sequence[str]) -> frozenset[str]:
    """The facets among whose values is "unknown"."""
    return frozenset(facet for facet, chosen in values.items() if UNKNOWN in chosen)
