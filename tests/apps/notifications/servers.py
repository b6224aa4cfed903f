"""Mail servers that misbehave: they stand where Django's own mail backends stand."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from typing import ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class DroppingServer(BaseEmailBackend):
    """Drops the connection so many times, then takes the mail."""

    drops: ClassVar[int] = 0
    offered: ClassVar[list[EmailMessage]] = []
    taken: ClassVar[list[EmailMessage]] = []

    @classmethod
    def reset(cls, drops: int) -> None:
        """Forget everything; drop the next so many tries."""
        cls.drops, cls.offered, cls.taken = drops, [], []

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Take or drop.

        Raises:
            SMTPServerDisconnected: while there are drops left.
        """
        cls = type(self)
        cls.offered.extend(email_messages)
        if cls.drops:
            cls.drops -= 1
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        cls.taken.extend(email_messages)
        return len(email_messages)
