"""Accept an invitation, and the second step: set it up, switch it off, recovery codes."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from koppel.apps.accounts import queries
from koppel.apps.accounts.actions import invitations, second_step
from koppel.apps.accounts.forms.users import ROLE_NAMES, AcceptForm
from koppel.apps.accounts.models import User
from koppel.apps.sharing.rules import NotFound, Policy, Refused, Role, allow
from koppel.apps.ui.notes import tell
from koppel.apps.ui.pages import render_page


@allow(Policy.PUBLIC)
@never_cache
@sensitive_post_parameters("password")
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Make an account from an invitation, sign in with it and go on to the second step."""
    now = timezone.now()
    try:
        invitation = queries.invitation_of_link(secret)
        invitations.check_invitation(invitation, now)
    except NotFound:
        sentence = _("This link is not complete, or was replaced by a newer one. Open it from the mail.")
        return _no_invitation(request, sentence)
    except Refused as refusal:
        return _no_invitation(request, refusal.sentence)
    form = AcceptForm(request.POST or None)
    form.fields["password"].user = User(email=invitation.email)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        language = translation.get_language() or "nl"
        try:
            user = invitations.accept_invitation(secret, language=language, now=now, **form.cleaned_data)
        except (Refused, NotFound):
            # Somebody used the link between our check and our lock.
            sentence = _("This invitation was used already. Sign in with the account that you made with it.")
            return _no_invitation(request, sentence)
        answer: HttpResponse = perform_password_login(
            request, {"email": user.email}, Login(user=user, email=user.email)
        )
        return answer
    context = {
        "form": form,
        "email": invitation.email,
        "party": queries.party_name(invitation.party_id),
        "role": ROLE_NAMES[Role(invitation.role)],
    }
    return render_page(request, "accounts/accept.html", context, status=422 if form.errors else 200)


def _no_invitation(request: HttpRequest, sentence: str) -> HttpResponse:
    return render_page(request, "accounts/no_invitation.html", {"sentence": sentence}, status=410)


class SetUpSecondStep(ActivateTOTPView):  # type: ignore[misc]
    """Set up the authenticator app; other devices are signed out."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Switch it on and show the recovery codes next."""
        super().form_valid(form)
        _changed(self.request, "on")
        tell(self.request, _("Two-step sign-in is on. Other devices were signed out."), lead=_("Done."))
        return redirect("accounts:recovery_codes")


class SwitchOffSecondStep(DeactivateTOTPView):  # type: ignore[misc]
    """Switch the authenticator app off, to replace it by another one."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Switch it off; who must have one sets up another at once."""
        response: HttpResponse = super().form_valid(form)
        _changed(self.request, "off")
        return response


def _changed(request: HttpRequest, happened: str) -> None:
    """End all other access; this device stays signed in under a new session id."""
    user = queries.account(request.viewer)  # type: ignore[attr-defined]
    second_step.second_step_changed(request.viewer, user, happened, timezone.now())  # type: ignore[attr-defined]
    request.user = user
    update_session_auth_hash(request, user)
    UserSession.objects.create_from_request(request)


@allow(Policy.SIGNED_IN)
def two_step(request: HttpRequest) -> HttpResponse:
    """Whether two-step sign-in is on, since when, and how many recovery codes are left."""
    user = queries.account(request.viewer)  # type: ignore[attr-defined]
    context = {
        "app": queries.second_step(user),
        "codes_left": queries.recovery_codes_left(user),
        "is_required": queries.must_have_second_step(user),
    }
    return render_page(request, "accounts/two_step.html", context)


@allow(Policy.SIGNED_IN)
@never_cache
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make recovery codes; they show in the answer and never again."""
    user = queries.account(request.viewer)  # type: ignore[attr-defined]
    codes: list[str] = []
    if request.method == "POST":
        if _signed_in_long_ago(request):
            return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?next={request.path}")
        try:
            codes = second_step.make_recovery_codes(request.viewer, user)  # type: ignore[attr-defined]
        except Refused as refusal:
            tell(request, refusal.sentence, kind="no")
            return redirect("mfa_index")
    context = {"codes": codes, "codes_left": queries.recovery_codes_left(user), "is_on": queries.has_second_step(user)}
    return render_page(request, "accounts/recovery_codes.html", context)


def _signed_in_long_ago(request: HttpRequest) -> bool:
    return bool(get_adapter().is_reauthentication_required(app="allauth.mfa"))
