"""One's own account: settings, devices, tokens."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from koppel.apps.accounts import queries, rules
from koppel.apps.accounts.actions import sessions, tokens, users
from koppel.apps.accounts.forms.accounts import SCOPE_LABELS, SettingsForm, TokenForm
from koppel.apps.accounts.forms.users import ROLE_NAMES
from koppel.apps.sharing.rules import NotFound, Policy, Refused, Role, allow
from koppel.apps.ui.notes import tell
from koppel.apps.ui.pages import render_page


@allow(Policy.SIGNED_IN)
def account(request: HttpRequest) -> HttpResponse:
    """Settings, and what lets me in: password, second step, devices, tokens."""
    viewer = request.viewer  # type: ignore[attr-defined]
    user = queries.account(viewer)
    initial = {name: getattr(user, name) for name in SettingsForm.base_fields}
    form = SettingsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        users.save_settings(viewer, **form.cleaned_data)
        language = form.cleaned_data["language"]
        with translation.override(language):
            tell(request, _("Your settings were saved."))
            return redirect("accounts:account")
    now = timezone.now()
    context = {
        "form": form,
        "user_shown": user,
        "role": ROLE_NAMES[Role(user.role)],
        "app": queries.second_step(user),
        "codes_left": queries.recovery_codes_left(user),
        "is_required": queries.must_have_second_step(user),
        "devices": queries.devices(viewer, request.session.session_key, now),
        "tokens": [(token, [SCOPE_LABELS[scope] for scope in token.scopes]) for token in queries.tokens(viewer)],
        "now": now,
    }
    return render_page(request, "accounts/account.html", context, status=422 if form.errors else 200)


@allow(Policy.SIGNED_IN)
@require_POST
def end_device(request: HttpRequest, code: str) -> HttpResponse:
    """Sign out one other device."""
    try:
        sessions.end_device(request.viewer, code, session_key=request.session.session_key)  # type: ignore[attr-defined]
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        tell(request, refusal.sentence, kind="no")
    else:
        tell(request, _("That device was signed out."))
    return redirect(reverse("accounts:account") + "#devices")


@allow(Policy.SIGNED_IN)
@require_POST
def end_other_devices(request: HttpRequest) -> HttpResponse:
    """Sign out all other devices."""
    number = sessions.end_other_devices(request.viewer, session_key=request.session.session_key)  # type: ignore[attr-defined]
    sentence = ngettext("%(number)d other device was signed out.", "%(number)d other devices were signed out.", number)
    tell(request, sentence % {"number": number})
    return redirect(reverse("accounts:account") + "#devices")


@allow(Policy.SIGNED_IN)
@never_cache
def new_token(request: HttpRequest) -> HttpResponse:
    """Make an API token; it shows in the answer and never again."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = TokenForm(request.POST or None, scopes=rules.grantable_scopes(viewer))
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = tokens.create_token(viewer, **form.token(), now=timezone.now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return render_page(request, "accounts/token_made.html", {"token": token, "secret": secret})
    return render_page(request, "accounts/token_new.html", {"form": form}, status=422 if form.errors else 200)


@allow(Policy.SIGNED_IN)
@require_POST
def revoke_token(request: HttpRequest, token_uuid: UUID) -> HttpResponse:
    """End a token."""
    try:
        tokens.revoke_token(request.viewer, token_uuid, timezone.now())  # type: ignore[attr-defined]
    except NotFound:
        raise Http404 from None
    tell(request, _("The token was revoked. Programs that use it are refused from now on."))
    return redirect(reverse("accounts:account") + "#tokens")
