"""Numbers of the network as the current viewer sees it: how many organisations, by partner."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from koppel.apps.network.models import Record
from koppel.apps.network.queries.outlines import outline
from koppel.apps.sharing import queries as sharing_queries
from koppel.apps.sharing.owned import sight


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of what one viewer may see.

    Args:
        organisations: all of them.
        by_party: party id to organisations with a record of that partner.
    """

    organisations: int
    by_party: Mapping[int, int]


def overview() -> Overview:
    """The counts, taken from the outline that lists are made of."""
    shown = outline(sharing_queries.every_partner())
    by_party = {party: int(((shown.partners >> place) & 1).sum()) for place, party in enumerate(shown.partner_ids)}
    return Overview(len(shown), by_party)


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A record that something is about: its name and its organisation's id, as far as the viewer may see it."""

    name: str
    organisation: UUID | None


def mentioned(addresses: Iterable[str]) -> dict[str, Mentioned]:
    """The visible records among some outside ids, by that id."""
    wanted = [address for address in addresses if _is_uuid(address)]
    rows = Record.objects.filter(uuid__in=wanted).values_list("uuid", "name", "organisation__uuid")
    return {str(uuid): Mentioned(name, organisation) for uuid, name, organisation in rows}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def changed_since(moment: datetime.datetime) -> int:
    """How many records of the viewer's own party came in since a moment."""
    return Record.objects.filter(owner_id__in=sight().viewer.parties, gone_at=None, created_at__gte=moment).count()
