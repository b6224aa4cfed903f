"""Endpoints for people and contact moments of one organisation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from koppel.apps.network.actions import contacts as actions
from koppel.apps.network.api import shapes
from koppel.apps.network.api.answers import choice_of, moment_out, person_out
from koppel.apps.network.queries import contacts, profiles
from koppel.apps.sharing.rules import Policy, endpoint

router = Router()


def _fields(given: shapes.PersonIn | shapes.MomentIn) -> dict[str, Any]:
    return given.model_dump(exclude={"audience"})


@router.get("/organisations/{organisation}/people", response=list[shapes.PersonOut], operation_id="people")
@endpoint(Policy.STAFF)
def people(request: HttpRequest, organisation: UUID) -> Any:
    """The people at an organisation that you may know of."""
    return [person_out(person) for person in contacts.people(profiles.organisation(organisation))]


@router.get("/organisations/{organisation}/contact-moments", response=list[shapes.MomentOut], operation_id="moments")
@endpoint(Policy.STAFF)
def moments(request: HttpRequest, organisation: UUID) -> Any:
    """The contact moments with an organisation that you may know of, newest first."""
    return [moment_out(moment) for moment in contacts.moments(profiles.organisation(organisation))]


@router.post("/records/{record}/people", response={201: shapes.PersonOut}, operation_id="add_person")
@endpoint(Policy.STAFF, "write")
def add_person(request: HttpRequest, record: UUID, fields: shapes.PersonIn) -> Any:
    """Write down somebody at the organisation of one's own record."""
    viewer = request.viewer  # type: ignore[attr-defined]
    added = actions.add_person(viewer, record, _fields(fields), choice_of(fields.audience), now=timezone.now())
    return 201, person_out(added)


@router.delete("/people/{person}", response={204: None}, operation_id="remove_person")
@endpoint(Policy.STAFF, "write")
def remove_person(request: HttpRequest, person: UUID) -> Any:
    """Erase a person of one's own partner for good."""
    actions.remove_person(request.viewer, person)  # type: ignore[attr-defined]
    return 204, None


@router.post("/records/{record}/contact-moments", response={201: shapes.MomentOut}, operation_id="note_contact")
@endpoint(Policy.STAFF, "write")
def note_contact(request: HttpRequest, record: UUID, fields: shapes.MomentIn) -> Any:
    """Write down a contact with the organisation of one's own record."""
    viewer = request.viewer  # type: ignore[attr-defined]
    values = _fields(fields)
    person = values.pop("person")
    noted = actions.note_contact(viewer, record, values, choice_of(fields.audience), person=person, now=timezone.now())
    return 201, moment_out(noted)


@router.delete("/contact-moments/{moment}", response={204: None}, operation_id="remove_contact")
@endpoint(Policy.STAFF, "write")
def remove_contact(request: HttpRequest, moment: UUID) -> Any:
    """Erase a contact moment of one's own partner for good."""
    actions.remove_contact(request.viewer, moment)  # type: ignore[attr-defined]
    return 204, None
