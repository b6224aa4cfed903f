"""The mails about accounts, each in its reader's language; another app posts them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

Post = Callable[..., object]
_posts: list[Post] = []


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail in words: what it is about, what it says, and at most one address to go to."""

    subject: str
    paragraphs: tuple[str, ...]
    url: str = ""
    button: str = ""


def use_post(post: Post) -> None:
    """Say who posts letters; called once at start-up by the app with the outbox, which stands above this one.

    Args:
        post: takes ``to``, ``subject``, ``text``, ``html`` and ``language`` by name.
    """
    _posts[:] = [post]


def send_letter(to: str, language: str, write: Callable[..., Letter], *arguments: object) -> None:
    """Post one letter, in the transaction that causes it.

    Args:
        to: address.
        language: of the reader, ``nl`` or ``en``.
        write: gives the letter; called in that language.
        arguments: for ``write``.
    """
    with translation.override(language):
        letter = write(*arguments)
        context = {"letter": letter, "site": settings.SITE_URL, "language": language}
        text = render_to_string("accounts/mail/letter.txt", context)
        html = render_to_string("accounts/mail/letter.html", context)
    for post in _posts:
        post(to=to, subject=letter.subject, text=text, html=html, language=language)


def site_url(name: str, *arguments: object) -> str:
    """The full address of a page in the language of the running block."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse(name, args=arguments)}"


def invitation_letter(secret: str, party: str, inviter: str) -> Letter:
    """The link to an account."""
    if party:
        invited = _("%(inviter)s invites you to Koppel, to work for %(party)s.") % {"inviter": inviter, "party": party}
    else:
        invited = _("%(inviter)s invites you to Koppel as an operator.") % {"inviter": inviter}
    return Letter(
        subject=_("Your invitation to Koppel"),
        paragraphs=(
            invited,
            _("The link works once, for seven days, and only for this e-mail address."),
            _("You did not expect this? Then you need not do anything: without the link there is no account."),
        ),
        url=site_url("accounts:accept", secret),
        button=_("Accept the invitation"),
    )


def known_already_letter(party: str) -> Letter:
    """For somebody who is invited and has an account already."""
    return Letter(
        subject=_("You were invited to Koppel, where you have an account"),
        paragraphs=(
            _("Somebody of %(party)s invited you. This e-mail address has an account on Koppel already.")
            % {"party": party or "Koppel"},
            _("One address has one account. Sign in with it, or ask for an invitation to another address of yours."),
        ),
        url=site_url("account_login"),
        button=_("Sign in"),
    )


def reset_letter(url: str) -> Letter:
    """The link to a new password."""
    return Letter(
        subject=_("Choose a new password for Koppel"),
        paragraphs=(
            _("You asked for a new password. The link works once and for two hours."),
            _("You did not ask for this? Then you need not do anything: your password stays as it is."),
        ),
        url=url,
        button=_("Choose a new password"),
    )


def no_account_letter() -> Letter:
    """For an address without an account, so that asking takes the same time and shows the same page."""
    return Letter(
        subject=_("No account on Koppel with this address"),
        paragraphs=(
            _("Somebody asked for a new password on Koppel with this e-mail address. No account has this address."),
            _("Perhaps your account has another address. Or you have no account yet: accounts are by invitation."),
            _("You did not ask for this? Then you need not do anything."),
        ),
    )


def password_changed_letter() -> Letter:
    """Says that the password was changed."""
    return Letter(
        subject=_("Your password for Koppel was changed"),
        paragraphs=(
            _("Your password was changed. You were signed out on all other devices and your API tokens have ended."),
            _("Was this not you? Ask for a new password at once and tell the administrator of your organisation."),
        ),
        url=site_url("account_reset_password"),
        button=_("Ask for a new password"),
    )


def second_step_letter(happened: str) -> Letter:
    """Says what happened to the second step.

    Args:
        happened: ``on``, ``off`` or ``reset``.
    """
    sentences = {
        "on": _("Two-step sign-in was switched on for your account."),
        "off": _("Two-step sign-in was switched off for your account."),
        "reset": _("Your administrator reset two-step sign-in for your account. Set it up again when you sign in."),
    }
    return Letter(
        subject=_("Two-step sign-in for Koppel was changed"),
        paragraphs=(
            sentences[happened],
            _("You were signed out on all other devices and your API tokens have ended."),
            _("Was this not you? Tell the administrator of your organisation at once."),
        ),
    )
