"""Clusters without contradictions: the best link first, and never two organisations that are known to differ.

Every step merges the two clusters whose records agree best *on average*, so one lucky pair cannot chain two big
clusters together. A merge that would put two KvK numbers or a "different" verdict into one cluster is not done at all.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

_Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
_Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]
_Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

_CLIP = 12.0  # bits; one pair may not outvote all others
_UNSEEN = -3.0  # bits for two records that blocking never brought together


class Groups:
    """Records that belong together, as a union-find in which the smallest number stands for the group."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def find(self, record: int) -> int:
        """The record that stands for the group of this one."""
        parent = self._parent
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    def join(self, left: int, right: int) -> None:
        """Put two groups together."""
        left, right = self.find(left), self.find(right)
        if left != right:
            self._parent[max(left, right)] = min(left, right)

    def groups(self) -> dict[int, list[int]]:
        """Every group under the record that stands for it, members in order."""
        found: dict[int, list[int]] = defaultdict(list)
        for record in range(len(self._parent)):
            found[self.find(record)].append(record)
        return found


def kvk_classes(kvk: Sequence[str], same: Iterable[tuple[int, int]]) -> list[int]:
    """For each record the number of its KvK class, -1 when unknown.

    Two KvK numbers are one class only when "same" verdicts tie records that carry them.
    """
    number_of: dict[str, int] = {}
    plain = [number_of.setdefault(value, len(number_of)) if value else -1 for value in kvk]
    tied = Groups(len(kvk))
    for left, right in same:
        tied.join(left, right)
    classes = Groups(len(number_of))
    first: dict[int, int] = {}
    for record, number in enumerate(plain):
        if number >= 0:
            classes.join(first.setdefault(tied.find(record), number), number)
    return [classes.find(number) if number >= 0 else -1 for number in plain]


def cluster(
    count: int,
    left: _Ints,
    right: _Ints,
    weight: _Floats,
    *,
    link_from: float,
    kvk: Sequence[str],
    same: Sequence[tuple[int, int]] = (),
    different: Sequence[tuple[int, int]] = (),
    content: Sequence[int] = (),
) -> tuple[list[list[int]], list[tuple[int, int]]]:
    """Group the records of scored pairs.

    Args:
        count: number of records.
        left, right, weight: the scored pairs; weight in bits.
        link_from: bits from which two clusters may merge.
        kvk: normalised KvK number per record, empty when unknown.
        same, different: verdicts, as record numbers.
        content: per record a number that is equal for records that say exactly the same; empty = not known.

    Returns:
        The clusters, and the "different" verdicts that "same" verdicts overrule.
    """
    if content:
        stands = _stand_ins(count, left, right, weight >= link_from, content, different)
        left, right, weight = _among_stand_ins(stands, left, right, weight)
    else:
        stands = list(range(count))
    same = [(stands[one], stands[other]) for one, other in same]
    classes = kvk_classes(kvk, same)
    tied = Groups(count)
    for one, other in same:
        tied.join(one, other)
    overruled = [pair for pair in different if tied.find(pair[0]) == tied.find(pair[1])]
    apart: dict[int, set[int]] = defaultdict(set)
    for one, other in different:
        one, other = tied.find(one), tied.find(other)
        if one != other:
            apart[one].add(other)
            apart[other].add(one)

    reach = Groups(count)
    standing = [record for record in range(count) if stands[record] == record]
    for record in standing:
        reach.join(record, tied.find(record))
    strong = weight >= link_from
    for one, other in zip(left[strong].tolist(), right[strong].tolist(), strict=True):
        reach.join(one, other)
    component_of = np.fromiter((reach.find(record) for record in range(count)), dtype=np.int64, count=count)
    inside = component_of[left] == component_of[right]
    by_component: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
    clipped = np.clip(weight, -_CLIP, _CLIP)
    for one, other, bits, component in zip(
        left[inside].tolist(),
        right[inside].tolist(),
        clipped[inside].tolist(),
        component_of[left[inside]].tolist(),
        strict=True,
    ):
        by_component[component].append((one, other, bits))

    represented: dict[int, list[int]] = defaultdict(list)
    for record, stand_in in enumerate(stands):
        represented[stand_in].append(record)
    sizes = {stand_in: len(records) for stand_in, records in represented.items()}
    clusters: list[list[int]] = []
    components: dict[int, list[int]] = defaultdict(list)
    for record in standing:
        components[reach.find(record)].append(record)
    for component, members in components.items():
        if len(members) == 1:
            clusters.append(members)
        else:
            clusters.extend(_merge(members, by_component[component], link_from, classes, tied, apart, sizes))
    whole = [sorted(record for member in members for record in represented[member]) for members in clusters]
    return sorted(whole), overruled


