"""Users of a partner, or of everybody for an operator: list, invite, change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from koppel.apps.accounts import queries, rules
from koppel.apps.accounts.actions import invitations
from koppel.apps.accounts.actions import users as actions
from koppel.apps.accounts.forms.users import ROLE_NAMES, InviteAnywhereForm, InviteCompanyForm, InviteForm, RoleForm
from koppel.apps.sharing import queries as sharing_queries
from koppel.apps.sharing.rules import NotFound, Policy, Refused, Role, Viewer, allow
from koppel.apps.ui.notes import tell
from koppel.apps.ui.pages import render_page

USERS_PER_PAGE = 50


@allow(Policy.ADMINISTRATOR)
def users(request: HttpRequest) -> HttpResponse:
    """The users that this viewer manages, and the open invitations."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    words = request.GET.get("q", "").strip()[:100]
    chosen = request.GET.get("party", "") if viewer.is_operator else ""
    found = queries.users(viewer, words=words, party_id=_party_id(chosen))
    page = Paginator(found, USERS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "words": words,
        "rows": [(user, ROLE_NAMES[Role(user.role)], rules.needs_second_step(user.role)) for user in page],
        "invitations": _shown(queries.invitations(viewer)),
        "parties": _choices(sharing_queries.parties()) if viewer.is_operator else [],
        "party": chosen,
        "now": timezone.now(),
    }
    return render_page(request, "accounts/users.html", context, fragment="accounts/_users.html")


def _shown(found: object) -> list[tuple[object, object]]:
    return [(invitation, ROLE_NAMES[Role(invitation.role)]) for invitation in found]  # type: ignore[attr-defined]


