"""Link all records again: clusters, stable ids, events, evidence and questions, written in one transaction."""

from __future__ import annotations

import datetime
import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connections
from django.db.models import Count, F
from django.utils import timezone

from koppel.apps.network.mapping import linking
from koppel.apps.network.models import ContactMoment, Delivery, Organisation, Record, Verdict
from koppel.apps.network.rules import links as rules
from koppel.apps.sharing.owned import alias, together, viewing_all

Progress = Callable[[str, int, int], None]
# Two re-links at the same time would each undo the other's ids.
RELINK_LOCK = 20261124


def relink(*, progress: Progress | None = None, because: str = "delivery") -> dict[str, int]:
    """Link all present records of all partners; a second run without a change writes nothing.

    Args:
        progress: called with the step, what is done and how much there is.
        because: what caused it, for the event log.

    Returns:
        Records, organisations, records whose organisation changed, and questions.
    """
    with viewing_all(because="linking compares all partners"):
        say = progress or (lambda step, done, total: None)
        rows = list(
            Record.objects.filter(gone_at=None)
            .order_by("id")
            .values("id", "owner_id", "organisation__uuid", *linking.FIELDS)
        )
        say("read", len(rows), len(rows))
        answers = _answers()
        standing = rules.standing_answers(answers)
        judgements = [linking.Judgement(str(left), str(right), True) for left, right in standing.same]
        judgements += [linking.Judgement(str(left), str(right), False) for left, right in standing.different]
        found = linking.link(list(linking.read_records(rows)), judgements=judgements, progress=say)
        old = {str(row["id"]): str(row["organisation__uuid"]) for row in rows if row["organisation__uuid"]}
        created = {str(address): place for place, address in enumerate(_by_age())}
        assigned = linking.assign_ids(old, created, found.clusters, lambda: str(uuid.uuid4()))
        say("write", 0, len(rows))
        now = timezone.now()
        with together():
            changed = _write_organisations(old, assigned.organisation_of, assigned.tombstones, now, because)
            questions = _write_pairs(found, rows, assigned.organisation_of, answers, now)
            _finish_deliveries(now)
        with connections[alias()].cursor() as cursor:
            cursor.execute("SELECT network_analyse()")
        say("write", len(rows), len(rows))
    return {"records": len(rows), "organisations": len(found.clusters), "changed": changed, "questions": questions}


def _answers() -> list[rules.Answer]:
    active = Verdict.objects.filter(undone_at=None).values_list("left_id", "right_id", "party_id", "answer", "at")
    return [rules.Answer((left, right), party, answer, at) for left, right, party, answer, at in active]


def _by_age() -> Iterable[uuid.UUID]:
    return Organisation.objects.order_by("created_at", "id").values_list("uuid", flat=True)


