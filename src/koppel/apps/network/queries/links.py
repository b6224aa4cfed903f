"""Open questions, verdicts, the evidence between two records, and the history of an organisation's links."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from koppel.apps.network.models import Candidate, Evidence, LinkEvent, Organisation, Record, Verdict
from koppel.apps.network.queries import link_sentences
from koppel.apps.network.rules.links import ASK_AGAIN_AFTER
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import sight
from koppel.apps.sharing.rules import NotFound

HISTORY_LINES = 30


@dataclass(frozen=True, slots=True)
class Question:
    """Two records that may be one organisation.

    Args:
        candidate: the open question; none when it was judged or linked already.
        own: a record of the viewer's party, or the first one of the pair when neither is.
        other: the other record; none when it is hidden from the viewer.
        evidence: what speaks for and against; none without both records.
        verdicts: active answers on this pair that the viewer may see, newest first.
    """

    candidate: Candidate | None
    own: Record
    other: Record | None
    evidence: Evidence | None
    verdicts: tuple[Verdict, ...] = ()

    @property
    def partners(self) -> list[str]:
        """Codes of the parties whose records show."""
        return [record.owner.code for record in (self.own, self.other) if record is not None]

    @property
    def summary(self) -> str:
        """What speaks for and against, in one line; empty while the other record is hidden."""
        return link_sentences.for_and_against(self.evidence.why) if self.evidence else ""


def candidates(*, now: datetime.datetime) -> QuerySet[Candidate]:
    """The open questions of the viewer's party, what matters most first.

    What a colleague did not know is asked again after ``ASK_AGAIN_AFTER``.
    """
    parties = list(sight().viewer.parties)
    unsure = Verdict.objects.filter(
        left=OuterRef("left_id"), right=OuterRef("right_id"), party_id__in=parties, undone_at=None,
        answer=Verdict.Answer.UNSURE, at__gt=now - ASK_AGAIN_AFTER,
    )  # fmt: skip
    mine = Q(left_owner_id__in=parties) | Q(right_owner_id__in=parties)
    return Candidate.objects.filter(mine).exclude(Exists(unsure)).order_by("-priority", "id")


def questions(found: Sequence[Candidate]) -> list[Question]:
    """Some open questions with their records and evidence; three queries for any number."""
    records = _records({pk for one in found for pk in (one.left_id, one.right_id)})
    evidence = {(one.left_id, one.right_id): one for one in _evidence([(one.left_id, one.right_id) for one in found])}
    return [
        question
        for one in found
        if (question := _question(one, one.left_id, one.right_id, records, evidence.get((one.left_id, one.right_id))))
        is not None
    ]


def question(address: UUID) -> Question:
    """One open question.

    Raises:
        NotFound: unknown to this viewer, or answered.
    """
    found = Candidate.objects.filter(uuid=address).first()
    asked = questions([found]) if found else []
    if not asked:
        raise NotFound
    return _with_verdicts(asked[0])


def pair(address: UUID, other: UUID) -> Question:
    """Any two visible records, linked or not, with the evidence between them.

    Raises:
        NotFound: one of them is unknown to this viewer, or they are one and the same.
    """
    found = {record.uuid: record for record in _records_where(uuid__in=[address, other])}
    if len(found) < 2:
        raise NotFound
    left, right = sorted((found[address], found[other]), key=lambda record: record.pk)
    candidate = Candidate.objects.filter(left=left, right=right).first()
    evidence = Evidence.objects.filter(left=left, right=right).first()
    records = {record.pk: record for record in (left, right)}
    asked = _question(candidate, left.pk, right.pk, records, evidence)
    assert asked is not None
    return _with_verdicts(asked)


def _with_verdicts(asked: Question) -> Question:
    if asked.other is None:
        return asked
    left, right = sorted((asked.own.pk, asked.other.pk))
    active = Verdict.objects.filter(left_id=left, right_id=right, undone_at=None).select_related("party")
    return Question(asked.candidate, asked.own, asked.other, asked.evidence, tuple(active))


def _question(
    candidate: Candidate | None, left: int, right: int, records: dict[int, Record], evidence: Evidence | None
) -> Question | None:
    """The question from the viewer's side; none when its own record is gone."""
    parties = sight().viewer.parties
    one, other = records.get(left), records.get(right)
    if one is not None and other is not None and one.owner_id not in parties and other.owner_id in parties:
        one, other = other, one
    if one is None:
        one, other = other, None
    if one is None:
        return None
    return Question(candidate, one, other, evidence if other is not None else None)


