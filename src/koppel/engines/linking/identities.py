"""Stable ids: after a re-link every organisation keeps its id as far as that is possible, and what changed is told.

An id is minted once and never derived from what records say. A pure function; nothing is remembered here.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

# What can happen to an organisation. minted: a new id. joined, left: records came or went (`other` says from or to
# where). merged: it lives on in `other`. split: `other` was taken out of it. ended: none of its records is left.
EVENT_KINDS = ("minted", "joined", "left", "merged", "split", "ended")


@dataclass(frozen=True, slots=True)
class IdEvent:
    """One thing that happened to an organisation.

    Args:
        kind: one of :data:`EVENT_KINDS`.
        organisation: the id it happened to.
        other: the other organisation that is concerned, or empty.
        records: ids of the records concerned, sorted.
    """

    kind: str
    organisation: str
    other: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which record belongs to which organisation after a re-link.

    Args:
        organisation_of: record id -> organisation id, for every record in the clusters.
        events: what changed, in the order of `EVENT_KINDS`, so that an id is minted before it is used.
        tombstones: ids that are no more -> the organisation they live on in; ended ones are not here.
    """

    organisation_of: dict[str, str]
    events: tuple[IdEvent, ...]
    tombstones: dict[str, str]


def assign_ids(
    old: Mapping[str, str],
    created: Mapping[str, int],
    clusters: Iterable[Sequence[str]],
    mint: Callable[[], str],
) -> Assignment:
    """Give every cluster an id: the one that most of its records had, the oldest on ties; else a new one.

    An id goes to one cluster only: of the clusters that hold its records, the one with most of them keeps it. An
    unchanged cluster keeps its id whatever else changes.

    Args:
        old: record id -> organisation id before; may hold records that are gone.
        created: organisation id -> order of birth, smaller is older; ids that are missing count as youngest.
        clusters: the new clusters; their order and the order inside them do not matter.
        mint: gives a new id at each call.
    """
    groups = sorted(tuple(sorted(cluster)) for cluster in clusters)
    youngest = max(created.values(), default=0) + 1
    claims: list[tuple[int, int, str, int]] = []
    for number, group in enumerate(groups):
        for organisation, count in Counter(old[record] for record in group if record in old).items():
            claims.append((-count, created.get(organisation, youngest), organisation, number))
    id_of: dict[int, str] = {}
    kept: set[str] = set()
    for _, _, organisation, number in sorted(claims):
        if number not in id_of and organisation not in kept:
            id_of[number] = organisation
            kept.add(organisation)
    minted: set[str] = set()
    for number in range(len(groups)):
        if number not in id_of:
            id_of[number] = mint()
            minted.add(id_of[number])
    organisation_of = {record: id_of[number] for number, group in enumerate(groups) for record in group}
    tombstones = _tombstones(old, organisation_of, created, kept, youngest)
    return Assignment(organisation_of, tuple(_events(old, organisation_of, kept, minted, tombstones)), tombstones)


def _tombstones(
    old: Mapping[str, str], new: Mapping[str, str], created: Mapping[str, int], kept: set[str], youngest: int
) -> dict[str, str]:
    """Each id that nobody keeps -> the organisation that took most of its records, the oldest on ties."""
    takers: dict[str, Counter[str]] = defaultdict(Counter)
    for record, organisation in old.items():
        if organisation not in kept and record in new:
            takers[organisation][new[record]] += 1
    return {
        organisation: min(counts, key=lambda taker: (-counts[taker], created.get(taker, youngest), taker))
        for organisation, counts in sorted(takers.items())
    }


def _events(
    old: Mapping[str, str], new: Mapping[str, str], kept: set[str], minted: set[str], tombstones: Mapping[str, str]
) -> list[IdEvent]:
    """What happened, from where every record was and is."""
    moves: dict[tuple[str, str], list[str]] = defaultdict(list)
    for record in {**old, **new}:
        moves[old.get(record, ""), new.get(record, "")].append(record)
    found: list[IdEvent] = []
    for organisation in sorted(minted):
        found.append(
            IdEvent(
                "minted", organisation, "", tuple(sorted(record for record, now in new.items() if now == organisation))
            )
        )
    for organisation in sorted(set(old.values()) - kept - set(tombstones)):
        found.append(IdEvent("ended", organisation, "", tuple(sorted(moves[organisation, ""]))))
    for (before, after), records in moves.items():
        moved = tuple(sorted(records))
        if before == after or (not after and before not in kept and before not in tombstones):
            continue
        if not before:
            if after not in minted:
                found.append(IdEvent("joined", after, "", moved))
        elif not after:
            found.append(IdEvent("left", before, "", moved))
        elif tombstones.get(before) == after:
            found.append(IdEvent("merged", before, after, moved))
        elif after in minted:
            found.append(IdEvent("split", before, after, moved))
        else:
            found += [IdEvent("left", before, after, moved), IdEvent("joined", after, before, moved)]
    return sorted(found, key=lambda event: (EVENT_KINDS.index(event.kind), event.organisation, event.other))
