"""What every page knows: menus, theme, density, the other language, the search box."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info

from .navigation import NavLink, links, search_urls


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """This page in another language."""

    code: str
    name: str
    url: str


class PageFrame:
    """The frame around a page, for one request; computed only where the template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.viewer: Any = getattr(request, "viewer", None)

    @cached_property
    def nav(self) -> list[NavLink]:
        """The top menu."""
        return links(self._request, "main", self.viewer) if self.viewer is not None else []

    @cached_property
    def account(self) -> list[NavLink]:
        """The links at the reader's name."""
        return links(self._request, "account", self.viewer) if self.viewer is not None else []

    @cached_property
    def operator(self) -> list[NavLink]:
        """The links between the operator's pages."""
        return links(self._request, "operator", self.viewer) if self.viewer is not None else []

    @cached_property
    def foot(self) -> list[NavLink]:
        """The links in the foot."""
        return links(self._request, "foot", self.viewer)

    @property
    def theme(self) -> str:
        """``light`` or ``dark``; empty follows the reader's system."""
        chosen = getattr(self.viewer, "theme", "")
        return chosen if chosen in {"light", "dark"} else ""

    @property
    def density(self) -> str:
        """The class for dense or generous: the reader's choice; who is not signed in comes to read, so generous."""
        is_reading = not getattr(self.viewer, "is_authenticated", False)
        return "ruim" if is_reading or self.viewer.density == "generous" else "dicht"

    @property
    def keys_off(self) -> bool:
        """Whether the reader switched the single-letter keys off."""
        return not getattr(self.viewer, "keys", True)

    @cached_property
    def other_languages(self) -> list[LanguageLink]:
        """This page in the other languages, query string kept."""
        current = get_language()
        path = self._request.get_full_path()
        return [
            LanguageLink(code, get_language_info(code)["name_local"], _in_language(path, current or "", code))
            for code, _ in settings.LANGUAGES
            if code != current
        ]

    @cached_property
    def search(self) -> dict[str, str]:
        """Where the search box leads and what answers while typing."""
        page, suggest = search_urls()
        return {"url": page, "suggest": suggest}


def ui(request: HttpRequest) -> dict[str, PageFrame]:
    """The context processor: ``ui`` in every template."""
    return {"ui": PageFrame(request)}


def _in_language(path: str, current: str, wanted: str) -> str:
    """The path in another language, also when no page answers to it (an error page)."""
    translated = translate_url(path, wanted)
    prefix = f"/{current}/"
    if translated == path and path.startswith(prefix):
        return f"/{wanted}/{path.removeprefix(prefix)}"
    return translated
