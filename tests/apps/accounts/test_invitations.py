"""An invitation makes one account: for its address, its party and its role, once, within seven days."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from koppel.apps.accounts.actions import invitations
from koppel.apps.accounts.actions.users import deactivate_user
from koppel.apps.accounts.models import Invitation, User
from koppel.apps.accounts.queries import viewer_of
from koppel.apps.notifications.models import Mail
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Refused, Role
from tests import cast
from tests.apps.accounts import people

pytestmark = pytest.mark.usefixtures("database_rolled_back")
NEW = {"name": "Nina", "password": people.PASSWORD}


def an_invitation(
    inviter: User | None = None,
    *,
    email: str = "nina@example.org",
    role: str = "adviser",
    now: datetime.datetime | None = None,
) -> str:
    """Invite Nina to the inviter's partner; gives the path of the link in her mail."""
    with viewing(viewer_of(inviter or people.an_administrator())) as sight:
        invitations.invite(
            sight.viewer,
            email=email,
            role=role,
            party_id=sight.viewer.party_id,
            language="en",
            now=now or timezone.now(),
        )
    return people.link_in(people.last_mail())


def test_the_link_makes_the_account_signs_in_and_asks_for_a_second_step() -> None:
    link, client = an_invitation(), Client()
    page = client.get(link).content.decode()
    assert "nina@example.org" in page
    assert "Brabant" in page
    answer = client.post(link, NEW)
    assert answer["Location"] == "/en/"
    nina = User.objects.get(email="nina@example.org")
    assert (nina.role, nina.party.code, nina.name, nina.language) == ("adviser", "brabant", "Nina", "en")
    assert client.get("/en/")["Location"] == "/en/account/two-step/on/"
    assert client.get("/en/account/two-step/on/").status_code == 200


def test_the_mail_is_in_the_chosen_language_and_only_the_hash_of_its_link_is_stored() -> None:
    link = an_invitation()
    mail, invitation = people.last_mail(), Invitation.objects.get()
    assert mail.to == "nina@example.org"
    assert (mail.language, mail.subject) == ("en", "Your invitation to Koppel")
    assert link.startswith("/en/invitation/")
    assert link in mail.html
    assert invitation.token_hash not in link
    assert link.rstrip("/").rpartition("/")[2] not in str(vars(invitation))


def test_a_link_works_once() -> None:
    link = an_invitation()
    Client().post(link, NEW)
    answer = Client().post(link, {"name": "Eve", "password": people.PASSWORD})
    assert answer.status_code == 410
    assert "was used already" in answer.content.decode()
    assert User.objects.filter(email="nina@example.org").count() == 1
    assert not User.objects.filter(name="Eve").exists()


def test_a_link_works_for_seven_days() -> None:
    link = an_invitation(now=timezone.now() - datetime.timedelta(days=7, seconds=1))
    answer = Client().post(link, NEW)
    assert answer.status_code == 410
    assert "has expired" in answer.content.decode()
    assert not User.objects.filter(email="nina@example.org").exists()


def test_a_changed_link_is_no_invitation() -> None:
    link = an_invitation()
    answer = Client().post(link[:-2] + ("a" if link[-2] != "a" else "b") + "/", NEW)
    assert answer.status_code == 410
    assert not User.objects.filter(email="nina@example.org").exists()


def test_fields_that_are_not_asked_for_change_nothing() -> None:
    link = an_invitation()
    limburg = cast.a_partner("limburg")
    Client().post(
        link,
        NEW
        | {
            "email": "eve@example.org",
            "role": "operator",
            "party": limburg.pk,
            "party_id": limburg.pk,
            "is_active": "",
            "is_demonstration": "on",
        },
    )
    nina = User.objects.get(name="Nina")
    assert (nina.email, nina.role, nina.party.code) == ("nina@example.org", "adviser", "brabant")
    assert nina.is_active
    assert not nina.is_demonstration


@pytest.mark.parametrize("password", ["kort", "password1234", "nina@example.org"])
def test_a_weak_password_makes_no_account(password: str) -> None:
    link = an_invitation()
    assert Client().post(link, {"name": "Nina", "password": password}).status_code == 422
    assert not User.objects.filter(email="nina@example.org").exists()


def test_a_withdrawn_invitation_no_longer_works() -> None:
    administrator = people.an_administrator()
    link, browser = an_invitation(administrator), people.browser_of(administrator)
    browser.post(f"/en/users/invitations/{Invitation.objects.get().uuid}/withdraw/")
    answer = Client().post(link, NEW)
    assert answer.status_code == 410
    assert "was withdrawn" in answer.content.decode()


def test_sending_again_makes_another_link_and_the_first_stops() -> None:
    administrator = people.an_administrator()
    first, browser = an_invitation(administrator), people.browser_of(administrator)
    browser.post(f"/en/users/invitations/{Invitation.objects.get().uuid}/resend/")
    second = people.link_in(people.last_mail())
    assert second != first
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200


