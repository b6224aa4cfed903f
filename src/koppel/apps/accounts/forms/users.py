"""Invitations, roles and accepting an invitation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from koppel.apps.accounts.forms.sign_in import AddressField, password_field
from koppel.apps.sharing.rules import Role

ROLE_LABELS = {
    Role.ADVISER: _("Adviser: searches, judges links, keeps contacts"),
    Role.STEWARD: _("Steward: also delivers files and invites companies"),
    Role.ADMINISTRATOR: _("Administrator: also manages users"),
    Role.COMPANY: _("User of a company or knowledge institute"),
    Role.OPERATOR: _("Operator of Koppel"),
}
ROLE_NAMES = {
    Role.ADVISER: _("adviser"),
    Role.STEWARD: _("steward"),
    Role.ADMINISTRATOR: _("administrator"),
    Role.COMPANY: _("company user"),
    Role.OPERATOR: _("operator"),
}


# Ids and names of parties.
Choices = Sequence[tuple[str, str]]


class _AddressForm(forms.Form):
    """Whom to invite, and the language of the mail."""

    email = AddressField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(
        label=_("Language of the mail"),
        choices=[("nl", "Nederlands"), ("en", "English")],
        widget=forms.RadioSelect,
        initial="nl",
    )


class InviteForm(_AddressForm):
    """An invitation to one's own partner."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect, initial=Role.ADVISER.value)

    field_order: Sequence[str] = ("email", "role", "language")

    def __init__(self, *args: Any, roles: Sequence[Role], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["role"].choices = [(role.value, ROLE_LABELS[role]) for role in roles]  # type: ignore[attr-defined]


class InviteAnywhereForm(InviteForm):
    """An invitation by an operator: any party, any role that exists there."""

    party = forms.ChoiceField(label=_("Works for"))

    field_order: Sequence[str] = ("email", "party", "role", "language")

    def __init__(self, *args: Any, parties: Choices, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        choices = [("", _("Koppel itself (operators)")), *parties]
        self.fields["party"].choices = choices  # type: ignore[attr-defined]
        self.fields["party"].required = False


class InviteCompanyForm(_AddressForm):
    """An invitation to an organisation that has users here."""

    party = forms.ChoiceField(label=_("Organisation"))

    field_order: Sequence[str] = ("email", "party", "language")

    def __init__(self, *args: Any, parties: Choices, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["party"].choices = list(parties)  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """Another role at the same party."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: Sequence[Role], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["role"].choices = [(role.value, ROLE_LABELS[role]) for role in roles]  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """Name and password of a new account; its address, party and role are in the invitation."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("Colleagues at other partners see it with what you write."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = password_field(_("Password"), is_new=True)
