"""Who a user or a token is as a viewer, who works where, invitations, tokens and devices."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connections
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation

from koppel.apps.accounts import rules
from koppel.apps.accounts.models import ApiToken, Invitation, User
from koppel.apps.sharing.owned import alias
from koppel.apps.sharing.rules import NotFound, Role, Viewer, may_manage_users


def viewer_of(user: User, *, scopes: frozenset[str] | None = None) -> Viewer:
    """The viewer that a user is; a user of a partner that was switched off sees what a visitor sees."""
    code, label, active = _party(user.party_id)
    if user.party_id is not None and not active:
        return Viewer(language=translation.get_language() or "nl")
    return Viewer(
        role=Role(user.role),
        user_id=user.pk,
        name=user.name,
        email=user.email,
        party_id=user.party_id,
        party_code=code,
        party_label=label,
        language=user.language,
        theme=user.theme,
        density=user.density,
        keys=user.review_keys,
        scopes=scopes,
    )


def _party(party_id: int | None) -> tuple[str, str, bool]:
    """Code, label and state of a party; read through a function, as there is no viewer yet."""
    if party_id is None:
        return ("", "", False)
    with connections[alias()].cursor() as cursor:
        cursor.execute("SELECT code, label, is_active FROM koppel_party(%s)", [party_id])
        row = cursor.fetchone()
    return (row[0], row[1], row[2]) if row else ("", "", False)


def lacks_second_step(user: User) -> bool:
    """Whether somebody must use a second step at sign-in and has none yet."""
    return must_have_second_step(user) and not has_second_step(user)


def must_have_second_step(user: User) -> bool:
    """Whether somebody must use a second step at sign-in."""
    return rules.needs_second_step(user.role)


def account(actor: Viewer) -> User:
    """The account of a signed-in user, freshly read.

    Raises:
        NotFound: nobody is signed in.
    """
    found = User.objects.filter(pk=actor.user_id).first() if actor.user_id is not None else None
    if found is None:
        raise NotFound
    return found


def has_second_step(user: User) -> bool:
    """Whether a second step is set up."""
    return second_step(user) is not None


def second_step(user: User) -> Authenticator | None:
    """The authenticator app of a user."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()


def recovery_codes_left(user: User) -> int:
    """How many recovery codes were made and not used."""
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.data.get("hashes", ())) if kept else 0


def viewer_waiting_for_second_step(user: User) -> Viewer:
    """Somebody who signed in but must set up a second step first: sees what a visitor sees."""
    return Viewer(
        user_id=user.pk,
        name=user.name,
        email=user.email,
        language=user.language,
        theme=user.theme,
        density=user.density,
        keys=user.review_keys,
    )


def viewer_of_token(token: str, now: datetime.datetime) -> Viewer | None:
    """The viewer that an API token speaks for; none when it is unknown, expired or revoked, or its user may not enter.

    Args:
        token: as the client sent it.
        now: what its expiry is compared with.
    """
    found = _token(token, now)
    if found is None or not found.user.is_active or lacks_second_step(found.user):
        return None
    viewer = viewer_of(found.user, scopes=frozenset(found.scopes))
    return viewer if viewer.is_authenticated else None


def _token(token: str, now: datetime.datetime) -> ApiToken | None:
    return (
        ApiToken.objects.select_related("user")
        .filter(token_hash=rules.hash_of(token), revoked_at=None, expires_at__gt=now)
        .first()
    )


def user_by_email(email: str) -> User | None:
    """The active user with this address; addresses compare without capitals."""
    return User.objects.filter(email=rules.normal_address(email), is_active=True).first()


def users(actor: Viewer, *, party_id: int | None = None, words: str = "") -> QuerySet[User]:
    """The users that this actor manages, by name: of its own partner, or all for an operator.

    Args:
        actor: an administrator of a partner, or an operator.
        party_id: only of this party.
        words: part of a name or address.
    """
    found = User.objects.select_related("party").annotate(
        has_second_step=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP))
    )
    if not actor.is_operator:
        party_id = actor.party_id
        if not may_manage_users(actor, party_id):
            return found.none()
    if party_id is not None:
        found = found.filter(party_id=party_id)
    if words:
        found = found.filter(name__icontains=words) | found.filter(email__icontains=words)
    return found.order_by("name", "email")


def user(actor: Viewer, user_uuid: UUID) -> User:
    """One user that this actor manages.

    Raises:
        NotFound: unknown, or somebody else's.
    """
    found = users(actor).filter(uuid=user_uuid).first()
    if found is None:
        raise NotFound
    return found


def invitations(actor: Viewer) -> QuerySet[Invitation]:
    """The open invitations that this actor may withdraw or send again, newest first.

    An operator has all, an administrator those of the own partner; stewards and administrators also have those that
    their own partner sent to companies.
    """
    waiting = Invitation.objects.select_related("party").filter(used_at=None, withdrawn_at=None)
    if actor.is_operator:
        return waiting
    if actor.party_id is None or not actor.is_staff_of_partner or actor.role == Role.ADVISER:
        return waiting.none()
    to_companies = waiting.filter(role=Role.COMPANY, invited_by__party_id=actor.party_id)
    if may_manage_users(actor, actor.party_id):
        return to_companies | waiting.filter(party_id=actor.party_id)
    return to_companies


def invitation(actor: Viewer, invitation_uuid: UUID) -> Invitation:
    """One open invitation of this actor.

    Raises:
        NotFound: unknown, somebody else's, or no longer open.
    """
    found = invitations(actor).filter(uuid=invitation_uuid).first()
    if found is None:
        raise NotFound
    return found


def invitation_of_link(secret: str) -> Invitation:
    """The invitation that a link stands for, open or not.

    Raises:
        NotFound: no invitation has this link.
    """
    found = Invitation.objects.filter(token_hash=rules.hash_of(secret)).first()
    if found is None:
        raise NotFound
    return found


def party_name(party_id: int | None) -> str:
    """What a party is called in short, also for somebody who has not signed in yet."""
    return _party(party_id)[1]


def is_party_active(party_id: int) -> bool:
    """Whether a party exists and was not switched off."""
    return _party(party_id)[2]


def tokens(actor: Viewer) -> list[ApiToken]:
    """The tokens of this user that were not revoked, newest first."""
    return list(ApiToken.objects.filter(user=account(actor), revoked_at=None))


@dataclass(frozen=True, slots=True)
class Device:
    """Where somebody is signed in."""

    code: str
    browser: str
    system: str
    agent: str
    address: str
    since: datetime.datetime
    seen: datetime.datetime
    is_this_one: bool


def devices(actor: Viewer, session_key: str | None, now: datetime.datetime) -> list[Device]:
    """Where this user is signed in, this device first.

    Args:
        actor: the user.
        session_key: of the device that asks.
        now: sessions that ended before are left out.
    """
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
    found = [
        Device(
            code=device_code(session.session_key),
            browser=rules.browser_and_system(session.user_agent)[0],
            system=rules.browser_and_system(session.user_agent)[1],
            agent=session.user_agent,
            address=session.ip,
            since=session.created_at,
            seen=session.last_seen_at,
            is_this_one=session.session_key == session_key,
        )
        for session in UserSession.objects.filter(Exists(alive), user_id=actor.user_id).order_by("-last_seen_at")
    ]
    return sorted(found, key=lambda device: not device.is_this_one)


def device_code(session_key: str) -> str:
    """What stands for a session in an address; the key itself never leaves the cookie."""
    return rules.hash_of(session_key)[:24]
