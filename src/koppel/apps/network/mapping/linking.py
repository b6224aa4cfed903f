"""Records as the linking engine reads them, and its pairs as rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from koppel.engines.linking import DEFAULT, Judgement, Linking, LinkRecord, Pair, assign_ids, compare, link, why

FIELDS = ("name", "kvk", "street", "number", "postcode", "city", "country", "website", "phone", "sector", "text")

# Pages show bits with one decimal. Kept finer, all evidence would change a little with every delivery.
_DECIMALS = 1
# Between these sums, in bits, a person is asked.
ASK_FROM_BITS = math.log2(DEFAULT.ask_from / (1 - DEFAULT.ask_from))
LINK_FROM_BITS = math.log2(DEFAULT.link_from / (1 - DEFAULT.link_from))

__all__ = [
    "ASK_FROM_BITS",
    "FIELDS",
    "LINK_FROM_BITS",
    "EvidenceRow",
    "Judgement",
    "LinkRecord",
    "Linking",
    "assign_ids",
    "evidence",
    "evidence_of",
    "ids_of",
    "link",
    "link_record",
]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """What is kept of one pair; ``left`` is the record with the lower id."""

    left: int
    right: int
    probability: float
    weight: float
    contributions: list[dict[str, Any]]
    why: dict[str, Any]
    decision: str


def link_record(record: int, owner: int, values: Sequence[str]) -> LinkRecord:
    """One record as the engine reads it.

    Args:
        record: its id.
        owner: id of its owner.
        values: of ``FIELDS``, in their order.
    """
    return LinkRecord(str(record), str(owner), *values)


def ids_of(pair: Pair) -> tuple[int, int]:
    """The ids of the two records, lower one first."""
    left, right = int(pair.left), int(pair.right)
    return (left, right) if left < right else (right, left)


def evidence(pair: Pair) -> EvidenceRow:
    """One pair as it is kept; its bars are rounded and add up to its weight."""
    left, right = ids_of(pair)
    code, parameters = why(pair)
    weights = [round(bar.weight, _DECIMALS) for bar in pair.contributions]
    bars = [
        {"field": bar.field, "level": bar.level, "weight": weight}
        for bar, weight in zip(pair.contributions, weights, strict=True)
    ]
    return EvidenceRow(
        left=left,
        right=right,
        probability=round(pair.probability, 3),
        weight=round(sum(weights), _DECIMALS),
        contributions=bars,
        why={"code": code, "params": parameters},
        decision=pair.decision,
    )


def evidence_of(left: LinkRecord, right: LinkRecord) -> EvidenceRow:
    """The evidence between any two records, worked out here and now."""
    return evidence(compare(left, right))
