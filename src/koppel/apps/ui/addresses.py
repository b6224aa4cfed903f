"""Changing the query string of the page one is on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, QueryDict


def changed_query(query: QueryDict, changes: Mapping[str, Any], *, page_key: str = "page") -> str:
    """The query string with some keys changed, "?" included.

    Args:
        query: what the address holds now.
        changes: new values; ``None`` or an empty text takes the key out, a list gives the key several times.
        page_key: left out unless it is among the changes, as another filter starts at the first page.
    """
    wanted = query.copy()
    if page_key not in changes:
        wanted.pop(page_key, None)
    for key, value in changes.items():
        if value is None or value == "":
            wanted.pop(key, None)
        elif isinstance(value, list | tuple | set):
            wanted.setlist(key, [str(single) for single in value])
        else:
            wanted[key] = str(value)
    return _address(wanted)


def query_without(query: QueryDict, key: str, value: str, *, page_key: str = "page") -> str:
    """The query string with one value of one key taken out, "?" included."""
    wanted = query.copy()
    wanted.pop(page_key, None)
    left = [single for single in wanted.getlist(key) if single != str(value)]
    if left:
        wanted.setlist(key, left)
    else:
        wanted.pop(key, None)
    return _address(wanted)


def query_of(request: HttpRequest | None) -> QueryDict:
    """The query of a request; an empty one without a request."""
    return request.GET if request is not None else QueryDict()


def htmx_attributes(url: str, target: str, *, swap: str = "outerHTML") -> dict[str, str | None]:
    """The attributes that let htmx refresh one part of the page and keep the address right; none without target."""
    if not target:
        return {}
    return {"hx-get": url, "hx-target": target, "hx-swap": swap, "hx-push-url": "true"}


def _address(query: QueryDict) -> str:
    encoded = query.urlencode()
    return f"?{encoded}" if encoded else "?"
