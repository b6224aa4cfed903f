"""Signing in takes two steps, says the same to everybody, and leads to the page in the user's language."""

import pytest
from django.test import Client

from koppel.apps.accounts.actions.users import deactivate_user
from koppel.apps.accounts.queries import viewer_of
from koppel.apps.sharing.models import Activity
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Role
from tests import cast
from tests.apps.accounts import people

pytestmark = pytest.mark.usefixtures("database_rolled_back")
SIGN_IN = "/en/account/sign-in/"


def test_password_and_code_let_a_user_in() -> None:
    anna, client = people.a_member(), Client()
    answer = people.give_password(client, anna)
    assert answer["Location"] == "/en/account/sign-in/code/"
    assert not people.is_signed_in(client)
    client.post("/en/account/sign-in/code/", {"code": people.code_of(anna)})
    assert people.is_signed_in(client)


def test_the_session_id_is_another_one_after_signing_in() -> None:
    anna, client = people.a_member(), Client()
    people.give_password(client, anna)
    before = client.session.session_key
    client.post("/en/account/sign-in/code/", {"code": people.code_of(anna)})
    assert client.session.session_key != before


def test_a_wrong_code_does_not_let_in() -> None:
    anna, client = people.a_member(), Client()
    people.give_password(client, anna)
    answer = client.post("/en/account/sign-in/code/", {"code": "000000"})
    assert "This code is not right" in answer.content.decode()
    assert not people.is_signed_in(client)


def test_a_code_works_once() -> None:
    anna, first, second = people.a_member(), Client(), Client()
    code = people.code_of(anna)
    for client in (first, second):
        people.give_password(client, anna)
        client.post("/en/account/sign-in/code/", {"code": code})
    assert people.is_signed_in(first)
    assert not people.is_signed_in(second)


def test_a_known_and_an_unknown_address_get_the_same_answer() -> None:
    anna = people.a_member(email="anna@example.org")
    answers = []
    for email in (anna.email, "iris@example.org"):
        answer = Client().post(SIGN_IN, {"login": email, "password": "not the password"})
        text = answer.content.decode().replace(email, "EMAIL")
        answers.append((answer.status_code, _without_tokens(text)))
    assert answers[0] == answers[1]
    assert "do not belong together" in answers[0][1]


def _without_tokens(text: str) -> str:
    import re

    return re.sub(r'(name="csrfmiddlewaretoken" value="|nonce=")[^"]+', "", text)


@pytest.mark.parametrize("typed", ["ANNA@example.ORG", " anna@example.org", "ａnna@example.org"])
def test_an_address_is_recognised_in_other_forms(typed: str) -> None:
    people.a_member(email="anna@example.org")
    answer = Client().post(SIGN_IN, {"login": typed, "password": people.PASSWORD})
    assert answer.status_code == 302


def test_a_look_alike_address_does_not_let_in() -> None:
    people.a_member(email="mike@example.org")
    answer = Client().post(SIGN_IN, {"login": "mıke@example.org", "password": people.PASSWORD})
    assert answer.status_code == 200


def test_a_user_who_was_switched_off_does_not_get_in() -> None:
    anna, client = people.a_member(), Client()
    with viewing(viewer_of(people.an_administrator())) as sight:
        from django.utils import timezone

        deactivate_user(sight.viewer, anna.uuid, timezone.now())
    answer = people.give_password(client, anna)
    assert answer["Location"] == "/en/account/inactive/"
    assert not people.is_signed_in(client)


def test_after_five_wrong_passwords_the_right_one_waits_too_and_others_do_not() -> None:
    anna, luc = people.a_member(), people.a_member("Luc")
    for _number in range(5):
        people.give_password(Client(REMOTE_ADDR="192.0.2.1"), anna, "wrong")
    answer = people.give_password(Client(REMOTE_ADDR="192.0.2.2"), anna)
    assert "Too many tries" in answer.content.decode()
    assert people.give_password(Client(REMOTE_ADDR="192.0.2.2"), luc).status_code == 302


def test_many_tries_from_one_address_are_answered_with_429_and_when_to_come_back() -> None:
    client = Client(REMOTE_ADDR="192.0.2.9")
    answers = [client.post(SIGN_IN, {"login": f"u{n}@example.org", "password": ""}) for n in range(31)]
    assert answers[29].status_code == 200
    assert answers[30].status_code == 429
    assert answers[30]["Retry-After"] == "300"
    assert "Wait five minutes" in answers[30].content.decode()


def test_the_saved_language_decides_where_signing_in_leads() -> None:
    anna = people.a_member(language="nl")
    assert people.sign_in(Client(), anna)["Location"] == "/nl/"


def test_the_page_that_was_asked_for_follows_in_the_saved_language() -> None:
    anna = people.a_member(language="nl")
    assert people.sign_in(Client(), anna, next="/en/account/tokens/new/")["Location"] == "/nl/account/tokens/new/"


def test_signing_in_never_leads_to_another_site() -> None:
    anna = people.a_member(language="en")
    assert people.sign_in(Client(), anna, next="https://evil.example/")["Location"] == "/en/"


def test_signing_out_takes_a_post_and_ends_the_session() -> None:
    client = people.browser_of(people.a_member())
    client.get("/en/account/sign-out/")
    assert people.is_signed_in(client)
    client.post("/en/account/sign-out/")
    assert not people.is_signed_in(client)


def test_sign_ins_and_refused_ones_are_written_down_with_ids_only() -> None:
    anna = people.a_member(email="anna@example.org")
    people.give_password(Client(), anna, "wrong")
    people.sign_in(Client(), anna)
    with viewing(viewer_of(anna)):
        rows = {activity.verb: activity for activity in Activity.objects.filter(noun_id=str(anna.uuid))}
        assert {"sign-in refused", "signed in"} <= set(rows)
        assert "anna@example.org" not in "".join(str(row.details) for row in rows.values())
        assert rows["signed in"].address == "127.0.0.1"


def test_nobody_signs_up_without_an_invitation() -> None:
    client = Client()
    assert "Accounts are by invitation" in client.get("/en/account/sign-up/").content.decode()
    client.post("/en/account/sign-up/", {"email": "eve@example.org", "password1": people.PASSWORD})
    from koppel.apps.accounts.models import User

    assert not User.objects.filter(email="eve@example.org").exists()


def test_the_address_without_a_language_leads_to_the_readers_own() -> None:
    assert Client().get("/", headers={"accept-language": "en-GB"})["Location"] == "/en/"
    assert Client().get("/", headers={"accept-language": "fr"})["Location"] == "/nl/"
    assert people.browser_of(people.a_member(language="en")).get("/")["Location"] == "/en/"


def test_a_user_of_a_partner_that_was_switched_off_is_a_visitor() -> None:
    party = cast.a_partner("brabant")
    client = people.browser_of(people.a_member(party=party))
    assert people.is_signed_in(client)
    with viewing(cast.OPERATOR):
        party.is_active = False
        party.save()
    assert client.get("/en/account/")["Location"].startswith(SIGN_IN)


def test_a_company_signs_in_with_a_password_alone() -> None:
    company = people.a_member("Cas", party=cast.a_company_party(), role=Role.COMPANY)
    client = Client()
    assert people.give_password(client, company).status_code == 302
    assert people.is_signed_in(client)
