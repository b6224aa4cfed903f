"""What stands in the menus: each app registers its own links when it starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

Place = Literal["main", "account", "operator", "foot"]
Text = str | Promise


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One link of a menu, as registered."""

    label: Text
    url_name: str
    position: int
    covers: tuple[str, ...]
    place: Place
    shown_to: Callable[[Any], bool]
    posts: bool


@dataclass(frozen=True, slots=True)
class NavLink:
    """One link of a menu, for one request."""

    label: Text
    url: str
    is_current: bool
    posts: bool = False


_entries: dict[tuple[Place, str], NavEntry] = {}
_search: dict[str, str] = {}


def register_nav(
    label: Text,
    url_name: str,
    *,
    position: int = 50,
    covers: Sequence[str] = (),
    place: Place = "main",
    shown_to: Callable[[Any], bool] = lambda viewer: True,
    posts: bool = False,
) -> None:
    """Put a link into a menu; called once, when the app starts.

    Args:
        label: its words.
        url_name: name of the address, e.g. ``network:organisations``.
        position: small comes first.
        covers: namespaces of addresses for which this link is the current one.
        place: the top menu, the links at the reader's name, the operator's pages, or the foot.
        shown_to: whether this viewer gets the link; the foot is also asked with ``None``.
        posts: it does something, such as signing out: a button that posts, at the account only.
    """
    _entries[(place, url_name)] = NavEntry(label, url_name, position, tuple(covers), place, shown_to, posts)


def register_search(url_name: str, *, suggest: str = "") -> None:
    """Where the search box of the top bar leads (``?q=``), and what answers while typing."""
    _search.update(url_name=url_name, suggest=suggest)


def links(request: HttpRequest, place: Place, viewer: Any) -> list[NavLink]:
    """The links of one menu for this viewer, in order, the current one marked."""
    match = request.resolver_match
    spaces = set(match.namespaces) if match else set()
    found: list[NavLink] = []
    for entry in sorted(_entries.values(), key=lambda one: one.position):
        if entry.place == place and entry.shown_to(viewer):
            url = reverse(entry.url_name)
            is_current = bool(spaces & set(entry.covers)) or request.path == url
            found.append(NavLink(entry.label, url, is_current, entry.posts))
    return found


def search_urls() -> tuple[str, str]:
    """Addresses of the search page and of the suggestions; empty where no app offers them."""
    page, suggest = _search.get("url_name", ""), _search.get("suggest", "")
    return (reverse(page) if page else ""), (reverse(suggest) if suggest else "")
