"""The operator's pages about partners and about organisations that have users here."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from koppel.apps.accounts.forms.parties import CompanyForm, NewPartnerForm, PartnerForm
from koppel.apps.sharing import actions, queries
from koppel.apps.sharing.rules import NotFound, Policy, Refused, allow
from koppel.apps.ui.notes import tell
from koppel.apps.ui.pages import render_page


@allow(Policy.OPERATOR)
def partners(request: HttpRequest) -> HttpResponse:
    """All partners, also those that were switched off."""
    return render_page(request, "accounts/partners.html", {"partners": queries.every_partner()})


@allow(Policy.OPERATOR)
def new_partner(request: HttpRequest) -> HttpResponse:
    """Add a partner."""
    form = NewPartnerForm(request.POST or None, initial={"position": len(queries.every_partner()) + 1})
    if request.method == "POST" and form.is_valid():
        try:
            partner = actions.add_partner(request.viewer, **form.cleaned_data)  # type: ignore[attr-defined]
        except Refused as refusal:
            form.add_error("code", refusal.sentence)
        else:
            tell(request, _("%(name)s was added. Invite its first administrator next.") % {"name": partner.name})
            return redirect("accounts:partners")
    return render_page(request, "accounts/partner.html", {"form": form}, status=422 if form.errors else 200)


@allow(Policy.OPERATOR)
def partner(request: HttpRequest, party_uuid: UUID) -> HttpResponse:
    """Change a partner."""
    try:
        shown = queries.party_by_uuid(party_uuid)
    except NotFound:
        raise Http404 from None
    initial = {name: getattr(shown, name) for name in PartnerForm.base_fields}
    form = PartnerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.edit_partner(request.viewer, party_uuid, **form.cleaned_data)  # type: ignore[attr-defined]
        tell(request, _("%(name)s was changed.") % {"name": shown.name})
        return redirect("accounts:partners")
    context = {"form": form, "partner": shown}
    return render_page(request, "accounts/partner.html", context, status=422 if form.errors else 200)


@allow(Policy.OPERATOR)
def companies(request: HttpRequest) -> HttpResponse:
    """Organisations that have users here, and a form to add one."""
    form = CompanyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            company = actions.add_company(request.viewer, **form.cleaned_data)  # type: ignore[attr-defined]
        except Refused as refusal:
            form.add_error("code", refusal.sentence)
        else:
            sentence = _("%(name)s was added. Stewards of partners can invite its users now.")
            tell(request, sentence % {"name": company.name})
            return redirect("accounts:companies")
    context = {"form": form, "companies": queries.companies()}
    return render_page(request, "accounts/companies.html", context, status=422 if form.errors else 200)
