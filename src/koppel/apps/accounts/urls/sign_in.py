"""Addresses of signing in, under the names that the sign-in library looks for; only what we use."""

from allauth.account import views as account_views
from allauth.mfa.base import views as second_step_views
from django.urls import path, re_path

from koppel.apps.accounts.pages.sign_in import SetUpSecondStep, SwitchOffSecondStep, two_step
from koppel.apps.sharing.rules import Policy, allow

_public = allow(Policy.PUBLIC)
_signed_in = allow(Policy.SIGNED_IN)

urlpatterns = [
    path("sign-in/", _public(account_views.login), name="account_login"),
    path("sign-in/code/", _public(second_step_views.authenticate), name="mfa_authenticate"),
    path("sign-out/", _public(account_views.logout), name="account_logout"),
    path("sign-up/", _public(account_views.signup), name="account_signup"),
    path("inactive/", _public(account_views.account_inactive), name="account_inactive"),
    path("password/reset/", _public(account_views.password_reset), name="account_reset_password"),
    path("password/reset/sent/", _public(account_views.password_reset_done), name="account_reset_password_done"),
    path(
        "password/reset/done/",
        _public(account_views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _public(account_views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("password/change/", _signed_in(account_views.password_change), name="account_change_password"),
    path("password/set/", _signed_in(account_views.password_set), name="account_set_password"),
    path("confirm/", _signed_in(account_views.reauthenticate), name="account_reauthenticate"),
    path("confirm/code/", _signed_in(second_step_views.reauthenticate), name="mfa_reauthenticate"),
    path("two-step/", two_step, name="mfa_index"),
    path("two-step/on/", _signed_in(SetUpSecondStep.as_view()), name="mfa_activate_totp"),
    path("two-step/off/", _signed_in(SwitchOffSecondStep.as_view()), name="mfa_deactivate_totp"),
]
