"""Sets the viewer of every request: one transaction in which the database shows what this viewer may see."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from koppel.apps.accounts.queries import viewer_of
from koppel.apps.sharing.actions import client_address
from koppel.apps.sharing.owned import APP_ALIAS, viewing
from koppel.apps.sharing.rules import Policy, Viewer, may_open

# These answer without a database, so that they say something when there is none.
WITHOUT_DATABASE = ("/health", "/ready", "/static/")


class ViewerMiddleware:
    """Runs each request as its viewer; an answer of 500 or more undoes what the request wrote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request inside ``viewing``."""
        if request.path.startswith(WITHOUT_DATABASE):
            request.viewer = Viewer()  # type: ignore[attr-defined]
            return self.get_response(request)
        client_address.set(request.META.get("REMOTE_ADDR"))
        with transaction.atomic(using=APP_ALIAS):
            user = request.user
            viewer = viewer_of(user) if user.is_authenticated else Viewer()
            request.viewer = viewer  # type: ignore[attr-defined]
            with viewing(viewer):
                response = self.get_response(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True, using=APP_ALIAS)
        if viewer.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, arguments: object
    ) -> HttpResponse | None:
        """Refuse who may not open this page: visitors sign in first, others get a plain 403."""
        policy = policy_of(view)
        if policy is None or may_open(request.viewer, policy):  # type: ignore[attr-defined]
            return None
        if not request.viewer.is_authenticated:  # type: ignore[attr-defined]
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied


def policy_of(view: Callable[..., object]) -> Policy | None:
    """The policy that a view declares, also when it was wrapped."""
    inner: object = view
    while inner is not None:
        policy = getattr(inner, "policy", None)
        if isinstance(policy, Policy):
            return policy
        inner = getattr(inner, "__wrapped__", None)
    return None
