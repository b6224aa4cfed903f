"""The facets of the list of organisations: which there are, their values, and the bits that stand for them."""

from __future__ import annotations

from koppel.apps.network.rules.provinces import ABROAD, PROVINCES

FACETS = ("province", "partner", "kind", "sector")

# The value of every facet for an organisation of which no visible record says anything about it.
UNKNOWN = "unknown"

KINDS = ("company", "knowledge", "government", "association")

# The database holds these numbers in a generated column: add at the end, never change one.
PROVINCE_BITS = {code: 1 << place for place, code in enumerate((*PROVINCES, ABROAD))}
KIND_BITS = {kind: 1 << (16 + place) for place, kind in enumerate(KINDS)}
ANY_PROVINCE = sum(PROVINCE_BITS.values())
ANY_KIND = sum(KIND_BITS.values())
