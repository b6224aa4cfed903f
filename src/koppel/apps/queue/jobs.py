"""Jobs about jobs: give back what a dead worker held, forget what is long done."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from koppel.apps.queue.rules import STALLED_AFTER_SECONDS

log = structlog.get_logger(__name__)


@app.periodic(cron="*/1 * * * *", periodic_id="stalled")
@app.task(name="queue.retry_stalled_jobs", queueing_lock="queue.retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: object, timestamp: int) -> None:
    """Put jobs back whose worker no longer gives a sign of life."""
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
    for job in stalled:
        log.warning("job stalled, put back", job=job.id, task=job.task_name)
        await app.job_manager.retry_job(job)


@app.periodic(cron="17 3 * * *", periodic_id="forget")
@app.task(name="queue.forget_done_jobs", queueing_lock="queue.forget_done_jobs", pass_context=True)
async def forget_done_jobs(context: object, timestamp: int) -> None:
    """Remove jobs that were done a week ago; failed ones stay until somebody retries them."""
    await app.job_manager.delete_old_jobs(nb_hours=24 * 7)
