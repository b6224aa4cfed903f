"""A verdict outweighs every score, both ways, survives every re-link, and can be undone."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation

from koppel.apps.network.actions import verdicts as actions
from koppel.apps.network.actions.links import relink
from koppel.apps.network.models import Candidate, Record, Verdict
from koppel.apps.network.queries import links
from koppel.apps.queue.actions import work_off
from koppel.apps.sharing.owned import viewing, viewing_all
from koppel.apps.sharing.queries import activities
from koppel.apps.sharing.rules import NotFound, Refused, Role, Viewer
from tests import cast

pytestmark = pytest.mark.usefixtures("database_committed")


def a_question(one: Record, two: Record) -> Candidate:
    left, right = sorted((one, two), key=lambda record: record.pk)
    with viewing_all(because="tests"):
        return Candidate.objects.create(
            left=left, right=right, left_owner_id=left.owner_id, right_owner_id=right.owner_id, probability=0.5,
            priority=1, created_at=timezone.now(),
        )  # fmt: skip


def a_pair(audience: str = "partners", **fields: str) -> tuple[Record, Record, Candidate]:
    one = cast.a_record(cast.a_partner("brabant"), name="Alfa Optiek B.V.", kvk="12345678")
    two = cast.a_record(cast.a_partner("limburg"), name="Zeta Staal", audience=audience, **fields)
    return one, two, a_question(one, two)


def are_one(one: Record, two: Record) -> bool:
    with viewing_all(because="tests"):
        return len(set(Record.objects.filter(pk__in=[one.pk, two.pk]).values_list("organisation_id", flat=True))) == 1


def judge(viewer: Viewer, candidate: Candidate, answer: str) -> Verdict:
    with viewing(viewer):
        return actions.judge(viewer, candidate.uuid, answer=answer, now=timezone.now())


def test_same_joins_at_once_and_stays_after_linking_again() -> None:
    one, two, candidate = a_pair(kvk="87654321")
    judge(cast.anna(), candidate, "same")
    assert are_one(one, two)
    work_off()
    relink()
    assert are_one(one, two)


def test_different_separates_what_the_engine_would_link() -> None:
    one = cast.a_record(cast.a_partner("brabant"), name="Alfa Optiek B.V.", kvk="12345678")
    two = cast.a_record(cast.a_partner("limburg"), name="ALFA OPTIEK BV", kvk="12345678")
    relink()
    assert are_one(one, two)
    anna = cast.anna()
    with viewing(anna):
        actions.decide_pair(anna, one.uuid, two.uuid, answer="different", reason="two branches", now=timezone.now())
    work_off()
    assert not are_one(one, two)
    relink()
    assert not are_one(one, two)


def test_an_undone_verdict_opens_the_question_and_unlinks() -> None:
    one, two, candidate = a_pair()
    anna = cast.anna()
    verdict = judge(anna, candidate, "same")
    with viewing(anna):
        assert not links.candidates(now=timezone.now()).exists()
        actions.undo_verdict(anna, verdict.uuid, now=timezone.now())
        assert links.candidates(now=timezone.now()).count() == 1
    relink()
    assert not are_one(one, two)


def test_different_of_one_owner_outweighs_same_of_the_other() -> None:
    one, two, candidate = a_pair()
    judge(cast.anna(), candidate, "same")
    luc = cast.luc()
    with viewing(luc):
        actions.decide_pair(luc, two.uuid, one.uuid, answer="different", now=timezone.now())
    work_off()
    assert not are_one(one, two)


def test_what_somebody_does_not_know_leaves_their_list_but_not_the_other_owners() -> None:
    _one, _two, candidate = a_pair()
    anna, luc = cast.anna(), cast.luc()
    judge(anna, candidate, "unsure")
    with viewing(anna):
        assert not links.candidates(now=timezone.now()).exists()
    with viewing(luc):
        assert links.candidates(now=timezone.now()).count() == 1


def test_a_hidden_record_shows_that_it_is_there_and_nothing_else() -> None:
    one, two, candidate = a_pair(audience="private")
    anna = cast.anna()
    with viewing(anna):
        asked = links.question(candidate.uuid)
        assert (asked.own.pk, asked.other, asked.evidence, asked.summary) == (one.pk, None, None, "")
        with pytest.raises(Refused):
            actions.judge(anna, candidate.uuid, answer="same", now=timezone.now())
        with pytest.raises(NotFound):
            links.pair(one.uuid, two.uuid)
    assert judge(anna, candidate, "unsure").answer == "unsure"


def test_a_third_partner_neither_sees_nor_judges_the_question() -> None:
    one, two, candidate = a_pair()
    third = cast.a_viewer("Nora", party=cast.a_partner("noord"))
    with viewing(third):
        assert not links.candidates(now=timezone.now()).exists()
        with pytest.raises(NotFound):
            actions.judge(third, candidate.uuid, answer="same", now=timezone.now())
        with pytest.raises(Refused):
            actions.decide_pair(third, one.uuid, two.uuid, answer="same", now=timezone.now())


def test_a_question_that_was_answered_meanwhile_is_not_answered_twice() -> None:
    _one, _two, candidate = a_pair()
    judge(cast.anna(), candidate, "related")
    luc = cast.luc()
    with pytest.raises(NotFound), viewing(luc):
        actions.judge(luc, candidate.uuid, answer="same", now=timezone.now())


def test_another_partners_verdict_cannot_be_undone() -> None:
    _one, _two, candidate = a_pair()
    verdict = judge(cast.anna(), candidate, "different")
    luc = cast.luc()
    with viewing(luc), pytest.raises(Refused):
        actions.undo_verdict(luc, verdict.uuid, now=timezone.now())


def test_a_company_user_does_not_judge() -> None:
    _one, _two, candidate = a_pair()
    company = cast.a_viewer("Cas", party=cast.a_company_party(), role=Role.COMPANY)
    with viewing(company), pytest.raises(Refused):
        actions.judge(company, candidate.uuid, answer="same", now=timezone.now())


def test_nobody_learns_from_verdicts_or_the_log_whose_hidden_record_is_concerned() -> None:
    _one, _two, candidate = a_pair(audience="private")
    anna, luc = cast.anna(), cast.luc()
    with viewing(luc):
        actions.judge(luc, candidate.uuid, answer="different", reason="we know them", now=timezone.now())
    with viewing(anna):
        assert not links.verdicts().exists()
        assert not activities("link").exists()
        with pytest.raises(NotFound):
            actions.undo_verdict(anna, Verdict.objects.get().uuid, now=timezone.now())
    with viewing(luc):
        assert links.verdicts().count() == 1


def test_what_the_other_owner_may_see_stands_in_its_log_and_list() -> None:
    _one, _two, candidate = a_pair()
    judge(cast.anna(), candidate, "different")
    with viewing(cast.luc()):
        assert links.verdicts().get().answer == "different"
        assert activities("link").get().verb == "judged"


def test_an_answer_to_what_no_longer_stands_there_is_refused() -> None:
    one, _two, candidate = a_pair()
    anna = cast.anna()
    with viewing(anna):
        seen = links.question(candidate.uuid).seen
        Record.objects.filter(pk=one.pk).update(version=7)
        with translation.override("en"), pytest.raises(Refused, match="changed while you were reading"):
            actions.judge(anna, candidate.uuid, answer="same", seen=seen, now=timezone.now())


def test_a_question_stays_closed_while_the_other_owners_verdict_stands() -> None:
    one, two, candidate = a_pair()
    anna, luc = cast.anna(), cast.luc()
    mine = judge(anna, candidate, "different")
    with viewing(luc):
        actions.decide_pair(luc, two.uuid, one.uuid, answer="different", now=timezone.now())
    with viewing(anna):
        actions.undo_verdict(anna, mine.uuid, now=timezone.now())
        assert not links.candidates(now=timezone.now()).exists()


def test_a_verdict_that_does_not_count_says_so() -> None:
    one, two, candidate = a_pair()
    luc = cast.luc()
    given = judge(luc, candidate, "different")
    anna = cast.anna()
    with viewing(anna):
        mine = actions.decide_pair(anna, one.uuid, two.uuid, answer="same", now=timezone.now())
        records = links.records_of([mine, given])
        assert (links.is_in_force(mine, records), links.is_in_force(given, records)) == (False, True)
