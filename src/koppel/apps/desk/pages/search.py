"""Search over everything that the reader may see: organisations, people and contacts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from koppel.apps.network.queries import contacts, profiles
from koppel.apps.network.queries.profiles import Portrait
from koppel.apps.network.queries.search import LONGEST_QUERY, best_matches, cleaned_query
from koppel.apps.sharing.rules import Policy, allow
from koppel.apps.ui.pages import render_page

MOST_FOUND = 25
MOST_SUGGESTED = 6
_SHORTEST = 2


@allow(Policy.PUBLIC)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Organisations, people and contacts for the words in ``q``; no words give an empty page."""
    words = _words(request)
    found = profiles.portraits(best_matches(words, MOST_FOUND)) if words else []
    counted = ngettext("%(number)d found", "%(number)d found", len(found)) % {"number": len(found)}
    if len(found) == MOST_FOUND:
        counted = _("the best %(number)d") % {"number": MOST_FOUND}
    context: dict[str, Any] = {
        "q": words,
        "organisations": [_line(portrait) for portrait in found],
        "partners": found[0].partners if found else (),
        "counted": counted,
        "list_url": f"{reverse('network:organisations')}?{urlencode({'q': words})}" if found else "",
        "list_label": _("All of them, with filters"),
        "people": contacts.search_people(words) if len(words) >= _SHORTEST else [],
        "moments": contacts.search_moments(words) if len(words) >= _SHORTEST else [],
    }
    return render_page(request, "desk/search.html", context)


@allow(Policy.PUBLIC)
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """A few suggestions while typing in the search box."""
    words = _words(request)
    is_enough = len(words) >= _SHORTEST
    found = profiles.portraits(best_matches(words, MOST_SUGGESTED)) if is_enough else []
    people = contacts.search_people(words, limit=3) if is_enough else []
    context = {
        "q": words if is_enough else "",
        "organisations": [_line(portrait) for portrait in found],
        "people": [person for person in people if person.record.organisation is not None],
    }
    return render_page(request, "desk/suggest.html", context, fragment="desk/_suggest.html")


def _words(request: HttpRequest) -> str:
    return cleaned_query(request.GET.get("q", ""))[:LONGEST_QUERY]


def _line(portrait: Portrait) -> dict[str, Any]:
    """One organisation in a list of results."""
    return {
        "uuid": portrait.organisation.uuid,
        "name": portrait.profile.name,
        "city": portrait.profile.text("city"),
        "kvk": portrait.profile.text("kvk"),
        "partners": portrait.present,
    }
