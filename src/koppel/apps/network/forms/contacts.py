"""What a person types about somebody at an organisation, or about a moment of contact."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from koppel.apps.network.actions.contacts import MOMENT_FIELDS, PERSON_FIELDS
from koppel.apps.network.forms.audiences import ChoiceFields, audience_values, day_input
from koppel.apps.network.models import ContactMoment, Person
from koppel.apps.network.rules.contacts import latest_end, usual_end

MANNERS = (
    ("visit", _lazy("Visit")),
    ("call", _lazy("Telephone call")),
    ("mail", _lazy("E-mail or letter")),
    ("event", _lazy("At an event")),
    ("other", _lazy("Otherwise")),
)


class KeptForm(ChoiceFields):
    """What personal data is kept for and how long, and who may see it."""

    purpose = forms.CharField(
        label=_lazy("What you keep this for"),
        max_length=300,
        help_text=_lazy("Privacy law asks for a purpose. For instance: innovation project with this company."),
    )
    keep_until = forms.DateField(
        label=_lazy("Keep until and including"),
        widget=day_input(),
        help_text=_lazy("Koppel removes it after this day; five years at most."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_keep_until(self) -> datetime.date:
        """Between today and five years from now."""
        day: datetime.date = self.cleaned_data["keep_until"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError(_("The day until which you keep this has passed. Choose a later day."))
        if day > latest_end(today):
            raise forms.ValidationError(_("Keep personal data for five years at most. Choose an earlier day."))
        return day


class PersonForm(KeptForm):
    """Somebody at an organisation."""

    name = forms.CharField(label=_lazy("Name"), max_length=160)
    role = forms.CharField(label=_lazy("Role"), max_length=160, required=False)
    email = forms.EmailField(label=_lazy("E-mail"), required=False)
    phone = forms.CharField(label=_lazy("Telephone"), max_length=60, required=False)
    field_order = ("name", "role", "email", "phone", "purpose", "keep_until", "audience", "members")

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned fields of a person."""
        return {field: self.cleaned_data[field] for field in PERSON_FIELDS}


class MomentForm(KeptForm):
    """A moment of contact."""

    on = forms.DateField(label=_lazy("When"), widget=day_input())
    manner = forms.ChoiceField(label=_lazy("How"), choices=MANNERS)
    person = forms.ChoiceField(label=_lazy("With whom"), required=False)
    note = forms.CharField(
        label=_lazy("What about"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_lazy("Leave out what is not needed for the purpose, such as health or opinions about people."),
    )
    field_order = ("on", "manner", "person", "note", "purpose", "keep_until", "audience", "members")

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(person.uuid), person.name) for person in people]
        self.fields["person"].choices = [("", _("Nobody in particular")), *named]  # type: ignore[attr-defined]

    def clean_on(self) -> datetime.date:
        """A contact lies in the past, or is today."""
        day: datetime.date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Write a contact down after it took place: choose today or an earlier day."))
        return day

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned fields of a moment, without its person."""
        return {field: self.cleaned_data[field] for field in MOMENT_FIELDS}

    @property
    def chosen_person(self) -> UUID | None:
        """Outside id of the person, or none."""
        return UUID(self.cleaned_data["person"]) if self.cleaned_data["person"] else None


def new_values(today: datetime.date) -> dict[str, Any]:
    """The answers that a new person or moment begins with: private, kept for two years."""
    return {"audience": "private", "keep_until": usual_end(today), "on": today, "manner": "visit"}


def kept_values(kept: Person | ContactMoment) -> dict[str, Any]:
    """The answers that describe a person or moment as it is now; its audience comes with its members."""
    names = PERSON_FIELDS if isinstance(kept, Person) else MOMENT_FIELDS
    chosen = audience_values(kept.audience, kept.owner_id)
    values: dict[str, Any] = {name: getattr(kept, name) for name in names}
    values |= {"version": kept.version, "audience": chosen["audience"], "members": chosen["members"]}
    if isinstance(kept, ContactMoment):
        values["person"] = str(kept.person.uuid) if kept.person else ""
    return values
