"""Which visible organisations might be the one that somebody is typing in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connections
from django.db.models import QuerySet

from koppel.apps.network.models import Organisation, Record
from koppel.apps.network.rules.records import domain_of
from koppel.apps.network.rules.words import fold, search_name
from koppel.apps.sharing.owned import alias

_MOST = 5
_SHORTEST_NAME = 3
# Below this share of equal letter triples two names do not look alike (0..1).
_ALIKE = 0.45


@dataclass(frozen=True, slots=True)
class Double:
    """One organisation that it might be.

    Args:
        organisation: as far as the viewer may see it.
        name: of the record that looks most alike.
        city: of that record.
        kvk: of that record.
        reasons: codes, strongest first: kvk, website, name, city.
    """

    organisation: Organisation
    name: str
    city: str
    kvk: str
    reasons: tuple[str, ...]


def possible_doubles(values: Mapping[str, str]) -> list[Double]:
    """The organisations that may be this one, most likely first; hidden records never count.

    Args:
        values: what was typed so far; name, kvk, website and city count.
    """
    name, kvk = values.get("name", "").strip(), values.get("kvk", "").strip()
    domain, city = domain_of(values.get("website", "")), fold(values.get("city", ""))
    found: dict[int, tuple[Record, list[str]]] = {}

    def note(records: QuerySet[Record], reason: str) -> None:
        for record in records.select_related("organisation")[:_MOST]:
            assert record.organisation_id is not None
            found.setdefault(record.organisation_id, (record, []))[1].append(reason)

    standing = Record.objects.filter(gone_at=None).exclude(organisation=None)
    if kvk:
        note(standing.filter(kvk=kvk), "kvk")
    if domain:
        note(standing.filter(domain=domain), "website")
    if len(name) >= _SHORTEST_NAME:
        _only_alike_from(_ALIKE)
        likeness = TrigramSimilarity("search_name", search_name(name))
        alike = standing.filter(search_name__trigram_similar=search_name(name)).annotate(likeness=likeness)
        note(alike.order_by("-likeness", "pk"), "name")
    doubles = [_double(record, reasons, city) for record, reasons in found.values()]
    return sorted(doubles, key=_strength)[:_MOST]


def _only_alike_from(share: float) -> None:
    """From which share of equal letter triples the index finds a name, until the end of the transaction."""
    with connections[alias()].cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(share)])


def _double(record: Record, reasons: list[str], city: str) -> Double:
    assert record.organisation is not None
    said = list(dict.fromkeys(reasons))
    if city and fold(record.city) == city:
        said.append("city")
    return Double(record.organisation, record.name, record.city, record.kvk, tuple(said))


def _strength(double: Double) -> tuple[bool, int, str]:
    return ("kvk" not in double.reasons, -len(double.reasons), double.name)
