"""Small marks that say one thing each: answers, terms, owners, networks, audiences, scores."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from koppel.apps.ui.parts import Answer, AudienceLike, PartnerLike
from koppel.apps.ui.safe import element, joined

from .formats import short_day
from .icons import icon
from .terms import term

register = template.Library()

_STATUS_SHAPES: dict[str, tuple[dict[str, str], ...]] = {
    "yes": (
        {"d": "M.8 8a7.2 7.2 0 1 0 14.4 0A7.2 7.2 0 1 0 .8 8Z", "class": "f-cur"},
        {"d": "M4.6 8.3 7 10.7l4.5-5", "class": "f-none s-sur", "stroke-width": "1.9"},
    ),
    "no": (
        {"d": "M1.2 1.2h13.6v13.6H1.2z", "class": "f-cur"},
        {"d": "M5 5l6 6M11 5l-6 6", "class": "f-none s-sur", "stroke-width": "1.9"},
    ),
    "ask": (
        {
            "d": "M8 .9 15.1 8 8 15.1.9 8Z",
            "class": "f-none s-cur",
            "stroke-width": "1.6",
            "stroke-dasharray": "2.6 1.5",
        },
        {"d": "M8 4.6v4.2M8 10.3v1.5", "class": "f-none s-cur", "stroke-width": "1.7"},
    ),
}


@lru_cache(maxsize=4)
def status_shape(answer: str) -> SafeString:
    """The shape of an answer: circle with tick, square with cross, dashed diamond."""
    shapes = [element("path", attributes) for attributes in _STATUS_SHAPES[answer]]
    return element("svg", {"viewBox": "0 0 16 16", "aria-hidden": "true", "focusable": "false"}, *shapes)


@register.simple_tag
def status(answer: Answer, text: str, hidden: bool = False) -> SafeString:
    """Yes, no or unknown: shape, word and colour; a hidden word is still read out."""
    word = element("span", {"class": "k-sr"}, text) if hidden else text
    return element("span", {"class": f"k-st k-st-{answer}"}, status_shape(answer), word)


@register.simple_tag
def clock(until: datetime, now: datetime, start: datetime | None = None) -> SafeString:
    """How long until a term: plain, amber when nearly over, red when late."""
    state, words = term(until, now, start)
    return element("span", {"class": f"k-clock k-clock-{state}"}, icon("clock"), words)


@register.simple_tag
def tag(text: str, kind: str = "") -> SafeString:
    """A small word in a frame; kinds: new, yes, no, ask."""
    return element("span", {"class": f"k-tag k-tag-{kind}" if kind else "k-tag"}, text)


@register.simple_tag
def strip(partners: Iterable[PartnerLike], present: Collection[str], own: str | None = None) -> SafeString:
    """The network strip: one cell per partner in its fixed place, filled for a record that the viewer may see.

    Args:
        partners: all partners, in their order.
        present: codes of the partners with a visible record.
        own: code of the viewer's own partner, whose cell is on ``mark``.
    """
    cells: list[SafeString] = []
    names: list[str] = []
    for partner in partners:
        known = partner.code in present
        if known:
            names.append(partner.name)
        cells.append(
            _cell((partner.letter or partner.label[:1]) if known else "", "me" if partner.code == own else "on")
        )
    words = _("Known to %(partners)s") % {"partners": ", ".join(names)} if names else _("Known to nobody you may see")
    return element("span", {"class": "k-strip"}, *cells, element("span", {"class": "k-sr"}, words))


@lru_cache(maxsize=256)
def _cell(letters: str, filled: str) -> SafeString:
    return element("i", {"class": filled if letters else None, "aria-hidden": "true"}, letters)


@register.simple_tag
def source_chip(source: PartnerLike | str, own: bool = False, public: bool = False) -> SafeString:
    """One chip that says who said a value: own partner on ``mark``, a public source outlined."""
    return element("span", {"class": "k-src"}, _chip(source, own=own, public=public))


@register.simple_tag
def source_chips(sources: Iterable[PartnerLike | str], own: str | None = None) -> SafeString:
    """Chips of all who said a value: partners, and texts for public sources."""
    chips = [
        _chip(source, own=False, public=True) if isinstance(source, str) else _chip(source, own=source.code == own)
        for source in sources
    ]
    return element("span", {"class": "k-src"}, *chips)


def _chip(source: PartnerLike | str, *, own: bool = False, public: bool = False) -> SafeString:
    label = source if isinstance(source, str) else source.label
    return element("span", {"class": "me" if own else "pub" if public else None}, label)


@register.simple_tag
def audience_badge(
    audience: AudienceLike | None = None,
    owner: PartnerLike | None = None,
    who: str = "",
    until: date | None = None,
    url: str = "",
    small: bool = False,
) -> SafeString:
    """The eye badge: who can see it and until when; with an address it leads to "who sees this and why".

    Args:
        audience: gives who and until unless they are given.
        owner: whose record it is; named when only they see it.
        who: the words for who can see it.
        until: the last day.
        url: where the explanation is.
        small: in a line of text or a table.
    """
    words = who or audience_words(audience, owner)
    last_day = until or (audience.until if audience is not None else None)
    cells = [
        element("span", None, icon("eye"), _("visible to")),
        element("span", None, " ", words),
        element("span", None, " ", _("until %(day)s") % {"day": short_day(last_day)}) if last_day else None,
    ]
    classes = "k-aud k-aud-sm" if small else "k-aud"
    return element("a", {"class": classes, "href": url}, *cells) if url else element("span", {"class": classes}, *cells)


@register.simple_tag
def audience_words(audience: AudienceLike | None, owner: PartnerLike | None = None) -> str:
    """Who is in an audience, in words."""
    if audience is None:
        return _("nobody else")
    if audience.kind == "public":
        return _("everyone")
    if audience.kind == "partners":
        return _("all partners")
    if audience.kind == "private":
        return _("only %(owner)s") % {"owner": owner.label} if owner is not None else _("only us")
    return audience.name or _("a circle")


@register.simple_tag
def blocks(score: float, label: str = "") -> SafeString:
    """Ten blocks: how well it fits; say beside it what it means.

    Args:
        score: 0..1; half a block counts as one.
        label: what a screen reader says instead of "7 of 10".
    """
    filled = min(10, max(0, int(float(score) * 10 + 0.5)))
    return _blocks(filled, str(label) or _("%(filled)d of 10") % {"filled": filled})


@lru_cache(maxsize=256)
def _blocks(filled: int, label: str) -> SafeString:
    bars = (
        element(
            "rect", {"x": place * 8, "y": 0, "width": 6, "height": 12, "class": "f-bar" if place < filled else "f-line"}
        )
        for place in range(10)
    )
    attributes: dict[str, Any] = {
        "class": "k-in",
        "width": 78,
        "height": 12,
        "viewBox": "0 0 78 12",
        "role": "img",
        "aria-label": label,
    }
    return element("svg", attributes, joined(bars))
