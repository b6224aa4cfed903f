"""What the address of the list of organisations asks for: search, filters and order, cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from koppel.apps.network.queries.organisations import BEST, NAME, ORDERS
from koppel.apps.network.queries.search import LONGEST_QUERY, cleaned_query

MOST_CHOSEN = 60  # answers of one facet; an address with more is not from our pages


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, cleaned: unknown keys and values are left out, never an error."""

    words: str
    provinces: tuple[str, ...]
    partners: tuple[str, ...]
    kinds: tuple[str, ...]
    sectors: tuple[str, ...]
    order: str
    is_cut: bool

    @property
    def filters(self) -> dict[str, Any]:
        """As the query of the list takes them."""
        return {
            "words": self.words,
            "provinces": self.provinces,
            "partners": self.partners,
            "kinds": self.kinds,
            "sectors": self.sectors,
            "order": self.order,
        }

    @property
    def is_narrowed(self) -> bool:
        """Whether there is a search or a filter."""
        return bool(self.words or self.provinces or self.partners or self.kinds or self.sectors)


def asked(query: QueryDict) -> Asked:
    """What an address asks for."""
    typed = query.get("q", "")
    words = cleaned_query(typed)
    # A space behind the last word says that the word is finished.
    words += " " if words and typed.endswith(" ") else ""
    order = query.get("sort", "")
    if order.removeprefix("-") not in ORDERS or (order.removeprefix("-") == BEST and not words):
        order = BEST if words else NAME
    return Asked(
        words=words[:LONGEST_QUERY],
        provinces=_values(query, "province"),
        partners=_values(query, "partner"),
        kinds=_values(query, "kind"),
        sectors=_values(query, "sector"),
        order=order,
        is_cut=len(words) > LONGEST_QUERY,
    )


def _values(query: QueryDict, key: str) -> tuple[str, ...]:
    values = (cleaned_query(value) for value in query.getlist(key)[:MOST_CHOSEN])
    return tuple(dict.fromkeys(value for value in values if value))
