"""Plain values that the components show: a figure, a step, a partner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

Answer = Literal["yes", "no", "ask"]


class PartnerLike(Protocol):
    """What the strip and the chips need to know of a partner."""

    code: str
    label: str
    letter: str
    name: str
    position: int


class AudienceLike(Protocol):
    """What the eye badge needs to know of an audience."""

    kind: str
    name: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A count that leads to its list."""

    number: int
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a process with known steps."""

    title: str
    detail: str = ""
    state: Literal["done", "now", "todo"] = "todo"
