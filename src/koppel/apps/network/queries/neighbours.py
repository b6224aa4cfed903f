"""What an organisation is linked to: related ones, possible doubles, and the evidence between its own records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, Value

from koppel.apps.network.models import Candidate, Evidence, Organisation, Verdict

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


def neighbours(organisation: Organisation, *, is_staff: bool) -> list[Neighbouring]:
    """Other organisations that are related, or may be the same; only by records that the viewer may see.

    Args:
        organisation: the one in the middle.
        is_staff: verdicts and candidates show to the staff of the partners that own the records only.
    """
    if not is_staff:
        return []
    found: dict[UUID, Neighbouring] = {}
    touching = Q(left__organisation=organisation) | Q(right__organisation=organisation)
    # The joins with both records hold their row security, so a hidden one drops out.
    pairs = touching & ~Q(left__organisation=F("right__organisation")) & Q(left__gone_at=None, right__gone_at=None)
    ends = [f"{side}__{field}" for side in ("left", "right") for field in ("uuid", "name", "organisation__uuid")]
    judged = Verdict.objects.filter(pairs, answer=Verdict.Answer.RELATED, undone_at=None)
    related = judged.values(*ends, likely=Value(_RELATED))
    asked = Candidate.objects.filter(pairs).values(*ends, likely=F("probability"))
    # One question to the database instead of two: each page has few.
    for ends_of in related.union(asked, all=True).order_by("-likely"):
        is_related = ends_of["likely"] == _RELATED
        one = _neighbour(
            organisation, ends_of, is_related=is_related, probability=None if is_related else ends_of["likely"]
        )
        found.setdefault(one.organisation, one)
    return list(found.values())


def _neighbour(
    organisation: Organisation, ends: dict[str, object], *, is_related: bool, probability: float | None
) -> Neighbouring:
    here, there = ("left", "right") if ends["left__organisation__uuid"] == organisation.uuid else ("right", "left")
    return Neighbouring(
        organisation=ends[f"{there}__organisation__uuid"],  # type: ignore[arg-type]
        name=str(ends[f"{there}__name"]),
        is_related=is_related,
        probability=probability,
        left=ends[f"{here}__uuid"],  # type: ignore[arg-type]
        right=ends[f"{there}__uuid"],  # type: ignore[arg-type]
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
