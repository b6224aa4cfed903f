"""Open questions, verdicts, the evidence between two records, and the history of an organisation's links."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from koppel.apps.network.mapping import linking
from koppel.apps.network.models import Candidate, ContactMoment, Evidence, LinkEvent, Organisation, Record, Verdict
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
        stake: what an answer brings together, in words; empty unless it was asked for.
    """

    candidate: Candidate | None
    own: Record
    other: Record | None
    evidence: Evidence | None
    verdicts: tuple[Verdict, ...] = ()
    stake: str = ""

    @property
    def seen(self) -> str:
        """Which versions of the records this shows, to notice a change between reading and answering."""
        return "-".join(str(record.version) for record in (self.own, self.other) if record is not None)

    @property
    def decided(self) -> Verdict | None:
        """The newest verdict on this pair that decides it."""
        return next((one for one in self.verdicts if one.answer != Verdict.Answer.UNSURE), None)

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


def with_evidence(asked: Question) -> Question:
    """The same with its evidence; what is not kept is worked out here and now."""
    if asked.other is None or asked.evidence is not None:
        return asked
    left, right = sorted((asked.own, asked.other), key=lambda record: record.pk)
    found = linking.evidence_of(_as_linked(left), _as_linked(right))
    evidence = Evidence(
        left=left,
        right=right,
        probability=found.probability,
        weight=found.weight,
        contributions=found.contributions,
        why=found.why,
        decision=found.decision,
    )
    return replace(asked, evidence=evidence)


def _as_linked(record: Record) -> linking.LinkRecord:
    return linking.link_record(record.pk, record.owner_id, [str(getattr(record, field)) for field in linking.FIELDS])


def with_stakes(asked: Sequence[Question]) -> list[Question]:
    """The same with what an answer would bring together, counted over what the viewer may see."""
    homes = {home for one in asked for record in (one.own, one.other) if record and (home := record.organisation_id)}
    home_of: dict[int, int] = {}
    for record_id, home in Record.objects.filter(organisation_id__in=homes, gone_at=None).values_list(
        "id", "organisation_id"
    ):
        home_of[record_id] = home or 0
    records = Counter(home_of.values())
    contacts: Counter[int] = Counter()
    moments = ContactMoment.objects.filter(record_id__in=list(home_of)).values_list("record_id")
    for record_id, number in moments.annotate(number=Count("id")):
        contacts[home_of[record_id]] += number
    found = []
    for one in asked:
        both = {record.organisation_id or 0 for record in (one.own, one.other) if record is not None}
        joined = sum([records[home] for home in both])
        stake = link_sentences.stake(joined, sum([contacts[home] for home in both]))
        found.append(replace(one, stake=stake if one.other is not None else ""))
    return found


def _with_verdicts(asked: Question) -> Question:
    if asked.other is None:
        return asked
    left, right = sorted((asked.own.pk, asked.other.pk))
    active = Verdict.objects.filter(left_id=left, right_id=right, undone_at=None).select_related("party")
    return replace(asked, verdicts=tuple(active))


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
    """Verdicts of the viewer's party, and those of others on two records that both show, newest first.

    Another partner's verdict on a pair of which one record is hidden would tell whose that is.
    """
    shows = Exists(Record.objects.filter(pk=OuterRef("left_id"))) & Exists(
        Record.objects.filter(pk=OuterRef("right_id"))
    )
    mine = Q(party_id__in=sight().viewer.parties)
    return Verdict.objects.filter(mine | shows).select_related("party", "user").order_by("-at", "-id")


def verdict(address: UUID) -> Verdict:
    """One verdict.

    Raises:
        NotFound: unknown to this viewer.
    """
    found = verdicts().filter(uuid=address).first()
    if found is None:
        raise NotFound
    return found


def question_about(given: Verdict) -> UUID | None:
    """The open question on the pair of a verdict."""
    return (
        Candidate.objects.filter(left_id=given.left_id, right_id=given.right_id).values_list("uuid", flat=True).first()
    )


def is_in_force(given: Verdict, records: Mapping[int, Record]) -> bool:
    """Whether the network is as a verdict says, as far as the viewer can tell.

    Args:
        given: the verdict.
        records: visible records by id, see ``records_of``.
    """
    left, right = records.get(given.left_id), records.get(given.right_id)
    if given.answer == Verdict.Answer.UNSURE or given.undone_at is not None or left is None or right is None:
        return True
    return (left.organisation_id == right.organisation_id) == (given.answer == Verdict.Answer.SAME)


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
