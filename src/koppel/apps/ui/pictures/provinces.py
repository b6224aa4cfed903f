"""The map of the Netherlands by province, shaded by count, each province a link where there is a list."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from koppel.apps.ui.components.formats import number
from koppel.apps.ui.safe import element

from .picture import Entry, Picture, drawing, shape, text

_SHAPES = Path(__file__).parent / "shapes" / "provinces.json"
# Upper bounds of the five shades, as a share of the highest count.
_SHADES = ((0.1, "p0"), (0.25, "p1"), (0.5, "p2"), (0.75, "p3"))
_WIDTH, _HEIGHT = 613, 724


class _Province(TypedDict):
    code: str
    name: str
    nuts: list[str]
    centre: list[int]
    path: str


@lru_cache(maxsize=1)
def _provinces() -> tuple[_Province, ...]:
    return tuple(json.loads(_SHAPES.read_text("utf-8"))["provinces"])


PROVINCE_NAMES: Mapping[str, str] = {province["code"]: province["name"] for province in _provinces()}


def province_shapes() -> dict[str, tuple[str, list[int]]]:
    """By ISO 3166-2 code, the outline of a province as an SVG path and the middle of it."""
    return {province["code"]: (province["path"], province["centre"]) for province in _provinces()}


def map_size() -> tuple[int, int]:
    """Width and height of the map on which the outlines lie."""
    return _WIDTH, _HEIGHT


def province_map(
    counts: Mapping[str, int],
    selected: Collection[str] = (),
    url_for: Callable[[str], str] | None = None,
    *,
    label: str = "",
    large: bool = False,
) -> Picture:
    """The twelve provinces, darker for more.

    Args:
        counts: by ISO 3166-2 code (NL-OV), NUTS-2 code or name; other keys only stand in the list.
        selected: codes or names of the provinces with a heavy edge.
        url_for: gives the address of a province's list from its ISO code.
        label: a sentence of what the map finds; made of the counts if not given.
        large: with the number in each province, for a dark band.
    """
    known = {_code(key): count for key, count in counts.items()}
    chosen = {_code(key) for key in selected}
    most = max((known.get(code, 0) for code in PROVINCE_NAMES), default=0)
    drawn: list[tuple[bool, SafeString]] = []
    entries: list[Entry] = []
    for province in _provinces():
        code, name = province["code"], province["name"]
        count = known.get(code, 0)
        url = url_for(code) if url_for else ""
        css = f"{_shade(count, most)} s-sur"
        area = shape("path", f"{css} chosen" if code in chosen else css, d=province["path"], stroke_width="3")
        if url:
            area = element("a", {"href": url, "aria-label": f"{name}: {number(count)}"}, area)
        drawn.append((code in chosen, area))
        entries.append(Entry(name, number(count), url))
    entries.sort(key=lambda entry: -known.get(_code(entry.label), 0))
    entries += [
        Entry(key or _("unknown"), number(count)) for key, count in counts.items() if _code(key) not in PROVINCE_NAMES
    ]
    areas = [area for _chosen, area in sorted(drawn, key=lambda placed: placed[0])]
    labels = _labels(known) if large else []
    sentence = label or _finding(entries)
    svg = drawing(
        _WIDTH,
        _HEIGHT,
        sentence,
        *areas,
        *labels,
        css="k-map" if large else "k-pic k-mini",
        has_links=url_for is not None,
    )
    return Picture(svg, sentence, tuple(entries), _("Province shapes: @svg-maps/netherlands, CC BY 4.0"))


def _labels(known: Mapping[str, int]) -> list[SafeString]:
    """The number in the middle of each province that has one."""
    return [
        text(province["centre"][0], province["centre"][1], number(known[province["code"]]), "mnum", "middle")
        for province in _provinces()
        if known.get(province["code"])
    ]


@lru_cache(maxsize=64)
def _code(key: str) -> str:
    """The ISO code for a code or name; the key itself when it is none of ours."""
    for province in _provinces():
        if key in (province["code"], province["name"]) or key in province["nuts"]:
            return province["code"]
    return "NL-FR" if key == "Fryslân" else key


def _shade(count: int, most: int) -> str:
    share = count / most if most else 0
    return next((css for bound, css in _SHADES if share <= bound), "p4")


def _finding(entries: list[Entry]) -> str:
    """The first two of a list that is sorted by count, in a sentence."""
    first, second = entries[:2]
    return _(
        "Map of the Dutch provinces. Most in %(first)s (%(first_number)s), then %(second)s (%(second_number)s)."
    ) % {
        "first": first.label,
        "first_number": first.value,
        "second": second.label,
        "second_number": second.value,
    }
