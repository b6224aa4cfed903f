"""Pages to write down, change and remove people and contact moments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from koppel.apps.network.actions import contacts as actions
from koppel.apps.network.forms.contacts import MomentForm, PersonForm, kept_values, new_values
from koppel.apps.network.models import ContactMoment, Person, Record
from koppel.apps.network.pages.records import audience_arguments, own_record_or_404, page_of
from koppel.apps.network.queries import contacts
from koppel.apps.sharing.rules import NotFound, Policy, Refused, allow
from koppel.apps.ui.notes import tell
from koppel.apps.ui.pages import render_page


def _own_person(address: UUID) -> Person:
    try:
        return contacts.own_person(address)
    except NotFound as missing:
        raise Http404 from missing


def _own_moment(address: UUID) -> ContactMoment:
    try:
        return contacts.own_moment(address)
    except NotFound as missing:
        raise Http404 from missing


def _show(request: HttpRequest, record: Record, form: PersonForm | MomentForm, **more: Any) -> HttpResponse:
    """The page with one form about a record; 422 or 409 when something is wrong with what was typed."""
    clash = more.get("clash")
    status = 409 if clash else 422 if form.is_bound else 200
    context = {
        "record": record,
        "page": page_of(record),
        "form": form,
        "is_person": isinstance(form, PersonForm),
        **more,
    }
    return render_page(request, "network/contact_form.html", context, status=status)


def _saved(request: HttpRequest, kept: Person | ContactMoment) -> HttpResponse:
    words = {
        "private": _("Only you and your colleagues see it."),
        "circle": _("The circle sees it too."),
        "partners": _("All partners see it too, as far as they see the record."),
        "public": _("Everyone sees it, as far as they see the record."),
    }
    tell(request, words[kept.audience.kind], lead=_("Saved."))
    return HttpResponseRedirect(page_of(kept.record))


@allow(Policy.STAFF)
@require_http_methods(["GET", "POST"])
def person_add(request: HttpRequest, address: UUID) -> HttpResponse:
    """Write down somebody at an organisation."""
    record = own_record_or_404(address)
    viewer = request.viewer  # type: ignore[attr-defined]
    arguments = audience_arguments(viewer)
    if request.method == "GET":
        return _show(request, record, PersonForm(initial=new_values(timezone.localdate()), **arguments))
    form = PersonForm(request.POST, **arguments)
    if form.is_valid():
        try:
            return _saved(request, actions.add_person(viewer, address, form.values, form.choice, now=timezone.now()))
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    return _show(request, record, form)


@allow(Policy.STAFF)
@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, address: UUID) -> HttpResponse:
    """Change somebody at an organisation, or who may see them."""
    person = _own_person(address)
    viewer = request.viewer  # type: ignore[attr-defined]
    arguments = audience_arguments(viewer)
    if request.method == "GET":
        return _show(request, person.record, PersonForm(initial=kept_values(person), **arguments), kept=person)
    form = PersonForm(request.POST, **arguments)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            changed = actions.edit_person(
                viewer, address, form.values, form.choice, version=version, now=timezone.now()
            )
            return _saved(request, changed)
        except actions.ContactClash as clash:
            form = PersonForm(_answers(request, clash.current), **arguments)
            return _show(request, person.record, form, kept=clash.current, clash=_differences(form, clash.current))
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    return _show(request, person.record, form, kept=person)


@allow(Policy.STAFF)
@require_http_methods(["GET", "POST"])
def person_remove(request: HttpRequest, address: UUID) -> HttpResponse:
    """Erase somebody for good, after asking."""
    person = _own_person(address)
    if request.method == "POST":
        try:
            actions.remove_person(request.viewer, address)  # type: ignore[attr-defined]
        except Refused as refusal:
            tell(request, refusal.sentence, kind="no")
        else:
            tell(request, _("The person was erased. Their contact moments stay, without a name."), lead=_("Removed."))
        return HttpResponseRedirect(page_of(person.record))
    context = {"record": person.record, "page": page_of(person.record), "kept": person, "is_person": True}
    return render_page(request, "network/contact_remove.html", context)


@allow(Policy.STAFF)
@require_http_methods(["GET", "POST"])
def moment_add(request: HttpRequest, address: UUID) -> HttpResponse:
    """Write down a moment of contact."""
    record = own_record_or_404(address)
    viewer = request.viewer  # type: ignore[attr-defined]
    arguments = audience_arguments(viewer) | {"people": contacts.own_people(record.pk)}
    if request.method == "GET":
        return _show(request, record, MomentForm(initial=new_values(timezone.localdate()), **arguments))
    form = MomentForm(request.POST, **arguments)
    if form.is_valid():
        try:
            moment = actions.note_contact(
                viewer, address, form.values, form.choice, person=form.chosen_person, now=timezone.now()
            )
            return _saved(request, moment)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    return _show(request, record, form)


@allow(Policy.STAFF)
@require_http_methods(["GET", "POST"])
def moment_edit(request: HttpRequest, address: UUID) -> HttpResponse:
    """Change a moment of contact, or who may see it."""
    moment = _own_moment(address)
    viewer = request.viewer  # type: ignore[attr-defined]
    arguments = audience_arguments(viewer) | {"people": contacts.own_people(moment.record_id)}
    if request.method == "GET":
        return _show(request, moment.record, MomentForm(initial=kept_values(moment), **arguments), kept=moment)
    form = MomentForm(request.POST, **arguments)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            changed = actions.edit_contact(
                viewer,
                address,
                form.values,
                form.choice,
                person=form.chosen_person,
                version=version,
                now=timezone.now(),
            )
            return _saved(request, changed)
        except actions.ContactClash as clash:
            form = MomentForm(_answers(request, clash.current), **arguments)
            return _show(request, moment.record, form, kept=clash.current, clash=_differences(form, clash.current))
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    return _show(request, moment.record, form, kept=moment)


@allow(Policy.STAFF)
@require_http_methods(["GET", "POST"])
def moment_remove(request: HttpRequest, address: UUID) -> HttpResponse:
    """Erase a moment of contact for good, after asking."""
    moment = _own_moment(address)
    if request.method == "POST":
        try:
            actions.remove_contact(request.viewer, address)  # type: ignore[attr-defined]
        except Refused as refusal:
            tell(request, refusal.sentence, kind="no")
        else:
            tell(request, _("The contact moment was erased."), lead=_("Removed."))
        return HttpResponseRedirect(page_of(moment.record))
    context = {"record": moment.record, "page": page_of(moment.record), "kept": moment, "is_person": False}
    return render_page(request, "network/contact_remove.html", context)


def _answers(request: HttpRequest, current: Person | ContactMoment) -> Any:
    """What was typed, on top of the version that stands now, so that saving again is a choice."""
    answers = request.POST.copy()
    answers["version"] = str(current.version)
    return answers


def _differences(form: PersonForm | MomentForm, current: Person | ContactMoment) -> list[tuple[str, str, str]]:
    """Label, what stands there now, and what was typed, where the two differ."""
    form.full_clean()
    stands = kept_values(current)
    return [
        (str(bound.label), _words(stands.get(bound.name)), _words(form.cleaned_data.get(bound.name)))
        for bound in form.visible_fields()
        if _words(stands.get(bound.name)) != _words(form.cleaned_data.get(bound.name))
    ]


def _words(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "")
