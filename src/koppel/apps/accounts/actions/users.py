"""Change users: settings of one's own, role, active or not, a lost second step."""

from __future__ import annotations

import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from koppel.apps.accounts import queries, rules
from koppel.apps.accounts.actions.second_step import second_step_changed
from koppel.apps.accounts.actions.sessions import end_all_access
from koppel.apps.accounts.models import User
from koppel.apps.sharing.actions import log_activity
from koppel.apps.sharing.owned import together
from koppel.apps.sharing.rules import Refused, Viewer


def save_settings(actor: Viewer, *, name: str, language: str, theme: str, density: str, review_keys: bool) -> None:
    """Keep a user's own name and preferences.

    Args:
        actor: the user.
        name: how others see the user.
        language: ``nl`` or ``en``.
        theme: ``system``, ``light`` or ``dark``.
        density: ``dense`` or ``generous``.
        review_keys: single-letter keys in link review.
    """
    with together():
        User.objects.filter(uuid=queries.account(actor).uuid).update(
            name=name, language=language, theme=theme, density=density, review_keys=review_keys
        )
        log_activity(actor, "changed", "settings")


def change_role(actor: Viewer, user_uuid: UUID, role: str, now: datetime.datetime) -> User:
    """Give a user another role at the same party; signs the user out everywhere.

    Raises:
        NotFound: not a user that this actor manages.
        Refused: the actor's own role, or a role that the actor cannot give there.
    """
    user = _another(actor, user_uuid, _("You cannot change your own role. Ask another administrator or an operator."))
    kind = user.party.kind if user.party else None
    if not rules.may_invite(actor, party_id=user.party_id, party_kind=kind, role=role):
        raise Refused(_("You may not give this role. Ask an operator."))
    if user.role == role:
        return user
    with together():
        user.role = role
        user.save(update_fields=["role"])
        end_all_access(user, now)
        log_activity(actor, "changed role", "user", user.uuid, owner_id=user.party_id, details={"role": role})
    return user


def deactivate_user(actor: Viewer, user_uuid: UUID, now: datetime.datetime) -> User:
    """Shut a user out at once; everything the user wrote stays.

    Raises:
        NotFound: not a user that this actor manages.
        Refused: the actor's own account.
    """
    own = _("You cannot switch off your own account. Ask another administrator or an operator.")
    user = _another(actor, user_uuid, own)
    with together():
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_all_access(user, now)
        log_activity(actor, "deactivated", "user", user.uuid, owner_id=user.party_id)
    return user


def reactivate_user(actor: Viewer, user_uuid: UUID) -> User:
    """Let a user in again; earlier sessions and tokens stay ended.

    Raises:
        NotFound: not a user that this actor manages.
    """
    user = queries.user(actor, user_uuid)
    with together():
        user.is_active = True
        user.save(update_fields=["is_active"])
        log_activity(actor, "reactivated", "user", user.uuid, owner_id=user.party_id)
    return user


def reset_second_step(actor: Viewer, user_uuid: UUID, now: datetime.datetime) -> User:
    """Take away a lost second step; the user sets up a new one at the next sign-in.

    Raises:
        NotFound: not a user that this actor manages.
        Refused: the actor's own account, which has a page for it.
    """
    user = _another(actor, user_uuid, _("Change your own two-step sign-in on your account page."))
    with together():
        Authenticator.objects.filter(user=user).delete()
        second_step_changed(actor, user, "reset", now)
    return user


def _another(actor: Viewer, user_uuid: UUID, own: str) -> User:
    user = queries.user(actor, user_uuid)
    if user.pk == actor.user_id:
        raise Refused(own)
    return user
