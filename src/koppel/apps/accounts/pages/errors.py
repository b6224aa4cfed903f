"""Answers to requests that were refused before they reached a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from koppel.apps.ui.pages import error_page

# The longest of the sign-in limits.
WAIT_SECONDS = 300


def too_many(request: HttpRequest) -> HttpResponse:
    """Too many tries in a short time."""
    response = error_page(
        request,
        429,
        happened=_("There were too many tries in a short time."),
        remedy=_("Wait five minutes, then try again. Nobody is locked out for longer."),
    )
    response["Retry-After"] = str(WAIT_SECONDS)
    return response


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the proof that this site made it."""
    return error_page(
        request,
        403,
        happened=_("This form was open too long, or came from another site, so nothing was changed."),
        remedy=_("Go back, reload the page and send the form again. Koppel needs cookies for this."),
    )
