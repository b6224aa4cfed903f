"""A facet of a list: one question with the answers that one may tick, each with its count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One answer; the count is of what this viewer may see."""

    value: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of answers; the name is the key in the address."""

    name: str
    label: str
    choices: Sequence[FacetChoice]
    shown: int = 6

    @property
    def chosen(self) -> list[FacetChoice]:
        """The ticked answers."""
        return [choice for choice in self.choices if choice.chosen]

    @property
    def first(self) -> list[FacetChoice]:
        """The answers that are always in sight: the first few and every ticked one."""
        return [choice for place, choice in enumerate(self.choices) if place < self.shown or choice.chosen]

    @property
    def rest(self) -> list[FacetChoice]:
        """The answers behind "more"."""
        return [choice for place, choice in enumerate(self.choices) if place >= self.shown and not choice.chosen]
