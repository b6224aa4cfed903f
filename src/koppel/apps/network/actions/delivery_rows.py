"""Keep the rows of a delivery, compare them with the records of their owner, and make records of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import connections
from django.db.backends.utils import CursorWrapper

from koppel.apps.network.models import Delivery, DeliveryRow
from koppel.apps.network.rules import deliveries as rules
from koppel.apps.network.rules.records import prepared
from koppel.apps.sharing.owned import alias
from koppel.connectors.records import TabularRow

# Text columns of a record that a delivered row fills; all are keys of a row's values.
_FILLED = (
    "name", "acronym", "legal_form", "kvk", "pic", "street", "number", "postcode", "city", "country", "province",
    "website", "domain", "phone", "sector", "text", "kind", "content_hash", "sort_name", "search_name", "name_words",
    "other_words",
)  # fmt: skip
# What is shown when a record changes: what its owner says, not what follows from it.
_SAID = (
    "name", "acronym", "kvk", "pic", "street", "number", "postcode", "city", "country", "website", "phone", "sector",
    "text", "kind",
)  # fmt: skip

# What a colleague removed by hand stays removed, also while it is in the export.
_CHANGE = """CASE
    WHEN line.outcome NOT IN ('taken', 'repaired', 'check') THEN ''
    WHEN record.id IS NULL THEN 'new'
    WHEN record.gone_at IS NOT NULL AND record.is_by_hand THEN 'unchanged'
    WHEN record.gone_at IS NOT NULL THEN 'new'
    WHEN record.content_hash = line.content_hash THEN 'unchanged'
    ELSE 'changed' END"""

_KEPT = tuple(field.name for field in fields(rules.StagedRow))
_KEEP = """
INSERT INTO network_deliveryrow
    (owner_id, audience_id, delivery_id, "row", sheet, reference, name, outcome, change, "values", raw, remarks,
     content_hash)
SELECT %(owner)s, %(audience)s, %(delivery)s, line."row", left(line.sheet, 120), line.reference, line.name,
       line.outcome, line.change, line."values", line.raw, line.remarks, line.content_hash
FROM jsonb_to_recordset(%(rows)s::jsonb) AS line("row" int, sheet text, reference text, name text, outcome text,
     change text, "values" jsonb, raw jsonb, remarks jsonb, content_hash text)
"""

_DIFFERENCES = ", ".join(f"""('{field}', record.{field}, coalesce(line."values"->>'{field}', ''))""" for field in _SAID)
_COMPARE = (
    "DELETE FROM network_deliveryrow WHERE delivery_id = %(delivery)s AND change = 'gone'",
    f"""
    UPDATE network_deliveryrow AS kept SET change = told.change
    FROM (SELECT line.id, {_CHANGE} AS change
          FROM network_deliveryrow AS line
          LEFT JOIN network_record AS record ON record.owner_id = %(owner)s AND record.reference = line.reference
          WHERE line.delivery_id = %(delivery)s) AS told
    WHERE kept.id = told.id AND kept.change <> told.change
    """,
    # A record stays when its own id is in the file at all, also on a row that could not be read this time.
    """
    INSERT INTO network_deliveryrow
        (owner_id, audience_id, delivery_id, "row", sheet, reference, name, outcome, change, "values", raw, remarks,
         content_hash)
    SELECT %(owner)s, %(audience)s, %(delivery)s, 0, '', record.reference, record.name, 'taken', 'gone',
           '{}', '{}', '[]', record.content_hash
    FROM network_record AS record
    WHERE record.owner_id = %(owner)s AND record.gone_at IS NULL AND NOT record.is_by_hand
      AND NOT EXISTS (SELECT 1 FROM network_deliveryrow AS line
                      WHERE line.delivery_id = %(delivery)s AND line.reference = record.reference)
    """,
    f"""
    UPDATE network_deliveryrow
    SET remarks = jsonb_path_query_array(remarks, '$[*] ? (@.severity != "{rules.DIFFERENCE}")')
    WHERE delivery_id = %(delivery)s AND remarks @> '[{{"severity": "{rules.DIFFERENCE}"}}]'
    """,
    f"""
    UPDATE network_deliveryrow AS kept SET remarks = kept.remarks || difference.remarks
    FROM (SELECT line.id, jsonb_agg(jsonb_build_object(
                     'field', said.field, 'code', 'changed', 'was', left(said.was, 200),
                     'became', left(said.became, 200), 'severity', '{rules.DIFFERENCE}',
                     'params', '{{}}'::jsonb)) AS remarks
          FROM network_deliveryrow AS line
          JOIN network_record AS record ON record.owner_id = %(owner)s AND record.reference = line.reference
          CROSS JOIN LATERAL (VALUES {_DIFFERENCES}) AS said(field, was, became)
          WHERE line.delivery_id = %(delivery)s AND line.change = 'changed' AND said.was <> said.became
          GROUP BY line.id) AS difference
    WHERE kept.id = difference.id
    """,
)

_COUNT = """
SELECT line.outcome, line.change, count(*)
FROM network_deliveryrow AS line WHERE line.delivery_id = %(delivery)s GROUP BY line.outcome, line.change
"""
_COUNT_REMOVED = """
SELECT count(*) FROM network_deliveryrow AS line
JOIN network_record AS record ON record.owner_id = %(owner)s AND record.reference = line.reference
WHERE line.delivery_id = %(delivery)s AND line.change = 'unchanged' AND record.is_by_hand
  AND record.gone_at IS NOT NULL
