"""What an organisation is linked to: related ones, possible doubles, and the evidence between its own records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, Value

from koppel.apps.network.models import Candidate, Evidence, Record, Verdict

# Stands for "a person said so" beside probabilities, and sorts before them.
_RELATED = 2.0


@dataclass(frozen=True, slots=True)
class Neighbouring:
    """Another organisation beside this one.

    Args:
        organisation: its outside id.
        name: as the record in question has it.
        is_related: a person said that they are related; otherwise it may be the same one.
        probability: that they are one, 0..1; none for related ones.
        left: outside id of this organisation's record.
        right: outside id of the other's record.
    """

    organisation: UUID
    name: str
    is_related: bool
    probability: float | None
    left: UUID
    right: UUID


def neighbours(record_ids: Sequence[int], *, is_staff: bool) -> list[Neighbouring]:
    """Other organisations that are related, or may be the same; only by records that the viewer may see.

    Args:
        record_ids: the visible records of the organisation in the middle.
        is_staff: verdicts and candidates show to the staff of the partners that own the records only.
    """
    if not is_staff or not record_ids:
        return []
    # By the ids of the records, because a condition on two joined tables would read all pairs.
    touching = Q(left_id__in=list(record_ids)) | Q(right_id__in=list(record_ids))
    judged = Verdict.objects.filter(touching, answer=Verdict.Answer.RELATED, undone_at=None)
    related = judged.values_list("left_id", "right_id", Value(_RELATED))
    asked = Candidate.objects.filter(touching).values_list("left_id", "right_id", "probability")
    pairs = sorted(related.union(asked, all=True), key=lambda pair: (-pair[2], pair[0], pair[1]))
    if not pairs:
        return []
    ends = Record.objects.filter(pk__in={pk for pair in pairs for pk in pair[:2]}, gone_at=None)
    records = ends.exclude(organisation=None).select_related("organisation").in_bulk()
    found: dict[UUID, Neighbouring] = {}
    for left, right, likely in pairs:
        here, there = (left, right) if left in record_ids else (right, left)
        if here in records and there in records and there not in record_ids:
            one = _neighbour(records[here], records[there], likely)
            found.setdefault(one.organisation, one)
    return list(found.values())


def _neighbour(here: Record, there: Record, likely: float) -> Neighbouring:
    assert there.organisation is not None
    is_related = likely == _RELATED
    return Neighbouring(
        organisation=there.organisation.uuid,
        name=there.name,
        is_related=is_related,
        probability=None if is_related else likely,
        left=here.uuid,
        right=there.uuid,
    )


def evidence_between(record_ids: Sequence[int]) -> dict[int, Evidence]:
    """By record, the strongest evidence that ties it to another of these records."""
    if len(record_ids) < 2:
        return {}
    strongest: dict[int, Evidence] = {}
    for evidence in _between(record_ids):
        for record_id in (evidence.left_id, evidence.right_id):
            strongest.setdefault(record_id, evidence)
    return strongest


def _between(record_ids: Sequence[int]) -> Iterable[Evidence]:
    return Evidence.objects.filter(left_id__in=record_ids, right_id__in=record_ids).order_by("-weight", "pk")
