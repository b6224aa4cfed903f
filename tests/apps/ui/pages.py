"""Rendering templates and requests for the tests of the components, without a database."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import resolve
from django_htmx.middleware import HtmxDetails

from koppel.apps.sharing.rules import Role, Viewer

ANNA = Viewer(
    role=Role.ADVISER, user_id=1, name="Anna", party_id=1, party_code="brabant", party_label="Brabant", language="en"
)


def a_request(address: str = "/en/components/", viewer: Viewer | None = ANNA, **headers: str) -> HttpRequest:
    """A request as the middleware would leave it."""
    request = RequestFactory().get(address, headers=headers)
    request.resolver_match = resolve(request.path)
    request.viewer = viewer
    request.htmx = HtmxDetails(request)
    request._messages = []
    return request


def rendered(source: str, address: str = "/en/components/", **values: Any) -> str:
    """A piece of template with our tags, for Anna."""
    return Template("{% load ui i18n %}" + source).render(Context({"request": a_request(address), **values}))
