"""A file to deliver, what its columns mean, and what a partner chose for its deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from koppel.apps.network.forms.audiences import AudienceForm
from koppel.apps.network.queries import delivery_sentences as sentences
from koppel.apps.network.rules import deliveries as rules
from koppel.connectors.tabular import DEFAULT
from koppel.connectors.tabular.caps import MB

_SAMPLES = 3


class DeliveryForm(AudienceForm):
    """A file, and who may see the records in it that are new."""

    field_order = ("file",)

    file = forms.FileField(
        label=_lazy("File"),
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.jsonl,.ndjson,.json"}),
        help_text=_lazy(
            "Choose the export of your system, or drag it here: CSV (any delimiter), XLSX or JSON Lines, always the"
            " whole list and not only what changed. CSV and JSON Lines up to 100 MB, XLSX up to 10 MB."
        ),
        error_messages={"required": _lazy("Choose a file, for instance relations.csv.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].label = _("Who may see the records that are new")

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a file that is too large before anything of it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        limit = DEFAULT.text_bytes
        if limit is not None and (file.size or 0) > limit:
            params = {"megabytes": round((file.size or 0) / MB), "limit": limit // MB}
            raise forms.ValidationError(sentences.refusal("file_too_large", params))
        return file


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One field of one sheet: where it comes from."""

    bound: BoundField
    field: str
    label: str
    samples: list[str]
    is_needed: bool


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """One sheet: whether it is read, and each of its columns."""

    name: str
    rows: int
    headers: list[str]
    samples: list[list[str]]
    read: BoundField
    columns: list[ColumnChoice]


class ColumnsForm(forms.Form):
    """What the columns of each sheet mean."""

    def __init__(
        self, *args: Any, sheets: list[dict[str, Any]], mappings: Mapping[str, Mapping[str, str]], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self._sheets = sheets
        for place, sheet in enumerate(sheets):
            chosen = mappings.get(sheet["name"], {})
            self.fields[f"s{place}-read"] = forms.BooleanField(
                label=_("Read this sheet"), required=False, initial=rules.NEEDED_FIELD in chosen or len(sheets) == 1
            )
            choices = [("", _("not in this file")), *((header, header) for header in sheet["headers"])]
            for field in rules.FIELDS:
                self.fields[f"s{place}-{field}"] = forms.ChoiceField(
                    label=sentences.field_label(field),
                    choices=choices,
                    required=False,
                    initial=chosen.get(field, ""),
                    widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
                )

    def clean(self) -> dict[str, Any]:
        """Each column is chosen once, and one of each sheet holds the name."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        headers = {sheet["name"]: sheet["headers"] for sheet in self._sheets}
        for trouble in rules.column_troubles(headers, self.mappings):
            self.add_error(self._place_of(trouble), sentences.column_trouble(trouble))
        return cleaned

    def _place_of(self, trouble: rules.ColumnTrouble) -> str | None:
        """The field of the form that a trouble is about."""
        for place, sheet in enumerate(self._sheets):
            if sheet["name"] != trouble.sheet:
                continue
            if trouble.code == "name_column_needed":
                return f"s{place}-{rules.NEEDED_FIELD}"
            if trouble.code == "column_used_twice" and trouble.params:
                using = [field for field, header in self._chosen(place).items() if header == trouble.params["header"]]
                return f"s{place}-{using[-1]}"
        return None

    def _chosen(self, place: int) -> dict[str, str]:
        if not self.cleaned_data.get(f"s{place}-read") and len(self._sheets) > 1:
            return {}
        answers = {field: self.cleaned_data.get(f"s{place}-{field}", "") for field in rules.FIELDS}
        return {field: header for field, header in answers.items() if header}

    @property
    def mappings(self) -> dict[str, dict[str, str]]:
        """Name of each sheet to field to header, as chosen; a sheet that is not read has no fields."""
        return {sheet["name"]: self._chosen(place) for place, sheet in enumerate(self._sheets)}

    @property
    def sheets(self) -> list[SheetChoice]:
        """What the page shows: per sheet each field with its column and some values of it."""
        return [self._sheet(place, sheet) for place, sheet in enumerate(self._sheets)]

    def _sheet(self, place: int, sheet: dict[str, Any]) -> SheetChoice:
        columns = []
        for field in rules.FIELDS:
            bound = self[f"s{place}-{field}"]
            header = bound.value()
            at = sheet["headers"].index(header) if header in sheet["headers"] else -1
            values = [row[at] for row in sheet["samples"] if row[at]] if at >= 0 else []
            columns.append(ColumnChoice(bound, field, str(bound.label), values[:_SAMPLES], field == rules.NEEDED_FIELD))
        return SheetChoice(
            sheet["name"], sheet["rows"], sheet["headers"], sheet["samples"][:_SAMPLES], self[f"s{place}-read"], columns
        )


class DeliverySettingsForm(AudienceForm):
    """Who sees new records from now on, and how much change waits for a person."""

    park_percent = forms.IntegerField(
        label=_lazy("Largest normal change, in percent"),
        min_value=0,
        max_value=100,
        help_text=_lazy(
            "A delivery that changes or removes a larger part of your records waits until a steward approves it."
        ),
        error_messages={
            "required": _lazy("Give a number from 0 to 100, for instance 20."),
            "invalid": _lazy("Give a number from 0 to 100, for instance 20."),
            "min_value": _lazy("Give a number from 0 to 100, for instance 20."),
            "max_value": _lazy("Give a number from 0 to 100, for instance 20."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].label = _("Who may see the records that are new")
