"""Make, use and revoke API tokens; a token is shown once and stored hashed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from koppel.apps.accounts import queries, rules
from koppel.apps.accounts.models import ApiToken
from koppel.apps.sharing.actions import log_activity
from koppel.apps.sharing.owned import together
from koppel.apps.sharing.rules import NotFound, Refused, Viewer


def create_token(
    actor: Viewer, *, name: str, scopes: Iterable[str], lasts: datetime.timedelta, now: datetime.datetime
) -> tuple[ApiToken, str]:
    """Make a token of this user; gives it and its text, which is not kept.

    Args:
        actor: the user, signed in in person.
        name: what the user calls it.
        scopes: of read, write, deliver and export; never more than the user may do.
        lasts: at most a year.
        now: its start.

    Raises:
        Refused: made with a token, no scope, too much, or too long.
    """
    wanted = tuple(scope for scope in rules.SCOPES if scope in set(scopes))
    if actor.user_id is None or actor.scopes is not None:
        raise Refused(_("Sign in yourself to make a token; a token cannot make another one."))
    if not wanted:
        raise Refused(_("Choose at least one thing that the token may do."))
    if not set(wanted) <= set(rules.grantable_scopes(actor)):
        raise Refused(_("A token cannot do more than you may do yourself."))
    if not datetime.timedelta(0) < lasts <= rules.TOKEN_LASTS_AT_MOST:
        raise Refused(_("A token lasts at most a year."))
    secret = rules.TOKEN_START + rules.new_secret()
    with together():
        token = ApiToken.objects.create(
            user_id=actor.user_id,
            name=name,
            token_hash=rules.hash_of(secret),
            scopes=list(wanted),
            created_at=now,
            expires_at=now + lasts,
        )
        log_activity(actor, "made", "token", token.uuid, details={"scopes": list(wanted)})
    return token, secret


def revoke_token(actor: Viewer, token_uuid: UUID, now: datetime.datetime) -> None:
    """End a token of this user at once.

    Raises:
        NotFound: no such token of this user.
    """
    with together():
        own = ApiToken.objects.filter(uuid=token_uuid, user=queries.account(actor), revoked_at=None)
        if not own.update(revoked_at=now):
            raise NotFound
        log_activity(actor, "revoked", "token", token_uuid)


def use_token(token: str, now: datetime.datetime) -> Viewer | None:
    """The viewer that a token speaks for, its use written down at most once a minute; none when it does not count.

    Args:
        token: as the client sent it.
        now: what its expiry is compared with.
    """
    viewer = queries.viewer_of_token(token, now)
    if viewer is not None:
        not_lately = Q(last_used_at=None) | Q(last_used_at__lte=now - rules.TOKEN_USE_NOTED_EVERY)
        ApiToken.objects.filter(not_lately, token_hash=rules.hash_of(token)).update(last_used_at=now)
    return viewer
