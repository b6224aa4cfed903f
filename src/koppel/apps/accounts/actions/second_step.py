"""The second step at sign-in: check a code, make recovery codes, write down what changed."""

from __future__ import annotations

import datetime

import structlog
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.utils.translation import gettext as _

from koppel.apps.accounts import queries, rules
from koppel.apps.accounts.actions.letters import second_step_letter, send_letter
from koppel.apps.accounts.actions.sessions import end_all_access
from koppel.apps.accounts.models import User
from koppel.apps.sharing.actions import log_activity
from koppel.apps.sharing.owned import together
from koppel.apps.sharing.rules import Refused, Viewer

log = structlog.get_logger(__name__)


def accepted_authenticator(user: User, code: str) -> Authenticator | None:
    """The authenticator that a code belongs to, the code used up; none when it is wrong or was used before."""
    app = queries.second_step(user)
    if app is None:
        return None
    try:
        fits = app.wrap().validate_code(code)
    except InvalidToken:
        # Restored without its secret key, the app's secret cannot be read; recovery codes still let in.
        log.warning("a second step was stored under another secret key", user=user.pk)
        fits = False
    return app if fits else _use_recovery_code(user, code)


def _use_recovery_code(user: User, code: str) -> Authenticator | None:
    with together():
        kept = (
            Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
        )
        hashed = rules.hash_of(rules.plain_recovery_code(code))
        if kept is None or hashed not in kept.data["hashes"]:
            return None
        kept.data["hashes"].remove(hashed)
        kept.save(update_fields=["data"])
    return kept


def make_recovery_codes(actor: Viewer, user: User) -> list[str]:
    """New recovery codes; earlier ones no longer work. They are stored hashed, so they are shown only now.

    Raises:
        Refused: two-step sign-in is off.
    """
    if not queries.has_second_step(user):
        raise Refused(_("Set up two-step sign-in first."))
    codes = [rules.new_recovery_code() for _number in range(rules.RECOVERY_CODES)]
    with together():
        Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.RECOVERY_CODES,
            data={"hashes": [rules.hash_of(rules.plain_recovery_code(code)) for code in codes]},
        )
        log_activity(actor, "made", "recovery codes", user.uuid)
    return codes


def second_step_changed(actor: Viewer, user: User, happened: str, now: datetime.datetime) -> None:
    """Log a change of the second step, end all access and tell the user.

    Args:
        actor: who did it.
        user: whose it is.
        happened: ``on``, ``off`` or ``reset``.
        now: when.
    """
    with together():
        end_all_access(user, now)
        log_activity(actor, f"second step {happened}", "user", user.uuid, owner_id=user.party_id)
        send_letter(user.email, user.language, second_step_letter, happened)
