"""Jobs that remove what need not be kept any longer."""

from __future__ import annotations

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from koppel.apps.network.actions import retention
from koppel.apps.queue.actions import task
from koppel.apps.sharing.owned import viewing_all

log = structlog.get_logger(__name__)


@app.periodic(cron="41 3 * * *", periodic_id="forget_expired")
@task("network.forget_expired", queueing_lock="network.forget_expired")
def forget_expired(timestamp: int) -> None:
    """Remove people and contact moments past their day, unconfirmed files, and the files of old deliveries."""
    now = timezone.now()
    with viewing_all(because="retention ends for the records of every partner on the same day"):
        people = retention.forget_people(today=timezone.localdate())
        unconfirmed = retention.forget_unconfirmed(now=now)
        emptied = retention.forget_old_files()
    log.info("forgot what expired", people=people, unconfirmed=unconfirmed, emptied=emptied)
