"""Which verdicts count, what a question is worth, what caused a change, and how far linking is."""

from __future__ import annotations

import datetime
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

Pair = tuple[int, int]

# "I do not know" takes a question out of somebody's list for this long.
ASK_AGAIN_AFTER = datetime.timedelta(days=30)
# Of the pairs inside one organisation, so many of the strongest are kept per record.
EVIDENCE_PER_RECORD = 3
# Shares of the time that the steps take, in their order; measured on the demonstration network.
_SHARES = {"read": 0.05, "normalise": 0.1, "block": 0.25, "score": 0.35, "cluster": 0.8, "explain": 0.85, "write": 0.9}
_JOINING = frozenset({"same"})
_PARTING = frozenset({"different", "related"})
_LEAST_DOUBT = 0.02


@dataclass(frozen=True, slots=True)
class Answer:
    """One active verdict.

    Args:
        pair: ids of the two records, lower one first.
        party: who judged.
        answer: same, different, related or unsure.
        at: when.
    """

    pair: Pair
    party: int
    answer: str
    at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """The verdicts that count for linking, and those that "different" outweighs.

    Args:
        same: pairs that must be one organisation.
        different: pairs that must not.
        overruled: pairs that somebody called the same, but that a "different" keeps apart.
    """

    same: tuple[Pair, ...]
    different: tuple[Pair, ...]
    overruled: tuple[Pair, ...]


def standing_answers(answers: Iterable[Answer]) -> Standing:
    """What the verdicts say together: the last one of each party counts, and "different" outweighs "same".

    "Different" also outweighs a chain: when A and B, and B and C are called the same while A and C are called
    different, the youngest "same" of the chain does not count.
    """
    latest: dict[tuple[Pair, int], Answer] = {}
    for answer in sorted(answers, key=lambda one: one.at):
        latest[(answer.pair, answer.party)] = answer
    joining: dict[Pair, datetime.datetime] = {}
    parting: set[Pair] = set()
    for answer in latest.values():
        if answer.answer in _JOINING:
            joining[answer.pair] = max(answer.at, joining.get(answer.pair, answer.at))
        elif answer.answer in _PARTING:
            parting.add(answer.pair)
    groups = _Groups(parting)
    same: list[Pair] = []
    overruled: list[Pair] = []
    for pair in sorted(joining, key=lambda one: (joining[one], one)):
        (same if groups.join(*pair) else overruled).append(pair)
    return Standing(tuple(sorted(same)), tuple(sorted(parting)), tuple(sorted(overruled)))


class _Groups:
    """Records that are called the same, never with two that are called different in one group."""

    def __init__(self, apart: Iterable[Pair]) -> None:
        self._parent: dict[int, int] = {}
        self._enemies: dict[int, set[int]] = defaultdict(set)
        for left, right in apart:
            self._enemies[left].add(right)
            self._enemies[right].add(left)

    def find(self, record: int) -> int:
        """The record that stands for the group of this one."""
        while self._parent.get(record, record) != record:
            record = self._parent[record]
        return record

    def join(self, left: int, right: int) -> bool:
        """Put two groups together; false when that would join two records that are different."""
        left, right = self.find(left), self.find(right)
        if left == right:
            return True
        if any(self.find(enemy) == right for enemy in self._enemies[left]):
            return False
        self._parent[right] = left
        self._enemies[left] |= self._enemies[right]
        for enemy in self._enemies[right]:
            self._enemies[enemy].add(left)
        return True


@dataclass(frozen=True, slots=True)
class Stake:
    """What hangs on one organisation, as far as all partners may see it.

    Args:
        records: number of records.
        partners: ids of the partners that know it.
        contacts: number of contact moments.
    """

    records: int
    partners: frozenset[int]
    contacts: int


def priority(probability: float, left: Stake, right: Stake) -> float:
    """What an answer is worth: how unsure it is times how much it would bring together; 0 or more, unitless."""
    chance = min(max(probability, _LEAST_DOUBT), 1 - _LEAST_DOUBT)
    doubt = -(chance * math.log2(chance) + (1 - chance) * math.log2(1 - chance))
    joined = math.log2(1 + max(left.records, 1) * max(right.records, 1))
    acquainted = len(left.partners ^ right.partners) * 0.5
    contacts = math.log2(1 + left.contacts + right.contacts)
    return round(doubt * (joined + acquainted + contacts), 4)


def share_done(step: str) -> float:
    """How far linking is when a step begins, 0..1.

    Raises:
        KeyError: there is no such step.
    """
    return _SHARES[step]


def causes(
    moves: Iterable[tuple[int, str | None, str]], judged: Mapping[int, str], by_hand: Collection[int]
) -> dict[int, str]:
    """What caused each record to go to another organisation: verdict, undo, hand or delivery.

    Args:
        moves: id of the record, address of its organisation before (none for a new record) and now.
        judged: records on which a verdict was given or undone since the last event -> "verdict" or "undo".
        by_hand: records that were added by hand.
    """
    taken = list(moves)
    touched: dict[str, str] = {}
    for record, before, after in taken:
        if record in judged:
            touched.update({address: judged[record] for address in (before, after) if address})
    return {
        record: judged.get(record)
        or touched.get(before or "")
        or touched.get(after)
        or ("hand" if before is None and record in by_hand else "delivery")
        for record, before, after in taken
    }


def revived(
    minted: Mapping[str, Sequence[int]], buried: Iterable[tuple[int, str]], age: Mapping[str, int]
) -> dict[str, str]:
    """Which newly made organisations are in truth old ones that had been merged and are themselves again.

    Args:
        minted: address of each new organisation -> ids of its records.
        buried: id of a present record, and address of an organisation it was in until that was merged into another.
        age: address of an organisation -> order of birth, smaller is older.

    Returns:
        New address -> old address, where the new one has at least half of the records that the old one had.
    """
    new_of = {record: address for address, records in minted.items() for record in records}
    were = set(buried)
    size = Counter(old for _record, old in were)
    claims = Counter((new_of[record], old) for record, old in were if record in new_of)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for (new, old), count in sorted(claims.items(), key=lambda claim: (-claim[1], age.get(claim[0][1], 0), claim[0])):
        if 2 * count >= size[old] and new not in found and old not in taken:
            found[new] = old
            taken.add(old)
    return found


def strongest(pairs: Sequence[tuple[Pair, float]]) -> set[Pair]:
    """The pairs worth keeping as evidence: per record the few with the most weight.

    Args:
        pairs: ids of two records, and the weight of their evidence in bits.
    """
    kept: set[Pair] = set()
    count: dict[int, int] = defaultdict(int)
    for pair, _weight in sorted(pairs, key=lambda one: (-one[1], one[0])):
        if count[pair[0]] < EVIDENCE_PER_RECORD or count[pair[1]] < EVIDENCE_PER_RECORD:
            kept.add(pair)
            count[pair[0]] += 1
            count[pair[1]] += 1
    return kept
