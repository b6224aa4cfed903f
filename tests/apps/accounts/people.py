"""What every test of accounts needs: users with a password, their codes, a signed-in browser, the last mail."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from koppel.apps.accounts.models import User
from koppel.apps.accounts.queries import second_step
from koppel.apps.notifications.models import Mail
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.rules import Role
from tests import cast

PASSWORD = "een lange zin om te onthouden"


def a_member(name: str = "Anna", *, party: Party | None = None, role: Role = Role.STEWARD, **fields: Any) -> User:
    """A user with a password, of Brabant unless another party or none is meant."""
    if party is None and role not in {Role.OPERATOR, Role.COMPANY}:
        party = cast.a_partner("brabant")
    return cast.a_user(name, party=party, role=role, password=PASSWORD, **fields)


def an_operator() -> User:
    """An operator with a password."""
    return a_member("Olga", role=Role.OPERATOR)


def an_administrator(party: Party | None = None) -> User:
    """An administrator of Brabant, or of another partner."""
    return a_member("Ad", party=party, role=Role.ADMINISTRATOR)


def browser_of(user: User) -> Client:
    """A browser in which this user is signed in."""
    client = Client(REMOTE_ADDR="192.0.2.7")
    client.force_login(user)
    return client


def code_of(user: User, *, later: int = 0) -> str:
    """What the user's authenticator app shows now, or so many half minutes later."""
    app = second_step(user)
    assert app is not None
    return format_hotp_value(hotp_value(decrypt(app.data["secret"]), int(time.time()) // 30 + later))


@translation.override("en")
def give_password(client: Client, user: User, password: str = PASSWORD, **query: str) -> HttpResponse:
    """The first step of signing in."""
    address = reverse("account_login", query=query)
    return client.post(address, {"login": user.email, "password": password})


def sign_in(client: Client, user: User, password: str = PASSWORD, **query: str) -> HttpResponse:
    """Both steps of signing in; gives the last answer."""
    answer = give_password(client, user, password, **query)
    if answer.status_code == 302 and answer["Location"].endswith("/sign-in/code/"):
        answer = client.post("/en/account/sign-in/code/", {"code": code_of(user)})
    return answer


def last_mail() -> Mail:
    """The newest mail in the outbox."""
    mail = Mail.objects.order_by("-id").first()
    assert mail is not None
    return mail


def link_in(mail: Mail) -> str:
    """The path of the first link in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S*)", mail.text)
    assert found
    return found.group(1)


def is_signed_in(client: Client) -> bool:
    """Whether this browser still opens the account page."""
    return client.get("/en/account/").status_code == 200