"""

_VALUES = f'jsonb_to_record(line."values") AS said({", ".join(f"{column} text" for column in _FILLED)})'
_APPLY = (
    """
    UPDATE network_record AS record SET gone_at = %(now)s, changed_at = %(now)s, version = record.version + 1
    FROM network_deliveryrow AS line
    WHERE line.delivery_id = %(delivery)s AND line.change = 'gone' AND record.owner_id = %(owner)s
      AND record.reference = line.reference AND record.gone_at IS NULL AND NOT record.is_by_hand
    """,
    f"""
    UPDATE network_record AS record SET {", ".join(f"{column} = said.{column}" for column in _FILLED)}, raw = line.raw,
        delivery_id = %(delivery)s, is_by_hand = false, gone_at = NULL, changed_at = %(now)s,
        version = record.version + 1
    FROM network_deliveryrow AS line CROSS JOIN LATERAL {_VALUES}
    WHERE line.delivery_id = %(delivery)s AND line.change IN ('new', 'changed') AND record.owner_id = %(owner)s
      AND record.reference = line.reference
    """,
    f"""
    INSERT INTO network_record (uuid, owner_id, audience_id, reference, delivery_id, {", ".join(_FILLED)}, raw, version,
        is_by_hand, created_at, changed_at)
    SELECT gen_random_uuid(), %(owner)s, %(new_audience)s, line.reference, %(delivery)s,
        {", ".join(f"said.{column}" for column in _FILLED)}, line.raw, 1, false, %(now)s, %(now)s
    FROM network_deliveryrow AS line CROSS JOIN LATERAL {_VALUES}
    WHERE line.delivery_id = %(delivery)s AND line.change = 'new'
      AND NOT EXISTS (SELECT 1 FROM network_record AS record
                      WHERE record.owner_id = %(owner)s AND record.reference = line.reference)
    ORDER BY line.id
    """,
)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a delivery would do to the records of its owner, in numbers of rows."""

    outcomes: dict[str, int]
    changes: dict[str, int]
    removed_by_hand: int

    @property
    def counts(self) -> dict[str, int]:
        """All numbers under one name each, as a delivery keeps them."""
        return {**self.outcomes, **self.changes, "removed_by_hand": self.removed_by_hand}


def keep_rows(delivery: Delivery, read: Iterable[TabularRow], known: Mapping[str, rules.KnownRecord]) -> None:
    """Keep one batch of rows, each compared with the known record of its own id; they are no records yet."""
    lines = []
    for row in read:
        staged = rules.staged(row, known)
        # By hand, as ``asdict`` copies every value of every row.
        lines.append({column: getattr(staged, column) for column in _KEPT})
    with _cursor() as cursor:
        cursor.execute(_KEEP, {**_ids(delivery), "rows": json.dumps(lines)})


def complete_rows(delivery: Delivery) -> None:
    """Work out the fields of rows that seemed to change nothing when they were kept, and now do."""
    incomplete = DeliveryRow.objects.filter(delivery=delivery, change__in=("new", "changed")).exclude(
        values__has_key="content_hash"
    )
    for row in incomplete.only("pk", "values").iterator(chunk_size=rules.BATCH_ROWS):
        row.values = prepared(row.values)
        row.save(update_fields=["values"])


def forget_rows(delivery: Delivery) -> None:
    """Remove every kept row of a delivery."""
    DeliveryRow.objects.filter(delivery=delivery)._raw_delete(alias())


def compare_rows(delivery: Delivery) -> Compared:
    """Work out per row what it would change, now; may be done again at any time before the rows are applied."""
    with _cursor() as cursor:
        _take_time(cursor)
        for statement in _COMPARE:
            cursor.execute(statement, _ids(delivery))
        cursor.execute(_COUNT, _ids(delivery))
        outcomes, changes = dict.fromkeys(rules.OUTCOMES, 0), dict.fromkeys(rules.CHANGES, 0)
        for outcome, change, number in cursor.fetchall():
            if change != "gone":
                outcomes[outcome] += number
            if change:
                changes[change] += number
        cursor.execute(_COUNT_REMOVED, _ids(delivery))
        return Compared(outcomes, changes, cursor.fetchone()[0])


def apply_rows(delivery: Delivery, *, now: datetime) -> None:
    """Make records of the compared rows: new, changed and gone ones; in the caller's transaction."""
    with _cursor() as cursor:
        _take_time(cursor)
        for statement in _APPLY:
            cursor.execute(statement, {**_ids(delivery), "new_audience": delivery.new_audience_id, "now": now})


def wait_for_turn(owner_id: int) -> None:
    """Let one delivery of a partner at a time reach its records, until the end of the transaction."""
    with _cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('network.deliveries'), %s)", [owner_id])


def refresh_statistics() -> None:
    """Tell PostgreSQL how full its tables are now; after a large load its plans are wrong until it knows."""
    with _cursor() as cursor:
        cursor.execute("SELECT network_analyse()")


def _take_time(cursor: CursorWrapper) -> None:
    """Give the transaction the time that a large delivery takes, and keep it from loops over rows just written.

    Fresh rows have no statistics yet: without this PostgreSQL may compare each row with each.
    """
    cursor.execute("SET LOCAL statement_timeout = '15min'")
    cursor.execute("SET LOCAL enable_nestloop = off")


def _ids(delivery: Delivery) -> dict[str, int]:
    return {"delivery": delivery.pk, "owner": delivery.owner_id, "audience": delivery.audience_id}


def _cursor() -> CursorWrapper:
    return connections[alias()].cursor()
