"""Who must have a second step sees nothing before it is set up; changing it ends all other access."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone, translation

from koppel.apps.accounts import queries
from koppel.apps.accounts.actions import demonstration, second_step, tokens
from koppel.apps.accounts.queries import viewer_of
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Refused, Role
from tests import cast
from tests.apps.accounts import people

pytestmark = pytest.mark.usefixtures("database_rolled_back")
SET_UP = "/en/account/two-step/on/"


def _secret_shown(client: Client) -> str:
    page = client.get(SET_UP).content.decode()
    found = re.search(r'<p class="k-code k-l">([A-Z2-7]+)</p>', page)
    assert found
    return found.group(1)


def _code(secret: str) -> str:
    import time

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize("page", ["/en/", "/en/account/", "/en/users/", "/en/account/password/change/", "/en/menu/"])
def test_staff_without_a_second_step_get_the_set_up_page_and_nothing_else(page: str) -> None:
    client = people.browser_of(_without_step())
    answer = client.get(page)
    assert (answer.status_code, answer["Location"]) == (302, SET_UP)


def _without_step() -> queries.User:
    return people.a_member("Bas", role=Role.ADMINISTRATOR, second_step=False)


def test_setting_up_shows_recovery_codes_that_let_in_once() -> None:
    bas, client = _without_step(), Client()
    people.give_password(client, bas)
    secret = _secret_shown(client)
    answer = client.post(SET_UP, {"code": _code(secret)})
    assert answer["Location"] == "/en/account/two-step/recovery-codes/"
    codes = re.findall(r'<li class="k-code">(\S+)</li>', client.post(answer["Location"]).content.decode())
    assert len(codes) == 10
    assert people.is_signed_in(client)
    for expected in (True, False):
        other = Client()
        people.give_password(other, bas)
        other.post("/en/account/sign-in/code/", {"code": codes[0].upper()})
        assert people.is_signed_in(other) is expected


def test_recovery_codes_and_the_apps_secret_are_not_stored_in_the_clear() -> None:
    anna = people.a_member()
    with viewing(viewer_of(anna)) as sight:
        codes = second_step.make_recovery_codes(sight.viewer, anna)
    stored = str(list(Authenticator.objects.filter(user=anna).values_list("data", flat=True)))
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    assert "gAAAA" in stored


def test_setting_up_ends_other_sessions_and_tokens_and_keeps_this_one_under_another_id() -> None:
    anna = people.a_member("Cas", party=cast.a_company_party(), role=Role.COMPANY, language="en")
    here, elsewhere = Client(), people.browser_of(anna)
    people.give_password(here, anna)
    with viewing(viewer_of(anna)) as sight:
        _token, text = tokens.create_token(
            sight.viewer, name="t", scopes=["read"], lasts=timezone.timedelta(days=1), now=timezone.now()
        )
    before = here.session.session_key
    here.post(SET_UP, {"code": _code(_secret_shown(here))})
    assert people.is_signed_in(here)
    assert here.session.session_key != before
    assert not people.is_signed_in(elsewhere)
    assert queries.viewer_of_token(text, timezone.now()) is None
    assert "was switched on" in people.last_mail().text


def test_switching_off_asks_for_a_code_first_and_sends_staff_to_set_up_again() -> None:
    anna, client = people.a_member(), Client()
    client.force_login(anna)
    assert client.get("/en/account/two-step/off/")["Location"].startswith("/en/account/confirm/code/")
    client.post("/en/account/confirm/code/?next=/en/account/two-step/off/", {"code": people.code_of(anna)})
    client.post("/en/account/two-step/off/")
    assert not queries.has_second_step(anna)
    assert client.get("/en/account/")["Location"] == SET_UP


def test_five_wrong_codes_stop_the_right_one_for_a_while() -> None:
    anna, client = people.a_member(), Client()
    people.give_password(client, anna)
    for _number in range(5):
        client.post("/en/account/sign-in/code/", {"code": "000000"})
    answer = client.post("/en/account/sign-in/code/", {"code": people.code_of(anna)})
    assert "Too many tries" in answer.content.decode()


def test_the_code_of_a_demonstration_account_lets_in_and_others_are_refused() -> None:
    demo = people.a_member("Demo", is_demonstration=True)
    demonstration.enroll(demo, "a secret of this installation")
    client = Client()
    people.give_password(client, demo)
    client.post("/en/account/sign-in/code/", {"code": demonstration.current_code(demo.email)})
    assert people.is_signed_in(client)
    anna = people.a_member()
    with pytest.raises(Refused, match="demonstration accounts only"):
        demonstration.current_code(anna.email)
    with pytest.raises(Refused, match="demonstration accounts only"):
        demonstration.enroll(anna, "secret")


def test_the_same_secret_of_an_installation_gives_each_account_its_own_code() -> None:
    codes = set()
    for number in range(5):
        user = people.a_member(f"Demo{number}", is_demonstration=True)
        demonstration.enroll(user, "secret")
        codes.add(demonstration.current_code(user.email, at=1_000_000.0))
    assert len(codes) > 1


def test_without_the_former_secret_key_recovery_codes_still_let_in_and_with_it_the_app_does() -> None:
    anna = people.a_member()
    with viewing(viewer_of(anna)) as sight:
        codes = second_step.make_recovery_codes(sight.viewer, anna)
    code, former = people.code_of(anna), settings.SECRET_KEY
    with override_settings(SECRET_KEY="another key of another installation, long enough"):
        assert second_step.accepted_authenticator(anna, code) is None
        assert second_step.accepted_authenticator(anna, codes[0]) is not None
        with override_settings(SECRET_KEY_FALLBACKS=[former]):
            assert second_step.accepted_authenticator(anna, code) is not None


def test_a_demonstration_code_that_cannot_be_read_here_is_refused_in_words() -> None:
    demo = people.a_member("Demo", is_demonstration=True)
    demonstration.enroll(demo, "secret")
    with (
        override_settings(SECRET_KEY="another key of another installation, long enough"),
        translation.override("en"),
        pytest.raises(Refused, match="KOPPEL_SECRET_KEY"),
    ):
        demonstration.current_code(demo.email)
