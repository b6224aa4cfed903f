"""Search over everything: organisations, people and contacts, each only for who may see it."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from koppel.apps.network.actions import contacts as contact_actions
from koppel.apps.network.actions.records import Choice
from koppel.apps.network.rules.records import prepared
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Role, Viewer
from tests.cast import NOW, a_partner, a_record, a_user

pytestmark = pytest.mark.usefixtures("database_rolled_back")


def answer(address: str, party: Party | None = None, **headers: str) -> str:
    client = Client()
    if party is not None:
        client.force_login(a_user("Somebody", party=party, role=Role.ADVISER))
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def a_searchable_record(audience: str = "partners") -> None:
    fields = prepared({"name": "Zonneveld Lasertechniek B.V.", "city": "Best", "kvk": "12345678"})
    for made in ("name", "sort_name", "search_name", "content_hash"):
        fields.pop(made)
    a_record(
        a_partner("brabant"),
        name="Zonneveld Lasertechniek B.V.",
        audience=audience,
        **{field: text for field, text in fields.items() if field != "words"},
    )


@pytest.mark.parametrize("words", ["zonneveld", "lasertechniek", "12345678"])
def test_an_organisation_is_found_by_who_may_see_it(words: str) -> None:
    a_searchable_record()
    assert "Zonneveld" in answer(f"/en/search/?q={words}", a_partner("limburg"))
    assert "Zonneveld" not in answer(f"/en/search/?q={words}")


def test_people_and_contacts_are_found_by_their_owner_only() -> None:
    record = a_record(a_partner("brabant"), name="Alfa", audience="public")
    owner = Viewer(role=Role.STEWARD, user_id=None, party_id=a_partner("brabant").pk)
    end = timezone.localdate() + datetime.timedelta(days=30)
    kept = {"purpose": "project", "keep_until": end}
    with viewing(owner):
        contact_actions.add_person(
            owner, record.uuid, {"name": "Robin Voorbeeld", "role": "", "email": "", "phone": "", **kept},
            Choice("private"), now=NOW,
        )  # fmt: skip
        contact_actions.note_contact(
            owner, record.uuid, {"on": NOW.date(), "manner": "call", "note": "About robin hoods", **kept},
            Choice("private"), person=None, now=NOW,
        )  # fmt: skip
    mine = answer("/en/search/?q=robin", a_partner("brabant"))
    assert "Robin Voorbeeld" in mine
    assert "About robin hoods" in mine
    for party in (a_partner("limburg"), None):
        theirs = answer("/en/search/?q=robin", party)
        assert "Robin Voorbeeld" not in theirs
        assert "About robin hoods" not in theirs
    assert "Robin Voorbeeld" not in answer("/en/search/suggest/?q=robin", a_partner("limburg"))


def test_suggestions_are_a_fragment_for_htmx_and_a_page_for_a_link() -> None:
    a_searchable_record("public")
    fragment = answer("/en/search/suggest/?q=zonn", **{"HX-Request": "true"})
    assert "Zonneveld" in fragment
    assert "<html" not in fragment
    assert "<html" in answer("/en/search/suggest/?q=zonn")


@pytest.mark.parametrize("typed", ["", "%00", "%25%25%25", "a" * 5000, "<script>alert(1)</script>", "'; DROP TABLE x"])
def test_odd_words_are_just_words(typed: str) -> None:
    assert "<script>alert" not in answer(f"/en/search/?q={typed}")
