"""Larger pieces of a page: section, notice, empty state, figures, steps, progress, picture, slot."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count as counting
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

from koppel.apps.ui.notes import Note, notes_of
from koppel.apps.ui.panels import panels
from koppel.apps.ui.parts import Figure, Step
from koppel.apps.ui.pictures.picture import Picture
from koppel.apps.ui.reference import current_reference
from koppel.apps.ui.safe import element, joined

from .formats import NARROW_SPACE, number
from .marks import status_shape

register = template.Library()


@register.simple_block_tag
def section(
    content: SafeString,
    title: str,
    count: str = "",
    more: str = "",
    more_label: str = "",
    now: bool = False,
    id: str = "",  # noqa: A002 -- what templates call it
    level: int = 2,
) -> SafeString:
    """A section: a rule, a head with a count in words and one link at the right, then its content.

    Args:
        content: what stands between the tags.
        title: the head.
        count: how many, in words.
        more: address of the link at the right.
        more_label: its words.
        now: the small yellow tab: where the work is, at most once a page.
        id: of the head, to link to; made of the title if not given.
        level: 2 or 3, so that heads stay in order.
    """
    head_id = id or slugify(str(title)) or "section"
    amount = element("span", {"class": "k-n"}, count) if count else None
    link = element("a", {"class": "k-more", "href": more}, more_label) if more else None
    head = element("header", None, element(f"h{level}", {"id": head_id}, title), amount, link)
    return element("section", {"class": "k-sec k-now" if now else "k-sec", "aria-labelledby": head_id}, head, content)


@register.simple_block_tag
def note(content: SafeString, kind: str = "", lead: str = "") -> SafeString:
    """A notice with a coloured left edge; kinds: yes, no, ask, mark."""
    opening = joined([element("b", None, lead), " "]) if lead else None
    classes = f"k-note k-note-{kind}" if kind else "k-note"
    return element("div", {"class": classes, "role": "alert" if kind == "no" else None}, opening, content)


@register.simple_block_tag
def empty(content: SafeString, title: str, level: int = 3) -> SafeString:
    """What is empty; the content says why, when it fills or what to do."""
    return element("div", {"class": "k-empty"}, element(f"h{level}", None, title), content)


@register.simple_tag
def figures(numbers: Iterable[Figure]) -> SafeString:
    """Three to five counts, each a link to its list."""
    cells = []
    for figure in numbers:
        inside = (element("b", None, number(figure.number)), figure.label)
        cells.append(element("a", {"href": figure.url}, *inside) if figure.url else element("div", None, *inside))
    return element("div", {"class": "k-figs"}, *cells)


@register.simple_tag
def steps(process: Iterable[Step]) -> SafeString:
    """The steps of a process: done, now, to come."""
    marks = {"done": _("done"), "now": _("busy"), "todo": _("to come")}
    places = counting(1)
    rows = []
    for place, step in zip(places, process, strict=False):
        sign = status_shape("yes") if step.state == "done" else number(place)
        detail = element("span", {"class": "k-sub2"}, step.detail) if step.detail else None
        words = element(
            "div",
            None,
            element("b", None, step.title),
            element("span", {"class": "k-sr"}, f" ({marks[step.state]})"),
            detail,
        )
        rows.append(
            element(
                "li",
                {"class": f"k-step k-step-{step.state}", "aria-current": "step" if step.state == "now" else None},
                element("span", {"class": "k-stn", "aria-hidden": "true"}, sign),
                words,
            )
        )
    return element("ol", {"class": "k-steps"}, *rows)


@register.simple_tag
def progress(
    title: str,
    done: int,
    total: int | None = None,
    detail: str = "",
    note: str = "",
    url: str = "",
    finished: bool = False,
    id: str = "progress",  # noqa: A002 -- what templates call it
    seconds: int = 2,
    level: int = 2,
) -> SafeString:
    """What is happening and how far it is; refreshes itself until finished, by a reload link without script.

    Args:
        title: what happens.
        done: how many are done.
        total: how many there are; none when it is not known.
        detail: n of m, time left.
        note: may one leave, where the outcome goes.
        url: gives this same part again.
        finished: stops refreshing and is said once to a screen reader.
        id: of the part, so that it can be replaced.
        seconds: between two refreshes.
        level: of the head.
    """
    share = min(1.0, done / total) if total else None
    big = number(done) if share is None else f"{number(int(share * 100))}{NARROW_SPACE}%"
    bar = None
    if share is not None:
        bar = element("progress", {"max": total, "value": done, "aria-labelledby": f"{id}-title"}, big)
    attributes: dict[str, Any] = {"class": "k-sheet k-pad k-run", "id": id}
    if url and not finished:
        attributes |= {"hx-get": url, "hx-trigger": f"every {seconds}s", "hx-swap": "outerHTML"}
    if finished:
        attributes["data-say"] = f"{title}: {detail}" if detail else title
    reload = None
    if url and not finished:
        reload = element("noscript", None, element("p", None, element("a", {"href": ""}, _("Show how far it is now"))))
    words = element(
        "div",
        None,
        element(f"h{level}", {"id": f"{id}-title"}, title),
        element("p", {"class": "k-2"}, detail) if detail else None,
    )
    head = element("div", {"class": "k-runh"}, words, element("b", {"class": "k-pct"}, big))
    below = element("p", {"class": "k-s k-2 k-mt0"}, note) if note else None
    return element("div", attributes, head, bar, below, reload)


@register.simple_tag
def picture(drawn: Picture) -> SafeString:
    """A picture with the same numbers "as a list" behind it."""
    rows = [
        element(
            "li",
            None,
            element("a", {"href": entry.url}, entry.label) if entry.url else element("span", None, entry.label),
            " ",
            element("b", None, entry.value),
        )
        for entry in drawn.entries
    ]
    about = element("span", {"class": "k-sr"}, ": ", drawn.label)
    listed = element(
        "details", {"class": "k-aslist"}, element("summary", None, _("As a list"), about), element("ul", None, *rows)
    )
    credit = element("p", {"class": "k-credit"}, drawn.credit) if drawn.credit else None
    return element("figure", {"class": "k-figure"}, drawn.svg, listed if rows else None, credit)


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str, *subjects: Any) -> SafeString:
    """The panels that other apps put into this place of the page."""
    request = context.get("request")
    shown: list[SafeString] = []
    for panel in panels(name, getattr(request, "viewer", None), *subjects):
        body = render_to_string(panel.template, dict(panel.context), request)
        shown.append(section(body, panel.title, count=panel.count, more=panel.more, more_label=panel.more_label))
    return joined(shown)


@register.simple_tag(takes_context=True)
def notes(context: template.Context) -> list[Note]:
    """What earlier acts have to say on this page; reading them empties the box."""
    request = context.get("request")
    return notes_of(request) if request is not None else []


@register.simple_tag
def reference() -> str:
    """The number to give to the helpdesk."""
    return current_reference()
