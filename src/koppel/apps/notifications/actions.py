"""Write a mail into the outbox; send what waits there."""

from __future__ import annotations

import uuid
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from django.utils.translation import gettext as _

from koppel.apps.notifications import rules
from koppel.apps.notifications.models import Mail
from koppel.apps.queue.actions import enqueue
from koppel.apps.sharing.actions import log_activity
from koppel.apps.sharing.owned import together
from koppel.apps.sharing.rules import NotFound, Refused, Viewer, may_operate


def write_mail(*, to: str, subject: str, text: str, html: str = "", language: str = "nl") -> Mail:
    """Put one mail in the outbox, in the transaction that causes it; a job sends it."""
    identity = uuid.uuid4()
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    mail = Mail.objects.create(
        uuid=identity,
        message_id=rules.message_id(str(identity), host),
        to=to,
        subject=" ".join(subject.split())[:300],
        text=text,
        html=html,
        language=language,
        created_at=timezone.now(),
    )
    enqueue("notifications.send_mail", mail_id=mail.pk)
    return mail


def send_mail(mail_id: int) -> None:
    """Send one waiting mail; a mail that was sent before is left alone."""
    with together():
        mail = Mail.objects.select_for_update().filter(pk=mail_id).first()
        if mail is None or mail.state == Mail.State.SENT:
            return
        mail.attempts += 1
        message = EmailMultiAlternatives(
            mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.to], headers={"Message-ID": mail.message_id}
        )
        if mail.html:
            message.attach_alternative(mail.html, "text/html")
        try:
            message.send()
        except OSError as trouble:
            mail.state = Mail.State.FAILED if mail.attempts >= rules.ATTEMPTS else Mail.State.WAITING
            mail.error = f"{type(trouble).__name__}: {trouble}"[:300]
        else:
            mail.state, mail.sent_at, mail.error = Mail.State.SENT, timezone.now(), ""
        mail.save()
    if mail.state == Mail.State.WAITING:
        raise MailNotSent(mail.error)


def retry_mail(actor: Viewer, mail_uuid: UUID) -> None:
    """Put a failed mail back in the queue, with all its tries.

    Raises:
        NotFound: there is no such mail.
        Refused: it did not fail, or the actor is not an operator.
    """
    if not may_operate(actor):
        raise Refused(_("Only an operator may do this."))
    with together():
        mail = Mail.objects.select_for_update().filter(uuid=mail_uuid).first()
        if mail is None:
            raise NotFound
        if mail.state != Mail.State.FAILED:
            raise Refused(_("Only a mail that failed can be sent again."))
        mail.state, mail.attempts, mail.error = Mail.State.WAITING, 0, ""
        mail.save(update_fields=["state", "attempts", "error"])
        enqueue("notifications.send_mail", mail_id=mail.pk)
        log_activity(actor, "sent again", "mail", mail.uuid)


class MailNotSent(Exception):
    """The mail server did not take the mail; the job is tried again later."""
