"""The job that sends the outbox."""

from koppel.apps.notifications import actions, rules
from koppel.apps.queue.actions import task


@task("notifications.send_mail", retries=rules.ATTEMPTS)
def send_mail(mail_id: int) -> None:
    """Send one mail of the outbox."""
    actions.send_mail(mail_id)
