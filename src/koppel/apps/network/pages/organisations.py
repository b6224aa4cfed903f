"""The list of organisations: searched, filtered, sorted, counted on a map, and exported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from koppel.apps.network.actions import exports
from koppel.apps.network.forms.organisations import Asked, asked
from koppel.apps.network.queries import organisations as queries
from koppel.apps.network.queries.facets import ANYBODY, NOBODY
from koppel.apps.network.queries.organisations import Listed, Organisations
from koppel.apps.network.queries.search import LONGEST_QUERY
from koppel.apps.network.rules.facets import KINDS, UNKNOWN
from koppel.apps.network.rules.provinces import ABROAD, PROVINCES
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.rules import Policy, Refused, Viewer, allow, may_add_record, may_deliver, may_export
from koppel.apps.ui.addresses import changed_query, query_without
from koppel.apps.ui.facets import Facet, FacetChoice
from koppel.apps.ui.notes import tell
from koppel.apps.ui.pages import render_page
from koppel.apps.ui.pictures import Picture, province_map

ROWS = 25
_DENSITIES = {"dense": "dense", "generous": "generous"}


@allow(Policy.PUBLIC)
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations that the viewer may see, a page at a time."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    wish = asked(request.GET)
    found = queries.organisations(**wish.filters)
    page = _page(found, request.GET.get("page", ""))
    facets = _facets(found, wish, own=viewer.party_code)
    density = request.GET.get("rows", "")
    context = {
        "wish": wish,
        "page": page,
        "partners": _shown_partners(found),
        "facets": facets,
        "everything": found.everything,
        "map": _map(found, wish, request.GET),
        "map_query": changed_query(request.GET, {"sort": None, "rows": None}),
        "export_csv": changed_query(request.GET, {"rows": None, "format": "csv"}),
        "export_xlsx": changed_query(request.GET, {"rows": None, "format": "xlsx"}),
        "orders": _orders(wish),
        "rows": _rows(page),
        "density": _DENSITIES.get(density, ""),
        "is_generous": (density or viewer.density) == "generous",
        "may_export": bool(may_export(viewer)),
        "may_add": bool(may_add_record(viewer)),
        "may_deliver": bool(may_deliver(viewer)),
        "longest": LONGEST_QUERY,
    }
    return render_page(request, "network/organisations.html", context, fragment="network/_organisations.html")


def _page(found: Organisations, number: str) -> Page[Listed]:
    """The wanted page; the first when it is no number, the last when there are fewer."""
    paginator: Paginator[Listed] = Paginator(found, ROWS)  # type: ignore[arg-type]
    return paginator.get_page(number)


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation of the list with its codes in words."""

    listed: Listed
    province: str
    kind: str
    contacted_today: bool


def _rows(page: Page[Listed]) -> list[Row]:
    today = timezone.localdate()
    return [
        Row(
            one,
            exports.province_name(one.province),
            exports.kind_name(one.kind),
            one.last_contact is not None and one.last_contact.on == today,
        )
        for one in page.object_list
    ]


def _shown_partners(found: Organisations) -> list[Party]:
    """The partners with a place in the strip: active ones, and others whose records are still here."""
    return [partner for partner in found.partners if partner.is_active or found.counts.partners.get(partner.pk)]


def _facets(found: Organisations, wish: Asked, *, own: str) -> list[Facet]:
    counts, unknown = found.counts, found.counts.unknown
    provinces = [(code, exports.province_name(code), counts.provinces[code]) for code in PROVINCES]
    provinces.sort(key=lambda choice: -choice[2])
    provinces.append((ABROAD, exports.province_name(ABROAD), counts.provinces[ABROAD]))
    shown = _shown_partners(found)
    networks = [(one.code, _partner_name(one, own), counts.partners.get(one.pk, 0)) for one in shown]
    networks.sort(key=lambda choice: choice[0] != own)
    kinds = [(kind, exports.kind_name(kind), counts.kinds[kind]) for kind in KINDS]
    names = found.sector_names
    sectors = [(names[key], names[key], count) for key, count in counts.sectors.items() if key in names]
    known = {name.casefold() for name, _label, _count in sectors}
    sectors += [(said, said, 0) for said in wish.sectors if said.casefold() not in known and said != UNKNOWN]
    return [
        _facet("partner", _("Network"), networks, wish.partners, unknown, shown=10),
        _facet("province", _("Province"), provinces, wish.provinces, unknown, shown=6),
        _facet("kind", _("Kind"), kinds, wish.kinds, unknown, shown=6),
        _facet("sector", _("Sector"), sectors, wish.sectors, unknown, shown=6),
    ]


