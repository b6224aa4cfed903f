"""The start page: for a visitor, the staff of a partner, a company, or an operator."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from koppel.apps.network.queries import contacts, links, profiles
from koppel.apps.network.queries import deliveries as delivery_queries
from koppel.apps.network.queries.overview import changed_since, overview
from koppel.apps.network.queries.profile_rows import profile_rows
from koppel.apps.notifications import queries as mail_queries
from koppel.apps.queue import queries as queue_queries
from koppel.apps.sharing import queries as sharing_queries
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.rules import Policy, Viewer, allow
from koppel.apps.ui.pages import render_page
from koppel.apps.ui.parts import Figure
from koppel.apps.ui.pictures import Picture, Region, region_map

# A name up to so many letters fits on the map; a longer one makes way for its label.
_NAME_ON_MAP = 18
_DAYS_AHEAD = 30
_NEW_DAYS = 14
_WAITING = ("columns", "parked", "reading", "applying", "linking")


@allow(Policy.PUBLIC)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What this viewer needs first."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.is_staff_of_partner:
        return _desk(request, viewer)
    if viewer.is_company:
        return _company(request)
    if viewer.is_operator:
        return _operator(request)
    return _home(request)


def _home(request: HttpRequest) -> HttpResponse:
    partners = sharing_queries.partners()
    counts = overview()
    nationwide = [partner for partner in partners if not partner.provinces]
    context = {
        "partners": partners,
        "headline": _headline(len(partners)),
        "map": _map(partners, counts.by_party),
        "organisations": counts.organisations,
        "nationwide": [(partner, counts.by_party.get(partner.pk, 0)) for partner in nationwide],
    }
    return render_page(request, "desk/home.html", context)


def _headline(number: int) -> str:
    words = {
        2: _("One entrance to two networks in high tech"),
        3: _("One entrance to three networks in high tech"),
        4: _("One entrance to four networks in high tech"),
        5: _("One entrance to five networks in high tech"),
        6: _("One entrance to six networks in high tech"),
        7: _("One entrance to seven networks in high tech"),
        8: _("One entrance to eight networks in high tech"),
        9: _("One entrance to nine networks in high tech"),
    }
    return words.get(number, _("One entrance to the networks in high tech"))


def _map(partners: list[Party], counts: Any) -> Picture:
    address = reverse("network:organisations")
    regions = [
        Region(
            name=partner.name if len(partner.name) <= _NAME_ON_MAP else partner.label,
            count=counts.get(partner.pk, 0),
            provinces=tuple(partner.provinces),
            url=f"{address}?partner={partner.code}",
        )
        for partner in partners
    ]
    label = _("Map of the Netherlands with the regions of the partners and how many of their organisations are public.")
    return region_map(regions, label)


def _desk(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    waiting = list(delivery_queries.deliveries().filter(state__in=_WAITING)[:5])
    ending = profiles.ending_soon(today=today, days=_DAYS_AHEAD)
    since = now - datetime.timedelta(days=_NEW_DAYS)
    open_questions = links.candidates(now=now)
    questions = links.questions(list(open_questions[:4]))
    asked = open_questions.count()
    newest = profiles.newest_own(since=since)
    context = {
        "now": now,
        "questions": questions,
        "asked": asked,
        "deliveries": waiting,
        "ending": ending,
        "moments": contacts.recent_moments(),
        "newest": newest,
        "partners": sharing_queries.partners(),
        "figures": [
            Figure(number=asked, label=ngettext("to judge", "to judge", asked), url="#judge"),
            Figure(
                number=len(waiting),
                label=ngettext("delivery waits", "deliveries wait", len(waiting)),
                url="#deliveries",
            ),
            Figure(number=len(ending), label=ngettext("sharing ends", "sharings end", len(ending)), url="#ending"),
            Figure(number=changed_since(since), label=_("new records"), url="#new"),
        ],
    }
    return render_page(request, "desk/desk.html", context)


def _company(request: HttpRequest) -> HttpResponse:
    own = profiles.own_records()
    context: dict[str, Any] = {"own": None}
    if own and own[0].organisation is not None:
        portrait = profiles.portrait(own[0].organisation.uuid)
        context = {
            "own": portrait.own[0],
            "portrait": portrait,
            "rows": profile_rows(portrait),
            "counted": "",
            "readers": profiles.readers(portrait.own[0].record),
            "knowing": [source for source in portrait.partners if source.code in portrait.present],
        }
    return render_page(request, "desk/company.html", context)


def _operator(request: HttpRequest) -> HttpResponse:
    counts = queue_queries.task_counts()
    states = {state: mail_queries.mails(state).count() for state in ("waiting", "sent", "failed")}
    context = {
        "figures": [
            Figure(number=sum(count.failed for count in counts), label=_("failed jobs"), url=reverse("queue:jobs")),
            Figure(number=sum(count.waiting for count in counts), label=_("waiting jobs"), url=reverse("queue:jobs")),
            Figure(
                number=states["failed"], label=_("failed mails"), url=reverse("notifications:mails") + "?state=failed"
            ),
        ],
        "tasks": counts,
        "age": queue_queries.oldest_waiting_seconds(timezone.now()),
        "mails": states,
        "partners": sharing_queries.every_partner(),
    }
    return render_page(request, "desk/operator.html", context)
