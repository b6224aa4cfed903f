"""What a picture is: markup, one sentence of what it finds, and the same numbers as a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from koppel.apps.ui.safe import Child, Value, element


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list behind a picture."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, the sentence that it shows, and its list."""

    svg: SafeString
    label: str
    entries: tuple[Entry, ...] = ()
    credit: str = ""

    def __html__(self) -> str:
        """The markup, so that a template may print a picture without its list."""
        return self.svg


def drawing(
    width: float, height: float, label: str, *shapes: Child, css: str = "k-pic", has_links: bool = False
) -> SafeString:
    """The frame of a picture: an image with a sentence, or a group of links with a name."""
    attributes: dict[str, Value] = {
        "class": css,
        "viewBox": f"0 0 {coordinate(width)} {coordinate(height)}",
        "role": "group" if has_links else "img",
        "aria-label": label,
    }
    return element("svg", attributes, *shapes)


def shape(name: str, css: str, **measures: Value) -> SafeString:
    """One shape; an underscore in a measure's name stands for a hyphen."""
    return element(name, _measured(measures) | {"class": css})


def text(x: float, y: float, words: Child, css: str = "", anchor: str = "start") -> SafeString:
    """Words at a place."""
    attributes = {
        "x": coordinate(x),
        "y": coordinate(y),
        "class": css or None,
        "text-anchor": anchor if anchor != "start" else None,
    }
    return element("text", attributes, words)


def coordinate(value: float) -> str:
    """A measure with one decimal at most."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def shortened(words: str, length: int) -> str:
    """The words, cut to a length with an ellipsis; the list behind the picture has them whole."""
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def _measured(measures: Mapping[str, Value]) -> dict[str, Value]:
    return {
        key.replace("_", "-"): coordinate(value) if isinstance(value, float) else value
        for key, value in measures.items()
    }
