"""What a person types about an organisation, cleaned by the same rules as a delivery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from koppel.apps.network.forms.audiences import AudienceForm
from koppel.apps.network.models import Record
from koppel.apps.network.queries.profile_rows import KINDS
from koppel.apps.network.rules.records import LENGTHS, REFERENCE_LENGTH
from koppel.connectors.tabular.countries import country_code
from koppel.connectors.tabular.fields import clean_kvk, clean_phone, clean_pic, clean_postcode, clean_website

WRITTEN = tuple(LENGTHS)


class RecordForm(forms.Form):
    """What a partner, or the organisation itself, says about an organisation."""

    name = forms.CharField(label=_lazy("Name"), max_length=LENGTHS["name"])
    acronym = forms.CharField(label=_lazy("Short name"), max_length=LENGTHS["acronym"], required=False)
    kvk = forms.CharField(
        label=_lazy("KvK number"),
        max_length=20,
        required=False,
        help_text=_lazy("Eight digits, for instance 12345678."),
    )
    street = forms.CharField(label=_lazy("Street"), max_length=LENGTHS["street"], required=False)
    number = forms.CharField(label=_lazy("House number"), max_length=LENGTHS["number"], required=False)
    postcode = forms.CharField(label=_lazy("Postcode"), max_length=LENGTHS["postcode"], required=False)
    city = forms.CharField(label=_lazy("City"), max_length=LENGTHS["city"], required=False)
    country = forms.CharField(
        label=_lazy("Country"),
        max_length=60,
        required=False,
        help_text=_lazy("A name or two letters. Empty means the Netherlands or not known."),
    )
    website = forms.CharField(label=_lazy("Website"), max_length=LENGTHS["website"], required=False)
    phone = forms.CharField(
        label=_lazy("Telephone"),
        max_length=LENGTHS["phone"],
        required=False,
        help_text=_lazy("Of the organisation, not of a person."),
    )
    kind = forms.ChoiceField(label=_lazy("Kind"), choices=KINDS, required=False)
    legal_form = forms.CharField(
        label=_lazy("Legal form"),
        max_length=LENGTHS["legal_form"],
        required=False,
        help_text=_lazy("For instance B.V."),
    )
    sector = forms.CharField(label=_lazy("Sector"), max_length=LENGTHS["sector"], required=False)
    text = forms.CharField(
        label=_lazy("What they do"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    pic = forms.CharField(
        label=_lazy("EU number (PIC)"),
        max_length=20,
        required=False,
        help_text=_lazy("Nine digits: the participant number of the European Commission."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_kvk(self) -> str:
        """Eight digits, or nothing."""
        typed = self.cleaned_data["kvk"]
        sentence = _("A KvK number has eight digits, for instance 12345678.")
        return _cleaned(clean_kvk(typed) if typed else ("", []), typed, sentence)

    def clean_pic(self) -> str:
        """Nine digits, or nothing."""
        typed = self.cleaned_data["pic"]
        sentence = _("An EU number (PIC) has nine digits, for instance 998281709.")
        return _cleaned(clean_pic(typed) if typed else ("", []), typed, sentence)

    def clean_website(self) -> str:
        """An address on the web, or nothing."""
        typed = self.cleaned_data["website"]
        sentence = _("This is not a web address. For instance: www.example.nl.")
        return _cleaned(clean_website(typed) if typed else ("", []), typed, sentence)

    def clean_country(self) -> str:
        """A two-letter code, or nothing."""
        typed = self.cleaned_data["country"]
        code = country_code(typed) if typed else ""
        if typed and not code:
            raise forms.ValidationError(
                _("This country is not known. Type its name in Dutch or English, or its two letters.")
            )
        return code

    def clean(self) -> dict[str, Any]:
        """Postcode and telephone are read in the light of the country."""
        cleaned = super().clean() or {}
        country = cleaned.get("country", "")
        if typed := cleaned.get("postcode"):
            postcode, _findings = clean_postcode(typed, country)
            if not postcode:
                self.add_error("postcode", _("A Dutch postcode has four digits and two letters, for instance 5611 AB."))
            cleaned["postcode"] = postcode
        if typed := cleaned.get("phone"):
            cleaned["phone"] = clean_phone(typed, country)[0]
        return cleaned

    @property
    def values(self) -> dict[str, str]:
        """Field to cleaned text, for every field that an owner writes."""
        return {field: self.cleaned_data.get(field, "") for field in WRITTEN}


class AddRecordForm(AudienceForm, RecordForm):
    """A new organisation: what it is, the own number here, and who may see it."""

    reference = forms.CharField(
        label=_lazy("Your own number"),
        max_length=REFERENCE_LENGTH,
        required=False,
        help_text=_lazy("As in your own system. Empty: Koppel makes one up."),
    )
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)
    field_order = (*WRITTEN, "reference", "audience", "members", "name_of_circle", "audience_purpose", "until")

    @property
    def values(self) -> dict[str, str]:
        """Field to cleaned text, with the own number."""
        return {**super().values, "reference": self.cleaned_data.get("reference", "")}


def record_values(record: Record) -> dict[str, Any]:
    """The answers that describe a record as it is now."""
    return {**{field: getattr(record, field) for field in WRITTEN}, "version": record.version}


def differences(record: Record, typed: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Where a record and what somebody typed differ: label, what stands there, what was typed."""
    return [
        (str(RecordForm.base_fields[field].label), getattr(record, field), typed.get(field, ""))
        for field in WRITTEN
        if getattr(record, field) != typed.get(field, "")
    ]


def _cleaned(outcome: tuple[str, Any], typed: str, sentence: str) -> str:
    """The mended text; what would be left out of a delivery is an error for somebody who can still mend it."""
    text, _findings = outcome
    if typed and not text:
        raise forms.ValidationError(sentence)
    return text
