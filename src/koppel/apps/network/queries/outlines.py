"""Every organisation that the viewer may see, as numbers in the order of their names: lists and counts are made of it.

Row security decides per record, so who may see how many organisations of which province cannot be stored. Reading and
counting a quarter of a million records for each click would take a quarter of a second. The outline is read once under
row security and kept for exactly those who see the same rows, for exactly as long as no record changes; filters, counts
and pages are then taken from it. It holds no text: what a page shows is read again, under row security.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from django.core.cache import caches
from django.db import connections
from numpy.typing import NDArray

from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import APP_ALIAS, alias, sight

Numbers = NDArray[np.int64]
Chosen = NDArray[np.bool_]
Made = TypeVar("Made")

# Row security adds who may see a row; an index on (sort_name, id) holds every column, so the rows are not opened.
# Owner, a part of the name's key and the facets go as one number, because each column costs a fifth of the time.
_RECORDS = (
    "SELECT organisation_id, sector_key, (owner_id << 44) | ((name_key & 16777215) << 20) | facets AS packed"
    " FROM network_record WHERE gone_at IS NULL AND organisation_id IS NOT NULL ORDER BY sort_name, id"
)
_RECORD_COLUMNS = ("organisation_id", "sector_key", "packed")
_FACET_BITS, _OWNER_SHIFT = (1 << 20) - 1, 44
_PLACES = (
    "SELECT (owner_id << 44) | organisation_id AS packed, hashtextextended(place, 0) AS place_key FROM network_record"
    " WHERE gone_at IS NULL AND organisation_id IS NOT NULL AND place <> '' ORDER BY place, id"
)
_PLACE_COLUMNS = ("packed", "place_key")
NO_PLACE = 2**62
_MOST_PARTNERS = 62  # bits of one number
MOST_KEPT = 48  # outlines in one process; about 3 MB each at 100,000 organisations


@dataclass(frozen=True, slots=True)
class Outline:
    """The visible organisations by shown name; entry i of every array is about the same one.

    Args:
        organisations: ids.
        partners: bit k is set when partner ``partner_ids[k]`` has a visible record.
        facets: the bits of provinces and kinds that visible records say.
        sector_keys: every sector that occurs, as the number the database has for it.
        sector_places: with ``sector_numbers`` pairs of an entry and a place in ``sector_keys``, each pair once.
        partner_ids: the parties that the bits of ``partners`` stand for.
    """

    organisations: Numbers
    partners: Numbers
    facets: NDArray[np.int32]
    sector_keys: Numbers
    sector_places: NDArray[np.int32]
    sector_numbers: NDArray[np.int32]
    partner_ids: tuple[int, ...]
    _by_id: Numbers = field(repr=False)

    def __len__(self) -> int:
        return len(self.organisations)

    def places_of(self, ids: Numbers) -> Numbers:
        """The entries of these organisations; -1 for one that is not here."""
        if not len(self):
            return np.full(len(ids), -1)
        found = np.searchsorted(self.organisations, ids, sorter=self._by_id).clip(max=len(self) - 1)
        entries = self._by_id[found]
        return np.where(self.organisations[entries] == ids, entries, -1)

    def networks(self) -> Numbers:
        """How many partners have a visible record of each."""
        return np.bitwise_count(self.partners).astype(np.int64)


def outline(partners: Sequence[Party]) -> Outline:
    """The outline for the current viewer; the bits of its entries stand for these partners."""
    partner_ids = tuple(partner.pk for partner in partners)[:_MOST_PARTNERS]
    return _remembered("outline", partner_ids, lambda: _read(partner_ids))


def place_order(of: Outline) -> Numbers:
    """For each entry of an outline the rank of its place by the alphabet; ``NO_PLACE`` when no record names one."""
    return _remembered("places", of.partner_ids, lambda: _read_places(of))


def _read_places(of: Outline) -> Numbers:
    packed, key = _columns(_PLACES, _PLACE_COLUMNS)
    owner, organisation = packed >> _OWNER_SHIFT, packed & ((1 << _OWNER_SHIFT) - 1)
    ranks = np.full(len(of), NO_PLACE, dtype=np.int64)
    if not len(key):
        return ranks
    order, starts = _groups(organisation)
    shown = _shown_rows(order, starts, owner, key, of.partner_ids)
    entries = of.places_of(organisation[shown])
    # Equal places stand together in this order; all get the rank of the first.
    rank = np.maximum.accumulate(np.where(_changes(key), np.arange(len(key)), 0))
    ranks[entries[entries >= 0]] = rank[shown[entries >= 0]]
    return ranks


def _read(partner_ids: tuple[int, ...]) -> Outline:
    organisation, sector_key, packed = _columns(_RECORDS, _RECORD_COLUMNS)
    if not len(organisation):
        none, few = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32)
        return Outline(none, none, few, none, few, few, partner_ids, none)
    owner, name_key, facets = packed >> _OWNER_SHIFT, packed & ~_FACET_BITS, packed & _FACET_BITS
    order, starts = _groups(organisation)
    # Rows come in the order of names, so the rows that are shown need only be marked to be in that order.
    group_of_row = np.empty(len(order), dtype=np.int64)
    group_of_row[order] = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(order))))
    is_shown = np.zeros(len(order), dtype=np.bool_)
    is_shown[_shown_rows(order, starts, owner, name_key & ((1 << _OWNER_SHIFT) - 1), partner_ids)] = True
    by_name = group_of_row[is_shown]
    entry_of_group = np.empty_like(by_name)
    entry_of_group[by_name] = np.arange(len(by_name))
    keys, places, numbers = _sector_pairs(entry_of_group[group_of_row], sector_key)
    ids = organisation[order][starts][by_name]
    bits = {party: 1 << place for place, party in enumerate(partner_ids)}
    return Outline(
        organisations=ids,
        partners=np.bitwise_or.reduceat(_of_owner(owner, bits, others=0)[order], starts)[by_name],
        facets=np.bitwise_or.reduceat(facets[order], starts)[by_name].astype(np.int32),
        sector_keys=keys,
        sector_places=places,
        sector_numbers=numbers,
        partner_ids=partner_ids,
        # The groups are in order of id already.
        _by_id=entry_of_group,
    )


def _groups(organisation: Numbers) -> tuple[Numbers, Numbers]:
    """Rows ordered by organisation, and where in that order each organisation starts."""
    # One sort of plain numbers that hold both is five times as fast as an argsort.
    shift = len(organisation).bit_length()
    both = np.sort((organisation << shift) | np.arange(len(organisation)))
    return both & ((1 << shift) - 1), np.flatnonzero(_changes(both >> shift))


def _of_owner(owner: Numbers, values: Mapping[int, int], others: int) -> Numbers:
    """Per row the value of its owner."""
    table = np.full(int(owner.max(initial=0)) + 1, others, dtype=np.int64)
    for party, value in values.items():
        if party < len(table):
            table[party] = value
    return table[owner]


def _sector_pairs(entry: Numbers, sector_key: Numbers) -> tuple[Numbers, NDArray[np.int32], NDArray[np.int32]]:
    said = np.flatnonzero(sector_key)
    keys, number = np.unique(sector_key[said], return_inverse=True)
    pairs = np.sort(entry[said] * max(len(keys), 1) + number)
    places, numbers = np.divmod(pairs[_changes(pairs)] if len(pairs) else pairs, max(len(keys), 1))
    return keys, places.astype(np.int32), numbers.astype(np.int32)


def _shown_rows(order: Numbers, starts: Numbers, owner: Numbers, key: Numbers, partner_ids: Sequence[int]) -> Numbers:
    """Per organisation the row whose value is shown, chosen as the profile does.

    The viewer's own value, else the value that most parties say, else that of the first partner in their fixed order.
    """
    shown = order[starts].copy()
    keys = key[order]
    several = np.minimum.reduceat(keys, starts) != np.maximum.reduceat(keys, starts)
    if not several.any():
        return shown
    sizes = np.diff(np.append(starts, len(order)))
    rows = order[np.repeat(several, sizes)]
    group = np.repeat(np.flatnonzero(several), sizes[several])
    own = owner[rows] == (sight().viewer.party_id or 0)
    # Within one value: how many parties say it, and whether the viewer's own is among them.
    by_value = np.lexsort((owner[rows], key[rows], group))
    is_new_value = _changes(group[by_value]) | _changes(key[rows][by_value])
    is_new_party = is_new_value | _changes(owner[rows][by_value])
    values = np.flatnonzero(is_new_value)
    spread = np.diff(np.append(values, len(rows)))
    parties, mine = np.empty(len(rows), dtype=np.int64), np.empty(len(rows), dtype=np.bool_)
    parties[by_value] = np.repeat(np.add.reduceat(is_new_party.astype(np.int64), values), spread)
    mine[by_value] = np.repeat(np.logical_or.reduceat(own[by_value], values), spread)
    position = _of_owner(
        owner[rows], {party: place for place, party in enumerate(partner_ids)}, others=len(partner_ids)
    )
    best = np.lexsort((rows, position, ~own, -parties, ~mine, group))
    shown[several] = rows[best][_changes(group[best])]
    return shown


def _changes(values: Numbers) -> Chosen:
    """Where a value differs from the one before it; always at the first."""
    return np.concatenate(([True], values[1:] != values[:-1]))


def _columns(rows: str, columns: Sequence[str]) -> list[Numbers]:
    """The columns of a query as arrays; as one value each, because a row at a time costs ten times as much."""
    sums = ", ".join(f"string_agg(int8send({column}::bigint), ''::bytea)" for column in columns)
    statement = f"COPY (SELECT {sums} FROM ({rows}) AS record) TO STDOUT (FORMAT BINARY)"
    with connections[alias()].cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(["bytea"] * len(columns))
        (found,) = copy.rows()
    return [np.frombuffer(column or b"", dtype=">i8").astype(np.int64) for column in found]


def _state() -> tuple[int, bool]:
    """The version of all records, and whether this transaction changed some, which nobody else sees yet."""
    with connections[alias()].cursor() as cursor:
        cursor.execute(
            "SELECT number, coalesce(current_setting('koppel.records_changed', true), '') = 'on'"
            " FROM network_dataversion"
        )
        row = cursor.fetchone()
    return row[0], row[1]


def _remembered(name: str, partner_ids: tuple[int, ...], make: Callable[[], Made]) -> Made:
    """What was made for the same sight, version and partners, else made now."""
    if alias() != APP_ALIAS:
        return make()
    # Read before the rows: what changes in between is then counted twice, never missed.
    version, is_changing = _state()
    if is_changing:
        return make()
    cache = caches["counts"]
    # Whose value is shown depends on the viewer's own party, with which the key of the sight begins.
    key = f"network.{name}.{hashlib.sha256(sight().key.encode()).hexdigest()}"
    kept = cache.get(key)
    if kept is not None and kept[:2] == (version, partner_ids):
        found: Made = kept[2]
        return found
    made = make()
    cache.set(key, (version, partner_ids, made), timeout=None)
    recent = [one for one in cache.get("network.outlines", ()) if one != key] + [key]
    cache.delete_many(recent[:-MOST_KEPT])
    cache.set("network.outlines", tuple(recent[-MOST_KEPT:]), timeout=None)
    return made
