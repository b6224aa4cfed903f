"""Answer a question, undo an answer, join or separate two records by hand."""

from __future__ import annotations

import datetime
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from koppel.apps.network.models import Candidate, Record, Verdict
from koppel.apps.network.queries import links
from koppel.apps.queue.actions import enqueue
from koppel.apps.sharing.actions import log_activity
from koppel.apps.sharing.models import Audience
from koppel.apps.sharing.owned import alias, together
from koppel.apps.sharing.rules import NotFound, Refused, Viewer, may_judge

# With one of these audiences the other owner sees the actor's record, and so may read who judged it.
_SHARED = frozenset({Audience.Kind.PUBLIC, Audience.Kind.PARTNERS})


def judge(
    actor: Viewer, address: UUID, *, answer: str, reason: str = "", seen: str = "", now: datetime.datetime
) -> Verdict:
    """Answer one open question; it counts from now on, and the network is linked again with it.

    Args:
        actor: staff of the owner of one of the two records.
        address: of the question.
        answer: same, different, related or unsure.
        reason: in the actor's words; may be empty.
        seen: ``Question.seen`` of what the actor read; empty = do not compare.
        now: the time.

    Raises:
        NotFound: unknown to this actor, or answered meanwhile.
        Refused: the actor may not judge, the other record is hidden, or a record changed since it was read.
    """
    _check_may(actor)
    with together():
        found = Candidate.objects.select_for_update().filter(uuid=address).first()
        if found is None:
            raise NotFound
        asked = links.question(address)
        if asked.other is None and answer != Verdict.Answer.UNSURE:
            raise Refused(
                _(
                    "The other record is not shown to you, so it cannot be judged here. Its owner gets this question too."
                )
            )
        _check_seen(asked, seen)
        return _answer(actor, found.left_id, found.right_id, asked, answer, reason, now)


def decide_pair(
    actor: Viewer,
    address: UUID,
    other: UUID,
    *,
    answer: str,
    reason: str = "",
    seen: str = "",
    now: datetime.datetime,
) -> Verdict:
    """Say of any two visible records, of which one is the actor's own, whether they are one: joins or separates them.

    Raises:
        NotFound: one of them is unknown to this actor.
        Refused: the actor may not judge, owns neither record, or a record changed since it was read.
    """
    _check_may(actor)
    with together():
        asked = links.pair(address, other)
        assert asked.other is not None
        _check_seen(asked, seen)
        left, right = sorted((asked.own.pk, asked.other.pk))
        return _answer(actor, left, right, asked, answer, reason, now)


def _answer(
    actor: Viewer, left: int, right: int, asked: links.Question, answer: str, reason: str, now: datetime.datetime
) -> Verdict:
    if answer not in Verdict.Answer.values:
        raise Refused(_("Choose one of the four answers."))
    if asked.own.owner_id != actor.party_id:
        raise Refused(_("Only the owners of these two records judge them."))
    candidate = asked.candidate
    owners = _owners(asked, candidate)
    # A party has one answer on a pair: the new one takes the place of what it said before.
    Verdict.objects.filter(left_id=left, right_id=right, party_id=actor.party_id, undone_at=None).update(undone_at=now)
    verdict = Verdict.objects.create(
        left_id=left,
        right_id=right,
        left_owner_id=owners[left],
        right_owner_id=owners[right],
        party_id=actor.party_id,
        user_id=actor.user_id or None,
        answer=answer,
        reason=reason.strip()[:300],
        at=now,
        probability=candidate.probability if candidate else (asked.evidence.probability if asked.evidence else None),
    )
    if candidate is not None and answer != Verdict.Answer.UNSURE:
        candidate.delete()
    if answer == Verdict.Answer.SAME:
        with connections[alias()].cursor() as cursor:
            cursor.execute("SELECT network_join(%s, %s)", [verdict.pk, now])
    log_activity(
        actor, "judged", "link", verdict.uuid, owner_id=_told(actor, asked, owners), details={"answer": answer}
    )
    if answer != Verdict.Answer.UNSURE:
        _link_again()
    return verdict


def _told(actor: Viewer, asked: links.Question, owners: dict[int, int]) -> int | None:
    """The other owner, who reads this in its own log, unless that would tell whose hidden record is concerned."""
    if asked.other is None or asked.own.audience.kind not in _SHARED:
        return actor.party_id
    return next((owner for owner in owners.values() if owner != actor.party_id), actor.party_id)


def _owners(asked: links.Question, candidate: Candidate | None) -> dict[int, int]:
    if candidate is not None:
        return {candidate.left_id: candidate.left_owner_id, candidate.right_id: candidate.right_owner_id}
    assert asked.other is not None
    return {record.pk: record.owner_id for record in (asked.own, asked.other)}


def undo_verdict(actor: Viewer, address: UUID, *, now: datetime.datetime) -> Verdict:
    """Take an answer of the actor's own partner back; the question is open again.

    Raises:
        NotFound: unknown to this actor.
        Refused: another partner gave it, or it was undone before.
    """
    _check_may(actor)
    with together():
        verdict = links.verdict(address)
        if verdict.party_id != actor.party_id:
            raise Refused(_("Another partner gave this answer. Ask them to undo it, or give your own answer."))
        if verdict.undone_at is not None:
            raise Refused(_("This answer was undone already."))
        Verdict.objects.filter(pk=verdict.pk).update(undone_at=now)
        verdict.undone_at = now
        if verdict.answer != Verdict.Answer.UNSURE:
            _ask_again(verdict, now)
            _link_again()
        log_activity(actor, "undid", "link", verdict.uuid, details={"answer": verdict.answer})
    return verdict


def _ask_again(verdict: Verdict, now: datetime.datetime) -> None:
    """Put the question back at once, while both records are there; the next linking says what it is worth."""
    deciding = Verdict.objects.filter(left_id=verdict.left_id, right_id=verdict.right_id, undone_at=None)
    if verdict.probability is None or deciding.exclude(answer=Verdict.Answer.UNSURE).exists():
        return
    if Record.objects.filter(pk__in=[verdict.left_id, verdict.right_id], gone_at=None).count() < 2:
        return
    Candidate.objects.bulk_create(
        [
            Candidate(
                left_id=verdict.left_id,
                right_id=verdict.right_id,
                left_owner_id=verdict.left_owner_id,
                right_owner_id=verdict.right_owner_id,
                probability=verdict.probability,
                priority=0,
                created_at=now,
            )
        ],
        ignore_conflicts=True,
    )


def _check_seen(asked: links.Question, seen: str) -> None:
    if seen and seen != asked.seen:
        raise Refused(_("One of the records changed while you were reading. Look at it again, then answer."))


def _check_may(actor: Viewer) -> None:
    if not may_judge(actor):
        raise Refused(_("Only staff of a partner judges links."))


def _link_again() -> None:
    enqueue("network.link_records", once="network.link_records", lock="network.linking")
