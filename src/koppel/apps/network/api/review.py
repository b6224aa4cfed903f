"""Endpoints for questions and verdicts."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from koppel.apps.network.actions import verdicts as actions
from koppel.apps.network.api import shapes
from koppel.apps.network.api.answers import cursor_of, number_in, record_out
from koppel.apps.network.models import Verdict
from koppel.apps.network.queries import links
from koppel.apps.sharing.rules import Policy, endpoint

router = Router()
ROWS_A_PAGE = 50


def _question(asked: links.Question) -> dict[str, Any]:
    assert asked.candidate is not None
    return {
        "id": asked.candidate.uuid,
        "probability": asked.candidate.probability if asked.other is not None else None,
        "own": record_out(asked.own),
        "other": record_out(asked.other) if asked.other is not None else None,
        "why": asked.summary,
        "evidence": asked.evidence.contributions if asked.evidence else [],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    fields = ("answer", "reason", "at", "undone_at")
    return {"id": verdict.uuid, "partner": verdict.party.code, **{field: getattr(verdict, field) for field in fields}}


@router.get("/candidates", response=shapes.CandidatePage, operation_id="candidates")
@endpoint(Policy.STAFF)
def candidates(request: HttpRequest, cursor: Annotated[str, Query(max_length=200)] = "") -> Any:
    """The open questions of your partner, what matters most first."""
    start = number_in(cursor)
    found = links.candidates(now=timezone.now())
    page = list(found[start : start + ROWS_A_PAGE + 1])
    return {
        "items": [_question(asked) for asked in links.questions(page[:ROWS_A_PAGE])],
        "total": found.count(),
        "next": cursor_of(start + ROWS_A_PAGE) if len(page) > ROWS_A_PAGE else None,
    }


@router.get("/candidates/{candidate}", response=shapes.CandidateOut, operation_id="candidate")
@endpoint(Policy.STAFF)
def candidate(request: HttpRequest, candidate: UUID) -> Any:
    """One open question with its evidence."""
    return _question(links.question(candidate))


@router.post("/candidates/{candidate}/verdict", response={201: shapes.VerdictOut}, operation_id="judge")
@endpoint(Policy.STAFF, "write")
def judge(request: HttpRequest, candidate: UUID, verdict: shapes.VerdictIn) -> Any:
    """Answer one question; it outweighs every score until it is undone."""
    given = actions.judge(
        request.viewer,  # type: ignore[attr-defined]
        candidate,
        answer=verdict.answer,
        reason=verdict.reason,
        now=timezone.now(),
    )
    return 201, _verdict(links.verdict(given.uuid))


@router.post("/records/{record}/verdict/{other}", response={201: shapes.VerdictOut}, operation_id="decide_pair")
@endpoint(Policy.STAFF, "write")
def decide_pair(request: HttpRequest, record: UUID, other: UUID, verdict: shapes.VerdictIn) -> Any:
    """Join or separate any two visible records, of which one is your own."""
    given = actions.decide_pair(
        request.viewer,  # type: ignore[attr-defined]
        record,
        other,
        answer=verdict.answer,
        reason=verdict.reason,
        now=timezone.now(),
    )
    return 201, _verdict(links.verdict(given.uuid))


@router.get("/verdicts", response=list[shapes.VerdictOut], operation_id="verdicts")
@endpoint(Policy.STAFF)
def verdicts(request: HttpRequest) -> Any:
    """The newest two hundred verdicts of your partner, and on its records."""
    return [_verdict(one) for one in links.verdicts()[:200]]


@router.delete("/verdicts/{verdict}", response={204: None}, operation_id="undo_verdict")
@endpoint(Policy.STAFF, "write")
def undo_verdict(request: HttpRequest, verdict: UUID) -> Any:
    """Take an answer of your partner back; the question is open again."""
    actions.undo_verdict(request.viewer, verdict, now=timezone.now())  # type: ignore[attr-defined]
    return 204, None
