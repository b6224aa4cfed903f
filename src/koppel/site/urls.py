"""All addresses: pages under /nl/ and /en/, the API under /api/v1/; each declares who may open it."""

from collections.abc import Iterator

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, include, path

from koppel.apps.accounts.middleware import policy_of
from koppel.apps.accounts.pages.start import root
from koppel.apps.queue import pages as queue_pages
from koppel.apps.sharing.rules import Policy
from koppel.site.api import api, open_api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", root, name="root"),
    path("health", queue_pages.health, name="health"),
    path("ready", queue_pages.ready, name="ready"),
    path(".well-known/security.txt", queue_pages.security_txt, name="security_txt"),
    path("api/v1/openapi.json", open_api, name="open_api"),
    path("api/v1/", api.urls),
    *i18n_patterns(
        path("", include("koppel.apps.desk.urls")),
        path("", include("koppel.apps.network.urls")),
        path("", include("koppel.apps.accounts.urls")),
        path("operator/", include("koppel.apps.queue.urls")),
        path("operator/", include("koppel.apps.notifications.urls")),
        path("", include("koppel.apps.ui.urls")),
        path("account/", include("koppel.apps.accounts.urls.sign_in")),
    ),
]

# The sign-in library asks here what to answer to too many tries.
handler429 = "koppel.apps.accounts.pages.errors.too_many"

# Pages of libraries, and of ui, which stands below the roles: who may open them is said here.
POLICIES = {
    "menu": Policy.PUBLIC,
    "accessibility": Policy.PUBLIC,
    "privacy": Policy.PUBLIC,
    "components": Policy.PUBLIC,
    "open_api": Policy.PUBLIC,
    "api-root": Policy.PUBLIC,
}


def routes(
    patterns: list[URLPattern | URLResolver] | None = None, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
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
    declare_endpoints()
    for route, pattern in routes():
        if route.startswith("api/v1/") and pattern.name not in POLICIES:
            continue
        if policy_of(pattern.callback) is None:
            if pattern.name not in POLICIES:
                raise ImproperlyConfigured(f"The page {route} does not declare who may open it: add @allow(...).")
            pattern.callback.policy = POLICIES[pattern.name]  # type: ignore[attr-defined]


def declare_endpoints() -> None:
    """Check that every endpoint of the API declares its policy.

    Raises:
        ImproperlyConfigured: one does not; the application does not start.
    """
    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                if policy_of(operation.view_func) is None:
                    raise ImproperlyConfigured(f"{operation.operation_id} does not declare who may call it.")


declare_policies()
