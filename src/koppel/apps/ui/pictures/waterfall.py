"""The waterfall of evidence: from what is usual beforehand, past each comparison, to the sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from koppel.apps.ui.components.formats import signed
from koppel.apps.ui.safe import joined

from .picture import Entry, Picture, coordinate, drawing, shape, shortened, text

_LABEL_LENGTH = 34
_INSIDE = 36.0  # a number fits in a bar from this width on


@dataclass(frozen=True, slots=True)
class EvidenceStep:
    """One comparison: its words and its weight in bits; no weight = a value is missing and does not count."""

    label: str
    weight: float | None
    prior: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the bars stand: a wide frame has the words at the left, a narrow one above each bar."""

    width: int
    left: float
    right: float
    row: int
    bar_top: int
    narrow: bool


_WIDE = _Frame(width=690, left=225, right=630, row=25, bar_top=8, narrow=False)
_NARROW = _Frame(width=340, left=4, right=336, row=40, bar_top=22, narrow=True)


class _Scale:
    """Weights in bits to places on the line."""

    def __init__(self, frame: _Frame, values: Sequence[float]) -> None:
        low, high = min(values), max(values)
        self._low, self._unit, self._left = low, (frame.right - frame.left) / ((high - low) or 1.0), frame.left

    def __call__(self, value: float) -> float:
        return self._left + (value - self._low) * self._unit


def waterfall(steps: Sequence[EvidenceStep], threshold_low: float, threshold_high: float, *, label: str) -> Picture:
    """Each comparison as a bar that starts where the last one ended, the grey zone for a person behind them.

    Args:
        steps: the prior first, then the comparisons, weights in bits.
        threshold_low: below this sum the two are not linked.
        threshold_high: above this sum they are linked without a person.
        label: a sentence of what the picture finds, with the chance.

    Returns:
        A picture with a wide and a narrow drawing, of which the page shows the one that fits.
    """
    total = sum(step.weight or 0.0 for step in steps)
    svg = joined(_draw(frame, steps, threshold_low, threshold_high, label) for frame in (_WIDE, _NARROW))
    entries = [Entry(step.label, _("does not count") if step.weight is None else signed(step.weight)) for step in steps]
    return Picture(svg, label, (*entries, Entry(_("Together"), signed(total))))


def _draw(frame: _Frame, steps: Sequence[EvidenceStep], low: float, high: float, label: str) -> SafeString:
    running = [0.0]
    for step in steps:
        running.append(running[-1] + (step.weight or 0.0))
    scale = _Scale(frame, [*running, low, high])
    tight = scale(high) - scale(low) < 110
    top = 36 if tight and not frame.narrow else 22
    bottom = top + frame.row * len(steps) + 4
    shapes = _zone(frame, scale(low), scale(high), top, bottom + 20, tight=tight)
    for place, step in enumerate(steps):
        y = top + place * frame.row
        shapes += _step(
            frame, step, scale(running[place]), scale(running[place + 1]), y, is_last=place == len(steps) - 1
        )
    end = scale(running[-1])
    shapes += [shape("path", "s-ink", d=f"M0 {bottom}H{frame.width}"), text(0, bottom + 16, _("Together"), "tb")]
    shapes += _sum(frame, running[-1], end, bottom)
    css = "k-pic k-only-narrow" if frame.narrow else "k-pic k-only-wide"
    return drawing(frame.width, bottom + 28, label, *shapes, css=css)


def _sum(frame: _Frame, total: float, end: float, line: int) -> list[SafeString]:
    """The dot at the sum and its number; in the narrow frame on the line, so that the word stays free."""
    if frame.narrow:
        number_at = text(frame.width, line + 16, signed(total), "tb", "end")
        return [shape("circle", "f-ink", cx=end, cy=float(line), r=5), number_at]
    dot = shape("circle", "f-ink", cx=end, cy=line + 11, r=5)
    if end < frame.width - 50:
        return [dot, text(end + 10, line + 15.5, signed(total), "tb")]
    return [dot, text(end - 10, line + 15.5, signed(total), "tb", "end")]


def _zone(frame: _Frame, low: float, high: float, top: int, bottom: int, *, tight: bool) -> list[SafeString]:
    """The grey zone in which a person decides, and its words."""
    middle = (low + high) / 2
    shapes = [
        shape("rect", "f-sunk", x=low, y=top, width=high - low, height=bottom - top),
        shape(
            "path",
            "s-edge",
            d=f"M{coordinate(low)} {top}V{bottom}M{coordinate(high)} {top}V{bottom}",
            stroke_dasharray="3 3",
        ),
    ]
    if frame.narrow:
        shapes.append(text(min(max(middle, 50), frame.width - 50), 14, _("first a person"), "ts t2", "middle"))
        return shapes
    return [
        *shapes,
        text(low - 6, 14, _("do not link"), "ts t2", "end"),
        text(middle, 30 if tight else 14, _("first a person"), "ts t2", "middle"),
        text(high + 6, 14, _("by itself"), "ts t2"),
    ]


def _step(frame: _Frame, step: EvidenceStep, start: float, end: float, y: int, *, is_last: bool) -> list[SafeString]:
    """One comparison: words, bar (or dashed stub), number, and the line to the next."""
    bar_y = y + frame.bar_top
    words_y = y + 15 if frame.narrow else bar_y + 11.5
    words = text(
        0, words_y, shortened(step.label, 44 if frame.narrow else _LABEL_LENGTH), "t2" if step.weight is None else ""
    )
    to_next = (
        []
        if is_last
        else [shape("path", "s-edge", d=f"M{coordinate(end)} {bar_y + 15}v{6 if frame.narrow else frame.row - 15}")]
    )
    if step.weight is None:
        return [
            words,
            shape("path", "s-edge", d=f"M{coordinate(end)} {bar_y}v15", stroke_dasharray="2 2"),
            text(frame.width, words_y, _("does not count"), "ts t2", "end")
            if frame.narrow
            else _beside(frame, end, bar_y, _("does not count"), "ts t2 halo"),
            *to_next,
        ]
    left, width = min(start, end), abs(end - start)
    css = "f-bar2" if step.prior else "f-bar" if step.weight >= 0 else "f-no"
    bar = shape("rect", css, x=left, y=bar_y, width=max(width, 1.0), height=15)
    if frame.narrow:
        figure = text(frame.width, words_y, signed(step.weight), "tb", "end")
    elif width >= _INSIDE:
        figure = text(left + width / 2, bar_y + 11.5, signed(step.weight), "ts" if step.prior else "ts ton", "middle")
    else:
        figure = _beside(frame, left + width, bar_y, signed(step.weight), "ts halo")
    return [words, bar, figure, *to_next]


def _beside(frame: _Frame, end: float, bar_y: int, words: str, css: str) -> SafeString:
    """Words to the right of a bar."""
    return text(min(end + 6, frame.width - 75), bar_y + 11.5, words, css)
