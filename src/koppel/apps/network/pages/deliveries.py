"""Pages about deliveries: the list, a new one, its columns, how it went, and what a partner chose for all of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from koppel.apps.network.actions import deliveries as actions
from koppel.apps.network.actions.records import Choice
from koppel.apps.network.forms.audiences import audience_values
from koppel.apps.network.forms.deliveries import ColumnsForm, DeliveryForm, DeliverySettingsForm
from koppel.apps.network.models import Delivery
from koppel.apps.network.pages import delivery_parts as parts
from koppel.apps.network.queries import deliveries as queries
from koppel.apps.network.queries import delivery_sentences as sentences
from koppel.apps.network.rules.deliveries import DEFAULT_PARK_SHARE
from koppel.apps.sharing import queries as sharing_queries
from koppel.apps.sharing.models import Audience
from koppel.apps.sharing.rules import NotFound, Policy, Refused, Viewer, allow, may_deliver
from koppel.apps.ui.export import csv_bytes
from koppel.apps.ui.notes import tell
from koppel.apps.ui.pages import render_page

ROWS_A_PAGE = 25
State = Delivery.State


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def _delivery_or_404(request: HttpRequest, address: UUID) -> Delivery:
    """A delivery of the viewer's own partner; another's does not exist here."""
    try:
        return queries.delivery(address)
    except NotFound as missing:
        raise Http404 from missing


def _audience_arguments(viewer: Viewer) -> dict[str, Any]:
    assert viewer.party_id is not None
    return {"parties": sharing_queries.parties_to_share_with(), "owner": sharing_queries.party(viewer.party_id)}


def _chosen_before(viewer: Viewer) -> dict[str, Any]:
    """The audience that new records got last time; all partners at first."""
    assert viewer.party_id is not None
    before = queries.settings_of(viewer.party_id)
    audience_id = before.new_audience_id if before is not None else None
    if audience_id is None:
        return {"audience": Audience.Kind.PARTNERS.value}
    return audience_values(sharing_queries.audience(audience_id), viewer.party_id)


@allow(Policy.STAFF)
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """The deliveries of one's own partner, newest first."""
    page = Paginator(queries.deliveries(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [parts.listed(delivery) for delivery in page],
        "may_deliver": bool(may_deliver(_viewer(request))),
    }
    return render_page(request, "network/deliveries.html", context)


@allow(Policy.STEWARD)
@require_http_methods(["GET", "POST"])
def delivery_new(request: HttpRequest) -> HttpResponse:
    """Deliver a file: it is looked at, and its columns are shown before anything is stored in the network."""
    viewer = _viewer(request)
    arguments = _audience_arguments(viewer)
    if request.method == "GET":
        form = DeliveryForm(initial=_chosen_before(viewer), **arguments)
        return render_page(request, "network/delivery_new.html", {"form": form})
    form = DeliveryForm(request.POST, request.FILES, **arguments)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            received = actions.receive_delivery(viewer, file_name=file.name, payload=file.read(), choice=form.choice)
        except Refused as refusal:
            form.add_error("file", refusal.sentence)
        else:
            return redirect("network:delivery_columns", received.uuid)
    return render_page(request, "network/delivery_new.html", {"form": form}, status=422)


@allow(Policy.STEWARD)
@require_http_methods(["GET", "POST"])
def delivery_columns(request: HttpRequest, address: UUID) -> HttpResponse:
    """What the columns of a delivery mean: as recognised, to correct and to confirm."""
    delivery = _delivery_or_404(request, address)
    if delivery.state != State.COLUMNS:
        return redirect("network:delivery", delivery.uuid)
    arguments = {"sheets": delivery.preview["sheets"], "mappings": delivery.mappings}
    form = ColumnsForm(request.POST if request.method == "POST" else None, **arguments)
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_columns(_viewer(request), delivery.uuid, mappings=form.mappings)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("network:delivery", delivery.uuid)
    context = {
        "delivery": delivery,
        "form": form,
        "notes": [sentences.note(code) for code in delivery.preview["notes"]],
        "rows": sum(sheet["rows"] for sheet in delivery.preview["sheets"]),
    }
    return render_page(request, "network/delivery_columns.html", context, status=422 if form.errors else 200)


@allow(Policy.STAFF)
@require_safe
def delivery(request: HttpRequest, address: UUID) -> HttpResponse:
    """How a delivery goes: its steps, its figures, what was noticed per row, and what to decide."""
    viewer = _viewer(request)
    found = _delivery_or_404(request, address)
    now = timezone.now()
    context: dict[str, Any] = {
        "delivery": found,
        "steps": parts.steps(found),
        "progress": parts.progress(found, now=now),
        "figures": parts.figures(found),
        "refusal": sentences.refusal(found.refusal["code"], found.refusal["params"]) if found.refusal else "",
        "may_deliver": bool(may_deliver(viewer)),
        "put_back": queries.may_be_put_back(found) if may_deliver(viewer) else None,
        "restored": queries.restored(found),
        "same_as": parts.same_as(found),
        "history": parts.history(found),
        "changed_share": parts.changed_share(found),
    }
    report = request.GET.get("show", parts.first_report(found))
    try:
        rows = queries.rows(found, report)
    except NotFound as missing:
        raise Http404 from missing
    if parts.has_rows(found):
        page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
        lines = [line for row in page for line in sentences.report_lines(row)]
        context |= {"rows_told": parts.rows_told(found)}
        context |= {"report": report, "chips": parts.chips(found, report), "page": page, "lines": lines}
    return render_page(request, "network/delivery.html", context, fragment="network/_delivery_rows.html")


@allow(Policy.STAFF)
@require_safe
def delivery_progress(request: HttpRequest, address: UUID) -> HttpResponse:
    """How far a delivery is now; once another step begins, the whole page is loaded again."""
    found = _delivery_or_404(request, address)
    progress = parts.progress(found, now=timezone.now())
    if not request.headers.get("HX-Request"):
        return redirect("network:delivery", found.uuid)
    if progress is None or found.state != request.GET.get("state", found.state):
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"delivery": found, "progress": progress}
    return render_page(request, "network/_delivery_progress.html", context)


