"""Records made as a delivery makes them, in organisations of their own or joined."""

from __future__ import annotations

import itertools

from django.db import connections

from koppel.apps.network.models import Organisation, Record
from koppel.apps.network.rules.records import prepared
from koppel.apps.sharing.actions import audience_for
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import alias, viewing
from koppel.apps.sharing.rules import Role, Viewer
from tests.cast import NOW

_count = itertools.count(1)


def owner_of(party: Party) -> Viewer:
    """Somebody who writes for a party."""
    return Viewer(role=Role.STEWARD, user_id=0, party_id=party.pk, party_code=party.code, party_label=party.label)


def a_known_record(
    owner: Party,
    name: str,
    *,
    audience: str = "partners",
    members: tuple[int, ...] = (),
    beside: Record | None = None,
    is_gone: bool = False,
    **values: str,
) -> Record:
    """A record with everything that follows from its values; in the organisation of another one, or in its own."""
    with viewing(owner_of(owner)):
        record = Record.objects.create(
            owner=owner,
            audience=audience_for(owner.pk, audience, members=members),
            reference=f"K{next(_count)}",
            created_at=NOW,
            changed_at=NOW,
            gone_at=NOW if is_gone else None,
            **prepared({"name": name, "country": "NL", **values}),
        )
        with connections[alias()].cursor() as cursor:
            if beside is None:
                cursor.execute("SELECT network_mint(%s, %s)", [record.pk, NOW])
            else:
                cursor.execute(
                    "UPDATE network_record SET organisation_id = %s WHERE id = %s", [beside.organisation_id, record.pk]
                )
        record.refresh_from_db()
    return record


def outside_id(record: Record) -> str:
    """The outside id of a record's organisation, as its owner sees it."""
    with viewing(owner_of(record.owner)):
        return str(Organisation.objects.get(pk=record.organisation_id).uuid)
