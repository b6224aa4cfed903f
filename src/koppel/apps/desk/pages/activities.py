"""What was done with the records of the reader's party."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from koppel.apps.desk.queries import activities as queries
from koppel.apps.desk.queries.sentences import VERBS
from koppel.apps.sharing.rules import Policy, allow
from koppel.apps.ui.pages import render_page

PER_PAGE = 40


@allow(Policy.OWNER)
@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """Everything that was done by the reader's party or with its records, newest first."""
    verb = request.GET.get("verb", "")
    page = Paginator(queries.activities(verb), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "told": queries.told(page.object_list),
        "verb": verb if verb in VERBS else "",
        "verbs": list(VERBS.items()),
    }
    return render_page(request, "desk/activities.html", context, fragment="desk/_activities.html")
