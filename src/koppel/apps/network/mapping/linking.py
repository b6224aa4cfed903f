"""Records as the linking engine reads them, and its pairs as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from koppel.engines.linking import Judgement, Linking, LinkRecord, Pair, assign_ids, link, why

FIELDS = ("name", "kvk", "street", "number", "postcode", "city", "country", "website", "phone", "sector", "text")

__all__ = [
    "FIELDS",
    "EvidenceRow",
    "Judgement",
    "LinkRecord",
    "Linking",
    "assign_ids",
    "evidence",
    "link",
    "read_records",
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


def read_records(rows: Iterable[Mapping[str, Any]]) -> Iterator[LinkRecord]:
    """Records as the engine reads them.

    Args:
        rows: of records, with id, owner_id and ``FIELDS``.
    """
    for row in rows:
        yield LinkRecord(id=str(row["id"]), partner=str(row["owner_id"]), **{field: row[field] for field in FIELDS})


def evidence(pair: Pair) -> EvidenceRow:
    """One pair as it is kept."""
    left, right = sorted((int(pair.left), int(pair.right)))
    code, parameters = why(pair)
    return EvidenceRow(
        left=left,
        right=right,
        probability=round(pair.probability, 6),
        weight=round(pair.weight, 6),
        contributions=[asdict(one) for one in pair.contributions],
        why={"code": code, "params": parameters},
        decision=pair.decision,
    )
