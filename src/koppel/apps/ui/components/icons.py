"""Our own line icons on a 16 grid, 1.6 stroke, square ends; always beside a word."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString

from koppel.apps.ui.safe import element

register = template.Library()

# Each icon is one path; a circle is written as two arcs.
_PATHS = {
    "arrow": "M2.5 8H13M9 4l4 4-4 4",
    "calendar": "M2 3.5h12V14H2zM2 6.8h12M5 1.8v3M11 1.8v3",
    "check": "M3 8.5 6.5 12 13 4.5",
    "clock": "M1.8 8a6.2 6.2 0 1 0 12.4 0 6.2 6.2 0 1 0-12.4 0M8 4.4V8L10.6 9.6",
    "cross": "M4 4l8 8M12 4l-8 8",
    "down": "M4 6.5 8 10.5 12 6.5",
    "download": "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
    "eye": "M1.5 8C4 4 12 4 14.5 8 12 12 4 12 1.5 8ZM6.2 8a1.8 1.8 0 1 0 3.6 0 1.8 1.8 0 1 0-3.6 0",
    "file": "M3.5 1.8h6l3 3v9.4h-9zM9.3 2v3h3",
    "filter": "M2 4h12M4.5 8h7M6.8 12h2.4",
    "link": "M6.5 9.5 9.5 6.5M7 4.5 8.8 2.7a3.2 3.2 0 0 1 4.5 4.5L11.5 9M4.5 7 2.7 8.8a3.2 3.2 0 0 0 4.5 4.5L9 11.5",
    "lock": "M3 7h10v7H3zM5 7V5a3 3 0 0 1 6 0v2",
    "mail": "M1.8 3.5h12.4v9H1.8zM2 4l6 5 6-5",
    "menu": "M2 4.5h12M2 8.5h12M2 12.5h12",
    "person": "M5.2 5a2.8 2.8 0 1 0 5.6 0 2.8 2.8 0 1 0-5.6 0M2.5 14c0-3.2 2.5-4.5 5.5-4.5s5.5 1.3 5.5 4.5",
    "place": (
        "M8 14.5C5 11 3.2 8.7 3.2 6.4a4.8 4.8 0 0 1 9.6 0C12.8 8.7 11 11 8 14.5Z"
        "M6.4 6.4a1.6 1.6 0 1 0 3.2 0 1.6 1.6 0 1 0-3.2 0"
    ),
    "plus": "M8 2.5v11M2.5 8h11",
    "rings": "M7.6 11.2A3.6 3.6 0 1 1 9 9.2M8.4 4.8A3.6 3.6 0 1 1 7 6.8",
    "search": "M2.5 7a4.5 4.5 0 1 0 9 0 4.5 4.5 0 1 0-9 0M10.5 10.5 14.5 14.5",
    "up": "M4 9.5 8 5.5 12 9.5",
}


@register.simple_tag
@lru_cache(maxsize=64)
def icon(name: str) -> SafeString:
    """One icon, hidden from screen readers: the word beside it says it."""
    return element(
        "svg",
        {"class": "k-ic", "viewBox": "0 0 16 16", "aria-hidden": "true", "focusable": "false"},
        element("path", {"d": _PATHS[name]}),
    )


ICON_NAMES = tuple(sorted(_PATHS))