@allow(Policy.STAFF)
@require_safe
def delivery_report(request: HttpRequest, address: UUID) -> HttpResponse:
    """The row report of a delivery as a CSV file."""
    found = _delivery_or_404(request, address)
    try:
        rows = queries.rows(found, request.GET.get("show", "remarks"))
    except NotFound as missing:
        raise Http404 from missing
    lines = (line for row in rows.iterator(chunk_size=1_000) for line in sentences.report_lines(row))
    written = csv_bytes(parts.report_headers(), ([line[column] for column in parts.REPORT_COLUMNS] for line in lines))
    response = HttpResponse(written, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rows-{timezone.localdate(found.created_at)}.csv"'
    return response


@allow(Policy.STEWARD)
@require_POST
def delivery_approve(request: HttpRequest, address: UUID) -> HttpResponse:
    """Let a parked delivery go on."""
    found = _delivery_or_404(request, address)
    try:
        actions.approve_delivery(_viewer(request), found.uuid)
    except Refused as refusal:
        tell(request, refusal.sentence, kind="no")
    else:
        tell(request, _("Koppel now makes records of its rows."), lead=_("Approved."))
    return redirect("network:delivery", found.uuid)


@allow(Policy.STEWARD)
@require_POST
def delivery_withdraw(request: HttpRequest, address: UUID) -> HttpResponse:
    """Stop a delivery that is not in the network yet."""
    found = _delivery_or_404(request, address)
    try:
        actions.withdraw_delivery(_viewer(request), found.uuid)
    except Refused as refusal:
        tell(request, refusal.sentence, kind="no")
    else:
        tell(request, _("Nothing of it is in the network."), lead=_("Stopped."))
    return redirect("network:delivery", found.uuid)


@allow(Policy.STEWARD)
@require_POST
def delivery_restore(request: HttpRequest, address: UUID) -> HttpResponse:
    """Put back the delivery before this one."""
    found = _delivery_or_404(request, address)
    try:
        again = actions.restore_previous(_viewer(request), found.uuid)
    except Refused as refusal:
        tell(request, refusal.sentence, kind="no")
        return redirect("network:delivery", found.uuid)
    tell(request, _("The file of the delivery before it is delivered again."), lead=_("Put back."))
    return redirect("network:delivery", again.uuid)


@allow(Policy.STEWARD)
@require_http_methods(["GET", "POST"])
def delivery_settings(request: HttpRequest) -> HttpResponse:
    """What counts for all deliveries of one's own partner."""
    viewer = _viewer(request)
    arguments = _audience_arguments(viewer)
    if request.method == "GET":
        before = queries.settings_of(viewer.party_id or 0)
        share = before.park_share if before is not None else DEFAULT_PARK_SHARE
        form = DeliverySettingsForm(initial={**_chosen_before(viewer), "park_percent": round(share * 100)}, **arguments)
        return render_page(request, "network/delivery_settings.html", {"form": form})
    form = DeliverySettingsForm(request.POST, **arguments)
    if form.is_valid():
        choice: Choice = form.choice
        try:
            actions.choose_settings(viewer, choice=choice, park_share=form.cleaned_data["park_percent"] / 100)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            tell(request, _("This counts from the next delivery on."), lead=_("Saved."))
            return HttpResponseRedirect(request.path)
    return render_page(request, "network/delivery_settings.html", {"form": form}, status=422)
