"""The page of an organisation as owner, other partner, company and visitor; and what each may do from it."""

from __future__ import annotations

import datetime
import re
import uuid

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from koppel.apps.network.models import Organisation, Record
from koppel.apps.network.queries import profiles
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Role, Viewer
from tests.cast import a_company_party, a_partner, a_record, a_user

pytestmark = pytest.mark.usefixtures("database_rolled_back")

ANSWERS = {"name": "Alfa B.V.", "city": "Eindhoven", "kvk": "12345678", "audience": "partners"}


def a_client(party: Party | None = None, role: Role = Role.ADVISER) -> Client:
    """A browser of somebody of a party who has signed in; of a visitor without one."""
    client = Client()
    if party is not None:
        client.force_login(a_user("Somebody", party=party, role=role))
    return client


def organisation_of(record: Record) -> Organisation:
    with viewing(Viewer(role=Role.STEWARD, user_id=0, party_id=record.owner_id)):
        found = profiles.own_record(record.uuid).organisation
    assert found is not None
    return found


def page(client: Client, record: Record) -> HttpResponse:
    return client.get(f"/en/organisations/{organisation_of(record).uuid}/")


def without_numbers(response: HttpResponse) -> str:
    """The answer without what differs at each request."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]+"', r"\1", response.content.decode())
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", text)
    return re.sub(r"<(b|code|span)[^>]*k-code[^>]*>[^<]*</\1>", "REFERENCE", text)


def test_the_profile_names_its_sources_and_the_value_that_differs() -> None:
    brabant = a_partner("brabant")
    mine = a_record(brabant, name="Alfa B.V.", kvk="12345678", city="Eindhoven")
    a_record(a_partner("limburg"), name="ALFA", city="Maastricht", organisation=organisation_of(mine))
    text = page(a_client(brabant), mine).content.decode()
    assert "Other address" in text
    assert "Limburg gave no number" in text
    assert "According to Brabant, Limburg" in text
    assert "Also: “ALFA”" in text


def test_a_private_record_adds_nothing_to_what_others_see() -> None:
    shown = a_record(a_partner("brabant"), name="Alfa B.V.", audience="public")
    a_record(
        a_partner("limburg"), name="Secret", kvk="87654321", audience="private", organisation=organisation_of(shown)
    )
    text = page(a_client(), shown).content.decode()
    assert "87654321" not in text
    assert "Secret" not in text
    assert "from 1 record" in text


def test_a_hidden_organisation_answers_exactly_as_a_missing_one() -> None:
    hidden = a_record(a_partner("brabant"), audience="private")
    for client in (a_client(), a_client(a_partner("limburg"))):
        first = page(client, hidden)
        second = client.get(f"/en/organisations/{uuid.uuid4()}/")
        assert first.status_code == second.status_code == 404
        assert without_numbers(first) == without_numbers(second)
        assert dict(first.headers).keys() == dict(second.headers).keys()
    assert page(a_client(a_partner("brabant")), hidden).status_code == 200


def test_withdrawing_hides_the_page_the_list_and_the_search_at_the_next_request() -> None:
    brabant, limburg = a_partner("brabant"), a_partner("limburg")
    record = a_record(brabant, name="Zonderling", name_words="zonderling", audience="partners")
    owner, other = a_client(brabant), a_client(limburg)
    addresses = ("/en/organisations/?q=zonderling", "/en/search/?q=zonderling", "/en/search/suggest/?q=zonderling")
    assert page(other, record).status_code == 200
    assert all(f"{organisation_of(record).uuid}" in other.get(address).content.decode() for address in addresses)
    answer = owner.post(f"/en/records/{record.uuid}/withdraw/", follow=True)
    assert "share-again" in answer.content.decode(), "the notice has an undo"
    assert page(other, record).status_code == 404
    assert not any(f"{organisation_of(record).uuid}" in other.get(address).content.decode() for address in addresses)
    assert page(owner, record).status_code == 200


def test_an_audience_that_ended_hides_the_page() -> None:
    brabant = a_partner("brabant")
    today = timezone.localdate()
    record = a_record(brabant, audience="partners", until=today, purpose="trial")
    assert page(a_client(a_partner("limburg")), record).status_code == 200
    with viewing(Viewer(role=Role.STEWARD, user_id=0, party_id=brabant.pk)):
        shared = profiles.own_record(record.uuid).audience
        shared.until = today - datetime.timedelta(days=1)
        shared.save()
    assert page(a_client(a_partner("limburg")), record).status_code == 404


@pytest.mark.parametrize("route", ["edit", "share", "withdraw", "remove", "restore", "people/add", "contacts/add"])
def test_another_partner_finds_no_page_to_change_a_record_it_may_read(route: str) -> None:
    record = a_record(a_partner("brabant"), audience="public")
    stranger, owner = a_client(a_partner("limburg")), a_client(a_partner("brabant"))
    answers = {"name": "Changed", "audience": "private", "version": 1}
    assert stranger.post(f"/en/records/{record.uuid}/{route}/", answers).status_code == 404
    assert stranger.post(f"/en/records/{uuid.uuid4()}/{route}/", answers).status_code == 404
    assert owner.post(f"/en/records/{record.uuid}/{route}/", answers).status_code in {200, 302, 422}
    assert a_client().post(f"/en/records/{record.uuid}/{route}/", answers).status_code == 302


def test_adding_shows_what_it_might_be_and_adds_at_the_second_yes() -> None:
    client = a_client(a_partner("brabant"))
    known = a_record(a_partner("limburg"), name="Alfa", kvk="12345678")
    first = client.post("/en/records/add/", ANSWERS)
    assert first.status_code == 200
    assert "Is it one of these?" in first.content.decode()
    assert str(organisation_of(known).uuid) in first.content.decode()
    second = client.post("/en/records/add/", {**ANSWERS, "sure": "on"}, follow=True)
    assert "Added." in second.content.decode()


def test_adding_never_hints_at_a_hidden_record() -> None:
    a_record(a_partner("limburg"), name="Alfa B.V.", kvk="12345678", domain="alfa.nl", audience="private")
    client = a_client(a_partner("brabant"))
    typed = {"name": "Alfa B.V.", "kvk": "12345678", "website": "alfa.nl"}
    assert "Is it one of these?" not in client.get("/en/records/add/similar/", typed).content.decode()
    assert client.post("/en/records/add/", ANSWERS).status_code == 302


def test_owner_audience_and_ids_cannot_be_sent_along() -> None:
    brabant, limburg = a_partner("brabant"), a_partner("limburg")
    elsewhere = organisation_of(a_record(limburg))
    client = a_client(brabant)
    sent = {
        **ANSWERS,
        "sure": "on",
        "owner": limburg.pk,
        "owner_id": limburg.pk,
        "organisation": elsewhere.pk,
        "organisation_id": elsewhere.pk,
        "uuid": str(uuid.uuid4()),
        "gone_at": "2020-01-01",
        "is_by_hand": "",
        "content_hash": "x",
        "version": "77",
    }
    client.post("/en/records/add/", sent)
    with viewing(Viewer(role=Role.STEWARD, user_id=0, party_id=brabant.pk)):
        record = Record.objects.get(name="Alfa B.V.")
        assert record.owner_id == brabant.pk
        assert record.organisation_id != elsewhere.pk
        assert (record.version, record.gone_at, record.is_by_hand) == (1, None, True)


def test_editing_keeps_the_audience_and_refuses_a_number_that_is_none() -> None:
    brabant = a_partner("brabant")
    record = a_record(brabant, audience="private")
    client = a_client(brabant)
    wrong = client.post(f"/en/records/{record.uuid}/edit/", {"name": "Beta", "kvk": "123", "version": 1})
    assert wrong.status_code == 422
    assert "eight digits" in wrong.content.decode()
    right = client.post(
        f"/en/records/{record.uuid}/edit/", {"name": "Beta", "kvk": "1234567", "version": 1, "audience": "public"}
    )
    assert right.status_code == 302
    with viewing(Viewer(role=Role.STEWARD, user_id=0, party_id=brabant.pk)):
        changed = profiles.own_record(record.uuid)
        assert (changed.name, changed.kvk, changed.audience.kind) == ("Beta", "01234567", "private")


def test_the_second_writer_sees_both_versions_on_the_page() -> None:
    brabant = a_partner("brabant")
    record = a_record(brabant, name="Alfa")
    client = a_client(brabant)
    client.post(f"/en/records/{record.uuid}/edit/", {"name": "Alfa One", "version": 1})
    second = client.post(f"/en/records/{record.uuid}/edit/", {"name": "Alfa Two", "version": 1})
    assert second.status_code == 409
    text = second.content.decode()
    assert "Alfa One" in text
    assert "Alfa Two" in text
    again = client.post(f"/en/records/{record.uuid}/edit/", {"name": "Alfa Two", "version": 2})
    assert again.status_code == 302


def test_who_sees_it_is_explained_to_every_reader_and_changed_by_the_owner_only() -> None:
    record = a_record(a_partner("brabant"), audience="public")
    address = f"/en/records/{record.uuid}/audience/"
    visitor, owner = a_client().get(address), a_client(a_partner("brabant")).get(address)
    assert "shows it to everyone" in visitor.content.decode()
    assert "Choose who may see it" not in visitor.content.decode()
    assert "Choose who may see it" in owner.content.decode()
    hidden = a_record(a_partner("brabant"), audience="private")
    assert a_client().get(f"/en/records/{hidden.uuid}/audience/").status_code == 404


def test_a_company_edits_its_own_profile_and_no_partners_record() -> None:
    acme = a_company_party("acme")
    company = a_client(acme, Role.COMPANY)
    company.post("/en/records/add/", {**ANSWERS, "audience": "public"})
    with viewing(Viewer(role=Role.COMPANY, user_id=0, party_id=acme.pk)):
        record = profiles.own_records()[0]
    assert company.get(f"/en/records/{record.uuid}/edit/").status_code == 200
    assert company.get(f"/en/records/{record.uuid}/people/add/").status_code == 403
    theirs = a_record(a_partner("brabant"), audience="public")
    assert company.get(f"/en/records/{theirs.uuid}/edit/").status_code == 404
    assert "itself" in page(a_client(), record).content.decode()


def test_the_page_needs_at_most_twelve_queries() -> None:
    brabant = a_partner("brabant")
    record = a_record(brabant, name="Alfa", kvk="12345678")
    for code in ("limburg", "nom", "oost"):
        a_record(a_partner(code), name="Alfa", organisation=organisation_of(record))
    client, address = a_client(brabant), f"/en/organisations/{organisation_of(record).uuid}/"
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    questions = [query["sql"] for query in asked if query["sql"].lstrip().upper().startswith("SELECT")]
    about_the_viewer = [sql for sql in questions if "set_config" in sql or "session" in sql or "accounts_user" in sql]
    assert len(questions) - len(about_the_viewer) <= 12, "\n".join(questions)
