"""End sessions: one device, all others, or everything that lets a user in."""

from __future__ import annotations

import datetime

from allauth.usersessions.models import UserSession
from django.db.models import F
from django.utils.translation import gettext as _

from koppel.apps.accounts.models import ApiToken, User
from koppel.apps.accounts.queries import device_code
from koppel.apps.sharing.actions import log_activity
from koppel.apps.sharing.owned import together
from koppel.apps.sharing.rules import NotFound, Refused, Viewer


def end_all_access(user: User, now: datetime.datetime) -> None:
    """End every session and token of a user; also ends reset links, which depend on the generation."""
    with together():
        User.objects.filter(pk=user.pk).update(session_generation=F("session_generation") + 1)
        user.refresh_from_db(fields=["session_generation"])
        for session in UserSession.objects.filter(user=user):
            session.end()
        ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)


def end_device(actor: Viewer, code: str, *, session_key: str | None) -> None:
    """Sign out one other device of this user.

    Args:
        actor: the user.
        code: of the device.
        session_key: of the device that asks.

    Raises:
        NotFound: this user is not signed in there.
        Refused: it is the device that asks.
    """
    sessions = UserSession.objects.filter(user_id=actor.user_id)
    chosen = next((session for session in sessions if device_code(session.session_key) == code), None)
    if chosen is None:
        raise NotFound
    if chosen.session_key == session_key:
        raise Refused(_("This is the device you use now. Sign out to end it."))
    with together():
        chosen.end()
        log_activity(actor, "signed out", "device")


def end_other_devices(actor: Viewer, *, session_key: str | None) -> int:
    """Sign out all other devices of this user; gives how many."""
    others = list(UserSession.objects.filter(user_id=actor.user_id).exclude(session_key=session_key))
    with together():
        for session in others:
            session.end()
        log_activity(actor, "signed out", "devices", details={"devices": len(others)})
    return len(others)


def note_seen(session_key: str, address: str | None, now: datetime.datetime) -> None:
    """Write down that a device is in use."""
    changes = {"last_seen_at": now} | ({"ip": address} if address else {})
    UserSession.objects.filter(session_key=session_key).update(**changes)
