"""Answering with a page or one part of it, and the pages that ui itself has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from .showcase import showcase


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    fragment: str | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A whole page, or only its fragment when htmx asks for it.

    Args:
        request: says whether htmx asks; a boosted link gets the whole page.
        template: of the page.
        context: for both.
        fragment: template of the part that is refreshed; the page includes the same one.
        status: of the answer.
    """
    htmx = getattr(request, "htmx", None)
    partly = bool(fragment and htmx and not htmx.boosted and not htmx.history_restore_request)
    response = render(request, fragment if partly and fragment else template, dict(context), status=status)
    if fragment:
        patch_vary_headers(response, ["HX-Request"])
    return response


def error_page(request: HttpRequest, status: int, *, happened: str = "", remedy: str = "") -> HttpResponse:
    """The page for a refusal: what did not happen, what to do, and a number for the helpdesk.

    Args:
        request: of the person.
        status: one of 400, 403, 404, 429, 500 and 503: there is a page for each.
        happened: other words than the page's own.
        remedy: the same, for what to do.
    """
    return render(request, f"{status}.html", {"happened": happened, "remedy": remedy}, status=status)


def menu(request: HttpRequest) -> HttpResponse:
    """All links on one page, for a small screen without script."""
    return render(request, "ui/menu.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done for everyone to be able to use this, and whom to tell when it fails."""
    return render(request, "ui/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about a reader."""
    return render(request, "ui/privacy.html")


def components(request: HttpRequest) -> HttpResponse:
    """Every component on one page; only while developing and on a demonstration."""
    if not (settings.DEBUG or getattr(settings, "IS_DEMONSTRATION", False)):
        raise Http404
    return render(request, "ui/components.html", showcase())
