"""Example values for the page that shows every component; invented, and about no real organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .components.formats import day_month
from .components.icons import ICON_NAMES
from .facets import Facet, FacetChoice
from .parts import Figure, Step
from .pictures import PROVINCE_NAMES, Bar, EvidenceStep, Neighbour, bars, network_picture, province_map, waterfall


@dataclass(frozen=True, slots=True)
class _Partner:
    code: str
    label: str
    letter: str
    name: str
    position: int


@dataclass(frozen=True, slots=True)
class _Audience:
    kind: str
    name: str = ""
    until: date | None = None


_PARTNERS = tuple(
    _Partner(code, label, letter, name, position)
    for position, (code, label, letter, name) in enumerate(
        (
            ("bom", "BOM", "B", "Brabantse Ontwikkelings Maatschappij"),
            ("nom", "NOM", "N", "NOM"),
            ("liof", "LIOF", "L", "LIOF"),
            ("oost-nl", "Oost", "O", "Oost NL"),
            ("innovationquarter", "IQ", "IQ", "InnovationQuarter"),
            ("high-tech-nl", "HTNL", "H", "High Tech NL"),
        )
    )
)
_NOW = datetime(2026, 11, 24, 8, 12, tzinfo=UTC)


class _RecordForm(forms.Form):
    kvk = forms.CharField(
        label=gettext_lazy("KvK number"), help_text=gettext_lazy("8 digits. A zero in front belongs to it.")
    )
    postcode = forms.CharField(label=gettext_lazy("Postcode"))
    audience = forms.ChoiceField(
        label=gettext_lazy("Visible to"),
        choices=[("partners", gettext_lazy("All partners")), ("private", gettext_lazy("Only us"))],
    )
    text = forms.CharField(label=gettext_lazy("Description"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of organisation"),
        choices=[("company", gettext_lazy("Company")), ("institute", gettext_lazy("Institute"))],
        widget=forms.RadioSelect,
    )
    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Themes"),
        choices=[("robotics", gettext_lazy("Robotics")), ("photonics", gettext_lazy("Photonics"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agreed = forms.BooleanField(label=gettext_lazy("We may share this record"), required=False)

    def clean_postcode(self) -> str:
        """Refuse a postcode without its letters."""
        if len(self.cleaned_data["postcode"].replace(" ", "")) != 6:
            raise forms.ValidationError(_("The letters are missing. Example: 7521 PH."))
        return str(self.cleaned_data["postcode"])


def showcase() -> dict[str, Any]:
    """What the page of components shows."""
    return {
        "now": _NOW,
        "terms": [
            (_NOW + timedelta(days=114), None),
            (_NOW + timedelta(hours=3, minutes=40), _NOW - timedelta(days=2)),
            (_NOW - timedelta(hours=5), None),
        ],
        "partners": _PARTNERS,
        "known": {"bom", "oost-nl", "high-tech-nl"},
        "sources": [_PARTNERS[3], _PARTNERS[0], "CORDIS"],
        "shared": _Audience("partners", until=date(2027, 12, 31)),
        "private": _Audience("private"),
        "own": _PARTNERS[3],
        "form": _RecordForm({"kvk": "06070325", "postcode": "7521", "kind": "company"}),
        "facets": _facets(),
        "icon_names": ICON_NAMES,
        "names": ["Voorbeeld Mechatronica B.V.", "Stroomkring B.V.", "Stichting Lichtwerk"],
        "orders": [("name", _("Name")), ("-networks", _("Most networks"))],
        "page": Paginator(range(214), 18).page(4),
        "figures": [
            Figure(3, _("handovers"), "#"),
            Figure(18_420, _("records"), "#"),
            Figure(9, _("new matches"), "#"),
        ],
        "steps": [
            Step(_("Received"), _("9:02, 4.1 MB"), "done"),
            Step(_("Read"), _("18,420 rows, 31 refused"), "done"),
            Step(_("Compared"), _("11,806 of 18,389"), "now"),
            Step(_("Decided"), _("not started yet")),
        ],
        "map": province_map(
            dict(zip(PROVINCE_NAMES, (4, 9, 12, 27, 8, 14, 83, 21, 31, 18, 3, 49), strict=True)),
            ["NL-OV"],
            lambda code: f"#{code}",
        ),
        "evidence": _evidence(),
        "network": _network(),
        "bars": bars(
            [
                Bar(day_month(date(2026, month, 1)), value)
                for month, value in zip(range(6, 12), (214, 160, 95, 71, 44, 31), strict=True)
            ],
            _("Refused rows in the last six deliveries: from 214 down to 31."),
        ),
    }


def _facets() -> list[Facet]:
    counts = (83, 49, 31, 27, 21, 18, 14, 12, 9, 8, 4, 0)
    names = ("Noord-Brabant", "Zuid-Holland", "Overijssel", "Gelderland", "Noord-Holland", "Utrecht")
    rest = ("Limburg", "Groningen", "Friesland", "Flevoland", "Drenthe", "Zeeland")
    provinces = [
        FacetChoice(name.lower(), name, count, chosen=name == "Overijssel")
        for name, count in zip((*names, *rest), counts, strict=True)
    ]
    networks = [FacetChoice(partner.code, partner.label, 90 - 12 * partner.position) for partner in _PARTNERS]
    return [Facet("network", _("Network"), networks), Facet("province", _("Province"), provinces, shown=4)]


def _evidence() -> Any:
    steps = [
        EvidenceStep(_("How often such a pair is right beforehand"), -8.0, prior=True),
        EvidenceStep(_("Same website"), 6.1),
        EvidenceStep(_("Same address and postcode"), 4.3),
        EvidenceStep(_("Name alike, one word extra"), 2.2),
        EvidenceStep(_("KvK number missing at B"), None),
        EvidenceStep(_("Other sector"), -0.6),
    ]
    return waterfall(steps, -3.2, 6.6, label=_("A and B: together +4.0, a chance of 0.94, so first a person."))


def _network() -> Any:
    neighbours = [
        Neighbour(name, ngettext("%(number)d project", "%(number)d projects", number) % {"number": number}, number, "#")
        for name, number in (
            ("Stroomkring", 2),
            ("Universiteit Voorbeeld", 3),
            ("Glasdraad Instruments", 1),
            ("Lichtwerk International", 2),
            ("Meetpunt", 1),
            ("Veldtechniek", 2),
            ("Slimme Grijpers", 1),
            ("Delta Robots", 1),
        )
    ]
    return network_picture(
        "Voorbeeld Mechatronica",
        neighbours,
        _("Network around Voorbeeld Mechatronica: eight organisations. A thicker line is more often together."),
    )
