"""Put a job in the queue by its name, define one, try a failed one again, work off what waits."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import structlog
from django.db import close_old_connections, transaction
from django.utils import timezone
from procrastinate import RetryStrategy, exceptions, manager, tasks
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

from koppel.apps.queue.rules import RETRIES, wait_seconds
from koppel.apps.sharing.owned import APP_ALIAS
from koppel.apps.sharing.rules import NotFound

log = structlog.get_logger(__name__)


def enqueue(task_name: str, *, lock: str | None = None, once: str | None = None, **arguments: Any) -> None:
    """Put a job in the queue, in the transaction that causes it.

    Args:
        task_name: app and verb, for instance ``network.link_records``.
        lock: jobs with an equal lock run one after the other.
        once: while a job with this key waits, another one is not added.
        arguments: ids and plain values only; never rows.
    """
    deferrer = tasks.configure_task(name=task_name, job_manager=_jobs(), lock=lock, queueing_lock=once)
    try:
        # A refused duplicate is a database error: the savepoint keeps the caller's transaction alive.
        with transaction.atomic(using=APP_ALIAS):
            deferrer.defer(**arguments)
    except exceptions.AlreadyEnqueued:
        log.info("job waits already", task=task_name, once=once)


def _jobs() -> manager.JobManager:
    """The jobs over Django's own connection, also inside a worker, so that a job is added in its transaction."""
    return manager.JobManager(DjangoConnector(alias=APP_ALIAS))


def task(name: str, *, retries: int = RETRIES, **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Make a function a job; it is retried with growing pauses and may run again after it stopped anywhere."""

    def decorate(function: Callable[..., Any]) -> Any:
        @functools.wraps(function)
        def run(*args: Any, **arguments: Any) -> Any:
            close_old_connections()
            try:
                return function(*args, **arguments)
            finally:
                close_old_connections()

        strategy = RetryStrategy(max_attempts=retries, exponential_wait=wait_seconds())
        return app.task(name=name, retry=strategy, **options)(run)  # type: ignore[no-untyped-call]

    return decorate


def retry_job(job_id: int) -> None:
    """Put a failed job back in the queue.

    Raises:
        NotFound: there is no failed job with this number.
    """
    if not ProcrastinateJob.objects.filter(pk=job_id, status="failed").exists():
        raise NotFound
    _jobs().retry_job_by_id(job_id=job_id, retry_at=timezone.now())


def work_off() -> None:
    """Run every job that waits, here and now, then return; for commands and tests."""
    _work(wait=False, install_signal_handlers=False, listen_notify=False, concurrency=1)


def work() -> None:
    """Run jobs until a signal ends the process; what runs then may finish."""
    _work(wait=True, concurrency=2, shutdown_graceful_timeout=20)


def _work(**options: Any) -> None:
    connector = DjangoConnector(alias=APP_ALIAS).get_worker_connector()
    with app.replace_connector(connector) as worker:
        worker.run_worker(delete_jobs="never", **options)
