"""Change a password; the links that let somebody choose a new one."""

from __future__ import annotations

import datetime

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from koppel.apps.accounts.actions.letters import password_changed_letter, send_letter
from koppel.apps.accounts.actions.sessions import end_all_access
from koppel.apps.accounts.models import User
from koppel.apps.accounts.queries import viewer_of
from koppel.apps.sharing.actions import log_activity
from koppel.apps.sharing.owned import viewing


class ResetLinks(PasswordResetTokenGenerator):
    """Keys of reset links: they end when used, at sign-in, after two hours, and when all access of the user ends."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.session_generation}{user.is_active}"


def change_password(user: User, password: str, now: datetime.datetime) -> None:
    """Give a user another password, end all access and tell the user.

    Args:
        user: whose it is.
        password: already checked by the form.
        now: when.
    """
    viewer = viewer_of(user)
    # Somebody with a reset link has not signed in, so the running viewer is a visitor.
    with viewing(viewer):
        user.set_password(password)
        user.save(update_fields=["password"])
        end_all_access(user, now)
        log_activity(viewer, "changed", "password", user.uuid)
        send_letter(user.email, user.language, password_changed_letter)
