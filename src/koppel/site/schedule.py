"""What runs by the clock, and the import that lets the worker know every task."""

from koppel.apps.network import jobs as network_jobs
from koppel.apps.notifications import jobs as notification_jobs
from koppel.apps.queue import jobs as queue_jobs

__all__ = ["network_jobs", "notification_jobs", "queue_jobs"]
