"""Endpoints for one's own records: add, change, share, withdraw, remove, restore."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from koppel.apps.network.actions import records as actions
from koppel.apps.network.api import shapes
from koppel.apps.network.api.answers import choice_of, record_out
from koppel.apps.network.forms.records import RecordForm
from koppel.apps.network.queries import profiles
from koppel.apps.sharing.rules import Policy, endpoint

router = Router()


class InvalidFields(Exception):
    """Fields that do not fit, found by the rules of the pages; carries field and sentence."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__("Some fields do not fit.")
        self.errors = errors


def _values(given: shapes.RecordIn) -> dict[str, str]:
    """What an owner writes, cleaned by the same form as on the page.

    Raises:
        InvalidFields: a value does not fit.
    """
    form = RecordForm(given.model_dump())
    if not form.is_valid():
        raise InvalidFields({field: [str(error) for error in errors] for field, errors in form.errors.items()})
    return {**form.values, "reference": given.reference}


@router.get("/records/{record}", response=shapes.RecordOut, operation_id="record")
@endpoint(Policy.PUBLIC)
def record(request: HttpRequest, record: UUID) -> Any:
    """One visible record."""
    return record_out(profiles.record(record))


@router.post("/records", response={201: shapes.RecordOut}, operation_id="add_record")
@endpoint(Policy.OWNER, "write")
def add_record(request: HttpRequest, fields: shapes.NewRecordIn) -> Any:
    """Add an organisation by hand, as a record of one's own party."""
    viewer = request.viewer  # type: ignore[attr-defined]
    added = actions.add_record(viewer, _values(fields), choice_of(fields.audience), now=timezone.now())
    return 201, record_out(profiles.record(added.uuid))


@router.put("/records/{record}", response=shapes.RecordOut, operation_id="edit_record")
@endpoint(Policy.OWNER, "write")
def edit_record(request: HttpRequest, record: UUID, fields: shapes.ChangedRecordIn) -> Any:
    """Change one's own record; 409 when somebody changed it since it was read."""
    viewer = request.viewer  # type: ignore[attr-defined]
    actions.edit_record(viewer, record, _values(fields), version=fields.version, now=timezone.now())
    return record_out(profiles.record(record))


@router.put("/records/{record}/audience", response=shapes.RecordOut, operation_id="share_record")
@endpoint(Policy.OWNER, "write")
def share_record(request: HttpRequest, record: UUID, audience: shapes.AudienceIn) -> Any:
    """Choose who may see one's own record; counts from the next request on."""
    viewer = request.viewer  # type: ignore[attr-defined]
    actions.share_record(viewer, record, choice_of(audience), now=timezone.now())
    return record_out(profiles.record(record))


@router.post("/records/{record}/withdrawal", response=shapes.RecordOut, operation_id="withdraw_record")
@endpoint(Policy.OWNER, "write")
def withdraw_record(request: HttpRequest, record: UUID) -> Any:
    """Make one's own record private at once."""
    actions.withdraw_record(request.viewer, record)  # type: ignore[attr-defined]
    return record_out(profiles.record(record))


@router.delete("/records/{record}", response={204: None}, operation_id="remove_record")
@endpoint(Policy.OWNER, "write")
def remove_record(request: HttpRequest, record: UUID) -> Any:
    """Take one's own record out of the network; it can be restored."""
    actions.remove_record(request.viewer, record, now=timezone.now())  # type: ignore[attr-defined]
    return 204, None


@router.post("/records/{record}/restoration", response=shapes.RecordOut, operation_id="restore_record")
@endpoint(Policy.OWNER, "write")
def restore_record(request: HttpRequest, record: UUID) -> Any:
    """Put a removed record back."""
    actions.restore_record(request.viewer, record)  # type: ignore[attr-defined]
    return record_out(profiles.record(record))
