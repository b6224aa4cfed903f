"""Gives every request a reference number, in the answer's header and for the log."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .reference import new_reference


class ReferenceMiddleware:
    """Number each request; first in the list, so that an error page of any other layer can show it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the number in the header ``X-Reference``."""
        reference = new_reference()
        response = self.get_response(request)
        response["X-Reference"] = reference
        return response
