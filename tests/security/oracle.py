"""A slow second opinion, in plain Python and without the database, on what a viewer may see."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

STAFF = {"adviser", "steward", "administrator"}


@dataclass(frozen=True)
class Who:
    """Somebody who asks."""

    name: str
    role: str
    party: int | None
    partner: bool = False


@dataclass(frozen=True)
class Shared:
    """Who may see a thing: its owner's choice."""

    owner: int
    kind: str
    members: frozenset[int] = field(default_factory=frozenset)
    until: datetime.date | None = None
    gone: bool = False


def may_see(who: Who, shared: Shared, today: datetime.date) -> bool:
    """May this viewer see a thing that is shared like this?"""
    if who.party is not None and who.party == shared.owner:
        return True
    if shared.gone or (shared.until is not None and shared.until < today):
        return False
    if shared.kind == "public":
        return True
    if shared.kind == "partners":
        return who.partner and who.role in STAFF
    if shared.kind == "circle":
        return who.party is not None and who.party in shared.members
    return False


def may_change(who: Who, shared: Shared) -> bool:
    """May this viewer write the row? Only its owner, whatever others may see."""
    return who.party is not None and who.party == shared.owner
