"""The pages of review: list, question, answer, undo, evidence of a pair, and what they do not tell."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from koppel.apps.accounts.actions.demonstration import enroll
from koppel.apps.network.actions.links import relink
from koppel.apps.network.models import Record, Verdict
from koppel.apps.sharing.owned import viewing, viewing_all
from koppel.apps.sharing.rules import Role
from tests import cast
from tests.apps.network.links.test_verdicts import a_pair, a_question, judge

pytestmark = pytest.mark.usefixtures("database_committed")


def a_client(code: str = "brabant", role: Role = Role.ADVISER) -> Client:
    user = cast.a_user("Anna", party=cast.a_partner(code), role=role, is_demonstration=True)
    enroll(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(user)
    return client


def test_an_empty_queue_says_so() -> None:
    assert "Nothing to judge" in a_client().get("/en/review/").content.decode()


def test_a_question_is_answered_by_its_form_and_the_next_one_follows() -> None:
    one, two, candidate = a_pair()
    client = a_client()
    assert two.name in client.get("/en/review/").content.decode()
    page = client.get(f"/en/review/{candidate.uuid}/").content.decode()
    assert all(f'data-key="{key}"' in page for key in "1234")
    answered = client.post(
        f"/en/review/{candidate.uuid}/", {"answer": "different", "reason": "other branch"}, follow=True
    )
    assert "Recorded." in answered.content.decode()
    with viewing_all(because="tests"):
        verdict = Verdict.objects.get()
    assert (verdict.answer, verdict.reason) == ("different", "other branch")
    undone = client.post(f"/en/verdicts/{verdict.uuid}/undo/", follow=True)
    assert "The question is open again." in undone.content.decode()


def test_the_evidence_of_a_linked_pair_is_shown_as_picture_and_list() -> None:
    one = cast.a_record(cast.a_partner("brabant"), name="Alfa Optiek B.V.", kvk="12345678", city="Venlo")
    two = cast.a_record(cast.a_partner("limburg"), name="ALFA OPTIEK BV", kvk="12345678")
    relink()
    page = a_client().get(f"/en/pair/{one.uuid}/{two.uuid}/").content.decode()
    assert "Why are these linked?" in page
    assert "Same KvK number" in page
    assert "<svg" in page


def test_two_different_hidden_records_give_the_same_page() -> None:
    """What the page says must not depend on which private record it is about."""
    brabant, limburg = cast.a_partner("brabant"), cast.a_partner("limburg")
    mine = cast.a_record(brabant, name="Alfa Optiek B.V.")
    client = a_client()
    pages = []
    for name in ("Geheim Een", "Iets Heel Anders"):
        hidden = cast.a_record(limburg, name=name, audience="private")
        candidate = a_question(mine, hidden)
        text = client.get(f"/en/review/{candidate.uuid}/").content.decode()
        pages.append(re.sub(r'value="[\w-]{20,}"|[0-9a-f-]{36}', "", text))
        assert name not in text
        with viewing_all(because="tests"):
            candidate.delete()
    assert pages[0] == pages[1]


def test_another_partner_and_a_visitor_do_not_get_in() -> None:
    _one, _two, candidate = a_pair()
    assert a_client("noord").get(f"/en/review/{candidate.uuid}/").status_code == 404
    assert Client().get("/en/review/").status_code == 302


def test_owners_who_disagree_see_that_different_counts() -> None:
    from django.utils import timezone

    from koppel.apps.network.actions import verdicts

    one, two, _candidate = a_pair()
    for viewer, answer in ((cast.anna(), "same"), (cast.luc(), "different")):
        with viewing(viewer):
            verdicts.decide_pair(viewer, one.uuid, two.uuid, answer=answer, now=timezone.now())
    assert "The owners disagree." in a_client().get(f"/en/pair/{one.uuid}/{two.uuid}/").content.decode()


def test_who_answers_second_reads_the_first_answer() -> None:
    one, two, candidate = a_pair()
    judge(cast.luc(), candidate, "related")
    posted = {"answer": "same", "own": str(one.uuid), "other": str(two.uuid)}
    page = a_client().post(f"/en/review/{candidate.uuid}/", posted, follow=True)
    assert page.request["PATH_INFO"] == f"/en/pair/{one.uuid}/{two.uuid}/"
    assert "Your answer was not kept." in page.content.decode()
    assert "Limburg answered “related” on" in page.content.decode()


def test_a_late_answer_about_a_hidden_record_tells_nothing() -> None:
    one, two, candidate = a_pair(audience="private")
    judge(cast.luc(), candidate, "related")
    posted = {"answer": "unsure", "own": str(one.uuid), "other": str(two.uuid)}
    page = a_client().post(f"/en/review/{candidate.uuid}/", posted, follow=True)
    assert page.request["PATH_INFO"] == "/en/review/"
    assert "Limburg answered" not in page.content.decode()


def test_an_undo_leads_back_to_the_question_with_its_evidence() -> None:
    one, two, candidate = a_pair(city="Venlo")
    verdict = judge(cast.anna(), candidate, "different")
    page = a_client().post(f"/en/verdicts/{verdict.uuid}/undo/", follow=True)
    assert "/en/review/" in page.request["PATH_INFO"]
    text = page.content.decode()
    assert f"<mark>{one.name.split()[0]}</mark>" in text
    assert f"<mark>{two.name.split()[0]}</mark>" in text
    assert "KvK number is missing in one record" in text
    assert "does not count" in text


def test_a_verdict_stands_in_words_beside_the_evidence_not_in_its_sum() -> None:
    one, two, candidate = a_pair()
    judge(cast.anna(), candidate, "same")
    relink()
    text = a_client().get(f"/en/pair/{one.uuid}/{two.uuid}/").content.decode()
    assert "A person judged that these are the same." in text
    assert "A person judged: the same" not in text


def test_the_list_says_what_an_answer_brings_together() -> None:
    one, _two, _candidate = a_pair()
    shown = cast.a_record(cast.a_partner("noord"), name="Alfa")
    hidden = cast.a_record(cast.a_partner("noord"), name="Geheim", audience="private")
    with viewing_all(because="tests"):
        Record.objects.filter(pk__in=[shown.pk, hidden.pk]).update(organisation_id=one.organisation_id)
    assert "3 records" in a_client().get("/en/review/").content.decode()
