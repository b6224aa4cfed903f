"""Pages about one record of one's own: add, edit, who sees it, withdraw, remove, restore."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from koppel.apps.network.actions import records as actions
from koppel.apps.network.forms.audiences import AudienceForm, audience_values
from koppel.apps.network.forms.records import WRITTEN, AddRecordForm, RecordForm, differences, record_values
from koppel.apps.network.models import Record
from koppel.apps.network.queries import doubles, profiles
from koppel.apps.network.queries.profiles import Readers
from koppel.apps.sharing import queries as sharing_queries
from koppel.apps.sharing.models import Audience
from koppel.apps.sharing.rules import NotFound, Policy, Refused, Viewer, allow, may_edit_record
from koppel.apps.ui.notes import tell
from koppel.apps.ui.pages import render_page


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def own_record_or_404(address: UUID) -> Record:
    """A record of the viewer's own party; another party's does not exist here."""
    try:
        return profiles.own_record(address)
    except NotFound as missing:
        raise Http404 from missing


def page_of(record: Record) -> str:
    """The page of a record's organisation; the list while it has none yet, just after a delivery."""
    if record.organisation is None:
        return reverse("network:organisations")
    return reverse("network:organisation", args=[record.organisation.uuid])


def audience_arguments(viewer: Viewer) -> dict[str, Any]:
    """What a form about an audience needs to know: the parties to choose from, and whose record it is."""
    assert viewer.party_id is not None
    return {"parties": sharing_queries.parties_to_share_with(), "owner": sharing_queries.party(viewer.party_id)}


@allow(Policy.OWNER)
@require_http_methods(["GET", "POST"])
def record_add(request: HttpRequest) -> HttpResponse:
    """Add an organisation by hand; warns when it may be here already, and never refuses for that."""
    viewer = _viewer(request)
    arguments = audience_arguments(viewer)
    if request.method == "GET":
        form = AddRecordForm(initial=_first_answers(request), **arguments)
        return render_page(
            request, "network/record_add.html", {"form": form, "doubles": [], "is_company": viewer.is_company}
        )
    form = AddRecordForm(request.POST, **arguments)
    found: list[doubles.Double] = []
    if form.is_valid():
        if not form.cleaned_data["sure"]:
            found = doubles.possible_doubles(form.values)
        if not found:
            try:
                record = actions.add_record(viewer, form.values, form.choice, now=timezone.now())
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                tell(request, _("Koppel now compares it with the other networks."), lead=_("Added."))
                return HttpResponseRedirect(page_of(record))
    context = {"form": form, "doubles": found, "asks": bool(found), "is_company": viewer.is_company}
    return render_page(request, "network/record_add.html", context, status=200 if found else 422)


def _first_answers(request: HttpRequest) -> dict[str, Any]:
    """What the form begins with: the visible profile of an organisation that one adds a record of, or a name."""
    answers: dict[str, Any] = {"audience": Audience.Kind.PARTNERS.value, "name": request.GET.get("name", "")[:400]}
    try:
        profile = profiles.profile(UUID(request.GET.get("organisation", "")))
    except (ValueError, NotFound):
        return answers
    return answers | {field: text for field in WRITTEN if (text := profile.text(field))}


@allow(Policy.OWNER)
@require_safe
def record_similar(request: HttpRequest) -> HttpResponse:
    """The organisations that it might be, while typing."""
    typed = {field: request.GET.get(field, "")[:400] for field in ("name", "kvk", "website", "city")}
    context = {"doubles": doubles.possible_doubles(typed)}
    return render_page(request, "network/record_similar.html", context, fragment="network/_doubles.html")


@allow(Policy.OWNER)
@require_http_methods(["GET", "POST"])
def record_edit(request: HttpRequest, address: UUID) -> HttpResponse:
    """Change one's own record; who saves second sees both versions."""
    record = own_record_or_404(address)
    context: dict[str, Any] = {"record": record, "page": page_of(record)}
    if request.method == "GET":
        return render_page(
            request, "network/record_edit.html", context | {"form": RecordForm(initial=record_values(record))}
        )
    form = RecordForm(request.POST)
    if form.is_valid():
        try:
            actions.edit_record(
                _viewer(request),
                address,
                form.values,
                version=form.cleaned_data["version"] or 0,
                now=timezone.now(),
            )
        except actions.Clash as clash:
            context |= {"record": clash.current, "clash": differences(clash.current, form.values)}
            form = RecordForm(form.values | {"version": clash.current.version})
            return render_page(request, "network/record_edit.html", context | {"form": form}, status=409)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            tell(request, _("Koppel compares it with the other networks again."), lead=_("Saved."))
            return HttpResponseRedirect(page_of(record))
    return render_page(request, "network/record_edit.html", context | {"form": form}, status=422)


