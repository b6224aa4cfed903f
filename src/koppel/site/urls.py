"""All addresses: pages under /nl/ and /en/, the API under /api/v1/; each declares who may open it."""

from collections.abc import Iterator

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, include, path

from koppel.apps.accounts.middleware import policy_of
from koppel.apps.sharing.rules import Policy

urlpatterns: list[URLPattern | URLResolver] = [
    *i18n_patterns(
        path("", include("koppel.apps.desk.urls")),
        path("", include("koppel.apps.network.urls")),
        path("", include("koppel.apps.accounts.urls")),
        path("operator/", include("koppel.apps.queue.urls")),
        path("operator/", include("koppel.apps.notifications.urls")),
        path("", include("koppel.apps.ui.urls")),
        path("account/", include("allauth.urls")),
    ),
]

# Pages of libraries, and of ui, which stands below the roles: who may open them is said here.
POLICIES = {
    "menu": Policy.PUBLIC,
    "accessibility": Policy.PUBLIC,
    "privacy": Policy.PUBLIC,
    "components": Policy.PUBLIC,
    "account_login": Policy.PUBLIC,
    "account_logout": Policy.PUBLIC,
    "account_signup": Policy.PUBLIC,
    "account_inactive": Policy.PUBLIC,
    "account_reset_password": Policy.PUBLIC,
    "account_reset_password_done": Policy.PUBLIC,
    "account_reset_password_from_key": Policy.PUBLIC,
    "account_reset_password_from_key_done": Policy.PUBLIC,
    "account_confirm_email": Policy.PUBLIC,
    "account_email_verification_sent": Policy.PUBLIC,
    "account_reauthenticate": Policy.SIGNED_IN,
    "account_change_password": Policy.SIGNED_IN,
    "account_set_password": Policy.SIGNED_IN,
    "account_email": Policy.SIGNED_IN,
    "mfa_authenticate": Policy.PUBLIC,
    "mfa_reauthenticate": Policy.SIGNED_IN,
    "mfa_index": Policy.SIGNED_IN,
    "mfa_activate_totp": Policy.SIGNED_IN,
    "mfa_deactivate_totp": Policy.SIGNED_IN,
    "mfa_view_recovery_codes": Policy.SIGNED_IN,
    "mfa_generate_recovery_codes": Policy.SIGNED_IN,
    "mfa_download_recovery_codes": Policy.SIGNED_IN,
    "usersessions_list": Policy.SIGNED_IN,
}


def routes(patterns: list[URLPattern | URLResolver] | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every page's address pattern, with its route as text."""
    for pattern in urlpatterns if patterns is None else patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, here)
        else:
            yield here, pattern


def declare_policies() -> None:
    """Give every page its policy.

    Raises:
        ImproperlyConfigured: a page says nowhere who may open it; the application does not start.
    """
    for route, pattern in routes():
        if policy_of(pattern.callback) is None:
            if pattern.name not in POLICIES:
                raise ImproperlyConfigured(f"The page {route} does not declare who may open it: add @allow(...).")
            pattern.callback.policy = POLICIES[pattern.name]  # type: ignore[attr-defined]


declare_policies()