def _records(pks: Iterable[int]) -> dict[int, Record]:
    return {record.pk: record for record in _records_where(pk__in=list(pks))}


def _records_where(**of: object) -> QuerySet[Record]:
    return (
        Record.objects.filter(gone_at=None, **of)
        .select_related("owner", "organisation", "audience")
        .defer("raw", "search_name", "name_words", "other_words", "words")
        .annotate(delivered_at=F("delivery__created_at"))
    )


def _evidence(pairs: Sequence[tuple[int, int]]) -> Iterable[Evidence]:
    wanted = Q(pk__in=[])
    for left, right in pairs:
        wanted |= Q(left_id=left, right_id=right)
    return Evidence.objects.filter(wanted) if pairs else []


def around(candidate: Candidate, *, now: datetime.datetime) -> tuple[UUID | None, UUID | None]:
    """The questions before and after this one in the viewer's queue."""
    queue = candidates(now=now)
    earlier = Q(priority__gt=candidate.priority) | Q(priority=candidate.priority, id__lt=candidate.pk)
    later = Q(priority__lt=candidate.priority) | Q(priority=candidate.priority, id__gt=candidate.pk)
    before = queue.filter(earlier).order_by("priority", "-id").values_list("uuid", flat=True).first()
    after = queue.filter(later).values_list("uuid", flat=True).first()
    return before, after


def place(candidate: Candidate, *, now: datetime.datetime) -> int:
    """The place of a question in the viewer's queue, counted from one."""
    earlier = Q(priority__gt=candidate.priority) | Q(priority=candidate.priority, id__lt=candidate.pk)
    return candidates(now=now).filter(earlier).count() + 1


def judged_by_us() -> int:
    """How many verdicts of the viewer's party count now."""
    return Verdict.objects.filter(party_id__in=sight().viewer.parties, undone_at=None).count()


def verdicts() -> QuerySet[Verdict]:
    """Verdicts of the viewer's party and on its records, newest first."""
    return Verdict.objects.select_related("party", "user").order_by("-at", "-id")


def verdict(address: UUID) -> Verdict:
    """One verdict.

    Raises:
        NotFound: unknown to this viewer.
    """
    found = verdicts().filter(uuid=address).first()
    if found is None:
        raise NotFound
    return found


def records_of(found: Sequence[Verdict]) -> dict[int, Record]:
    """The visible records of some verdicts, by id."""
    return _records({pk for one in found for pk in (one.left_id, one.right_id)})


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history of an organisation's links."""

    at: datetime.datetime
    sentence: str


def history_of(organisation: Organisation) -> list[Happened]:
    """What happened to the links of the visible records of an organisation, newest first."""
    touching = Q(organisation=organisation) | Q(before=organisation)
    events = LinkEvent.objects.filter(touching).select_related("record").order_by("-at", "-id")[:HISTORY_LINES]
    found = list(events)
    labels = dict(Party.objects.filter(pk__in={one.record.owner_id for one in found}).values_list("pk", "label"))
    return [
        Happened(
            one.at,
            link_sentences.event(
                one.kind,
                partner=labels.get(one.record.owner_id, "–"),
                reference=one.record.reference,
                because=one.because,
            ),
        )
        for one in found
    ]
