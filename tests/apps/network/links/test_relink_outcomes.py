"""What a re-link leaves behind: old ids that come back, causes, finished deliveries, questions in their order."""

from __future__ import annotations

import hashlib

import pytest
from django.db import connections
from django.utils import timezone

from koppel.apps.network.actions import links as actions
from koppel.apps.network.actions import verdicts
from koppel.apps.network.models import Candidate, Delivery, LinkEvent, Organisation, Record, Verdict
from koppel.apps.sharing.actions import audience_for
from koppel.apps.sharing.owned import viewing, viewing_all
from tests import cast
from tests.apps.network.links.test_relink import a_new_record, organisations
from tests.apps.network.links.test_verdicts import a_pair, are_one, judge

pytestmark = pytest.mark.usefixtures("database_committed")


def merged_into() -> dict[str, str]:
    with viewing_all(because="tests"):
        graves = Organisation.objects.exclude(merged_into=None).select_related("merged_into")
        return {str(one.uuid): str(one.merged_into.uuid) for one in graves}


def test_an_undone_join_gives_both_organisations_their_old_ids_back() -> None:
    one, two, candidate = a_pair()
    before = organisations()
    anna = cast.anna()
    verdict = judge(anna, candidate, "same")
    assert are_one(one, two)
    actions.relink()
    with viewing(anna):
        verdicts.undo_verdict(anna, verdict.uuid, now=timezone.now())
    actions.relink()
    assert organisations() == before
    assert merged_into() == {}


def test_an_old_id_leads_in_one_step_to_the_living_one_and_follows_its_records_after_a_split() -> None:
    one = a_new_record("brabant", "Alfa Optiek B.V.", kvk="12345678")
    two = a_new_record("limburg", "Zeta Staal", city="Venlo")
    three = a_new_record("noord", "Gamma Robots", city="Assen")
    actions.relink()
    born = organisations()
    anna = cast.anna()
    with viewing(anna):
        verdicts.decide_pair(anna, one.uuid, two.uuid, answer="same", now=timezone.now())
        second = verdicts.decide_pair(anna, one.uuid, three.uuid, answer="same", now=timezone.now())
    actions.relink()
    living = organisations()[one.reference]
    assert set(merged_into().values()) == {living}
    with viewing(anna):
        verdicts.undo_verdict(anna, second.uuid, now=timezone.now())
    actions.relink()
    after = organisations()
    assert after[three.reference] == born[three.reference]
    assert not set(merged_into().values()) & set(merged_into())
    assert merged_into().get(born[two.reference], after[two.reference]) == after[two.reference]


def test_events_name_their_cause() -> None:
    one = a_new_record("brabant", "Alfa Optiek B.V.", kvk="12345678")
    two = a_new_record("limburg", "Zeta Staal", is_by_hand=True)
    actions.relink()
    with viewing_all(because="tests"):
        told = dict(LinkEvent.objects.values_list("record_id", "because"))
    assert told == {one.pk: "delivery", two.pk: "hand"}
    anna = cast.anna()
    with viewing(anna):
        verdict = verdicts.decide_pair(anna, one.uuid, two.uuid, answer="same", now=timezone.now())
        verdicts.undo_verdict(anna, verdict.uuid, now=timezone.now())
    actions.relink()
    with viewing_all(because="tests"):
        last = LinkEvent.objects.order_by("at", "id").last()
        assert (last.kind, last.because) == ("split", "undo")


def test_a_removed_record_goes_along_with_its_organisation_and_the_events_tell_it() -> None:
    one = a_new_record("brabant", "Alfa Optiek B.V.", kvk="12345678")
    two = a_new_record("limburg", "Zeta Staal", city="Venlo")
    gone = a_new_record("noord", "Zeta Staal", city="Venlo")
    actions.relink()
    with viewing_all(because="tests"):
        Record.objects.filter(pk=gone.pk).update(gone_at=timezone.now())
        Record.objects.filter(pk=two.pk).update(name="ALFA OPTIEK BV", kvk="12345678")
    actions.relink()
    with viewing_all(because="tests"):
        told = {event.record_id: event.organisation_id for event in LinkEvent.objects.order_by("at", "id")}
        assert told == dict(Record.objects.values_list("id", "organisation_id"))
        homes = set(Record.objects.values_list("organisation_id", flat=True))
        assert not Organisation.objects.filter(pk__in=homes).exclude(merged_into=None).exists()
    assert organisations()[one.reference] == organisations()[two.reference]


