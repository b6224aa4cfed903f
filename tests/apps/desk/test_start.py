"""The start page for each kind of viewer."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from koppel.apps.network.actions import records as record_actions
from koppel.apps.network.models import Delivery
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.queries import standing_audience
from koppel.apps.sharing.rules import Role, Viewer
from tests.cast import NOW, a_company_party, a_partner, a_record, a_user

pytestmark = pytest.mark.usefixtures("database_rolled_back")


def start(party: Party | None = None, role: Role | None = None) -> str:
    client = Client()
    if role is not None:
        client.force_login(a_user("Somebody", party=party, role=role))
    answer = client.get("/en/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_visitor_reads_counts_of_public_organisations_only() -> None:
    brabant = a_partner("brabant", provinces=["NL-NB"])
    for audience in ("public", "public", "partners", "private"):
        a_record(brabant, audience=audience)
    text = start()
    assert "Brabant: 2" in text
    assert "2 are public" in text


def test_a_count_follows_a_withdrawal_at_the_next_request() -> None:
    brabant = a_partner("brabant", provinces=["NL-NB"])
    record = a_record(brabant, audience="public")
    assert "Brabant: 1" in start()
    owner = Viewer(role=Role.STEWARD, user_id=0, party_id=brabant.pk)
    with viewing(owner):
        record_actions.withdraw_record(owner, record.uuid)
    assert "Brabant: 0" in start()


def test_an_adviser_reads_what_waits_at_the_own_partner_only() -> None:
    brabant, limburg = a_partner("brabant"), a_partner("limburg")
    for party in (brabant, limburg):
        with viewing(Viewer(role=Role.STEWARD, user_id=0, party_id=party.pk)):
            private = standing_audience("private")
            Delivery.objects.create(
                owner=party, audience=private, new_audience=private, file_name=f"{party.code}.csv", size_bytes=1,
                sha256="0" * 64, payload=b"x", state=Delivery.State.PARKED, created_at=NOW,
            )  # fmt: skip
    text = start(brabant, Role.ADVISER)
    assert "brabant.csv" in text
    assert "limburg.csv" not in text


def test_sharing_that_ends_soon_is_announced_to_its_owner() -> None:
    brabant = a_partner("brabant")
    soon = timezone.localdate() + datetime.timedelta(days=10)
    a_record(brabant, name="Endsoon B.V.", until=soon, purpose="trial")
    a_record(brabant, name="Endlater B.V.", until=soon + datetime.timedelta(days=90), purpose="later")
    ending = start(brabant, Role.ADVISER).partition('id="ending"')[2].partition("</section>")[0]
    assert "Endsoon B.V." in ending
    assert "Endlater" not in ending
    theirs = start(a_partner("limburg"), Role.ADVISER).partition('id="ending"')[2].partition("</section>")[0]
    assert "Endsoon" not in theirs


def test_a_company_without_a_profile_is_asked_for_one_and_then_reads_it() -> None:
    acme = a_company_party("acme")
    assert "Write your profile" in start(acme, Role.COMPANY)
    company = Viewer(role=Role.COMPANY, user_id=0, party_id=acme.pk)
    with viewing(company):
        record_actions.add_own_profile(company, values={"name": "Acme B.V."}, audience="partners", now=NOW)
    text = start(acme, Role.COMPANY)
    assert "Acme B.V." in text
    assert "Edit your profile" in text


def test_an_operator_reads_how_it_runs_and_no_record() -> None:
    a_record(a_partner("brabant"), name="Geheim B.V.", audience="partners")
    text = start(None, Role.OPERATOR)
    assert "Does it run?" in text
    assert "Geheim" not in text
