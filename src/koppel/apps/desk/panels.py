"""What the desk shows on pages of the network: what was done with a record."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from koppel.apps.desk.queries import activities as queries
from koppel.apps.sharing.rules import Viewer
from koppel.apps.ui.panels import Panel


class OwnedRecord(Protocol):
    """As much of a record as this panel reads."""

    uuid: UUID
    owner_id: int


def activity_panel(viewer: Viewer, record: OwnedRecord) -> Panel | None:
    """The last acts on a record, for its owner."""
    if viewer.party_id != record.owner_id:
        return None
    acts = queries.told(queries.activities_of(record.uuid)[:20])
    return Panel(_("What was done with it"), "desk/_told.html", {"told": acts}) if acts else None