def _partner_name(partner: Party, own: str) -> str:
    return _("%(partner)s, your own") % {"partner": partner.label} if partner.code == own else partner.label


def _facet(
    name: str,
    label: str,
    choices: Sequence[tuple[str, str, int]],
    chosen: Sequence[str],
    unknown: Mapping[str, int],
    *,
    shown: int,
) -> Facet:
    ticked = {value.casefold() for value in chosen}
    answers = [FacetChoice(value, text, count, value.casefold() in ticked) for value, text, count in choices]
    last = FacetChoice(UNKNOWN, _("unknown"), unknown[name], UNKNOWN in ticked)
    # "Unknown" stays in sight: it is an answer, not a rest.
    answers.insert(min(shown - 1, len(answers)), last)
    return Facet(name=name, label=label, choices=answers, shown=shown)


def _map(found: Organisations, wish: Asked, query: QueryDict) -> Picture:
    """The provinces with their counts; each leads to the list with that province, a chosen one to the list without."""

    def url_for(code: str) -> str:
        if code in wish.provinces:
            return query_without(query, "province", code)
        return changed_query(query, {"province": [*wish.provinces, code]})

    counts = {code: count for code, count in found.counts.provinces.items() if code != ABROAD}
    return province_map(counts, selected=wish.provinces, url_for=url_for)


def _orders(wish: Asked) -> list[tuple[str, str]]:
    orders = [
        ("name", _("Name, A to Z")),
        ("-name", _("Name, Z to A")),
        ("-networks", _("Most networks")),
        ("networks", _("Fewest networks")),
        ("place", _("Place, A to Z")),
        ("-place", _("Place, Z to A")),
    ]
    return [("best", _("Best match")), *orders] if wish.words else orders


@allow(Policy.PUBLIC)
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """A few organisations that fit what is being typed, as a part of a page; without script the list itself."""
    if not getattr(request, "htmx", False):
        return redirect(reverse("network:organisations") + changed_query(request.GET, {}))
    wish = asked(request.GET)
    found = queries.suggestions(wish.words) if wish.words else []
    return render(request, "network/_organisations_suggest.html", {"suggestions": found, "wish": wish})


@allow(Policy.PUBLIC)
@require_safe
def province_table(request: HttpRequest) -> HttpResponse:
    """The list behind the map: how many organisations each partner knows in each province."""
    wish = asked(request.GET)
    found = queries.organisations(**wish.filters)
    partners = _shown_partners(found)
    link = _link_to_list(request.GET)
    areas = [*((code, exports.province_name(code)) for code in (*PROVINCES, ABROAD)), (UNKNOWN, _("unknown"))]
    columns = [*((one.pk, one.code, one.label) for one in partners), (NOBODY, UNKNOWN, _("no partner"))]
    counts = found.by_province_and_partner
    lines = [
        {
            "label": label,
            "url": link(province=area),
            "count": counts[area, ANYBODY],
            "cells": [
                (label, counts[area, party], link(province=area, partner=code)) for party, code, label in columns
            ],
        }
        for area, label in areas
    ]
    context = {"wish": wish, "lines": lines, "partners": partners, "count": len(found), "back": link()}
    return render_page(request, "network/organisations_map.html", context)


def _link_to_list(query: QueryDict) -> Callable[..., str]:
    path = reverse("network:organisations")

    def link(**chosen: str) -> str:
        return path + changed_query(query, dict(chosen))

    return link


@allow(Policy.SIGNED_IN)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The list as a file: exactly the rows of the page's filters, in its order."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    file_format = request.GET.get("format", "csv")
    wish = asked(request.GET)
    try:
        payload = exports.export_organisations(viewer, wish.filters, file_format, most=exports.MOST_ROWS)
    except Refused as refused:
        tell(request, refused.sentence, kind="no")
        return redirect(reverse("network:organisations") + changed_query(request.GET, {"format": None}))
    return HttpResponse(
        payload,
        content_type=exports.FORMATS[file_format],
        headers={"Content-Disposition": f'attachment; filename="organisations.{file_format}"'},
    )
