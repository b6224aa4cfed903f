"""The questions who may see something, until when and what for."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from koppel.apps.network.actions.records import Choice
from koppel.apps.sharing.models import Audience, Party


def day_input() -> forms.DateInput:
    """A date field that browsers show with a calendar."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ChoiceFields(forms.Form):
    """Who may see it: kind, and the members of a circle. Other forms extend it."""

    audience = forms.ChoiceField(label=_lazy("Who may see this"), widget=forms.RadioSelect)
    members = forms.MultipleChoiceField(
        label=_lazy("Members of the circle"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_lazy("Only counts when you choose a circle."),
    )

    def __init__(self, *args: Any, parties: Iterable[Party], owner: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only_us = _("Only %(party)s") % {"party": owner.label}
        if owner.kind == Party.Kind.ORGANISATION:
            only_us = _("Only my organisation")
        self.fields["audience"].choices = [  # type: ignore[attr-defined]
            (Audience.Kind.PRIVATE.value, only_us),
            (Audience.Kind.CIRCLE.value, _("A circle of parties that I choose")),
            (Audience.Kind.PARTNERS.value, _("All partners")),
            (Audience.Kind.PUBLIC.value, _("Everyone, also who is not signed in")),
        ]
        self.fields["members"].choices = [  # type: ignore[attr-defined]
            (party.code, party.name) for party in parties if party.pk != owner.pk
        ]

    def clean(self) -> dict[str, Any]:
        """A circle needs members."""
        cleaned = super().clean() or {}
        if (
            cleaned.get("audience") == Audience.Kind.CIRCLE
            and not cleaned.get("members")
            and "members" not in self.errors
        ):
            self.add_error("members", _("Choose at least one other party for the circle."))
        return cleaned

    @property
    def choice(self) -> Choice:
        """The audience that was chosen."""
        cleaned = self.cleaned_data
        return Choice(
            kind=cleaned["audience"],
            members=tuple(cleaned["members"]),
            until=cleaned.get("until"),
            purpose=cleaned.get("audience_purpose", ""),
            name=cleaned.get("name_of_circle", ""),
        )


class AudienceForm(ChoiceFields):
    """Who may see a record, until when and what for."""

    name_of_circle = forms.CharField(
        label=_lazy("Name of the circle"),
        required=False,
        max_length=120,
        help_text=_lazy("For instance: BOM and LIOF, vacuum technology."),
    )
    audience_purpose = forms.CharField(
        label=_lazy("What for"),
        required=False,
        max_length=300,
        help_text=_lazy("Everybody who sees the record sees this too."),
    )
    until = forms.DateField(
        label=_lazy("Until and including"),
        required=False,
        widget=day_input(),
        help_text=_lazy("After this day only you see it. Empty means no end."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    def clean_until(self) -> datetime.date | None:
        """An end lies ahead."""
        until: datetime.date | None = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise forms.ValidationError(_("The end date has passed. Choose a later date, or none."))
        return until


def audience_values(audience: Audience, owner_id: int) -> dict[str, Any]:
    """The answers that describe an audience as it is now.

    Args:
        audience: with its members.
        owner_id: whose record it is; not among the members one may choose.
    """
    return {
        "audience": audience.kind,
        "members": [member.party.code for member in audience.members.all() if member.party_id != owner_id],
        "name_of_circle": audience.name,
        "audience_purpose": audience.purpose,
        "until": audience.until,
        "seen": str(audience.uuid),
    }
