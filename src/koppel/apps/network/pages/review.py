"""Judging links: the questions in order, one question with its evidence, the answers given."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from koppel.apps.network.actions import verdicts as actions
from koppel.apps.network.forms.review import VerdictForm
from koppel.apps.network.mapping.comparing import MISSING, Row, compared
from koppel.apps.network.mapping.linking import ASK_FROM_BITS, LINK_FROM_BITS
from koppel.apps.network.models import Evidence, Record, Verdict
from koppel.apps.network.queries import link_sentences as sentences
from koppel.apps.network.queries import links
from koppel.apps.sharing import queries as sharing_queries
from koppel.apps.sharing.rules import NotFound, Policy, Refused, Viewer, allow
from koppel.apps.ui.components.formats import day, number
from koppel.apps.ui.notes import tell
from koppel.apps.ui.pages import render_page
from koppel.apps.ui.pictures import EvidenceStep, Picture, waterfall

QUESTIONS_A_PAGE = 25
FIELDS = (
    "name",
    "kvk",
    "pic",
    "address",
    "postcode",
    "city",
    "country",
    "website",
    "phone",
    "legal_form",
    "sector",
    "text",
)
ANSWERS = {
    "same": _lazy("the same"),
    "different": _lazy("different"),
    "related": _lazy("related"),
    "unsure": _lazy("unsure"),
}
# Where one record is silent on these, the picture says that it does not count.
_WEIGHED = ("kvk", "website", "phone")


@allow(Policy.STAFF)
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """The open questions of the viewer's partner, what matters most first."""
    now = timezone.now()
    page = Paginator(links.candidates(now=now), QUESTIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "questions": links.with_stakes(links.questions(list(page.object_list))),
        "has_stakes": True,
        "partners": sharing_queries.partners(),
        "judged": links.judged_by_us(),
    }
    return render_page(request, "network/review.html", context)


@allow(Policy.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, address: UUID) -> HttpResponse:
    """One question: both records, the evidence, four answers."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    now = timezone.now()
    try:
        asked = links.question(address)
    except NotFound:
        if request.method != "POST":
            raise Http404 from None
        return _closed(request)
    assert asked.candidate is not None
    before, after = links.around(asked.candidate, now=now)
    if request.method == "POST":
        form = VerdictForm(request.POST)
        if form.is_valid():
            return _answered(request, viewer, address, form, after, now)
    asked = links.with_stakes([links.with_evidence(asked)])[0]
    assert asked.candidate is not None
    place = links.place(asked.candidate, now=now)
    waiting, judged = links.candidates(now=now).count(), links.judged_by_us()
    context = {
        **_shown(asked),
        "form": VerdictForm(),
        "place": place,
        "waiting": waiting,
        "judged": judged,
        "total": judged + waiting,
        "before": before,
        "after": after,
        "action": reverse("network:question", args=[address]),
        "partners": sharing_queries.partners(),
    }
    return render_page(request, "network/question.html", context)


def _answered(
    request: HttpRequest, viewer: Viewer, address: UUID, form: VerdictForm, after: UUID | None, now: datetime.datetime
) -> HttpResponse:
    try:
        verdict = actions.judge(viewer, address, **form.cleaned_data, now=now)
    except NotFound:
        return _closed(request)
    except Refused as refusal:
        tell(request, refusal.sentence, lead=_("Not recorded."), kind="no")
        return redirect("network:question", address)
    _tell_recorded(request, verdict)
    return redirect("network:question", after) if after else redirect("network:review")


def _closed(request: HttpRequest) -> HttpResponse:
    """What was posted came too late: says who answered what, where both records show."""
    lead, outcome = _("Your answer was not kept."), _("Somebody answered this question meanwhile.")
    try:
        asked = links.pair(UUID(request.POST.get("own", "")), UUID(request.POST.get("other", "")))
    except (ValueError, NotFound):
        tell(request, outcome, lead=lead, kind="ask")
        return redirect("network:review")
    assert asked.other is not None
    first = asked.decided
    if first is not None:
        outcome = _("%(partner)s answered “%(answer)s” on %(day)s. Here you can say if you think otherwise.") % {
            "partner": first.party.label,
            "answer": ANSWERS[first.answer],
            "day": day(first.at),
        }
    tell(request, outcome, lead=lead, kind="ask")
    return redirect("network:pair", asked.own.uuid, asked.other.uuid)


def _tell_recorded(request: HttpRequest, verdict: Verdict) -> None:
    outcome = {
        Verdict.Answer.SAME: _("The two are one organisation now. Each record stays with its partner."),
        Verdict.Answer.DIFFERENT: _("They will never be linked by themselves."),
        Verdict.Answer.RELATED: _("They stay two organisations that belong together."),
        Verdict.Answer.UNSURE: _("You get this question again in 30 days."),
    }[Verdict.Answer(verdict.answer)]
    if not links.is_in_force(verdict, links.records_of([verdict])):
        if verdict.answer == Verdict.Answer.SAME:
            outcome = _(
                "The other owner, or a verdict on another record, calls them different. That counts until you agree."
            )
        else:
            outcome = _("They are being taken apart; in a moment they are two organisations.")
    tell(request, outcome, lead=_("Recorded."), undo=reverse("network:verdict_undo", args=[verdict.uuid]))


@allow(Policy.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, record: UUID, other: UUID) -> HttpResponse:
    """Why two records are linked, or not; their owners may join or separate them."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    try:
        asked = links.pair(record, other)
    except NotFound:
        raise Http404 from None
    asked = links.with_evidence(asked)
    if request.method == "POST":
        form = VerdictForm(request.POST)
        if form.is_valid():
            try:
                _tell_recorded(
                    request, actions.decide_pair(viewer, record, other, **form.cleaned_data, now=timezone.now())
                )
            except Refused as refusal:
                tell(request, refusal.sentence, lead=_("Not recorded."), kind="no")
            return redirect("network:pair", record, other)
    assert asked.other is not None
    context = {
        **_shown(asked),
        "form": VerdictForm(),
        "is_linked": asked.own.organisation_id == asked.other.organisation_id,
        "may_judge": asked.own.owner_id == viewer.party_id,
        "action": reverse("network:pair", args=[record, other]),
        "partners": sharing_queries.partners(),
    }
    return render_page(request, "network/pair.html", context)


