"""Administrators manage the users of their own partner, operators everybody's; nobody his own role."""

import pytest
from django.test import Client
from django.utils import timezone

from koppel.apps.accounts import queries
from koppel.apps.accounts.actions import tokens
from koppel.apps.accounts.models import User
from koppel.apps.accounts.queries import viewer_of
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Role, Viewer
from tests import cast
from tests.apps.accounts import people

pytestmark = pytest.mark.usefixtures("database_rolled_back")


def a_token(user: User) -> str:
    with viewing(viewer_of(user)) as sight:
        _token, text = tokens.create_token(
            sight.viewer, name="t", scopes=["read"], lasts=timezone.timedelta(days=1), now=timezone.now()
        )
    return text


def test_an_administrator_sees_the_users_of_the_own_partner_only() -> None:
    people.a_member("Anneke")
    luc = people.a_member("Lucas", party=cast.a_partner("limburg"))
    browser = people.browser_of(people.an_administrator())
    page = browser.get("/en/users/").content.decode()
    assert "Anneke" in page
    assert "Lucas" not in page
    assert browser.get(f"/en/users/{luc.uuid}/").status_code == 404
    assert browser.get("/en/users/?q=Lucas").content.decode().count("No users found") == 1


def test_an_operator_sees_everybody_and_can_choose_a_partner() -> None:
    people.a_member("Anneke")
    people.a_member("Lucas", party=cast.a_partner("limburg"))
    browser = people.browser_of(people.an_operator())
    page = browser.get("/en/users/").content.decode()
    assert "Anneke" in page
    assert "Lucas" in page
    page = browser.get(f"/en/users/?party={cast.a_partner('limburg').uuid}").content.decode()
    assert "Anneke" not in page


@pytest.mark.parametrize("role", [Role.ADVISER, Role.STEWARD, Role.COMPANY])
def test_others_may_not_open_the_users_page(role: Role) -> None:
    party = cast.a_company_party() if role == Role.COMPANY else None
    assert people.browser_of(people.a_member(party=party, role=role)).get("/en/users/").status_code == 403


def test_a_visitor_is_asked_to_sign_in_first() -> None:
    assert Client().get("/en/users/")["Location"].startswith("/en/account/sign-in/")


def test_another_role_counts_at_once_and_ends_sessions_and_tokens() -> None:
    anna = people.a_member()
    hers, text = people.browser_of(anna), a_token(anna)
    people.browser_of(people.an_administrator()).post(f"/en/users/{anna.uuid}/", {"role": "adviser"})
    anna.refresh_from_db()
    assert anna.role == "adviser"
    assert not people.is_signed_in(hers)
    assert queries.viewer_of_token(text, timezone.now()) is None


@pytest.mark.parametrize("role", ["operator", "company", "visitor", ""])
def test_an_administrator_gives_no_role_from_elsewhere(role: str) -> None:
    anna = people.a_member()
    answer = people.browser_of(people.an_administrator()).post(f"/en/users/{anna.uuid}/", {"role": role})
    assert answer.status_code == 422
    anna.refresh_from_db()
    assert anna.role == "steward"


def test_fields_that_are_not_asked_for_change_nothing() -> None:
    anna = people.a_member()
    limburg = cast.a_partner("limburg")
    people.browser_of(people.an_administrator()).post(
        f"/en/users/{anna.uuid}/",
        {"role": "adviser", "party": limburg.pk, "email": "eve@example.org", "is_active": "", "is_demonstration": "on"},
    )
    anna.refresh_from_db()
    assert (anna.party.code, anna.is_active, anna.is_demonstration) == ("brabant", True, False)
    assert anna.email != "eve@example.org"


def test_switching_an_account_off_ends_everything_and_on_again_revives_nothing() -> None:
    anna, administrator = people.a_member(), people.browser_of(people.an_administrator())
    hers, text = people.browser_of(anna), a_token(anna)
    administrator.post(f"/en/users/{anna.uuid}/deactivate/")
    assert not people.is_signed_in(hers)
    assert queries.viewer_of_token(text, timezone.now()) is None
    administrator.post(f"/en/users/{anna.uuid}/reactivate/")
    assert not people.is_signed_in(hers)
    assert queries.viewer_of_token(text, timezone.now()) is None
    people.sign_in(client := Client(), anna)
    assert people.is_signed_in(client)


def test_nobody_changes_the_own_role_or_switches_the_own_account_off() -> None:
    administrator = people.an_administrator()
    browser = people.browser_of(administrator)
    page = browser.post(f"/en/users/{administrator.uuid}/", {"role": "adviser"}).content.decode()
    assert "cannot change your own role" in page
    browser.post(f"/en/users/{administrator.uuid}/deactivate/")
    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active) == ("administrator", True)


@pytest.mark.parametrize("act", ["", "deactivate/", "reactivate/", "reset-two-step/"])
def test_a_user_of_another_partner_is_missing(act: str) -> None:
    luc = people.a_member("Luc", party=cast.a_partner("limburg"))
    browser = people.browser_of(people.an_administrator())
    assert browser.post(f"/en/users/{luc.uuid}/{act}", {"role": "adviser"}).status_code == 404
    luc.refresh_from_db()
    assert (luc.role, luc.is_active, queries.has_second_step(luc)) == ("steward", True, True)
    own = people.a_member()
    assert browser.post(f"/en/users/{own.uuid}/{act}", {"role": "adviser"}).status_code == 302


def test_resetting_a_lost_second_step_ends_sessions_and_tells_the_user() -> None:
    anna = people.a_member()
    hers = people.browser_of(anna)
    people.browser_of(people.an_administrator()).post(f"/en/users/{anna.uuid}/reset-two-step/")
    assert not queries.has_second_step(anna)
    assert not people.is_signed_in(hers)
    assert people.last_mail().to == anna.email
    people.give_password(client := Client(), anna)
    assert client.get("/en/")["Location"] == "/en/account/two-step/on/"


def test_without_a_managing_role_the_query_gives_nobody() -> None:
    anna = people.a_member()
    for actor in (Viewer(), viewer_of(anna), Viewer(role=Role.ADMINISTRATOR, user_id=1, party_id=None)):
        assert list(queries.users(actor)) == []
