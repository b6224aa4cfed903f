"""One's own account page: settings, devices, tokens."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from koppel.apps.accounts import queries
from koppel.apps.accounts.actions import tokens
from koppel.apps.accounts.models import ApiToken
from koppel.apps.accounts.queries import viewer_of
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Refused, Role
from tests import cast
from tests.apps.accounts import people

pytestmark = pytest.mark.usefixtures("database_rolled_back")
SETTINGS = {"name": "Anna B", "language": "en", "theme": "dark", "density": "generous"}
DAY = datetime.timedelta(days=1)


def test_settings_are_kept_and_the_page_goes_on_in_the_chosen_language() -> None:
    anna = people.a_member(language="nl")
    browser = people.browser_of(anna)
    answer = browser.post("/nl/account/", SETTINGS)
    assert answer["Location"] == "/en/account/"
    anna.refresh_from_db()
    assert (anna.name, anna.language, anna.theme, anna.density, anna.review_keys) == (
        "Anna B",
        "en",
        "dark",
        "generous",
        False,
    )
    assert 'data-bs-theme="dark"' in browser.get("/en/account/").content.decode()


def test_fields_that_are_not_asked_for_change_nothing() -> None:
    anna = people.a_member()
    limburg = cast.a_partner("limburg")
    extra = {"role": "operator", "party": limburg.pk, "party_id": limburg.pk, "email": "eve@example.org"}
    people.browser_of(anna).post("/en/account/", SETTINGS | extra | {"is_active": "", "is_demonstration": "on"})
    anna.refresh_from_db()
    assert (anna.role, anna.party.code, anna.is_active, anna.is_demonstration) == ("steward", "brabant", True, False)
    assert anna.email != "eve@example.org"


def test_one_other_device_is_signed_out_and_this_one_stays() -> None:
    anna = people.a_member()
    here, there = Client(), Client(headers={"user-agent": "Elsewhere 1.0"})
    people.sign_in(here, anna)
    people.give_password(there, anna)
    there.post("/en/account/sign-in/code/", {"code": people.code_of(anna, later=1)})
    page = here.get("/en/account/").content.decode()
    assert "Elsewhere 1.0" in page
    address = re.search(r'action="(/en/account/devices/[0-9a-f]+/end/)"', page)
    assert address
    here.post(address.group(1))
    assert people.is_signed_in(here)
    assert not people.is_signed_in(there)


def test_all_other_devices_are_signed_out_at_once() -> None:
    anna = people.a_member()
    here, there = Client(), Client()
    people.sign_in(here, anna)
    people.give_password(there, anna)
    there.post("/en/account/sign-in/code/", {"code": people.code_of(anna, later=1)})
    here.post("/en/account/devices/end-others/")
    assert people.is_signed_in(here)
    assert not people.is_signed_in(there)


def test_a_device_of_somebody_else_is_missing() -> None:
    anna, luc = people.a_member(), people.a_member("Luc", party=cast.a_partner("limburg"))
    his = Client()
    people.sign_in(his, luc)
    code = queries.device_code(his.session.session_key)
    hers = people.browser_of(anna)
    assert hers.post(f"/en/account/devices/{code}/end/").status_code == 404
    assert people.is_signed_in(his)


def test_the_session_key_is_nowhere_on_the_page() -> None:
    client = Client()
    people.sign_in(client, people.a_member())
    assert client.session.session_key not in client.get("/en/account/").content.decode()


def test_a_token_shows_once_and_works_with_its_scopes() -> None:
    anna = people.a_member()
    browser = people.browser_of(anna)
    page = browser.post("/en/account/tokens/new/", {"name": "CRM", "scopes": ["read", "deliver"], "days": "90"})
    found = re.search(r"koppel_[\w-]{43}", page.content.decode())
    assert found
    text = found.group()
    assert text not in browser.get("/en/account/").content.decode()
    assert not ApiToken.objects.filter(token_hash=text).exists()
    viewer = queries.viewer_of_token(text, timezone.now())
    assert viewer is not None
    assert (viewer.user_id, viewer.scopes) == (anna.pk, frozenset({"read", "deliver"}))
    assert queries.viewer_of_token(text, timezone.now() + datetime.timedelta(days=91)) is None
    assert queries.viewer_of_token(text[:-1], timezone.now()) is None


def test_a_revoked_token_stops_at_once_and_only_its_owner_revokes_it() -> None:
    anna, luc = people.a_member(), people.a_member("Luc", party=cast.a_partner("limburg"))
    with viewing(viewer_of(anna)) as sight:
        token, text = tokens.create_token(sight.viewer, name="t", scopes=["read"], lasts=DAY, now=timezone.now())
    address = f"/en/account/tokens/{token.uuid}/revoke/"
    assert people.browser_of(luc).post(address).status_code == 404
    assert queries.viewer_of_token(text, timezone.now()) is not None
    assert people.browser_of(anna).post(address).status_code == 302
    assert queries.viewer_of_token(text, timezone.now()) is None


def test_an_adviser_gets_no_token_that_delivers() -> None:
    adviser = people.a_member(role=Role.ADVISER)
    answer = people.browser_of(adviser).post(
        "/en/account/tokens/new/", {"name": "t", "scopes": ["deliver"], "days": "30"}
    )
    assert answer.status_code == 422
    with viewing(viewer_of(adviser)) as sight, pytest.raises(Refused, match="more than you may"):
        tokens.create_token(sight.viewer, name="t", scopes=["deliver"], lasts=DAY, now=timezone.now())
    assert not ApiToken.objects.exists()


def test_a_token_lasts_at_most_a_year_and_makes_no_other_token() -> None:
    anna = people.a_member()
    with viewing(viewer_of(anna)) as sight, pytest.raises(Refused, match="at most a year"):
        tokens.create_token(sight.viewer, name="t", scopes=["read"], lasts=366 * DAY, now=timezone.now())
    with (
        viewing(viewer_of(anna, scopes=frozenset({"read", "write"}))) as sight,
        pytest.raises(Refused, match="yourself"),
    ):
        tokens.create_token(sight.viewer, name="t", scopes=["read"], lasts=DAY, now=timezone.now())


def test_the_last_use_of_a_token_is_written_down_at_most_once_a_minute() -> None:
    anna, now = people.a_member(), timezone.now()
    with viewing(viewer_of(anna)) as sight:
        token, text = tokens.create_token(sight.viewer, name="t", scopes=["read"], lasts=DAY, now=now)
    seen = []
    for seconds in (0, 30, 61):
        tokens.use_token(text, now + datetime.timedelta(seconds=seconds))
        token.refresh_from_db()
        seen.append((token.last_used_at - now).total_seconds())
    assert seen == [0, 0, 61]


def test_a_token_of_somebody_without_the_second_step_that_he_needs_does_not_count() -> None:
    anna = people.a_member()
    with viewing(viewer_of(anna)) as sight:
        _token, text = tokens.create_token(sight.viewer, name="t", scopes=["read"], lasts=DAY, now=timezone.now())
    anna.authenticator_set.all().delete()
    assert queries.viewer_of_token(text, timezone.now()) is None
