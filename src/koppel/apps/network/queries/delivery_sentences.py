"""What the codes of a delivery say in the reader's language: refusals, notes, remarks, columns, fields, outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from koppel.apps.network.models import Delivery, DeliveryRow
from koppel.apps.network.rules import deliveries as rules
from koppel.connectors.tabular import sentences

FIELD_LABELS: Mapping[str, Promise] = {
    "id": _lazy("Own id"),
    "name": _lazy("Name"),
    "acronym": _lazy("Acronym"),
    "kvk": _lazy("KvK number"),
    "pic": _lazy("EU participant number (PIC)"),
    "street": _lazy("Street"),
    "number": _lazy("House number"),
    "postcode": _lazy("Postcode"),
    "city": _lazy("Place"),
    "country": _lazy("Country"),
    "website": _lazy("Website"),
    "phone": _lazy("Telephone"),
    "sector": _lazy("Sector"),
    "kind": _lazy("Kind of organisation"),
    "text": _lazy("Description"),
}

OUTCOME_LABELS: Mapping[str, Promise] = {
    rules.TAKEN: _lazy("taken"),
    rules.REPAIRED: _lazy("repaired"),
    rules.CHECK: _lazy("to check"),
    rules.REFUSED: _lazy("refused"),
    rules.DUPLICATE: _lazy("twice in the file"),
}
CHANGE_LABELS: Mapping[str, Promise] = {
    "new": _lazy("new"),
    "changed": _lazy("changed"),
    "unchanged": _lazy("unchanged"),
    "gone": _lazy("gone"),
}
STATE_LABELS: Mapping[str, Promise] = {
    Delivery.State.COLUMNS: _lazy("waits for its columns"),
    Delivery.State.READING: _lazy("is being read"),
    Delivery.State.PARKED: _lazy("waits for approval"),
    Delivery.State.APPLYING: _lazy("is being compared"),
    Delivery.State.LINKING: _lazy("is being linked"),
    Delivery.State.DONE: _lazy("in the network"),
    Delivery.State.REFUSED: _lazy("could not be read"),
    Delivery.State.WITHDRAWN: _lazy("stopped"),
}

_OWN_REFUSALS: Mapping[str, Promise] = {
    "no_longer_allowed": _lazy(
        "Whoever confirmed this delivery may not deliver any more. Let a steward deliver the file again."
    ),
}
_OWN_REMARKS: Mapping[str, Promise] = {
    "changed": _lazy("Your file says so now."),
}
_TROUBLES: Mapping[str, Promise] = {
    "nothing_to_read": _lazy("Choose at least one sheet, and the column that holds the name of the organisation."),
    "no_such_sheet": _lazy('There is no sheet "{sheet}" in this file. Choose the columns again.'),
    "no_such_field": _lazy('There is no field "{field}". Choose the columns again.'),
    "no_such_column": _lazy('There is no column "{header}" in this file. Choose the columns again.'),
    "column_used_twice": _lazy('The column "{header}" is chosen for two fields. Choose it once.'),
    "name_column_needed": _lazy("Choose the column that holds the name of the organisation."),
}
_TROUBLES_OF_SHEET: Mapping[str, Promise] = {
    "column_used_twice": _lazy('Sheet "{sheet}": the column "{header}" is chosen for two fields. Choose it once.'),
    "name_column_needed": _lazy(
        'Sheet "{sheet}": choose the column that holds the name of the organisation, or leave the sheet out.'
    ),
}


def refusal(code: str, params: Mapping[str, Any]) -> str:
    """Why a file was refused and what to do."""
    if code in _OWN_REFUSALS:
        return str(_OWN_REFUSALS[code])
    return _(sentences.REFUSALS[code]).format(**params)


def note(code: str) -> str:
    """What was noticed about a file as a whole."""
    return _(sentences.NOTES[code])


def remark(noticed: Mapping[str, Any]) -> str:
    """Why a cell or row was mended, doubted or refused."""
    code = noticed["code"]
    if code in _OWN_REMARKS:
        return str(_OWN_REMARKS[code])
    return _(sentences.REMARKS[code]).format(was=noticed["was"], became=noticed["became"], **noticed["params"])


def column_trouble(trouble: rules.ColumnTrouble) -> str:
    """Why columns cannot be confirmed so."""
    named = trouble.sheet and trouble.code in _TROUBLES_OF_SHEET
    sentence = (_TROUBLES_OF_SHEET if named else _TROUBLES)[trouble.code]
    return str(sentence).format(sheet=trouble.sheet, **(trouble.params or {}))


def field_label(field: str) -> str:
    """What a field is called; a remark about a whole row has none."""
    return str(FIELD_LABELS.get(field, ""))


_ANSWERS = {rules.TAKEN: "yes", rules.REPAIRED: "yes", rules.CHECK: "ask", rules.REFUSED: "no", rules.DUPLICATE: "no"}


def report_lines(row: DeliveryRow) -> list[dict[str, Any]]:
    """One line per remark of a row, or one line for a row without any: what the report and its download show."""
    shown = {
        "row": row.row or None,
        "sheet": row.sheet,
        "reference": row.reference,
        "name": row.name,
        "outcome": row.outcome,
        "outcome_label": str(OUTCOME_LABELS[row.outcome]),
        "change": row.change,
        "change_label": str(CHANGE_LABELS[row.change]) if row.change else "",
    }
    if not row.remarks:
        return [{**shown, **_sign(row, row.outcome), "field": "", "was": "", "became": "", "why": ""}]
    return [
        {
            **shown,
            **_sign(row, noticed["severity"]),
            "field": field_label(noticed["field"]),
            "was": noticed["was"],
            "became": noticed["became"],
            "why": remark(noticed),
        }
        for noticed in row.remarks
    ]


def _sign(row: DeliveryRow, severity: str) -> dict[str, str]:
    """The mark of one line: the change when there is one to tell, else what was noticed."""
    if row.outcome in (rules.REFUSED, rules.DUPLICATE):
        return {"answer": "no", "label": str(OUTCOME_LABELS[row.outcome]), "tag": ""}
    if severity in (rules.TAKEN, rules.DIFFERENCE) and row.change:
        tag = "new" if row.change in ("new", "changed") else ""
        return {"answer": "", "label": str(CHANGE_LABELS[row.change]), "tag": tag}
    return {"answer": _ANSWERS[severity], "label": str(OUTCOME_LABELS[severity]), "tag": ""}
