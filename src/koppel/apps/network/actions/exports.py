"""Export a list of organisations as a file, and all links for the operator."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koppel.apps.network.models import Record
from koppel.apps.network.queries.organisations import Listed, Organisations, organisations
from koppel.apps.network.rules.provinces import ABROAD, PROVINCES
from koppel.apps.sharing.actions import log_activity
from koppel.apps.sharing.owned import viewing_all
from koppel.apps.sharing.rules import Refused, Viewer, may_export
from koppel.apps.ui.export import csv_bytes, xlsx_bytes

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
MOST_ROWS = 50_000  # of a list that is exported while somebody waits


def export_organisations(
    actor: Viewer, filters: Mapping[str, Any], file_format: str, *, most: int | None = None
) -> bytes:
    """A file of exactly the organisations that a list with these filters shows, in its order.

    Args:
        actor: who exports; the list is what this actor may see.
        filters: arguments of ``queries.organisations.organisations``; none of them gives everything.
        file_format: csv, xlsx or json.
        most: refuse a list that has more rows.

    Raises:
        Refused: not signed in, an unknown format, or too many rows.
    """
    if not may_export(actor):
        raise Refused(_("Sign in to export a list."))
    if file_format not in FORMATS:
        raise Refused(_("Choose CSV, XLSX or JSON."))
    found = organisations(**filters)
    if most is not None and len(found) > most:
        raise Refused(
            _("This list has more than %(most)d rows. Choose filters first, or export by the API.") % {"most": most}
        )
    written = _json if file_format == "json" else _table(csv_bytes if file_format == "csv" else xlsx_bytes)
    payload = written(found)
    log_activity(
        actor, "exported", "organisations", details={"count": len(found), "format": file_format, **_logged(filters)}
    )
    return payload


def export_links() -> bytes:
    """Every record with its organisation, over all partners, as CSV: partner, id, organisation."""
    with viewing_all(because="the operator exports all links"):
        rows = (
            Record.objects.filter(gone_at=None)
            .exclude(organisation=None)
            .order_by("owner__code", "reference")
            .values_list("owner__code", "reference", "organisation__uuid")
        )
        return csv_bytes(["partner", "id", "organisation"], rows.iterator(chunk_size=10_000))


def _logged(filters: Mapping[str, Any]) -> dict[str, Any]:
    """The filters for the log: codes as they are, but of a search only that there was one, as it may name a person."""
    codes = {key: list(values) for key, values in filters.items() if key not in {"words", "order"} and values}
    return codes | ({"searched": True} if filters.get("words") else {})


def _table(write: Callable[[Sequence[str], Iterator[Sequence[Any]]], bytes]) -> Callable[[Organisations], bytes]:
    headers = [
        _("Organisation"), _("KvK"), _("Street"), _("Number"), _("Postcode"), _("City"), _("Province"), _("Country"),
        _("Website"), _("Kind"), _("Legal form"), _("Sector"), _("Networks"), _("Records"), _("Last contact"),
        _("Contact by"), _("Id"),
    ]  # fmt: skip
    return lambda found: write(headers, (_row(listed) for listed in found))


def _row(one: Listed) -> list[Any]:
    contact = one.last_contact
    return [
        one.name, one.kvk, one.street, one.number, one.postcode, one.city, province_name(one.province), one.country,
        one.website, kind_name(one.kind), one.legal_form, one.sector, ", ".join(one.partners), one.records,
        contact.on if contact else None, contact.partner if contact else "", str(one.organisation),
    ]  # fmt: skip


def _json(found: Organisations) -> bytes:
    return json.dumps([as_values(one) for one in found], ensure_ascii=False, indent=1).encode()


def as_values(one: Listed) -> dict[str, Any]:
    """One organisation of the list as plain values, for JSON."""
    contact = one.last_contact
    return {
        "id": str(one.organisation),
        "name": one.name,
        "kvk": one.kvk,
        "street": one.street,
        "number": one.number,
        "postcode": one.postcode,
        "city": one.city,
        "province": one.province,
        "country": one.country,
        "website": one.website,
        "kind": one.kind,
        "legal_form": one.legal_form,
        "sector": one.sector,
        "partners": list(one.partners),
        "records": one.records,
        "last_contact": {"on": contact.on.isoformat(), "partner": contact.partner} if contact else None,
    }


def province_name(code: str) -> str:
    """A province in the reader's language."""
    if code == ABROAD:
        return _("abroad")
    dutch, english = PROVINCES.get(code, ("", ""))
    return dutch if (get_language() or "nl").startswith("nl") else english


def kind_name(kind: str) -> str:
    """A kind of organisation in the reader's language."""
    return {
        "company": _("company"),
        "knowledge": _("knowledge institute"),
        "government": _("government"),
        "association": _("foundation or association"),
    }.get(kind, "")
