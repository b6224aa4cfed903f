"""Standing bars: one number per period or group, the last or a chosen one in full colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from koppel.apps.ui.components.formats import number

from .picture import Entry, Picture, drawing, shape, shortened, text

_STEP, _BAR, _HEIGHT, _TOP = 56, 38, 77.0, 15.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it counts, how many, and where its list is."""

    label: str
    value: int
    url: str = ""


def bars(values: Sequence[Bar], label: str, highlight: int = -1) -> Picture:
    """Bars beside one another, each with its number above and its name below.

    Args:
        values: not negative, in the order to show.
        label: a sentence of what the picture finds.
        highlight: place of the bar in full colour; negative counts from the end.
    """
    most = max((bar.value for bar in values), default=0) or 1
    chosen = highlight % len(values) if values else 0
    width = max(1, len(values)) * _STEP - (_STEP - _BAR)
    floor = _TOP + _HEIGHT
    shapes = []
    for place, bar in enumerate(values):
        left, height = place * _STEP, bar.value / most * _HEIGHT
        middle = left + _BAR / 2
        shapes += [
            shape(
                "rect", "f-bar" if place == chosen else "f-bar2", x=left, y=floor - height, width=_BAR, height=height
            ),
            text(middle, floor - height - 5, number(bar.value), "ts", "middle"),
            text(middle, floor + 16, shortened(bar.label, 9), "ts t2", "middle"),
        ]
    shapes.append(shape("path", "s-edge", d=f"M0 {floor + 0.5}H{width}"))
    svg = drawing(width, floor + 28, label, *shapes, css="k-pic k-barpic")
    return Picture(svg, label, tuple(Entry(bar.label, number(bar.value), bar.url) for bar in values))
