"""The job that links all records again."""

from __future__ import annotations

from koppel.apps.network.actions.links import relink, show_progress
from koppel.apps.queue.actions import task


@task("network.link_records")
def link_records() -> None:
    """Link all records of all partners; may stop anywhere and run again."""
    relink(progress=show_progress)