@allow(Policy.PUBLIC)
@require_safe
def record_audience(request: HttpRequest, address: UUID) -> HttpResponse:
    """Who sees this record and why; its owner changes it here."""
    return _audience_page(request, _visible_record(address))


@allow(Policy.OWNER)
@require_POST
def record_share(request: HttpRequest, address: UUID) -> HttpResponse:
    """Choose who may see one's own record."""
    record = own_record_or_404(address)
    form = AudienceForm(request.POST, **audience_arguments(_viewer(request)))
    if form.is_valid():
        try:
            actions.share_record(
                _viewer(request), address, form.choice, now=timezone.now(), seen=form.cleaned_data["seen"]
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            tell(request, _("It counts from now on, on every page."), lead=_("Saved."))
            return HttpResponseRedirect(reverse("network:record_audience", args=[address]))
    return _audience_page(request, profiles.own_record(record.uuid), form, status=422)


def _audience_page(
    request: HttpRequest, record: Record, form: AudienceForm | None = None, *, status: int = 200
) -> HttpResponse:
    viewer = _viewer(request)
    readers = profiles.readers(record)
    may_edit = bool(may_edit_record(viewer, record.owner_id)) and record.gone_at is None
    if form is None and may_edit:
        values = audience_values(readers.audience, record.owner_id)
        form = AudienceForm(initial=values, **audience_arguments(viewer))
    context = {
        "record": record,
        "readers": readers,
        "because": _because(viewer, record, readers),
        "form": form,
        "may_edit": may_edit,
        "page": page_of(record),
        "source": profiles.portrait_of([record]).sights[0].source,
    }
    return render_page(request, "network/record_audience.html", context, status=status)


def _because(viewer: Viewer, record: Record, readers: Readers) -> str:
    if viewer.party_id == record.owner_id:
        return _("You see it because it is yours.")
    kind = readers.audience.kind
    if kind == Audience.Kind.PUBLIC:
        return _("You see it because its owner shows it to everyone.")
    if kind == Audience.Kind.PARTNERS:
        return _("You see it because its owner shows it to all partners, and you work for one.")
    return _("You see it because its owner put you in a circle.")


def _visible_record(address: UUID) -> Record:
    try:
        return profiles.record(address)
    except NotFound as missing:
        raise Http404 from missing


@allow(Policy.OWNER)
@require_POST
def record_withdraw(request: HttpRequest, address: UUID) -> HttpResponse:
    """Make one's own record private at once."""
    record = own_record_or_404(address)
    try:
        _record, before = actions.withdraw_record(_viewer(request), address)
    except Refused as refusal:
        tell(request, refusal.sentence, kind="no")
    else:
        undo = (
            ""
            if before.kind == Audience.Kind.PRIVATE
            else reverse("network:record_share_again", args=[address, before.uuid])
        )
        tell(request, _("From now on only you see this record."), lead=_("Withdrawn."), undo=undo)
    return HttpResponseRedirect(page_of(record))


@allow(Policy.OWNER)
@require_POST
def record_share_again(request: HttpRequest, address: UUID, audience: UUID) -> HttpResponse:
    """Undo a withdrawal."""
    record = own_record_or_404(address)
    try:
        actions.share_again(_viewer(request), address, audience, today=timezone.localdate())
    except NotFound as missing:
        raise Http404 from missing
    except Refused as refusal:
        tell(request, refusal.sentence, kind="no")
    else:
        tell(request, _("The record is shared again as it was."), lead=_("Undone."))
    return HttpResponseRedirect(page_of(record))


@allow(Policy.OWNER)
@require_POST
def record_remove(request: HttpRequest, address: UUID) -> HttpResponse:
    """Take one's own record out of the network."""
    own_record_or_404(address)
    try:
        record = actions.remove_record(_viewer(request), address, now=timezone.now())
    except Refused as refusal:
        tell(request, refusal.sentence, kind="no")
        record = own_record_or_404(address)
    else:
        undo = reverse("network:record_restore", args=[address])
        tell(request, _("Others no longer see this record; you can restore it."), lead=_("Removed."), undo=undo)
    return HttpResponseRedirect(page_of(record))


@allow(Policy.OWNER)
@require_POST
def record_restore(request: HttpRequest, address: UUID) -> HttpResponse:
    """Put one's own removed record back."""
    own_record_or_404(address)
    try:
        record = actions.restore_record(_viewer(request), address)
    except Refused as refusal:
        tell(request, refusal.sentence, kind="no")
        record = own_record_or_404(address)
    else:
        tell(request, _("The record is back, shared as it was."), lead=_("Restored."))
    return HttpResponseRedirect(page_of(record))
