"""Decisions about a delivery: which columns may be confirmed, what becomes of a row, when it waits for a person."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from koppel.apps.network.rules.records import LENGTHS, REFERENCE_LENGTH, content_hash, prepared, said
from koppel.connectors.records import Remark, TabularRow
from koppel.connectors.tabular.column_names import FIELDS as NAMED_FIELDS

# A delivery is always of one partner, so a column that names the partner says nothing.
FIELDS = tuple(field for field in NAMED_FIELDS if field != "partner")
NEEDED_FIELD = "name"
OWN_ID = "id"

DEFAULT_PARK_SHARE = 0.2
BATCH_ROWS = 1_000
KEPT_DELIVERIES = 10
UNCONFIRMED_DAYS = 30

TAKEN, REPAIRED, CHECK, REFUSED, DUPLICATE = "taken", "repaired", "check", "refused", "duplicate"
OUTCOMES = (TAKEN, REPAIRED, CHECK, REFUSED, DUPLICATE)
IN_NETWORK = (TAKEN, REPAIRED, CHECK)
CHANGES = ("new", "changed", "unchanged", "gone")
# Codes of the connector for a row whose own id an earlier row has.
_TWICE = frozenset({"identical_row", "duplicate_id"})
DIFFERENCE = "difference"  # severity of a remark that shows what a delivery changes in a record

Columns = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ColumnTrouble:
    """Why columns cannot be confirmed so; a code with its parameters."""

    code: str
    sheet: str = ""
    params: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class StagedRow:
    """One row as it is kept until it becomes a record, and afterwards as the row report."""

    row: int
    sheet: str
    reference: str
    name: str
    outcome: str
    change: str
    values: Mapping[str, Any]
    raw: Mapping[str, str]
    remarks: Sequence[Mapping[str, Any]]
    content_hash: str


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """What must be known of a record to tell whether a row changes it."""

    content_hash: str
    is_gone: bool
    is_by_hand: bool


def layout_key(headers: Sequence[str]) -> str:
    """Equal for two files with the same columns in the same order."""
    return hashlib.sha256(json.dumps(list(headers), ensure_ascii=False).encode()).hexdigest()


def known_columns(headers: Sequence[str], recognised: Columns, remembered: Columns | None) -> dict[str, str]:
    """Field to header: as confirmed last time for these headers, else as recognised."""
    chosen = remembered if remembered is not None else recognised
    return {field: chosen[field] for field in FIELDS if chosen.get(field) in headers}


def named_sheets(mappings: Mapping[str, Columns]) -> dict[str, Columns]:
    """The sheets in which a column holds the name; another one, such as an explanation, is left out."""
    return {sheet: fields for sheet, fields in mappings.items() if NEEDED_FIELD in fields}


def column_troubles(sheets: Mapping[str, Sequence[str]], mappings: Mapping[str, Columns]) -> list[ColumnTrouble]:
    """Everything that keeps these columns from being confirmed, in the order of the sheets.

    Args:
        sheets: name of each sheet to its headers.
        mappings: name of each sheet to field to header; a sheet without any field is left unread.
    """
    troubles: list[ColumnTrouble] = []
    read = {sheet: fields for sheet, fields in mappings.items() if fields}
    if not read:
        return [ColumnTrouble("nothing_to_read")]
    for sheet, fields in read.items():
        headers = sheets.get(sheet)
        if headers is None:
            troubles.append(ColumnTrouble("no_such_sheet", sheet))
            continue
        for field, header in fields.items():
            if field not in FIELDS:
                troubles.append(ColumnTrouble("no_such_field", sheet, {"field": field}))
            elif header not in headers:
                troubles.append(ColumnTrouble("no_such_column", sheet, {"header": header}))
        twice = sorted({header for header in fields.values() if list(fields.values()).count(header) > 1})
        troubles.extend(ColumnTrouble("column_used_twice", sheet, {"header": header}) for header in twice)
        if NEEDED_FIELD not in fields:
            troubles.append(ColumnTrouble("name_column_needed", sheet))
    return troubles


def must_park(*, present: int, changed: int, gone: int, share: float) -> bool:
    """Whether so large a part of a partner's records would change or go that a person looks first.

    Args:
        present: records that came from earlier deliveries; none at a first delivery, which is never parked.
        changed: of those, how many would change.
        gone: of those, how many would go.
        share: 0..1, the part up to which change is normal.
    """
    return present > 0 and (changed + gone) / present > share


def staged(row: TabularRow, known: Mapping[str, KnownRecord]) -> StagedRow:
    """One row as it is kept.

    Args:
        row: as it was read.
        known: own id to the record that the owner has of it now. What follows from the words of a row is left out when
            its record says the same already; ``complete_rows`` adds it should that change before the row is applied.
    """
    remarks = [_as_dict(remark) for remark in row.remarks]
    values = {field: text for field, text in row.values.items() if field not in (OWN_ID, "partner")}
    reference = short_reference(row.values.get(OWN_ID, ""))
    if row.refused:
        is_twice = any(remark.code in _TWICE for remark in row.remarks)
        name = values.get("name", "")[: LENGTHS["name"]]
        outcome = DUPLICATE if is_twice else REFUSED
        return StagedRow(row.row, row.sheet, reference, name, outcome, "", {}, row.raw, remarks, "")
    remarks.extend(_cuts(values))
    told = said(values)
    fingerprint = content_hash(told)
    change = change_of(fingerprint, known.get(reference))
    return StagedRow(
        row.row,
        row.sheet,
        reference,
        told["name"],
        outcome_of(remarks),
        change,
        {field: text for field, text in told.items() if text} if change == "unchanged" else prepared(told),
        row.raw,
        remarks,
        fingerprint,
    )


def change_of(fingerprint: str, record: KnownRecord | None) -> str:
    """What a row would do to the record of its own id: new, changed or unchanged.

    A record that went comes back as new, unless a colleague removed it by hand: then it stays removed.
    """
    if record is None:
        return "new"
    if record.is_gone:
        return "unchanged" if record.is_by_hand else "new"
    return "unchanged" if record.content_hash == fingerprint else "changed"


def short_reference(own_id: str) -> str:
    """An own id that fits; a longer one ends in a fingerprint, so that two that begin alike stay different."""
    if len(own_id) <= REFERENCE_LENGTH:
        return own_id
    return f"{own_id[: REFERENCE_LENGTH - 25]}~{hashlib.sha256(own_id.encode()).hexdigest()[:24]}"


def outcome_of(remarks: Sequence[Mapping[str, Any]]) -> str:
    """The worst that was noticed at a row that is taken: to check, repaired, or nothing."""
    noticed = {remark["severity"] for remark in remarks}
    return CHECK if CHECK in noticed else REPAIRED if REPAIRED in noticed else TAKEN


def _as_dict(remark: Remark) -> dict[str, Any]:
    return _remark(remark.field, remark.code, remark.severity, remark.was, remark.became, remark.params)


def _remark(
    field: str, code: str, severity: str, was: str = "", became: str = "", params: Mapping[str, str | int] | None = None
) -> dict[str, Any]:
    return {
        "field": field,
        "code": code,
        "was": was[:200],
        "became": became[:200],
        "severity": severity,
        "params": dict(params or {}),
    }


def _cuts(values: Mapping[str, str]) -> list[dict[str, Any]]:
    """A remark for each text that is longer than a record holds."""
    return [
        _remark(field, "value_cut", CHECK, values[field], values[field][:length], {"limit": length})
        for field, length in LENGTHS.items()
        if len(values.get(field, "")) > length
    ]
