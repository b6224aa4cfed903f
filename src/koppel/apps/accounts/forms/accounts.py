"""One's own settings and tokens."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from koppel.apps.accounts.models import User

SCOPE_LABELS = {
    "read": _("Read what I may see"),
    "write": _("Add and change records and contacts"),
    "deliver": _("Deliver files of my partner"),
    "export": _("Export lists"),
}
LASTS = {"30": _("30 days"), "90": _("90 days"), "180": _("half a year"), "365": _("a year")}


class SettingsForm(forms.Form):
    """Name and preferences."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(
        label=_("Language"), choices=[("nl", "Nederlands"), ("en", "English")], widget=forms.RadioSelect
    )
    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=[
            (User.Theme.SYSTEM.value, _("As my device is set")),
            (User.Theme.LIGHT.value, _("Light")),
            (User.Theme.DARK.value, _("Dark")),
        ],
        widget=forms.RadioSelect,
    )
    density = forms.ChoiceField(
        label=_("Lists"),
        choices=[
            (User.Density.DENSE.value, _("Dense: more rows on a screen")),
            (User.Density.GENEROUS.value, _("Generous: larger rows and buttons")),
        ],
        widget=forms.RadioSelect,
    )
    review_keys = forms.BooleanField(
        label=_("Use single-letter keys when I judge links"),
        required=False,
        help_text=_("Switch this off if you use speech input or press keys by accident."),
    )


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=80, help_text=_("For instance the name of the program that uses it.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that the token may do.")},
    )
    days = forms.ChoiceField(label=_("It lasts"), choices=list(LASTS.items()), initial="90")

    def __init__(self, *args: Any, scopes: Sequence[str], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        chosen = [(scope, SCOPE_LABELS[scope]) for scope in scopes]
        self.fields["scopes"].choices = chosen  # type: ignore[attr-defined]

    def token(self) -> dict[str, Any]:
        """What was chosen, as the action wants it."""
        return {
            "name": self.cleaned_data["name"],
            "scopes": self.cleaned_data["scopes"],
            "lasts": datetime.timedelta(days=int(self.cleaned_data["days"])),
        }
