"""Slots and panels: a higher app shows something on a lower app's page, which does not know it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Panel:
    """One section for a slot: a head, a template and what it shows."""

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    count: str = ""
    more: str = ""
    more_label: str = ""


Filler = Callable[..., Panel | None]
_fillers: dict[str, list[tuple[int, Filler]]] = {}


def register(slot: str, filler: Filler, *, position: int = 50) -> None:
    """Let a function fill a slot; called once, when the app starts.

    Args:
        slot: name of the place, e.g. ``organisation.side``.
        filler: gets the viewer and what the page is about; gives a Panel, or none to show nothing.
        position: small comes first.
    """
    fillers = _fillers.setdefault(slot, [])
    if all(known is not filler for _, known in fillers):
        fillers.append((position, filler))
        fillers.sort(key=lambda placed: placed[0])


def panels(slot: str, *subjects: Any) -> list[Panel]:
    """The panels of a slot for these subjects (the viewer first), in order."""
    made = (filler(*subjects) for _, filler in _fillers.get(slot, ()))
    return [panel for panel in made if panel is not None]
