"""Small decisions about users: addresses, tokens, who needs a second step, who gives which role to whom."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from datetime import timedelta

from koppel.apps.sharing.rules import STAFF_ROLES, Decision, Role, Viewer, may_deliver, may_export, may_manage_users

INVITATION_LASTS = timedelta(days=7)
TOKEN_LASTS_AT_MOST = timedelta(days=365)
# Writing down each use of a token or session would turn every read into a write.
TOKEN_USE_NOTED_EVERY = timedelta(minutes=1)
SESSION_USE_NOTED_EVERY = timedelta(minutes=10)
SCOPES = ("read", "write", "deliver", "export")
RECOVERY_CODES = 10
TOKEN_START = "koppel_"  # noqa: S105 -- marks a token so that a scan for leaked secrets finds it; not itself a secret

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def normal_address(address: str) -> str:
    """An e-mail address in the one form that we store and compare.

    Source:
        Unicode TR 36 §2.11.2: compatibility forms (NFKC) first, then lower case.
    """
    return unicodedata.normalize("NFKC", address).strip().lower()


def new_secret() -> str:
    """A random text for a link or token, 256 bits."""
    return secrets.token_urlsafe(32)


def new_recovery_code() -> str:
    """A code that stands in for the second step once: 16 letters and digits in groups of four, 80 bits."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    letters = "".join(secrets.choice(alphabet) for _ in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def plain_recovery_code(typed: str) -> str:
    """A recovery code as typed, without spaces, dashes and capitals."""
    return "".join(letter for letter in typed.lower() if letter.isalnum())


def hash_of(secret: str) -> str:
    """What we store of a secret of 80 bits or more; guessing it back is out of reach without a slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def browser_and_system(agent: str) -> tuple[str, str]:
    """Which browser and system a user-agent text names; empty where it names none that we know.

    Args:
        agent: as the browser sent it; longer names that hold shorter ones come first, as Edge holds Chrome.
    """
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    return browser, next((name for mark, name in SYSTEMS if mark in agent), "")


def needs_second_step(role: str) -> bool:
    """Whether somebody with this role must use a second step at sign-in."""
    return role in STAFF_ROLES or role == Role.OPERATOR


def roles_at(party_kind: str | None) -> tuple[Role, ...]:
    """The roles that exist at a party: staff at a partner, company users at an organisation, operators at none."""
    if party_kind is None:
        return (Role.OPERATOR,)
    return (Role.ADVISER, Role.STEWARD, Role.ADMINISTRATOR) if party_kind == "partner" else (Role.COMPANY,)


def may_invite(actor: Viewer, *, party_id: int | None, party_kind: str | None, role: str) -> Decision:
    """May this actor invite somebody into this role at this party? Nobody gives more than he has."""
    if role not in roles_at(party_kind):
        return Decision(False, "this role does not exist at this party")
    if actor.scopes is not None:
        return Decision(False, "not with a token")
    if may_manage_users(actor, party_id):
        return Decision(True, "manages this party's users")
    if party_kind == "organisation" and actor.is_staff_of_partner and actor.role in {Role.STEWARD, Role.ADMINISTRATOR}:
        return Decision(True, "stewards invite companies")
    return Decision(False, "needs an administrator of this partner or an operator")


def grantable_scopes(actor: Viewer) -> tuple[str, ...]:
    """What a token of this user may at most be able to do."""
    writes = actor.is_staff_of_partner or (actor.is_company and actor.party_id is not None)
    allowed = {
        "read": True,
        "write": writes,
        "deliver": bool(may_deliver(actor)),
        "export": bool(may_export(actor)),
    }
    return tuple(scope for scope in SCOPES if allowed[scope])
