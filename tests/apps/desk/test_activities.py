"""What was done with one's records, in words, for their owner only."""

from __future__ import annotations

import pytest
from django.test import Client

from koppel.apps.network.actions import records as actions
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Role, Viewer
from tests.cast import NOW, a_company_party, a_partner, a_record, a_user

pytestmark = pytest.mark.usefixtures("database_rolled_back")


def told(party: Party, role: Role = Role.ADVISER, query: str = "") -> str:
    client = Client()
    client.force_login(a_user("Somebody", party=party, role=role))
    return client.get(f"/en/activity/{query}").content.decode()


def test_acts_are_told_in_words_with_the_record_to_their_owner() -> None:
    brabant = a_partner("brabant")
    record = a_record(brabant, name="Alfa B.V.")
    owner = Viewer(role=Role.STEWARD, user_id=0, party_id=brabant.pk)
    with viewing(owner):
        actions.withdraw_record(owner, record.uuid)
        actions.remove_record(owner, record.uuid, now=NOW)
    text = told(brabant)
    assert "Withdrew a record" in text
    assert "Alfa B.V." in text
    assert "from “all partners” to “only us”" in text
    assert "Removed a record" not in told(brabant, query="?verb=withdrew")
    theirs = told(a_partner("limburg"))
    assert "Withdrew" not in theirs.partition('id="activities"')[2].partition("<table")[2]
    assert "Alfa" not in theirs


def test_a_company_reads_its_own_log_and_a_visitor_signs_in_first() -> None:
    assert "Nothing was done" in told(a_company_party("acme"), Role.COMPANY, "?verb=removed")
    assert Client().get("/en/activity/").status_code == 302
