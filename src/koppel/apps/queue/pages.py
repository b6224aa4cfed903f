"""The operator's pages about jobs, and what a monitoring service asks: does it live, is it ready, whom to tell."""

from __future__ import annotations

import datetime
from email.utils import parseaddr

import structlog
from django.conf import settings
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from koppel.apps.queue import actions, queries, rules
from koppel.apps.sharing.rules import NotFound, Policy, allow
from koppel.apps.ui.notes import tell
from koppel.apps.ui.pages import render_page
from koppel.apps.ui.parts import Figure

log = structlog.get_logger(__name__)
JOBS_PER_PAGE = 50


@allow(Policy.PUBLIC)
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The process answers; says nothing about the database."""
    return JsonResponse({"status": "ok"})


@allow(Policy.PUBLIC)
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether work can be done: database, migrations, age of the queue; 503 when not."""
    try:
        migrations_applied = not queries.missing_migrations()
        age = queries.oldest_waiting_seconds(timezone.now()) if migrations_applied else None
    except OperationalError:
        return JsonResponse({"status": "not ready", "database": False}, status=503)
    is_ready = migrations_applied and age is not None and age < rules.TOO_OLD_SECONDS
    state = {
        "status": "ready" if is_ready else "not ready",
        "database": True,
        "migrations_applied": migrations_applied,
        "queue_age_seconds": age,
    }
    return JsonResponse(state, status=200 if is_ready else 503)


@allow(Policy.PUBLIC)
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a weakness (RFC 9116)."""
    contact = settings.SECURITY_CONTACT or "mailto:" + parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    expires = (timezone.now() + datetime.timedelta(days=180)).replace(microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires.astimezone(datetime.UTC).isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.SITE_URL.rstrip('/')}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@allow(Policy.OPERATOR)
def jobs(request: HttpRequest) -> HttpResponse:
    """All tasks with counts, the age of the queue, and the jobs in one state."""
    state = request.GET.get("state", "failed")
    if state not in queries.STATES:
        raise Http404
    counts = queries.task_counts()
    age = queries.oldest_waiting_seconds(timezone.now())
    numbers = {
        "failed": sum(count.failed for count in counts),
        "todo": sum(count.waiting for count in counts),
        "doing": sum(count.running for count in counts),
        "succeeded": sum(count.done for count in counts),
    }
    context = {
        "counts": counts,
        "age": age,
        "is_old": age >= rules.TOO_OLD_SECONDS,
        "figures": [Figure(number=numbers[name], label=_state_name(name), url=f"?state={name}") for name in numbers],
        "state": state,
        "state_name": _state_name(state),
        "page": Paginator(queries.jobs(state), JOBS_PER_PAGE).get_page(request.GET.get("page")),
    }
    return render_page(request, "queue/jobs.html", context)


def _state_name(state: str) -> str:
    return {
        "todo": _("waiting"),
        "doing": _("running"),
        "succeeded": _("done"),
        "failed": _("failed"),
        "cancelled": _("cancelled"),
        "aborted": _("stopped"),
    }[state]


@allow(Policy.OPERATOR)
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job: what it was for, and what happened to it."""
    try:
        shown = queries.job(job_id)
    except NotFound:
        raise Http404 from None
    events = [(_event_name(event.type), event.at) for event in queries.job_events(job_id)]
    context = {"job": shown, "state_name": _state_name(shown.status), "events": events}
    return render_page(request, "queue/job.html", context)


def _event_name(kind: str) -> str:
    """What happened to a job, in words; a kind of a newer library as it is."""
    names = {
        "deferred": _("put in the queue"),
        "started": _("started"),
        "deferred_for_retry": _("put in the queue again"),
        "failed": _("failed"),
        "succeeded": _("done"),
        "cancelled": _("cancelled"),
        "abort_requested": _("stop was asked for"),
        "aborted": _("stopped"),
        "scheduled": _("planned"),
        "retried": _("put in the queue again"),
    }
    return names.get(kind, kind)


@allow(Policy.OPERATOR)
@require_POST
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Put a failed job back in the queue."""
    try:
        actions.retry_job(job_id)
    except NotFound:
        raise Http404 from None
    log.info("job retried", job=job_id, user=request.viewer.user_id)  # type: ignore[attr-defined]
    tell(request, _("Job %(number)s is in the queue again.") % {"number": job_id})
    return redirect("queue:job", job_id=job_id)
