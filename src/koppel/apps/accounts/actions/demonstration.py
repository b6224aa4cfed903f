"""The second step of demonstration accounts, whose current code a command may print."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _

from koppel.apps.accounts import queries
from koppel.apps.accounts.models import User
from koppel.apps.sharing.owned import together
from koppel.apps.sharing.rules import Refused


def enroll(user: User, secret: str) -> None:
    """Set up the second step of a demonstration account.

    Args:
        user: has ``is_demonstration``.
        secret: of this installation, any text; each account's own secret is derived from it.

    Raises:
        Refused: it is not a demonstration account.
    """
    _check_demonstration(user)
    derived = hmac.new(secret.encode(), f"second step of {user.email}".encode(), hashlib.sha256).digest()
    with together():
        Authenticator.objects.filter(user=user).delete()
        TOTP.activate(user, base64.b32encode(derived[:20]).decode())


def current_code(email: str, at: float | None = None) -> str:
    """The six digits that a demonstration account signs in with now.

    Args:
        email: of the account.
        at: seconds since 1970; now when not given.

    Raises:
        Refused: no such account, not a demonstration account, no second step, or one that cannot be read here.
    """
    user = queries.user_by_email(email)
    if user is None:
        raise Refused(_("There is no active account with the address %(email)s.") % {"email": email})
    _check_demonstration(user)
    app = queries.second_step(user)
    if app is None:
        raise Refused(_("%(email)s has no two-step sign-in yet. Sign in with the password first.") % {"email": email})
    moment = time.time() if at is None else at
    try:
        secret = decrypt(app.data["secret"])
    except InvalidToken:
        raise Refused(
            _("This installation has another secret key than when it was filled. Set KOPPEL_SECRET_KEY to that one.")
        ) from None
    return str(format_hotp_value(hotp_value(secret, int(moment) // settings.MFA_TOTP_PERIOD)))


def _check_demonstration(user: User) -> None:
    if not user.is_demonstration:
        raise Refused(_("Codes are printed for demonstration accounts only. Use your own authenticator app."))
