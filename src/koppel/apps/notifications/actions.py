"""Write a mail into the outbox; send what waits there."""

from __future__ import annotations

import uuid
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from koppel.apps.notifications import rules
from koppel.apps.notifications.models import Mail
from koppel.apps.queue.actions import enqueue
from koppel.apps.sharing.owned import together


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


class MailNotSent(Exception):
    """The mail server did not take the mail; the job is tried again later."""
