"""Write down sign-ins, refused ones and sign-outs: ids only."""

from __future__ import annotations

from koppel.apps.accounts.models import User
from koppel.apps.accounts.queries import user_by_email, viewer_of
from koppel.apps.sharing.actions import log_activity
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import VISITOR, Viewer


def note_sign_in(user: User) -> None:
    """Write down that a user came in."""
    viewer = viewer_of(user)
    with viewing(viewer):
        log_activity(viewer, "signed in", "user", user.uuid)


def note_refused_sign_in(email: str) -> None:
    """Write down a wrong password: for which account, or that there is none; never what was typed."""
    user = user_by_email(email)
    known, party_id = (user.uuid, user.party_id) if user else ("", None)
    log_activity(VISITOR, "sign-in refused", "user", known, owner_id=party_id)


def note_refused_code(user: User) -> None:
    """Write down a wrong second step."""
    log_activity(VISITOR, "second step refused", "user", user.uuid, owner_id=user.party_id)


def note_sign_out(actor: Viewer) -> None:
    """Write down that a user left."""
    log_activity(actor, "signed out", "user")