def test_inviting_again_replaces_the_first_invitation() -> None:
    administrator = people.an_administrator()
    first = an_invitation(administrator)
    second = an_invitation(administrator, role="steward")
    assert Client().get(first).status_code == 410
    Client().post(second, NEW)
    assert User.objects.get(email="nina@example.org").role == "steward"


def test_an_invitation_ends_when_its_sender_may_no_longer_give_it() -> None:
    administrator, other = people.an_administrator(), people.an_administrator()
    link = an_invitation(administrator)
    with viewing(viewer_of(other)) as sight:
        deactivate_user(sight.viewer, administrator.uuid, timezone.now())
    answer = Client().post(link, NEW)
    assert answer.status_code == 410
    assert "may no longer do so" in answer.content.decode()


def test_whether_an_address_has_an_account_is_told_to_its_reader_only() -> None:
    people.a_member("Luc", party=cast.a_partner("limburg"), email="luc@example.org")
    browser = people.browser_of(people.an_administrator())
    answers = []
    for email in ("luc@example.org", "nina@example.org"):
        answer = browser.post("/en/users/invite/", {"email": email, "role": "adviser", "language": "en"}, follow=True)
        answers.append((answer.status_code, "gets a mail" in answer.content.decode()))
    assert answers == [(200, True), (200, True)]
    assert "has an account on Koppel already" in Mail.objects.get(to="luc@example.org").text
    assert "/invitation/" not in Mail.objects.get(to="luc@example.org").text


@pytest.mark.parametrize("role", ["operator", "company", "visitor", "emperor"])
def test_an_administrator_gives_no_role_that_does_not_exist_at_a_partner(role: str) -> None:
    browser = people.browser_of(people.an_administrator())
    answer = browser.post("/en/users/invite/", {"email": "eve@example.org", "role": role, "language": "en"})
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_an_administrator_invites_to_the_own_partner_whatever_the_form_says() -> None:
    limburg = cast.a_partner("limburg")
    browser = people.browser_of(people.an_administrator(cast.a_partner("brabant")))
    browser.post(
        "/en/users/invite/",
        {
            "email": "eve@example.org",
            "role": "adviser",
            "language": "en",
            "party": limburg.uuid,
            "party_id": limburg.pk,
        },
    )
    assert Invitation.objects.get().party.code == "brabant"


def test_below_the_page_too_nobody_gives_more_than_he_has() -> None:
    limburg = cast.a_partner("limburg")
    company = cast.a_company_party()
    tries = [
        (people.an_administrator(), limburg.pk, Role.ADVISER),
        (people.an_administrator(), None, Role.OPERATOR),
        (people.a_member(role=Role.STEWARD), cast.a_partner("brabant").pk, Role.ADVISER),
        (people.a_member(role=Role.ADVISER), company.pk, Role.COMPANY),
        (people.a_member("Cas", party=company, role=Role.COMPANY), company.pk, Role.COMPANY),
    ]
    for inviter, party_id, role in tries:
        with viewing(viewer_of(inviter)) as sight, pytest.raises(Refused):
            invitations.invite(
                sight.viewer, email="eve@example.org", role=role, party_id=party_id, language="nl", now=timezone.now()
            )
    assert not Invitation.objects.exists()


def test_a_steward_invites_people_of_a_company_and_sees_only_what_the_own_partner_sent() -> None:
    company = cast.a_company_party()
    anna = people.browser_of(people.a_member(role=Role.STEWARD))
    luc = people.browser_of(people.a_member("Luc", party=cast.a_partner("limburg"), role=Role.STEWARD))
    anna.post("/en/users/companies/", {"email": "cas@example.org", "party": str(company.uuid), "language": "nl"})
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.party_id) == ("company", company.pk)
    assert "cas@example.org" in anna.get("/en/users/companies/").content.decode()
    assert "cas@example.org" not in luc.get("/en/users/companies/").content.decode()
    assert luc.post(f"/en/users/invitations/{invitation.uuid}/withdraw/").status_code == 404
    assert anna.post(f"/en/users/invitations/{invitation.uuid}/withdraw/").status_code == 302


def test_an_operator_invites_the_first_administrator_of_any_partner() -> None:
    limburg = cast.a_partner("limburg")
    browser = people.browser_of(people.an_operator())
    answer = browser.post(
        "/en/users/invite/",
        {"email": "luc@example.org", "role": "administrator", "party": str(limburg.uuid), "language": "nl"},
    )
    assert answer.status_code == 302
    assert Invitation.objects.get().party_id == limburg.pk
    wrong = {"email": "eve@example.org", "role": "operator", "party": str(limburg.uuid), "language": "nl"}
    assert "may not invite" in browser.post("/en/users/invite/", wrong).content.decode()


def test_the_page_of_a_link_that_does_not_work_shows_no_address() -> None:
    link = an_invitation()
    Client().post(link, NEW)
    page = Client().get(link).content.decode()
    assert not re.search(r"nina@example\.org", page)
