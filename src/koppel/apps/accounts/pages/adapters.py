"""Where the sign-in library meets us: our mails, our log, our words, our redirects."""

from __future__ import annotations

import base64
import hashlib
import io
import time
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as running
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import translate_url
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppel.apps.accounts.actions import letters
from koppel.apps.accounts.actions.passwords import change_password
from koppel.apps.accounts.actions.sign_in import note_refused_sign_in, note_sign_in, note_sign_out
from koppel.apps.accounts.models import User
from koppel.apps.ui.notes import tell


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in and passwords."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("This e-mail address and password do not belong together."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "invalid_password_reset": gettext_lazy("This link was used already or has expired."),
        "too_many_login_attempts": gettext_lazy("Too many tries. Wait five minutes, then try again."),
        "rate_limited": gettext_lazy("Too many tries. Wait five minutes, then try again."),
        "incorrect_code": gettext_lazy("This code is not right. Wait for the next one and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are by invitation only."""
        return False

    def get_login_stages(self) -> list[str]:
        """After the password only the second step."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def login(self, request: HttpRequest, user: User) -> None:
        """Start the session and write it down."""
        super().login(request, user)
        note_sign_in(user)

    def logout(self, request: HttpRequest) -> None:
        """Write it down and end the session."""
        note_sign_out(request.viewer)  # type: ignore[attr-defined]
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write down a refused sign-in."""
        note_refused_sign_in(credentials.get("email", ""))

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether this is the user's password; counted as a try."""
        checked = self.authenticate(running.request, email=user.email, password=password)
        return checked is not None and checked.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **keywords: Any) -> bool:
        """Whether signing in was too long ago for something that matters."""
        request = running.request
        records = get_authentication_records(request, request.user)
        return not records or time.time() - records[-1]["at"] > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The second step where there is one, else the password."""
        methods = super().get_reauthentication_methods(user)
        codes = [method for method in methods if method["id"] == "mfa_reauthenticate"]
        return codes or methods

    def post_login(self, request: HttpRequest, user: User, **keywords: Any) -> HttpResponse:
        """Go on to the page that was asked for, in the user's language."""
        asked = keywords.get("redirect_url")
        if asked:
            keywords["redirect_url"] = translate_url(asked() if callable(asked) else asked, user.language)
        response: HttpResponse = super().post_login(request, user, **keywords)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The start page, in the user's language."""
        with translation.override(getattr(request.user, "language", None) or translation.get_language()):
            return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account page."""
        return resolve_url("accounts:account")

    def set_password(self, user: User, password: str) -> None:
        """Change it, end all access, log and mail."""
        change_password(user, password, timezone.now())

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Send the link to the stored address, in the user's language, at this site's own address."""
        with translation.override(user.language):
            url = letters.site_url("account_reset_password_from_key", context["uid"], context["key"])
        letters.send_letter(user.email, user.language, letters.reset_letter, url)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only the answer to an address without an account comes here; the rest are our own letters."""
        if template_prefix != "account/email/unknown_account":
            raise ValueError(f"There is no letter for {template_prefix}: write one in accounts/actions/letters.py.")
        letters.send_letter(email, translation.get_language() or settings.LANGUAGE_CODE, letters.no_account_letter)

    def send_notification_mail(self, template_prefix: str, user: Any, context: Any = None, email: Any = None) -> None:
        """Nothing: our actions tell the user in the transaction that changes something."""

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in our words, or not at all."""
        said = {
            "account/messages/password_changed.txt": _(
                "Your password was changed. Other devices were signed out and your API tokens have ended."
            ),
            "account/messages/password_set.txt": _("Your password was set."),
            "account/messages/logged_out.txt": _("You are signed out."),
        }
        if message:
            tell(request, message, kind="no")
        elif message_template in said:
            tell(request, said[message_template])


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The authenticator app."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not right. Wait for the next one and try again."),
    }

    def encrypt(self, text: str) -> str:
        """A secret as it is stored: useless to whoever has the database but not this installation's key."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """A stored secret in the clear."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The square code to scan; on white in dark mode too, or cameras do not read it."""
        drawing = io.BytesIO()
        segno.make_qr(url, error="m").save(drawing, kind="svg", xmldecl=False, border=3, dark="#000", light="#fff")
        return drawing.getvalue().decode()


def _box() -> MultiFernet:
    """Locks with the present key, opens with that and with earlier ones."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"koppel second step {key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
