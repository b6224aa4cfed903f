"""Numbers of the network as the current viewer sees it: how many organisations, by partner and by province."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import caches
from django.db.models import Count, Q

from koppel.apps.network.models import DataVersion, Record
from koppel.apps.sharing.owned import sight

_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of what one viewer may see.

    Args:
        organisations: all of them.
        shared: those that two or more partners know.
        by_party: party id to organisations with a record of that party.
        by_province: ISO 3166-2 code to organisations; empty = unknown.
    """

    organisations: int
    shared: int
    by_party: Mapping[int, int]
    by_province: Mapping[str, int]


def overview() -> Overview:
    """The counts; kept for as long as no record changed, for everybody who sees the same rows."""
    version = DataVersion.objects.values_list("number", flat=True).first() or 0
    key = f"overview|{version}|{sight().key}"
    kept: Overview | None = caches["counts"].get(key)
    if kept is None:
        kept = _counted()
        caches["counts"].set(key, kept, _SECONDS)
    return kept


def _counted() -> Overview:
    standing = Record.objects.filter(gone_at=None).exclude(organisation=None)
    owners = standing.values("organisation").annotate(owners=Count("owner", distinct=True))
    totals = owners.aggregate(
        organisations=Count("organisation"), shared=Count("organisation", filter=Q(owners__gte=2))
    )
    one_each = Count("organisation", distinct=True)
    return Overview(
        organisations=totals["organisations"],
        shared=totals["shared"],
        by_party=dict(standing.order_by().values_list("owner_id").annotate(number=one_each)),
        by_province=dict(standing.order_by().values_list("province").annotate(number=one_each)),
    )


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
