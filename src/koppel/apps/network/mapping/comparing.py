"""Two records side by side, field by field, compared after the same cleaning that linking does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from koppel.engines.linking import (
    normalise_city,
    normalise_country,
    normalise_domain,
    normalise_kvk,
    normalise_name,
    normalise_phone,
    normalise_place,
    normalise_postcode,
)

SAME, DIFFERS, MISSING, PLAIN = "same", "differs", "missing", "plain"
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Cell:
    """One value; ``pieces`` are its words in order, each with whether it stands alone here."""

    text: str
    state: str
    pieces: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both records."""

    field: str
    cells: tuple[Cell, Cell]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _street(text: str) -> str:
    place = normalise_place(text, "", "", "-")
    return f"{place.street} {place.house}".strip()


_CLEANED: dict[str, Callable[[str], str]] = {
    "name": lambda text: normalise_name(text).letters,
    "kvk": normalise_kvk,
    "address": _street,
    "postcode": normalise_postcode,
    "city": normalise_city,
    "country": normalise_country,
    "website": normalise_domain,
    "phone": normalise_phone,
}


def compared(left: Mapping[str, str], right: Mapping[str, str], fields: tuple[str, ...]) -> list[Row]:
    """The rows of the comparison; a field that both leave empty is left out.

    Args:
        left: field to text of one record.
        right: the same of the other.
        fields: in their order.
    """
    rows = []
    for field in fields:
        one, two = left.get(field, "").strip(), right.get(field, "").strip()
        if one or two:
            rows.append(Row(field, _cells(field, one, two)))
    return rows


def _cells(field: str, one: str, two: str) -> tuple[Cell, Cell]:
    if not one or not two:
        return (Cell(one, PLAIN if one else MISSING), Cell(two, PLAIN if two else MISSING))
    clean = _CLEANED.get(field, _plain)
    first, second = clean(one) or _plain(one), clean(two) or _plain(two)
    state = SAME if first == second else PLAIN if field in {"sector", "text", "kind"} else DIFFERS
    if field != "name" or state == SAME:
        return (Cell(one, state), Cell(two, state))
    return (Cell(one, PLAIN, _pieces(one, two)), Cell(two, PLAIN, _pieces(two, one)))


def _pieces(text: str, other: str) -> tuple[tuple[str, bool], ...]:
    """The text cut at its words; those that the other text lacks are marked.

    Words count in the form in which linking compares them, so a legal form or another spelling stands out for nobody.
    """
    own, known = set(normalise_name(text).words), set(normalise_name(other).words)
    pieces, end = [], 0
    for found in _WORD.finditer(text):
        pieces.append((text[end : found.start()], False))
        pieces.append((found[0], any(word in own - known for word in normalise_name(found[0]).words)))
        end = found.end()
    pieces.append((text[end:], False))
    return tuple(piece for piece in pieces if piece[0])
