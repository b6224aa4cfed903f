"""Sets the viewer of every request: one transaction in which the database shows what this viewer may see."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone, translation

from koppel.apps.accounts.actions.sessions import note_seen
from koppel.apps.accounts.actions.tokens import use_token
from koppel.apps.accounts.models import User
from koppel.apps.accounts.queries import lacks_second_step, viewer_of, viewer_waiting_for_second_step
from koppel.apps.accounts.rules import SESSION_USE_NOTED_EVERY
from koppel.apps.sharing.actions import client_address
from koppel.apps.sharing.owned import APP_ALIAS, viewing
from koppel.apps.sharing.rules import Policy, Viewer, may_open

# These answer without a database, so that they say something when there is none.
WITHOUT_DATABASE = ("/health", "/ready", "/static/")
API = "/api/"
# All that is open to somebody who must set up a second step first.
WHILE_SETTING_UP = frozenset({"mfa_activate_totp", "account_reauthenticate", "account_logout"})
SEEN_KEY = "koppel_seen"
RETRY_AFTER_SECONDS = "10"
log = structlog.get_logger(__name__)


class ViewerMiddleware:
    """Runs each request as its viewer; an answer of 500 or more undoes what the request wrote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request inside ``viewing``."""
        if request.path.startswith(WITHOUT_DATABASE):
            request.viewer = Viewer()  # type: ignore[attr-defined]
            return self.get_response(request)
        client_address.set(get_client_ip(request))
        try:
            return self._answer(request)
        except OperationalError:
            log.exception("the database does not answer")
            return _not_now()

    def _answer(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic(using=APP_ALIAS):
            viewer = _viewer(request)
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
        if getattr(request, "must_set_up", False):
            match = request.resolver_match
            return None if match and match.url_name in WHILE_SETTING_UP else redirect("mfa_activate_totp")
        policy = policy_of(view)
        if policy is None or may_open(request.viewer, policy):  # type: ignore[attr-defined]
            return None
        if not request.viewer.is_authenticated:  # type: ignore[attr-defined]
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied


def _viewer(request: HttpRequest) -> Viewer:
    """Who asks; somebody without a second step that is required is nobody yet, and only sets it up."""
    if request.path.startswith(API):
        return _bearer(request)
    user = request.user
    if not isinstance(user, User):
        return Viewer(language=translation.get_language() or "nl")
    _note_seen(request)
    if lacks_second_step(user):
        request.must_set_up = True  # type: ignore[attr-defined]
        return viewer_waiting_for_second_step(user)
    return viewer_of(user)


def _bearer(request: HttpRequest) -> Viewer:
    """Who holds the token of this call; cookies do not count here, so no other site can call in somebody's name."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if not kind:
        return Viewer(language=translation.get_language() or "nl")
    viewer = use_token(token.strip(), timezone.now()) if kind.lower() == "bearer" else None
    request.has_bad_token = viewer is None  # type: ignore[attr-defined]
    return viewer or Viewer()


def _note_seen(request: HttpRequest) -> None:
    """Write down that this device is in use, seldom enough to keep reading pages free of writes."""
    now = timezone.now()
    seen = request.session.get(SEEN_KEY, 0)
    if request.session.session_key and now.timestamp() - seen > SESSION_USE_NOTED_EVERY.total_seconds():
        request.session[SEEN_KEY] = int(now.timestamp())
        note_seen(request.session.session_key, client_address.get(), now)


def _not_now() -> HttpResponse:
    """The page for a database that is away or busy; made without a request, which would ask the database again."""
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})


def policy_of(view: Callable[..., object]) -> Policy | None:
    """The policy that a view declares, also when it was wrapped."""
    inner: object = view
    while inner is not None:
        policy = getattr(inner, "policy", None)
        if isinstance(policy, Policy):
            return policy
        inner = getattr(inner, "__wrapped__", None)
    return None
