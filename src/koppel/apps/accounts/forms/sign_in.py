"""Sign-in, passwords and the second step: the library's checks with our fields and words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as second_step_forms
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from koppel.apps.accounts import rules
from koppel.apps.accounts.actions.second_step import accepted_authenticator
from koppel.apps.accounts.actions.sign_in import note_refused_code


class AddressField(forms.EmailField):
    """An e-mail address, given in the one form that we store and compare."""

    def to_python(self, value: Any) -> str:
        """Normalise first, so that the check sees what is compared."""
        return super().to_python(rules.normal_address(str(value or ""))) or ""


def address_field() -> AddressField:
    """An e-mail address of one's own account."""
    return AddressField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )


def password_field(label: Any, *, is_new: bool = False) -> forms.CharField:
    """A password: the present one, or a new one that is checked."""
    kind = NewPasswordField if is_new else forms.CharField
    return kind(
        label=label,
        strip=False,
        max_length=200,
        help_text=_("At least 12 characters. A sentence of a few words is easy to remember and hard to guess.")
        if is_new
        else "",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password" if is_new else "current-password"}),
    )


class NewPasswordField(forms.CharField):
    """A new password, held against the rules and against what is known of its user."""

    user: Any = None

    def clean(self, value: str) -> str:
        """Check it.

        Raises:
            ValidationError: too short, too common, or like the name or address.
        """
        return str(get_adapter().clean_password(super().clean(value), user=self.user))


def code_field() -> forms.CharField:
    """A code of the authenticator app, or a recovery code."""
    return forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Six digits from your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class SignInForm(account_forms.LoginForm):  # type: ignore[misc]
    """Address and password."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["login"] = address_field()
        self.fields["password"] = password_field(_("Password"))
        self.order_fields(["login", "password"])


class ResetPasswordForm(account_forms.ResetPasswordForm):  # type: ignore[misc]
    """The address to send a link to."""

    email = address_field()


class ResetPasswordKeyForm(account_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password after a reset link."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        _one_new_password(self)


class SetPasswordForm(account_forms.SetPasswordForm):  # type: ignore[misc]
    """A first password."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        _one_new_password(self)


class ChangePasswordForm(account_forms.ChangePasswordForm):  # type: ignore[misc]
    """The present password and a new one."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["oldpassword"] = password_field(_("Present password"))
        _one_new_password(self)


def _one_new_password(form: Any) -> None:
    """One field: typing a password twice keeps people from using a password manager and prevents little."""
    del form.fields["password2"]
    form.fields["password1"] = password_field(_("New password"), is_new=True)
    form.fields["password1"].user = form.user


class ConfirmPasswordForm(account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["password"] = password_field(_("Password"))


class _CodeMixin:
    """Accepts a code of the app or a recovery code, once each, and counts wrong ones."""

    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        """Check the code.

        Raises:
            ValidationError: wrong, used before, or too many tries.
        """
        forget_tries = check_rate_limit(self.user)
        code: str = self.cleaned_data["code"].strip()
        authenticator = accepted_authenticator(self.user, code)
        if authenticator is None:
            note_refused_code(self.user)
            raise forms.ValidationError(
                _("This code is not right, or was used before. Wait for the next one and try again."), code="incorrect"
            )
        self.authenticator = authenticator
        forget_tries()
        return code


class SecondStepForm(_CodeMixin, second_step_forms.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    code = code_field()


class ConfirmCodeForm(_CodeMixin, second_step_forms.ReauthenticateForm):  # type: ignore[misc]
    """A code once more, before something that matters."""

    code = code_field()


class SetUpSecondStepForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""

    code = forms.CharField(
        label=_("Code"),
        max_length=10,
        help_text=_("The six digits that the app shows now."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
