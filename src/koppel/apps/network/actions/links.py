"""Link all records again: clusters, stable ids, events, evidence and questions, written in one transaction."""

from __future__ import annotations

import datetime
import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.db.models import Count, F, Max, Q
from django.utils import timezone

from koppel.apps.network.actions import link_statements as sql
from koppel.apps.network.mapping import linking
from koppel.apps.network.models import ContactMoment, Delivery, LinkEvent, Organisation, Record, Verdict
from koppel.apps.network.rules import links as rules
from koppel.apps.sharing.models import Audience
from koppel.apps.sharing.owned import alias, together, viewing_all

Progress = Callable[[str, int, int], None]
# Two re-links at the same time would each undo the other's ids.
RELINK_LOCK = 20261124
# After so many moved records the planner's statistics are taken again at once; for fewer the database does so itself.
_MANY = 1000
# Audiences to which every partner belongs.
_SHARED = frozenset({Audience.Kind.PUBLIC, Audience.Kind.PARTNERS})


@dataclass(slots=True)
class _Present:
    """What is remembered of the present records while they are linked; keys are ids of records.

    Args:
        owners: id of the owner.
        old: address of the organisation so far, as text; keys are texts, as the engine wants them.
        shared: records that all partners may see.
        by_hand: records that were added by hand.
    """

    owners: dict[int, int] = field(default_factory=dict)
    old: dict[str, str] = field(default_factory=dict)
    shared: set[int] = field(default_factory=set)
    by_hand: set[int] = field(default_factory=set)


def relink(*, progress: Progress | None = None) -> dict[str, int]:
    """Link all present records of all partners; a second run without a change writes nothing.

    Args:
        progress: called with the step, what is done and how much there is.

    Returns:
        Records, organisations, records whose organisation changed, and questions.
    """
    with viewing_all(because="linking compares all partners"):
        say = progress or (lambda step, done, total: None)
        # What comes to wait after this moment is not in this run, and asks for one of its own.
        waiting = list(Delivery.objects.filter(state=Delivery.State.LINKING).values_list("pk", flat=True))
        present = _Present()
        records = list(_read(present))
        say("read", len(records), len(records))
        answers = _answers()
        standing = rules.standing_answers(answers)
        judgements = [linking.Judgement(str(left), str(right), True) for left, right in standing.same]
        judgements += [linking.Judgement(str(left), str(right), False) for left, right in standing.different]
        found = linking.link(records, judgements=judgements, progress=say)
        age = {str(address): place for place, address in enumerate(_by_age())}
        assigned = linking.assign_ids(present.old, age, found.clusters, lambda: str(uuid.uuid4()))
        again = _revived(assigned.organisation_of, age)
        new = {record: again.get(address, address) for record, address in assigned.organisation_of.items()}
        tombstones = {before: again.get(after, after) for before, after in assigned.tombstones.items()}
        evidence = _evidence(found)
        say("write", 0, len(records))
        now = timezone.now()
        with together():
            changed = _write_organisations(present, new, tombstones, now)
            questions = _write_pairs(evidence, present, new, answers, now)
            _finish_deliveries(waiting, now)
        if changed > _MANY:
            with connections[alias()].cursor() as cursor:
                cursor.execute("SELECT network_analyse()")
        say("write", len(records), len(records))
    return {"records": len(records), "organisations": len(found.clusters), "changed": changed, "questions": questions}


def _read(present: _Present) -> Iterator[linking.LinkRecord]:
    """All present records as the engine reads them; what else is needed of them goes into ``present``."""
    rows = (
        Record.objects.filter(gone_at=None)
        .order_by("id")
        .values_list("id", "owner_id", "organisation__uuid", "audience__kind", "is_by_hand", *linking.FIELDS)
    )
    for record, owner, organisation, audience, is_by_hand, *values in rows.iterator(chunk_size=5000):
        present.owners[record] = owner
        if organisation:
            present.old[str(record)] = str(organisation)
        if audience in _SHARED:
            present.shared.add(record)
        if is_by_hand:
            present.by_hand.add(record)
        yield linking.link_record(record, owner, values)


def _answers() -> list[rules.Answer]:
    active = Verdict.objects.filter(undone_at=None).values_list("left_id", "right_id", "party_id", "answer", "at")
    return [rules.Answer((left, right), party, answer, at) for left, right, party, answer, at in active]


def _by_age() -> Iterable[uuid.UUID]:
    return Organisation.objects.order_by("created_at", "id").values_list("uuid", flat=True)


def _revived(organisation_of: Mapping[str, str], age: Mapping[str, int]) -> dict[str, str]:
    """Addresses of organisations that were just made -> those that were merged once and are themselves again."""
    minted: dict[str, list[int]] = defaultdict(list)
    for record, address in organisation_of.items():
        if address not in age:
            minted[address].append(int(record))
    if not minted:
        return {}
    buried = LinkEvent.objects.exclude(before__merged_into=None).values_list("record_id", "before__uuid")
    present = ((record, str(address)) for record, address in buried if str(record) in organisation_of)
    return rules.revived(minted, present, age)


def _judged() -> dict[int, str]:
    """Records on which a verdict was given or undone since the last event."""
    last = LinkEvent.objects.aggregate(last=Max("at"))["last"]
    found: dict[int, str] = {}
    for left, right, undone in Verdict.objects.filter(
        Q(at__gte=last) | Q(undone_at__gte=last) if last else Q()
    ).values_list("left_id", "right_id", "undone_at"):
        found.update(dict.fromkeys((left, right), "undo" if undone else "verdict"))
    return found


