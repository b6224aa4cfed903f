"""The map of the Netherlands by who works where: the provinces of one partner in one shade, with name and number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from koppel.apps.ui.components.formats import number
from koppel.apps.ui.safe import element

from .picture import Entry, Picture, drawing, shape, text
from .provinces import map_size, province_shapes

# Neighbouring partners get different shades; they say nothing about the number, which stands in words.
_SHADES = ("p3", "p1", "p4", "p2")


@dataclass(frozen=True, slots=True)
class Region:
    """Where one partner works.

    Args:
        name: as it stands on the map.
        count: organisations in its network.
        provinces: ISO 3166-2 codes; none for somebody who works everywhere.
        url: its list.
    """

    name: str
    count: int
    provinces: Sequence[str]
    url: str = ""


def region_map(regions: Sequence[Region], label: str) -> Picture:
    """The provinces by partner, for a dark band; a province of nobody is grey.

    Args:
        regions: in the fixed order of partners; those without provinces stand in the list only.
        label: a sentence of what the map shows.
    """
    shapes = province_shapes()
    home = {code: place for place, region in enumerate(regions) for code in region.provinces}
    areas = [_area(regions, home.get(code), path, code) for code, (path, _centre) in shapes.items()]
    words: list[SafeString] = []
    for region in regions:
        centres = [shapes[code][1] for code in region.provinces if code in shapes]
        if not centres:
            continue
        x = sum(centre[0] for centre in centres) / len(centres)
        y = sum(centre[1] for centre in centres) / len(centres)
        words.append(text(x, y - 6, region.name, "mlab", "middle"))
        words.append(text(x, y + 14, number(region.count), "mnum", "middle"))
    width, height = map_size()
    svg = drawing(width, height, label, *areas, *words, css="k-map", has_links=any(region.url for region in regions))
    entries = tuple(Entry(region.name, number(region.count), region.url) for region in regions)
    return Picture(svg, label, entries, _("Province shapes: @svg-maps/netherlands, CC BY 4.0"))


def _area(regions: Sequence[Region], place: int | None, path: str, code: str) -> SafeString:
    if place is None:
        return shape("path", "p0", d=path)
    region = regions[place]
    area = shape("path", _SHADES[place % len(_SHADES)], d=path)
    if not region.url:
        return area
    # One link per partner is enough for who goes by keyboard; its other provinces are for the mouse.
    attributes = {"href": region.url, "aria-label": f"{region.name}: {number(region.count)}"}
    first = region.provinces[0] == code
    return element("a", attributes if first else {**attributes, "tabindex": "-1", "aria-hidden": "true"}, area)
