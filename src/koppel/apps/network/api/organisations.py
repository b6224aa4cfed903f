"""Endpoints for partners, the list of organisations, one organisation, and exports."""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from koppel.apps.network.actions import exports
from koppel.apps.network.api import shapes
from koppel.apps.network.api.answers import cursor_of, number_in, record_out
from koppel.apps.network.forms.organisations import asked
from koppel.apps.network.queries import organisations as queries
from koppel.apps.network.queries import profiles
from koppel.apps.network.rules.profiles import Value
from koppel.apps.sharing import queries as sharing_queries
from koppel.apps.sharing.rules import Policy, endpoint

router = Router()
ROWS_A_PAGE = 100
Values = list[Annotated[str, Field(max_length=200)]]


class Filters(Schema):
    """What a list is narrowed to, as in the address of its page; ``unknown`` is a value of each facet."""

    q: Annotated[str, Field(max_length=200)] = ""
    province: Values = []
    partner: Values = []
    kind: Values = []
    sector: Values = []
    sort: Literal["best", "name", "-name", "networks", "-networks", "place", "-place"] = "name"


@router.get("/partners", response=list[shapes.Partner], operation_id="partners")
@endpoint(Policy.PUBLIC)
def partners(request: HttpRequest) -> Any:
    """The agencies and the association that work here, in their fixed order."""
    return [
        {
            "code": partner.code,
            "label": partner.label,
            "name": partner.name,
            "provinces": partner.provinces,
            "website": partner.website,
            "is_hub": partner.is_hub,
        }
        for partner in sharing_queries.partners()
    ]


@router.get("/me", response=shapes.Me, operation_id="me")
@endpoint(Policy.SIGNED_IN)
def me(request: HttpRequest) -> Any:
    """Whose token this is, and what it may be used for."""
    viewer = request.viewer  # type: ignore[attr-defined]
    scopes = sorted(viewer.scopes or ())
    return {"name": viewer.name, "role": viewer.role, "partner": viewer.party_code, "scopes": scopes}


@router.get("/organisations", response=shapes.OrganisationPage, operation_id="organisations")
@endpoint(Policy.PUBLIC)
def organisations(
    request: HttpRequest, filters: Query[Filters], cursor: Annotated[str, Query(max_length=200)] = ""
) -> Any:
    """The organisations that you may see: searched, filtered, ordered, a hundred at a time."""
    start = number_in(cursor)
    found = queries.organisations(**asked(request.GET).filters)
    page = cast(list[queries.Listed], found[start : start + ROWS_A_PAGE])
    more = start + ROWS_A_PAGE < len(found)
    return {
        "items": [{**exports.as_values(listed), "id": listed.organisation} for listed in page],
        "total": len(found),
        "next": cursor_of(start + ROWS_A_PAGE) if more else None,
    }


@router.get("/organisations/export", operation_id="export_organisations", response={200: None})
@endpoint(Policy.SIGNED_IN, "export")
def export_organisations(
    request: HttpRequest,
    filters: Query[Filters],
    format: Literal["csv", "xlsx", "json"] = "csv",  # noqa: A002
) -> HttpResponse:
    """The whole list as a file, safe against formulas."""
    viewer = request.viewer  # type: ignore[attr-defined]
    payload = exports.export_organisations(viewer, asked(request.GET).filters, format)
    answer = HttpResponse(payload, content_type=exports.FORMATS[format])
    answer["Content-Disposition"] = f'attachment; filename="organisations.{format}"'
    return answer


@router.get("/organisations/{organisation}", response=shapes.OrganisationOut, operation_id="organisation")
@endpoint(Policy.PUBLIC)
def organisation(request: HttpRequest, organisation: UUID) -> Any:
    """One organisation: its merged profile with the source of each value, and its visible records.

    The answer's id differs from the one asked when that organisation was merged into another.
    """
    portrait = profiles.portrait(organisation)
    return {
        "id": portrait.organisation.uuid,
        "profile": [
            {
                "field": line.field,
                "value": _text(line.chosen),
                "sources": list(line.chosen.sources),
                "differs": line.differs,
                "others": [{"value": _text(other), "sources": list(other.sources)} for other in line.others],
            }
            for line in portrait.profile.lines
        ],
        "partners": sorted(portrait.present),
        "records": [record_out(one.record) for one in portrait.standing],
    }


def _text(value: Value) -> str:
    """A value as one line; the parts of an address in the order in which they are written."""
    return " ".join(part for part in value.parts.values() if part)