def _stand_ins(
    count: int, left: _Ints, right: _Ints, links: _Bools, content: Sequence[int], different: Sequence[tuple[int, int]]
) -> list[int]:
    """For each record the one that stands for it: the first that says exactly the same, where that is enough to link.

    Hundreds of equal rows are compared with their neighbours only; counting the pairs that nobody compared against them
    would tear them apart. Records that a person judged different stand for themselves.
    """
    numbers = np.asarray(content, dtype=np.int64)
    enough = set(numbers[left[links & (numbers[left] == numbers[right])]].tolist())
    judged = {record for pair in different for record in pair}
    first: dict[int, int] = {}
    return [
        first.setdefault(number, record) if number in enough and record not in judged else record
        for record, number in zip(range(count), content, strict=True)
    ]


def _among_stand_ins(stands: Sequence[int], left: _Ints, right: _Ints, weight: _Floats) -> tuple[_Ints, _Ints, _Floats]:
    """The pairs between stand-ins, each once; pairs of equal content have equal weights."""
    mapped = np.asarray(stands, dtype=np.int64)
    low, high = np.minimum(mapped[left], mapped[right]), np.maximum(mapped[left], mapped[right])
    _, chosen = np.unique(low * (len(stands) + 1) + high, return_index=True)
    chosen = chosen[low[chosen] != high[chosen]]
    return low[chosen], high[chosen], weight[chosen]


def _merge(
    members: Sequence[int],
    pairs: Sequence[tuple[int, int, float]],
    link_from: float,
    classes: Sequence[int],
    tied: Groups,
    apart: Mapping[int, set[int]],
    sizes: Mapping[int, int],
) -> list[list[int]]:
    """Average-link merging inside one component, best first; ties go to the smallest record numbers.

    Args:
        sizes: for how many records each member stands.
    """
    parts: dict[int, list[int]] = defaultdict(list)
    for record in members:
        parts[tied.find(record)].append(record)
    kvk_of = {
        root: next((classes[record] for record in records if classes[record] >= 0), -1)
        for root, records in parts.items()
    }
    forbidden = {root: set(apart.get(root, ())) for root in parts}
    between: dict[int, dict[int, tuple[float, int]]] = {root: {} for root in parts}
    size_of = {root: sum(sizes[record] for record in records) for root, records in parts.items()}
    for one, other, bits in pairs:
        times = sizes[one] * sizes[other]
        one, other = tied.find(one), tied.find(other)
        if one != other:
            total, seen = between[one].get(other, (0.0, 0))
            between[one][other] = between[other][one] = (total + bits * times, seen + times)

    def strength(one: int, other: int) -> float:
        total, seen = between[one][other]
        possible = size_of[one] * size_of[other]
        return (total + _UNSEEN * (possible - seen)) / possible

    heap: list[tuple[float, int, int]] = []

    def offer(one: int, other: int) -> None:
        value = round(strength(one, other), 9)
        if value >= link_from:
            heapq.heappush(heap, (-value, min(one, other), max(one, other)))

    for one in sorted(parts):
        for other in sorted(between[one]):
            if one < other:
                offer(one, other)
    while heap:
        value, one, other = heapq.heappop(heap)
        if (
            one not in parts
            or other not in parts
            or other not in between[one]
            or round(strength(one, other), 9) != -value
        ):
            continue  # one of them has changed since; its new value was offered too
        if (kvk_of[one] >= 0 and kvk_of[other] >= 0 and kvk_of[one] != kvk_of[other]) or other in forbidden[one]:
            continue
        parts[one] += parts.pop(other)
        size_of[one] += size_of.pop(other)
        kvk_of[one] = max(kvk_of[one], kvk_of.pop(other))
        for enemy in forbidden.pop(other):
            forbidden[one].add(enemy)
            if enemy in forbidden:
                forbidden[enemy].discard(other)
                forbidden[enemy].add(one)
        gone = between.pop(other)
        between[one].pop(other, None)
        for neighbour, (total, seen) in gone.items():
            if neighbour == one:
                continue
            between[neighbour].pop(other, None)
            have_total, have_seen = between[one].get(neighbour, (0.0, 0))
            between[one][neighbour] = between[neighbour][one] = (have_total + total, have_seen + seen)
        for neighbour in sorted(between[one]):
            offer(one, neighbour)
    return [sorted(records) for records in parts.values()]