def fingerprint(table: str) -> str:
    """Changes when any row of the table is written, also with what it held."""
    with viewing_all(because="tests"), connections["batch"].cursor() as cursor:
        cursor.execute(f"SELECT string_agg(xmin::text || ctid::text, ',' ORDER BY id) FROM {table}")
        return hashlib.sha256(str(cursor.fetchone()[0]).encode()).hexdigest()


def test_a_second_run_touches_no_row_of_any_table() -> None:
    for number in range(9):
        a_new_record(["brabant", "limburg"][number % 2], f"Alfa Optiek {number % 3} B.V.", city="Venlo")
    actions.relink()
    tables = [
        f"network_{name}" for name in ("record", "organisation", "linkevent", "evidence", "candidate", "dataversion")
    ]
    before = [fingerprint(table) for table in tables]
    actions.relink()
    assert [fingerprint(table) for table in tables] == before


def a_waiting_delivery(code: str) -> Delivery:
    partner = cast.a_partner(code)
    with viewing(cast.a_viewer(party=partner)):
        audience = audience_for(partner.pk, "partners")
        return Delivery.objects.create(
            owner=partner, audience=audience, new_audience=audience, file_name="leden.csv", size_bytes=1, sha256="0",
            payload=b"", state=Delivery.State.LINKING, total_rows=40, created_at=timezone.now(),
        )  # fmt: skip


def test_only_deliveries_that_waited_at_the_start_are_done_at_the_end() -> None:
    a_new_record("brabant", "Alfa Optiek B.V.")
    first = a_waiting_delivery("brabant")
    late: list[Delivery] = []
    shown: list[int] = []

    def progress(step: str, done: int, total: int) -> None:
        actions.show_progress(step, done, total)
        with viewing_all(because="tests"):
            shown.append(Delivery.objects.get(pk=first.pk).done_rows)
        if step == "score" and not late:
            late.append(a_waiting_delivery("limburg"))

    actions.relink(progress=progress)
    with viewing_all(because="tests"):
        states = dict(Delivery.objects.values_list("pk", "state"))
    assert states == {first.pk: "done", late[0].pk: "linking"}
    assert shown[:-1] == sorted(shown[:-1])
    assert 0 < shown[1] < 40


def test_a_question_about_a_hidden_record_stands_last_whatever_its_evidence() -> None:
    a_new_record("brabant", "Alfa Optiek", city="Venlo", kvk="12345678")
    a_new_record("limburg", "Alfa Optiek", city="Venlo", kvk="12345679", audience="private")
    a_new_record("brabant", "Gamma Robots Assen", city="Assen", kvk="22345678")
    a_new_record("limburg", "Gamma Robots Assen", city="Assen", kvk="22345679")
    actions.relink()
    with viewing_all(because="tests"):
        priorities = {one.left.name: one.priority for one in Candidate.objects.select_related("left")}
    assert priorities.keys() == {"Alfa Optiek", "Gamma Robots Assen"}
    assert priorities["Alfa Optiek"] == 0 < priorities["Gamma Robots Assen"]


def test_what_is_answered_while_linking_runs_is_not_asked_again() -> None:
    one = a_new_record("brabant", "Gamma Robots Assen", city="Assen", kvk="22345678")
    two = a_new_record("limburg", "Gamma Robots Assen", city="Assen", kvk="22345679")
    actions.relink()
    with viewing_all(because="tests"):
        candidate = Candidate.objects.get()
    anna = cast.anna()

    def progress(step: str, done: int, total: int) -> None:
        if step == "score" and not Verdict.objects.using("batch").exists():
            judge(anna, candidate, "different")

    actions.relink(progress=progress)
    with viewing_all(because="tests"):
        assert not Candidate.objects.exists()
    assert not are_one(one, two)
