"""Pages of people and contact moments, for their owner and for others."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from koppel.apps.network.models import ContactMoment, Person, Record
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Role, Viewer
from tests.cast import a_partner, a_record, a_user

pytestmark = pytest.mark.usefixtures("database_rolled_back")


def a_client(party: Party, role: Role = Role.ADVISER) -> Client:
    client = Client()
    client.force_login(a_user("Somebody", party=party, role=role))
    return client


def as_staff(party: Party) -> Viewer:
    return Viewer(role=Role.STEWARD, user_id=0, party_id=party.pk)


def answers(**more: Any) -> dict[str, Any]:
    later = timezone.localdate() + datetime.timedelta(days=100)
    return {"purpose": "project", "keep_until": later.isoformat(), "audience": "private", **more}


def add_person(client: Client, record: Record, /, **more: Any) -> Person:
    sent = answers(name="Robin Voorbeeld", **more)
    assert client.post(f"/en/records/{record.uuid}/people/add/", sent).status_code == 302
    with viewing(as_staff(record.owner)):
        return Person.objects.get()


def add_moment(client: Client, record: Record, /, **more: Any) -> ContactMoment:
    sent = answers(on=timezone.localdate().isoformat(), manner="call", note="Wants a partner", **more)
    assert client.post(f"/en/records/{record.uuid}/contacts/add/", sent).status_code == 302
    with viewing(as_staff(record.owner)):
        return ContactMoment.objects.get()


def page_of(client: Client, record: Record) -> str:
    with viewing(as_staff(record.owner)):
        organisation = Record.objects.select_related("organisation").get(pk=record.pk).organisation
    assert organisation is not None
    return client.get(f"/en/organisations/{organisation.uuid}/").content.decode()


def test_a_new_person_is_private_and_kept_for_two_years_unless_chosen_otherwise() -> None:
    record = a_record(a_partner("brabant"))
    text = a_client(a_partner("brabant")).get(f"/en/records/{record.uuid}/people/add/").content.decode()
    assert 'value="private" id="id_audience_0" checked' in " ".join(text.split())
    assert f'value="{timezone.localdate().year + 2}-' in text


@pytest.mark.parametrize(("audience", "is_seen"), [("private", False), ("partners", True)])
def test_others_read_a_moment_only_when_its_owner_lets_them(audience: str, is_seen: bool) -> None:
    record = a_record(a_partner("brabant"), audience="partners")
    add_moment(a_client(a_partner("brabant")), record, audience=audience)
    assert ("Wants a partner" in page_of(a_client(a_partner("limburg")), record)) is is_seen
    assert "Wants a partner" in page_of(a_client(a_partner("brabant")), record)
    assert "Wants a partner" not in page_of(Client(), record)


def test_a_moment_shows_without_the_person_whom_others_may_not_see() -> None:
    record = a_record(a_partner("brabant"), audience="partners")
    owner = a_client(a_partner("brabant"))
    person = add_person(owner, record)
    add_moment(owner, record, audience="partners", person=str(person.uuid))
    assert "with Robin Voorbeeld" in page_of(owner, record)
    theirs = page_of(a_client(a_partner("limburg")), record)
    assert "Wants a partner" in theirs
    assert "Robin" not in theirs


def test_purpose_and_end_are_required() -> None:
    record = a_record(a_partner("brabant"))
    sent = {"name": "Robin Voorbeeld", "audience": "private"}
    answer = a_client(a_partner("brabant")).post(f"/en/records/{record.uuid}/people/add/", sent)
    assert answer.status_code == 422
    assert answer.content.decode().count("This field is required") >= 2


@pytest.mark.parametrize("what", ["people", "contacts"])
def test_another_partner_cannot_open_what_it_may_read(what: str) -> None:
    record = a_record(a_partner("brabant"), audience="partners")
    owner = a_client(a_partner("brabant"))
    kept = (add_person if what == "people" else add_moment)(owner, record, audience="partners")
    stranger = a_client(a_partner("limburg"))
    for act in ("edit", "remove"):
        assert stranger.get(f"/en/{what}/{kept.uuid}/{act}/").status_code == 404
        assert stranger.post(f"/en/{what}/{kept.uuid}/{act}/", answers()).status_code == 404
        assert stranger.get(f"/en/{what}/{uuid.uuid4()}/{act}/").status_code == 404
        assert owner.get(f"/en/{what}/{kept.uuid}/{act}/").status_code == 200


def test_the_second_writer_of_a_person_sees_both_versions() -> None:
    record = a_record(a_partner("brabant"))
    client = a_client(a_partner("brabant"))
    person = add_person(client, record)
    address = f"/en/people/{person.uuid}/edit/"
    assert client.post(address, answers(name="Robin One", version=1)).status_code == 302
    second = client.post(address, answers(name="Robin Two", version=1))
    assert second.status_code == 409
    assert "Robin One" in second.content.decode()
    assert "Robin Two" in second.content.decode()
    assert client.post(address, answers(name="Robin Two", version=2)).status_code == 302


def test_record_owner_and_author_cannot_be_sent_along() -> None:
    brabant, limburg = a_partner("brabant"), a_partner("limburg")
    record, other = a_record(brabant), a_record(limburg, audience="public")
    moment = add_moment(
        a_client(brabant), record, owner=limburg.pk, owner_id=limburg.pk, record=other.pk, record_id=other.pk, by=1,
        by_id=1, is_invented="on",
    )  # fmt: skip
    assert (moment.owner_id, moment.record_id, moment.is_invented) == (brabant.pk, record.pk, False)
    assert moment.by_id != 1


def test_an_invented_contact_says_so() -> None:
    record = a_record(a_partner("brabant"))
    client = a_client(a_partner("brabant"))
    add_moment(client, record)
    with viewing(as_staff(record.owner)):
        ContactMoment.objects.update(is_invented=True)
    assert "invented" in page_of(client, record)


def test_erasing_asks_first() -> None:
    record = a_record(a_partner("brabant"))
    client = a_client(a_partner("brabant"))
    person = add_person(client, record)
    assert "cannot be undone" in client.get(f"/en/people/{person.uuid}/remove/").content.decode()
    assert client.post(f"/en/people/{person.uuid}/remove/").status_code == 302
    assert client.get(f"/en/people/{person.uuid}/edit/").status_code == 404
