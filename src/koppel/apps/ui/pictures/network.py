"""The network around one organisation: who it is often together with; a thicker line is more often."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from koppel.apps.ui.safe import element

from .picture import Entry, Picture, drawing, shape, shortened, text

_WIDTH, _HEIGHT = 400, 366
_CENTRE_X, _CENTRE_Y, _RADIUS_X, _RADIUS_Y = 200.0, 178.0, 128.0, 118.0
_DRAWN = 8
_NAME_LENGTH = 22


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One organisation beside the centre: how often together, in a number and in words."""

    name: str
    caption: str
    weight: float = 1.0
    url: str = ""


def network_picture(centre: str, neighbours: Sequence[Neighbour], label: str) -> Picture:
    """The centre with its neighbours around it; the list holds those beyond the first eight too.

    Args:
        centre: name of the organisation in the middle.
        neighbours: most important first.
        label: a sentence of what the picture finds.
    """
    drawn = neighbours[:_DRAWN]
    heaviest = max((neighbour.weight for neighbour in drawn), default=1.0) or 1.0
    places = [_place(number, len(drawn)) for number in range(len(drawn))]
    lines = [
        shape(
            "path",
            "s-bar2",
            d=f"M{_CENTRE_X:.0f} {_CENTRE_Y:.0f}L{x:.0f} {y:.0f}",
            stroke_width=1.8 + 2.8 * neighbour.weight / heaviest,
        )
        for neighbour, (x, y) in zip(drawn, places, strict=True)
    ]
    nodes = [_node(neighbour, x, y) for neighbour, (x, y) in zip(drawn, places, strict=True)]
    middle = [
        shape("circle", "f-mark s-ink", cx=_CENTRE_X, cy=_CENTRE_Y, r=15, stroke_width=2),
        text(_CENTRE_X, _CENTRE_Y + 32, shortened(centre, _NAME_LENGTH), "tb halo", "middle"),
    ]
    has_links = any(neighbour.url for neighbour in drawn)
    svg = drawing(_WIDTH, _HEIGHT, label, *lines, *nodes, *middle, css="k-pic k-netpic", has_links=has_links)
    return Picture(
        svg, label, tuple(Entry(neighbour.name, neighbour.caption, neighbour.url) for neighbour in neighbours)
    )


def _place(number: int, total: int) -> tuple[float, float]:
    """Evenly around, the first at the top."""
    angle = math.tau * number / total - math.pi / 2
    return _CENTRE_X + _RADIUS_X * math.cos(angle), _CENTRE_Y + _RADIUS_Y * math.sin(angle)


def _node(neighbour: Neighbour, x: float, y: float) -> SafeString:
    """A ring with name and caption, above it in the upper half and under it in the lower."""
    name_y, caption_y = (y - 27, y - 14) if y < _CENTRE_Y - 20 else (y + 24, y + 37)
    parts = (
        shape("circle", "f-sur s-bar", cx=x, cy=y, r=7.5, stroke_width=2.4),
        text(x, name_y, shortened(neighbour.name, _NAME_LENGTH), "tb halo", "middle"),
        text(x, caption_y, shortened(neighbour.caption, 26), "ts t2 halo", "middle"),
    )
    if not neighbour.url:
        return element("g", None, *parts)
    return element("a", {"href": neighbour.url, "aria-label": f"{neighbour.name}, {neighbour.caption}"}, *parts)
