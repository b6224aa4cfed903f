"""Partners, and organisations that get users here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# ISO 3166-2:NL; the names in Dutch are the official ones.
PROVINCES = [
    ("NL-DR", "Drenthe"),
    ("NL-FL", "Flevoland"),
    ("NL-FR", _("Friesland")),
    ("NL-GE", "Gelderland"),
    ("NL-GR", "Groningen"),
    ("NL-LI", "Limburg"),
    ("NL-NB", _("Noord-Brabant")),
    ("NL-NH", _("Noord-Holland")),
    ("NL-OV", "Overijssel"),
    ("NL-UT", "Utrecht"),
    ("NL-ZE", "Zeeland"),
    ("NL-ZH", _("Zuid-Holland")),
]


class CompanyForm(forms.Form):
    """An organisation that gets users here."""

    name = forms.CharField(label=_("Name"), max_length=200)
    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Small letters, digits and dashes; it stays the same.")
    )


class PartnerForm(forms.Form):
    """A partner, to change."""

    name = forms.CharField(label=_("Name"), max_length=200)
    label = forms.CharField(label=_("Short name"), max_length=12, help_text=_("In lists and beside values."))
    letter = forms.CharField(
        label=_("Letters"), max_length=2, help_text=_("One or two, for its place in the network strip.")
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    provinces = forms.MultipleChoiceField(
        label=_("Works in"), choices=PROVINCES, required=False, widget=forms.CheckboxSelectMultiple
    )
    position = forms.IntegerField(
        label=_("Place in lists"), min_value=0, max_value=999, help_text=_("Small numbers come first.")
    )
    is_hub = forms.BooleanField(label=_("Brings partners together (association or hub)"), required=False)
    is_active = forms.BooleanField(
        label=_("Takes part"),
        required=False,
        initial=True,
        help_text=_("Without this its users see only what everyone sees, at once."),
    )


class NewPartnerForm(PartnerForm):
    """A partner, to add."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=60,
        help_text=_("Small letters, digits and dashes; in file names and addresses, so it stays the same."),
    )

    field_order = ("name", "code")

    def clean_code(self) -> Any:
        """Codes are written small."""
        return self.cleaned_data["code"].lower()
