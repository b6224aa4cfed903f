"""How the queue is doing: counts by state, the age of what waits, one job."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import connections
from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from koppel.apps.sharing.owned import alias
from koppel.apps.sharing.rules import NotFound

STATES = ("todo", "doing", "succeeded", "failed", "cancelled", "aborted")


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """How many jobs of one task there are, by state."""

    task: str
    waiting: int
    running: int
    done: int
    failed: int
    last: datetime.datetime | None


def task_counts() -> list[TaskCounts]:
    """Counts per task, by name."""
    last = Max("procrastinateevent__at")
    rows = (
        ProcrastinateJob.objects.values("task_name")
        .annotate(
            waiting=Count("id", filter=Q(status="todo"), distinct=True),
            running=Count("id", filter=Q(status="doing"), distinct=True),
            done=Count("id", filter=Q(status="succeeded"), distinct=True),
            failed=Count("id", filter=Q(status="failed"), distinct=True),
            last=last,
        )
        .order_by("task_name")
    )
    return [
        TaskCounts(row["task_name"], row["waiting"], row["running"], row["done"], row["failed"], row["last"])
        for row in rows
    ]


def jobs(state: str = "") -> QuerySet[ProcrastinateJob]:
    """Jobs, newest first, each with when it was put in the queue and what happened last.

    Args:
        state: only in this state: todo, doing, succeeded, failed, cancelled or aborted.
    """
    events = ProcrastinateEvent.objects.filter(job=OuterRef("pk"))
    found: QuerySet[ProcrastinateJob] = ProcrastinateJob.objects.annotate(
        queued_at=Subquery(events.filter(type="deferred").order_by("at").values("at")[:1]),
        last_at=Subquery(events.order_by("-at").values("at")[:1]),
    ).order_by("-id")
    return found.filter(status=state) if state else found


def job(job_id: int) -> ProcrastinateJob:
    """One job.

    Raises:
        NotFound: there is none with this number.
    """
    found = jobs().filter(pk=job_id).first()
    if found is None:
        raise NotFound
    return found


def job_events(job_id: int) -> list[ProcrastinateEvent]:
    """What happened to a job, in order."""
    return list(ProcrastinateEvent.objects.filter(job_id=job_id).order_by("at", "id"))


def oldest_waiting_seconds(now: datetime.datetime) -> int:
    """How long the oldest job waits that could run now, in seconds; 0 when none waits.

    Args:
        now: jobs planned for later do not count; a planned one waits from its moment.
    """
    due = ProcrastinateJob.objects.filter(Q(scheduled_at=None) | Q(scheduled_at__lte=now), status="todo")
    put_in = Subquery(
        ProcrastinateEvent.objects.filter(job=OuterRef("pk"), type="deferred").order_by("at").values("at")[:1]
    )
    since = due.annotate(since=Greatest(Coalesce(put_in, now), Coalesce(F("scheduled_at"), put_in, now)))
    oldest = since.aggregate(oldest=Min("since"))["oldest"]
    return max(0, int((now - oldest).total_seconds())) if oldest else 0


def missing_migrations() -> list[str]:
    """Migrations that this version has and the database does not."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[alias()])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
