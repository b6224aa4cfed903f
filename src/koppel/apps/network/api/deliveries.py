"""Endpoints for deliveries: send a file, confirm its columns, follow it, read its row report."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Query, Router
from ninja.errors import HttpError
from ninja.files import UploadedFile

from koppel.apps.network.actions import deliveries as actions
from koppel.apps.network.api import shapes
from koppel.apps.network.api.answers import choice_of, cursor_of, number_in
from koppel.apps.network.models import Delivery
from koppel.apps.network.queries import deliveries as queries
from koppel.apps.network.queries import delivery_sentences as sentences
from koppel.apps.network.rules.deliveries import named_sheets
from koppel.apps.sharing.rules import Policy, endpoint

router = Router()
LARGEST_UPLOAD_BYTES = 100 * 1024 * 1024
ROWS_A_PAGE = 200


def _out(delivery: Delivery) -> dict[str, Any]:
    fields = (
        "file_name", "state", "format", "size_bytes", "done_rows", "total_rows", "counts", "mappings", "created_at",
    )  # fmt: skip
    refusal = (
        sentences.refusal(delivery.refusal["code"], delivery.refusal.get("params", {})) if delivery.refusal else ""
    )
    return {"id": delivery.uuid, "refusal": refusal, **{field: getattr(delivery, field) for field in fields}}


@router.post("/deliveries", response={201: shapes.DeliveryOut}, operation_id="deliver")
@endpoint(Policy.STEWARD, "deliver")
def deliver(
    request: HttpRequest,
    file: Annotated[UploadedFile, File()],
    audience: Literal["public", "partners", "private"] | None = None,
    confirm: bool = True,
) -> Any:
    """Send one export of your partner. With ``confirm`` the recognised columns are taken and it goes on at once."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if (file.size or 0) > LARGEST_UPLOAD_BYTES:
        raise HttpError(413, "The file is over 100 MB. Split it, or leave out columns that are not needed.")
    choice = choice_of(shapes.AudienceIn(kind=audience)) if audience else None
    delivery = actions.receive_delivery(viewer, file_name=file.name or "", payload=file.read(), choice=choice)
    if confirm:
        delivery = actions.confirm_columns(viewer, delivery.uuid, mappings=named_sheets(delivery.mappings))
    return 201, _out(delivery)


@router.get("/deliveries", response=list[shapes.DeliveryOut], operation_id="deliveries")
@endpoint(Policy.STAFF)
def deliveries(request: HttpRequest) -> Any:
    """The newest hundred deliveries of your partner."""
    return [_out(delivery) for delivery in queries.deliveries()[:100]]


@router.get("/deliveries/{delivery}", response=shapes.DeliveryOut, operation_id="delivery")
@endpoint(Policy.STAFF)
def delivery(request: HttpRequest, delivery: UUID) -> Any:
    """One delivery of your partner."""
    return _out(queries.delivery(delivery))


@router.get("/deliveries/{delivery}/rows", response=shapes.DeliveryRowPage, operation_id="delivery_rows")
@endpoint(Policy.STAFF)
def delivery_rows(
    request: HttpRequest,
    delivery: UUID,
    outcome: Literal["remarks", "repaired", "check", "refused", "all"] = "remarks",
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> Any:
    """The row report: what was repaired, to check or refused, and why."""
    start = number_in(cursor)
    rows = list(queries.rows(queries.delivery(delivery), outcome)[start : start + ROWS_A_PAGE + 1])
    more = len(rows) > ROWS_A_PAGE
    return {
        "items": [
            {
                "row": row.row,
                "sheet": row.sheet,
                "reference": row.reference,
                "name": row.name,
                "outcome": row.outcome,
                "change": row.change,
                "remarks": [{**noticed, "sentence": sentences.remark(noticed)} for noticed in row.remarks],
            }
            for row in rows[:ROWS_A_PAGE]
        ],
        "next": cursor_of(start + ROWS_A_PAGE) if more else None,
    }


@router.post("/deliveries/{delivery}/columns", response=shapes.DeliveryOut, operation_id="confirm_columns")
@endpoint(Policy.STEWARD, "deliver")
def confirm_columns(request: HttpRequest, delivery: UUID, columns: shapes.ColumnsIn) -> Any:
    """Confirm or correct what the columns mean; the rows are read from here on."""
    viewer = request.viewer  # type: ignore[attr-defined]
    mappings = columns.mappings or queries.delivery(delivery).mappings
    choice = choice_of(columns.audience) if columns.audience else None
    return _out(actions.confirm_columns(viewer, delivery, mappings=mappings, choice=choice))


@router.post("/deliveries/{delivery}/approval", response=shapes.DeliveryOut, operation_id="approve_delivery")
@endpoint(Policy.STEWARD, "deliver")
def approve_delivery(request: HttpRequest, delivery: UUID) -> Any:
    """Let a parked delivery go on."""
    return _out(actions.approve_delivery(request.viewer, delivery))  # type: ignore[attr-defined]


@router.post("/deliveries/{delivery}/withdrawal", response=shapes.DeliveryOut, operation_id="withdraw_delivery")
@endpoint(Policy.STEWARD, "deliver")
def withdraw_delivery(request: HttpRequest, delivery: UUID) -> Any:
    """Stop a delivery that has not become records yet."""
    return _out(actions.withdraw_delivery(request.viewer, delivery))  # type: ignore[attr-defined]


@router.post("/deliveries/{delivery}/restoration", response=shapes.DeliveryOut, operation_id="restore_previous")
@endpoint(Policy.STEWARD, "deliver")
def restore_previous(request: HttpRequest, delivery: UUID) -> Any:
    """Put back the delivery before this one."""
    return _out(actions.restore_previous(request.viewer, delivery))  # type: ignore[attr-defined]
