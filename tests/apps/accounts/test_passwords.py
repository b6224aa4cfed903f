"""A new password: by link in the mail or with the old one; both end all other access."""

import datetime

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from koppel.apps.accounts import queries
from koppel.apps.accounts.actions import tokens
from koppel.apps.accounts.actions.users import deactivate_user, reactivate_user
from koppel.apps.accounts.queries import viewer_of
from koppel.apps.notifications.models import Mail
from koppel.apps.sharing.owned import viewing
from tests.apps.accounts import people

pytestmark = pytest.mark.usefixtures("database_rolled_back")
NEXT = "een heel ander lang wachtwoord"


def ask(email: str, **headers: str) -> Client:
    client = Client(**headers)
    answer = client.post("/en/account/password/reset/", {"email": email})
    assert answer["Location"] == "/en/account/password/reset/sent/"
    return client


def test_a_link_lets_the_user_choose_a_new_password_once() -> None:
    anna = people.a_member(language="en")
    elsewhere = people.browser_of(anna)
    client = ask(anna.email)
    link = people.link_in(people.last_mail())
    form = client.get(link)["Location"]
    assert people.last_mail().to == anna.email
    client.post(form, {"password1": NEXT})
    assert not people.is_signed_in(elsewhere)
    assert people.give_password(Client(), anna, people.PASSWORD).status_code == 200
    assert people.give_password(Client(), anna, NEXT).status_code == 302
    again = Client().get(link)
    assert "This link no longer works" in again.content.decode()


def test_known_and_unknown_addresses_get_the_same_page_and_each_one_mail() -> None:
    anna = people.a_member()
    pages = [ask(email).get("/en/account/password/reset/sent/").content for email in (anna.email, "iris@example.org")]
    assert pages[0] == pages[1]
    assert "No account has this address" in Mail.objects.get(to="iris@example.org").text


def test_the_link_leads_to_this_site_whatever_host_the_request_names() -> None:
    anna = people.a_member(language="nl")
    ask(anna.email, SERVER_NAME="127.0.0.1")
    assert "http://localhost:8000/nl/account/password/reset/" in people.last_mail().text


def test_a_link_ends_after_two_hours() -> None:
    anna = people.a_member()
    ask(anna.email)
    with override_settings(PASSWORD_RESET_TIMEOUT=-1):
        page = Client().get(people.link_in(people.last_mail()).replace("/nl/", "/en/")).content.decode()
    assert "This link no longer works" in page


def test_a_link_does_not_survive_switching_the_account_off_and_on() -> None:
    anna, now = people.a_member(language="en"), timezone.now()
    ask(anna.email)
    with viewing(viewer_of(people.an_administrator())) as sight:
        deactivate_user(sight.viewer, anna.uuid, now)
        reactivate_user(sight.viewer, anna.uuid)
    assert "This link no longer works" in Client().get(people.link_in(people.last_mail())).content.decode()


def test_changing_the_password_keeps_this_device_and_ends_the_rest() -> None:
    anna = people.a_member(language="en")
    here, there = Client(), people.browser_of(anna)
    people.sign_in(here, anna)
    with viewing(viewer_of(anna)) as sight:
        _token, text = tokens.create_token(
            sight.viewer, name="t", scopes=["read"], lasts=datetime.timedelta(days=1), now=timezone.now()
        )
    before = here.session.session_key
    answer = here.post("/en/account/password/change/", {"oldpassword": people.PASSWORD, "password1": NEXT})
    assert answer["Location"] == "/en/account/"
    assert people.is_signed_in(here)
    assert here.session.session_key != before
    assert not people.is_signed_in(there)
    assert queries.viewer_of_token(text, timezone.now()) is None
    assert people.last_mail().subject == "Your password for Koppel was changed"


@pytest.mark.parametrize(
    ("old", "new"), [("wrong", NEXT), (people.PASSWORD, "kort"), (people.PASSWORD, "password1234")]
)
def test_a_wrong_old_or_a_weak_new_password_changes_nothing(old: str, new: str) -> None:
    anna = people.a_member()
    people.browser_of(anna).post("/en/account/password/change/", {"oldpassword": old, "password1": new})
    anna.refresh_from_db()
    assert anna.check_password(people.PASSWORD)


def test_nothing_is_sent_inside_a_request() -> None:
    anna = people.a_member()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        ask(anna.email)
        assert mail.outbox == []
    assert people.last_mail().state == Mail.State.WAITING