def _copy(cursor: Any, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Bring many rows into a table of this transaction only."""
    cursor.execute(f"CREATE TEMP TABLE {table} ({columns}) ON COMMIT DROP")
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute(f"ANALYZE {table}")


def _write_organisations(
    present: _Present, new: Mapping[str, str], tombstones: Mapping[str, str], now: datetime.datetime
) -> int:
    """Mint, move, bury and revive; gives how many records changed their organisation."""
    moved = [
        (int(record), before, address)
        for record, address in new.items()
        if (before := present.old.get(record)) != address
    ]
    because = rules.causes(moved, _judged(), present.by_hand)
    with connections[alias()].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RELINK_LOCK])
        if not moved and not tombstones:
            return 0
        _copy(
            cursor,
            "moved",
            "record bigint, before uuid, after uuid, because text",
            ((record, before, after, because[record]) for record, before, after in moved),
        )
        _copy(cursor, "buried", "before uuid, after uuid", tombstones.items())
        for statement in (sql.MINT, sql.TELL, sql.MOVE, sql.REVIVE, sql.BURY, sql.LEAD):
            cursor.execute(statement, {"now": now})
    return len(moved)


def _evidence(found: linking.Linking) -> list[linking.EvidenceRow]:
    """The evidence to keep: of every question, and of the strongest links of each record."""
    linked = [pair for pair in found.pairs if pair.decision == "link"]
    kept = rules.strongest([(linking.ids_of(pair), pair.weight) for pair in linked])
    strong = (pair for pair in linked if linking.ids_of(pair) in kept)
    return [linking.evidence(pair) for pair in (*found.to_judge, *strong)]


def _write_pairs(
    evidence: Sequence[linking.EvidenceRow],
    present: _Present,
    organisation_of: Mapping[str, str],
    answers: Sequence[rules.Answer],
    now: datetime.datetime,
) -> int:
    """Keep the strongest evidence and the open questions, touching only what changed; gives the number of questions."""
    owners = present.owners
    asked = [one for one in evidence if one.decision == "ask"]
    answered = {answer.pair for answer in answers if answer.answer != Verdict.Answer.UNSURE}
    stakes = _stakes(present, organisation_of)

    def worth(one: linking.EvidenceRow) -> float:
        # The place of a question in the list may not tell how likely a hidden record fits: such questions come last.
        if owners[one.left] != owners[one.right] and not {one.left, one.right} <= present.shared:
            return 0.0
        left, right = organisation_of[str(one.left)], organisation_of[str(one.right)]
        return rules.priority(one.probability, stakes[left], stakes[right])

    questions = [
        (one.left, one.right, owners[one.left], owners[one.right], one.probability, worth(one))
        for one in asked
        if (one.left, one.right) not in answered
    ]
    with connections[alias()].cursor() as cursor:
        _copy(
            cursor, "weighed",
            "left_id bigint, right_id bigint, probability float8, weight float8, contributions jsonb, why jsonb, decision text",
            (
                (one.left, one.right, one.probability, one.weight, json.dumps(one.contributions), json.dumps(one.why), one.decision)
                for one in evidence
            ),
        )  # fmt: skip
        cursor.execute(sql.FORGET_EVIDENCE)
        cursor.execute(sql.KEEP_EVIDENCE)
        _copy(
            cursor, "asked",
            "left_id bigint, right_id bigint, left_owner_id bigint, right_owner_id bigint, probability float8, priority float8",
            questions,
        )  # fmt: skip
        cursor.execute(sql.FORGET_QUESTIONS)
        cursor.execute(sql.ASK, {"now": now})
    return len(questions)


def _stakes(present: _Present, organisation_of: Mapping[str, str]) -> dict[str, rules.Stake]:
    """What hangs on each organisation, as far as all partners may see it."""
    records: Counter[str] = Counter()
    partners: dict[str, set[int]] = defaultdict(set)
    contacts: Counter[str] = Counter()
    for record in present.shared:
        organisation = organisation_of[str(record)]
        records[organisation] += 1
        partners[organisation].add(present.owners[record])
    shared = ContactMoment.objects.filter(audience__kind__in=_SHARED)
    for record_id, number in shared.values_list("record_id").annotate(number=Count("id")):
        if record_id in present.shared:
            contacts[organisation_of[str(record_id)]] += number
    return {
        organisation: rules.Stake(records[organisation], frozenset(partners[organisation]), contacts[organisation])
        for organisation in set(organisation_of.values())
    }


def show_progress(step: str, done: int, total: int) -> None:
    """Tell the deliveries that wait how far linking is; called between transactions, so that it shows at once."""
    share = rules.share_done(step)
    for waiting in Delivery.objects.filter(state=Delivery.State.LINKING).only("total_rows"):
        Delivery.objects.filter(pk=waiting.pk).update(done_rows=int(waiting.total_rows * share))


def _finish_deliveries(waiting: Sequence[int], now: datetime.datetime) -> None:
    linked = Delivery.objects.filter(pk__in=waiting, state=Delivery.State.LINKING)
    linked.update(state=Delivery.State.DONE, linked_at=now, done_rows=F("total_rows"))
