"""What a person answers to a question."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from koppel.apps.network.models import Verdict


class VerdictForm(forms.Form):
    """One of four answers, and why."""

    answer = forms.ChoiceField(choices=[(value, value) for value in Verdict.Answer.values])
    reason = forms.CharField(max_length=300, required=False, label=_("Why"))
    seen = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)
