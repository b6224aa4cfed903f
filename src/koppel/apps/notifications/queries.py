"""Mails as the operator sees them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from koppel.apps.notifications.models import Mail
from koppel.apps.sharing.rules import NotFound


def mails(state: str = "") -> QuerySet[Mail]:
    """All mails, newest first.

    Args:
        state: only in this state: waiting, sent or failed.
    """
    return Mail.objects.filter(state=state) if state else Mail.objects.all()


def mail(mail_uuid: UUID) -> Mail:
    """One mail.

    Raises:
        NotFound: there is none with this id.
    """
    found = Mail.objects.filter(uuid=mail_uuid).first()
    if found is None:
        raise NotFound
    return found