@allow(Policy.ADMINISTRATOR)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody: to one's own partner, or as an operator to any party."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    form: InviteForm
    if viewer.is_operator:
        roles = [role for role in Role if role != Role.VISITOR]
        form = InviteAnywhereForm(request.POST or None, roles=roles, parties=_choices(sharing_queries.parties()))
    else:
        form = InviteForm(request.POST or None, roles=rules.roles_at("partner"))
    if request.method == "POST" and form.is_valid():
        party_id = _party_id(form.cleaned_data["party"]) if viewer.is_operator else viewer.party_id
        if _invited(request, form, role=form.cleaned_data["role"], party_id=party_id):
            return redirect("accounts:users")
    return render_page(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


@allow(Policy.STEWARD)
def company_users(request: HttpRequest) -> HttpResponse:
    """Invite somebody of a company or knowledge institute; the invitations that our partner sent."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    parties = _choices(sharing_queries.companies())
    form = InviteCompanyForm(request.POST or None, parties=parties)
    if (
        request.method == "POST"
        and form.is_valid()
        and _invited(request, form, role=Role.COMPANY, party_id=_party_id(form.cleaned_data["party"]))
    ):
        return redirect("accounts:company_users")
    waiting = queries.invitations(viewer).filter(role=Role.COMPANY)
    context = {"form": form, "parties": parties, "invitations": _shown(waiting), "now": timezone.now()}
    return render_page(request, "accounts/company_users.html", context, status=422 if form.errors else 200)


def _choices(parties: list[Any]) -> list[tuple[str, str]]:
    return [(str(party.uuid), party.name) for party in parties]


def _party_id(chosen: str) -> int | None:
    """The id of a chosen party; an unknown one is a missing page."""
    if not chosen:
        return None
    try:
        return sharing_queries.party_by_uuid(UUID(chosen)).pk
    except (ValueError, NotFound):
        raise Http404 from None


def _invited(request: HttpRequest, form: InviteForm | InviteCompanyForm, *, role: str, party_id: int | None) -> bool:
    """Whether the invitation went out; else the form says why not."""
    try:
        invitation = invitations.invite(
            request.viewer,  # type: ignore[attr-defined]
            email=form.cleaned_data["email"],
            role=role,
            party_id=party_id,
            language=form.cleaned_data["language"],
            now=timezone.now(),
        )
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return False
    tell(
        request,
        _("%(email)s gets a mail with a link that works for seven days.") % {"email": invitation.email},
        lead=_("Invited."),
    )
    return True


def _back_from_invitations(request: HttpRequest) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return redirect("accounts:company_users" if viewer.role == Role.STEWARD else "accounts:users")


@allow(Policy.SIGNED_IN)
@require_POST
def resend(request: HttpRequest, invitation_uuid: UUID) -> HttpResponse:
    """Send an invitation again."""
    try:
        invitations.resend_invitation(request.viewer, invitation_uuid, timezone.now())  # type: ignore[attr-defined]
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        tell(request, refusal.sentence, kind="no")
    else:
        tell(request, _("The invitation was sent again. The earlier link no longer works."))
    return _back_from_invitations(request)


@allow(Policy.SIGNED_IN)
@require_POST
def withdraw(request: HttpRequest, invitation_uuid: UUID) -> HttpResponse:
    """Withdraw an invitation."""
    try:
        invitations.withdraw_invitation(request.viewer, invitation_uuid, timezone.now())  # type: ignore[attr-defined]
    except NotFound:
        raise Http404 from None
    tell(request, _("The invitation was withdrawn. Its link no longer works."))
    return _back_from_invitations(request)


@allow(Policy.ADMINISTRATOR)
def user(request: HttpRequest, user_uuid: UUID) -> HttpResponse:
    """One user: role, active or not, second step."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    try:
        shown = queries.user(viewer, user_uuid)
    except NotFound:
        raise Http404 from None
    roles = rules.roles_at(shown.party.kind if shown.party else None)
    form = RoleForm(request.POST or None, roles=roles, initial={"role": shown.role})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_role(viewer, user_uuid, form.cleaned_data["role"], timezone.now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            tell(request, _("The role was changed. %(name)s signs in again to use it.") % {"name": shown.name})
            return redirect("accounts:user", user_uuid=user_uuid)
    context = {
        "shown": shown,
        "form": form,
        "role": ROLE_NAMES[Role(shown.role)],
        "is_self": shown.pk == viewer.user_id,
        "has_roles": len(roles) > 1,
    }
    return render_page(request, "accounts/user.html", context, status=422 if form.errors else 200)


@allow(Policy.ADMINISTRATOR)
@require_POST
def deactivate(request: HttpRequest, user_uuid: UUID) -> HttpResponse:
    """Shut a user out."""
    return _change(
        request,
        lambda: actions.deactivate_user(request.viewer, user_uuid, timezone.now()),  # type: ignore[attr-defined]
        user_uuid,
        _("The account was switched off. All sessions and tokens have ended."),
    )


@allow(Policy.ADMINISTRATOR)
@require_POST
def reactivate(request: HttpRequest, user_uuid: UUID) -> HttpResponse:
    """Let a user in again."""
    return _change(
        request,
        lambda: actions.reactivate_user(request.viewer, user_uuid),  # type: ignore[attr-defined]
        user_uuid,
        _("The account was switched on. The user can sign in again."),
    )


@allow(Policy.ADMINISTRATOR)
@require_POST
def reset_second_step(request: HttpRequest, user_uuid: UUID) -> HttpResponse:
    """Take away a lost second step."""
    return _change(
        request,
        lambda: actions.reset_second_step(request.viewer, user_uuid, timezone.now()),  # type: ignore[attr-defined]
        user_uuid,
        _("Two-step sign-in was reset. The user sets it up again at the next sign-in."),
    )


def _change(request: HttpRequest, act: Callable[[], object], user_uuid: UUID, done: str) -> HttpResponse:
    try:
        act()
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        tell(request, refusal.sentence, kind="no")
    else:
        tell(request, done)
    return redirect("accounts:user", user_uuid=user_uuid)
