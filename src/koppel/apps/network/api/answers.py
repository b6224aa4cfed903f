"""Rows as the endpoints answer them, and cursors."""

from __future__ import annotations

import base64
import json
from typing import Any

from ninja.errors import HttpError

from koppel.apps.network.actions.records import Choice
from koppel.apps.network.api import shapes
from koppel.apps.network.models import ContactMoment, Person, Record
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import sight


def choice_of(audience: shapes.AudienceIn) -> Choice:
    """An audience as chosen, for the actions."""
    return Choice(
        kind=audience.kind,
        members=tuple(audience.members),
        until=audience.until,
        purpose=audience.purpose,
        name=audience.name,
    )


def record_out(record: Record) -> dict[str, Any]:
    """One visible record; who may see it is told to its owner only."""
    is_own = record.owner_id in sight().viewer.parties
    audience = None
    if is_own:
        chosen = record.audience
        audience = {
            "kind": chosen.kind,
            "members": [member.party.code for member in chosen.members.all()] if chosen.kind == "circle" else [],
            "until": chosen.until,
            "purpose": chosen.purpose,
            "name": chosen.name,
        }
    texts = (
        "reference", "name", "acronym", "legal_form", "kvk", "pic", "street", "number", "postcode", "city", "country",
        "province", "website", "phone", "sector", "text", "kind", "version", "changed_at",
    )  # fmt: skip
    return {
        "id": record.uuid,
        "partner": _code(record),
        "organisation": record.organisation.uuid if record.organisation else None,
        "audience": audience,
        "is_own": is_own,
        **{field: getattr(record, field) for field in texts},
    }


def _code(owned: Record | Person | ContactMoment) -> str:
    """Whose it is; empty for a company's own record when the reader may not know of its account."""
    try:
        return owned.owner.code
    except Party.DoesNotExist:
        return ""


def person_out(person: Person) -> dict[str, Any]:
    """Somebody at an organisation."""
    fields = ("name", "role", "email", "phone", "purpose", "keep_until", "is_invented", "version")
    return {
        "id": person.uuid,
        "record": person.record.uuid,
        "partner": _code(person),
        **{field: getattr(person, field) for field in fields},
    }


def moment_out(moment: ContactMoment) -> dict[str, Any]:
    """One contact; its person only when that person is visible too."""
    fields = ("on", "manner", "note", "is_invented", "version")
    return {
        "id": moment.uuid,
        "record": moment.record.uuid,
        "partner": _code(moment),
        "person": moment.person.uuid if moment.person_id and moment.person else None,
        **{field: getattr(moment, field) for field in fields},
    }


def cursor_of(*place: object) -> str:
    """Where the next page begins, as one opaque word."""
    return base64.urlsafe_b64encode(json.dumps(place, default=str).encode()).decode().rstrip("=")


def place_of(cursor: str, length: int) -> list[Any] | None:
    """The place in a cursor; None when there is none.

    Raises:
        HttpError: it is not a cursor that we gave.
    """
    if not cursor:
        return None
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as trouble:
        raise HttpError(400, "The cursor is not one that this list gave. Start without one.") from trouble
    if not isinstance(place, list) or len(place) != length or not all(isinstance(part, int | str) for part in place):
        raise HttpError(400, "The cursor is not one that this list gave. Start without one.")
    return place


def number_in(cursor: str) -> int:
    """The row number in the cursor of a list that pages by number; 0 without one.

    Raises:
        HttpError: it is not a cursor that we gave.
    """
    place = place_of(cursor, 1)
    if place is None:
        return 0
    if not isinstance(place[0], int) or not 0 <= place[0] < 10**9:
        raise HttpError(400, "The cursor is not one that this list gave. Start without one.")
    return place[0]