@allow(Policy.STAFF)
@require_safe
def verdicts(request: HttpRequest) -> HttpResponse:
    """The answers that the viewer's partner gave, and those on its records, newest first."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    page = Paginator(links.verdicts(), QUESTIONS_A_PAGE).get_page(request.GET.get("page"))
    given = list(page.object_list)
    records = links.records_of(given)
    lines = [
        {
            "verdict": one,
            "left": records.get(one.left_id),
            "right": records.get(one.right_id),
            "may_undo": one.party_id == viewer.party_id and one.undone_at is None,
            "answer": ANSWERS[one.answer],
            "is_in_force": links.is_in_force(one, records),
            "is_own": one.party_id == viewer.party_id,
        }
        for one in given
    ]
    return render_page(request, "network/verdicts.html", {"page": page, "lines": lines})


@allow(Policy.STAFF)
@require_POST
def undo(request: HttpRequest, address: UUID) -> HttpResponse:
    """Take an answer back."""
    try:
        verdict = actions.undo_verdict(request.viewer, address, now=timezone.now())  # type: ignore[attr-defined]
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        tell(request, refusal.sentence, lead=_("Not undone."), kind="no")
    else:
        open_again = links.question_about(verdict)
        if open_again is not None:
            tell(request, _("The question is open again."), lead=_("Undone."))
            return redirect("network:question", open_again)
        tell(request, _("The records are linked again as they would be without your answer."), lead=_("Undone."))
    return redirect("network:verdicts")


@dataclass(frozen=True, slots=True)
class Column:
    """One record of the comparison."""

    letter: str
    record: Record
    is_own: bool


def _shown(asked: links.Question) -> dict[str, Any]:
    """What the page of a question and of a pair have in common."""
    if asked.other is None:
        return {"asked": asked, "columns": [Column("A", asked.own, True)], "rows": [], "picture": None, "why": ""}
    rows = compared(_values(asked.own), _values(asked.other), FIELDS)
    labels = _labels()
    own_party = {asked.own.owner_id}
    return {
        "asked": asked,
        "columns": [Column("A", asked.own, True), Column("B", asked.other, asked.other.owner_id in own_party)],
        "rows": [(labels[row.field], row) for row in rows],
        "picture": _picture(asked.evidence, rows) if asked.evidence else None,
        "why": sentences.why(asked.evidence.why) if asked.evidence else "",
        "chance": _chance(asked.evidence) if asked.evidence else "",
        "decision": asked.evidence.decision if asked.evidence else "",
        "is_held_back": _is_held_back(asked.evidence),
        "disagree": len({one.answer for one in asked.verdicts} & {"same", "different"}) == 2,
    }


def _values(record: Record) -> dict[str, str]:
    plain = {field: str(getattr(record, field)) for field in FIELDS if field != "address"}
    return {**plain, "address": " ".join(filter(None, (record.street, record.number)))}


def _labels() -> dict[str, str]:
    return {
        "name": _("Name"),
        "kvk": _("KvK number"),
        "pic": _("EU number (PIC)"),
        "address": _("Address"),
        "postcode": _("Postcode"),
        "city": _("Place"),
        "country": _("Country"),
        "website": _("Website"),
        "phone": _("Telephone"),
        "legal_form": _("Legal form"),
        "sector": _("Sector"),
        "text": _("What they do"),
    }


def _picture(evidence: Evidence, rows: Sequence[Row]) -> Picture:
    """The evidence as a waterfall; a field that one record leaves empty is drawn as not counting.

    A verdict is no evidence: it stands in words beside the picture, which shows what the records say.
    """
    bars = [bar for bar in evidence.contributions if bar["field"] != "verdict"]
    steps = [
        EvidenceStep(
            label=sentences.comparison(bar["field"], bar["level"]), weight=bar["weight"], prior=bar["field"] == "prior"
        )
        for bar in bars
    ]
    weighed = {bar["field"] for bar in bars}
    steps += [
        EvidenceStep(label=sentences.comparison(row.field, MISSING), weight=None)
        for row in rows
        if row.field in _WEIGHED and row.field not in weighed and MISSING in {cell.state for cell in row.cells}
    ]
    label = _("A and B: the chance that they are one organisation is %(chance)s") % {"chance": _chance(evidence)}
    return waterfall(steps, ASK_FROM_BITS, LINK_FROM_BITS, label=label)


def _is_held_back(evidence: Evidence | None) -> bool:
    """Whether two records are asked about although they fit well, because of the other records of their organisations."""
    if evidence is None or evidence.decision != "ask" or evidence.weight < LINK_FROM_BITS:
        return False
    return ("kvk", "near") not in {(bar["field"], bar["level"]) for bar in evidence.contributions}


def _chance(evidence: Evidence) -> str:
    """The probability that what the records say gives, without a verdict; two decimals and never quite certain."""
    weights = {bar["field"]: float(bar["weight"]) for bar in evidence.contributions}
    probability = evidence.probability
    if "verdict" in weights:
        probability = 1 / (1 + 2.0 ** -(evidence.weight - weights["verdict"]))
    return number(min(max(probability, 0.01), 0.99), 2)
