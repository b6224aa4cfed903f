"""The address without a language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request

from koppel.apps.sharing.rules import Policy, allow


@allow(Policy.PUBLIC)
def root(request: HttpRequest) -> HttpResponse:
    """To the start page in the user's language, else in the browser's, else in Dutch."""
    viewer = request.viewer  # type: ignore[attr-defined]
    language = viewer.language if viewer.is_authenticated else get_language_from_request(request)
    known = {code for code, _name in settings.LANGUAGES}
    response = HttpResponseRedirect(f"/{language if language in known else settings.LANGUAGE_CODE}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response
