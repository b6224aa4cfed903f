"""The one place that marks markup as safe: elements built from escaped parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Value = str | int | float | bool | None | Promise
Attributes = Mapping[str, Value]
Child = str | int | float | Promise | None

_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-:][a-z0-9]+)*", re.IGNORECASE)
_ADDRESS = {"href", "action", "src", "hx-get", "hx-post", "formaction"}
_ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_VOID = {"br", "hr", "img", "input"}
_SHAPES = {"circle", "line", "path", "rect"}


class BadMarkup(ValueError):
    """A name, attribute or address that must not reach a page."""


def element(name: str, attributes: Attributes | None = None, *children: Child) -> SafeString:
    """One element; every attribute and every text child is escaped here.

    Args:
        name: an element's name.
        attributes: ``None`` and ``False`` leave one out, ``True`` writes it bare; ``style`` and ``on…`` are refused.
        children: text is escaped, markup that came from here (or from Django) is kept, ``None`` is left out.

    Raises:
        BadMarkup: a name that is none, inline style or script, or an address with a scheme such as ``javascript:``.
    """
    if not _NAME.fullmatch(name) or name.lower() in {"script", "style"}:
        raise BadMarkup(f"not an element for a page: {name!r}")
    opening = "".join([f"<{name}", *(_attribute(key, value) for key, value in (attributes or {}).items())])
    if name in _VOID:
        return _marked(f"{opening}>")
    inside = joined(children)
    if name in _SHAPES and not inside:
        return _marked(f"{opening}/>")
    return _marked(f"{opening}>{inside}</{name}>")


def joined(children: Iterable[Child], separator: str = "") -> SafeString:
    """The children after one another, each escaped unless it is markup already."""
    between = conditional_escape(separator)
    texts = (child if isinstance(child, str) else str(child) for child in children if child is not None)
    return _marked(between.join(conditional_escape(text) for text in texts))


def is_safe_address(address: str) -> bool:
    """Whether an address is relative or has a scheme that a link may have."""
    squeezed = re.sub(r"[\x00-\x20]", "", address)
    scheme = _SCHEME.match(squeezed)
    return scheme is None or scheme[1].lower() in _ALLOWED_SCHEMES


def _marked(built: str) -> SafeString:
    """Markup whose every part this module escaped or checked."""
    return mark_safe(built)  # noqa: S308 -- the only place; callers are the functions above


def _attribute(key: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    lowered = key.lower()
    if not _NAME.fullmatch(key) or lowered == "style" or lowered.startswith("on"):
        raise BadMarkup(f"not an attribute for a page: {key!r}")
    if value is True:
        return f" {key}"
    if lowered in _ADDRESS and not is_safe_address(str(value)):
        raise BadMarkup(f"not an address for a page: {str(value)!r}")
    return f' {key}="{conditional_escape(str(value))}"'