def _copy(cursor: Any, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Bring many rows into a table of this transaction only."""
    cursor.execute(f"CREATE TEMP TABLE {table} ({columns}) ON COMMIT DROP")
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute(f"ANALYZE {table}")


def _write_organisations(
    old: dict[str, str], new: dict[str, str], tombstones: dict[str, str], now: datetime.datetime, because: str
) -> int:
    """Mint, move, bury and revive; gives how many records changed their organisation."""
    moved = [(int(record), old.get(record), address) for record, address in new.items() if old.get(record) != address]
    with connections[alias()].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RELINK_LOCK])
        _copy(cursor, "moved", "record bigint, before uuid, after uuid", moved)
        cursor.execute(
            "INSERT INTO network_organisation (uuid, created_at) SELECT DISTINCT after, %s::timestamptz FROM moved"
            " WHERE NOT EXISTS (SELECT 1 FROM network_organisation AS known WHERE known.uuid = after)",
            [now],
        )
        cursor.execute(
            """
            INSERT INTO network_linkevent (at, kind, record_id, organisation_id, before_id, because)
            SELECT %(now)s, CASE WHEN moved.before IS NULL AND after.created_at = %(now)s
                                      AND moved.record = min(moved.record) OVER (PARTITION BY moved.after) THEN 'minted'
                                 WHEN moved.before IS NULL THEN 'joined'
                                 WHEN after.created_at = %(now)s OR after.merged_into_id IS NOT NULL THEN 'split'
                                 WHEN moved.before = ANY (%(ended)s::uuid[]) THEN 'merged'
                                 ELSE 'left' END,
                   moved.record, after.id, before.id, %(because)s
            FROM moved JOIN network_organisation AS after ON after.uuid = moved.after
            LEFT JOIN network_organisation AS before ON before.uuid = moved.before
            """,
            {"now": now, "ended": list(tombstones), "because": because},
        )
        cursor.execute(
            "UPDATE network_record AS record SET organisation_id = organisation.id FROM moved"
            " JOIN network_organisation AS organisation ON organisation.uuid = moved.after WHERE record.id = moved.record"
        )
        # Whoever has records again is no tombstone any more.
        cursor.execute(
            "UPDATE network_organisation SET merged_into_id = NULL WHERE merged_into_id IS NOT NULL"
            " AND EXISTS (SELECT 1 FROM moved WHERE moved.after = network_organisation.uuid)"
        )
        _copy(cursor, "buried", "before uuid, after uuid", tombstones.items())
        # A removed record stays where it was, so that it comes back there: its organisation may live on elsewhere.
        cursor.execute(
            """
            WITH pairs AS (
                SELECT gone.id AS gone, living.id AS living FROM buried
                JOIN network_organisation AS gone ON gone.uuid = buried.before
                JOIN network_organisation AS living ON living.uuid = buried.after
            ), followed AS (
                UPDATE network_record AS record SET organisation_id = pairs.living FROM pairs
                WHERE record.organisation_id = pairs.gone RETURNING record.id
            )
            UPDATE network_organisation AS organisation SET merged_into_id = pairs.living FROM pairs
            WHERE organisation.id = pairs.gone OR organisation.merged_into_id = pairs.gone
            """
        )
    return len(moved)


def _write_pairs(
    found: linking.Linking,
    rows: Sequence[dict[str, Any]],
    organisation_of: dict[str, str],
    answers: Sequence[rules.Answer],
    now: datetime.datetime,
) -> int:
    """Keep the strongest evidence and the open questions, touching only what changed; gives the number of questions."""
    owners = {row["id"]: row["owner_id"] for row in rows}
    asked = [linking.evidence(pair) for pair in found.to_judge]
    inside = [linking.evidence(pair) for pair in found.pairs if pair.decision == "link"]
    kept = rules.strongest([((one.left, one.right), one.weight) for one in inside])
    evidence = {
        (one.left, one.right): one for one in [*asked, *(one for one in inside if (one.left, one.right) in kept)]
    }
    answered = {answer.pair for answer in answers if answer.answer != Verdict.Answer.UNSURE}
    stakes = _stakes(owners, organisation_of)
    questions = [
        (
            one.left, one.right, owners[one.left], owners[one.right], one.probability,
            rules.priority(one.probability, stakes[organisation_of[str(one.left)]], stakes[organisation_of[str(one.right)]]),
        )
        for one in asked
        if (one.left, one.right) not in answered
    ]  # fmt: skip
    with connections[alias()].cursor() as cursor:
        _copy(
            cursor, "weighed",
            "left_id bigint, right_id bigint, probability float8, weight float8, contributions jsonb, why jsonb, decision text",
            (
                (one.left, one.right, one.probability, one.weight, json.dumps(one.contributions), json.dumps(one.why), one.decision)
                for one in evidence.values()
            ),
        )  # fmt: skip
        cursor.execute(
            "DELETE FROM network_evidence AS kept WHERE NOT EXISTS"
            " (SELECT 1 FROM weighed WHERE weighed.left_id = kept.left_id AND weighed.right_id = kept.right_id)"
        )
        cursor.execute(
            """
            INSERT INTO network_evidence (left_id, right_id, probability, weight, contributions, why, decision)
            SELECT left_id, right_id, probability, weight, contributions, why, decision FROM weighed
            ON CONFLICT (left_id, right_id) DO UPDATE SET probability = excluded.probability, weight = excluded.weight,
                contributions = excluded.contributions, why = excluded.why, decision = excluded.decision
            WHERE network_evidence.contributions <> excluded.contributions OR network_evidence.decision <> excluded.decision
               OR network_evidence.why <> excluded.why
            """
        )
        _copy(
            cursor, "asked",
            "left_id bigint, right_id bigint, left_owner_id bigint, right_owner_id bigint, probability float8, priority float8",
            questions,
        )  # fmt: skip
        cursor.execute(
            "DELETE FROM network_candidate AS kept WHERE NOT EXISTS"
            " (SELECT 1 FROM asked WHERE asked.left_id = kept.left_id AND asked.right_id = kept.right_id)"
        )
        cursor.execute(
            """
            INSERT INTO network_candidate (uuid, left_id, right_id, left_owner_id, right_owner_id, probability, priority, created_at)
            SELECT gen_random_uuid(), left_id, right_id, left_owner_id, right_owner_id, probability, priority, %s FROM asked
            ON CONFLICT (left_id, right_id) DO UPDATE SET probability = excluded.probability, priority = excluded.priority
            WHERE network_candidate.probability <> excluded.probability OR network_candidate.priority <> excluded.priority
            """,
            [now],
        )
    return len(questions)


def _stakes(owners: dict[int, int], organisation_of: dict[str, str]) -> dict[str, rules.Stake]:
    """What hangs on each organisation."""
    records: Counter[str] = Counter()
    partners: dict[str, set[int]] = defaultdict(set)
    contacts: Counter[str] = Counter()
    for record, organisation in organisation_of.items():
        records[organisation] += 1
        partners[organisation].add(owners[int(record)])
    counted = ContactMoment.objects.values("record_id").annotate(number=Count("id")).values_list("record_id", "number")
    for record_id, number in counted:
        if str(record_id) in organisation_of:
            contacts[organisation_of[str(record_id)]] += number
    return {
        organisation: rules.Stake(records[organisation], frozenset(partners[organisation]), contacts[organisation])
        for organisation in records
    }


def show_progress(step: str, done: int, total: int) -> None:
    """Tell the deliveries that wait how far linking is; called between transactions, so that it shows at once."""
    share = rules.share_done(step)
    for waiting in Delivery.objects.filter(state=Delivery.State.LINKING).only("total_rows"):
        Delivery.objects.filter(pk=waiting.pk).update(done_rows=int(waiting.total_rows * share))


def _finish_deliveries(now: datetime.datetime) -> None:
    waiting = Delivery.objects.filter(state=Delivery.State.LINKING)
    waiting.update(state=Delivery.State.DONE, linked_at=now, done_rows=F("total_rows"))
