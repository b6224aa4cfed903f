"""A hidden record changes nothing that anybody else gets: no count, no order, no suggestion, no byte."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from koppel.apps.accounts.models import User
from koppel.apps.network.queries.organisations import organisations
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Role
from tests.apps.network.organisations.world import a_known_record, owner_of
from tests.cast import a_company_party, a_partner, a_user

pytestmark = pytest.mark.usefixtures("database_rolled_back")

ADDRESSES = (
    "", "?q=geheim", "?q=12345678", "?q=alfa&sort=place", "?sort=-networks&province=unknown&province=NL-NB",
    "?partner=limburg&partner=unknown", "?kind=company&sector=geheim", "map/", "export/?format=csv&sort=place",
)  # fmt: skip


def hidden_ones(limburg: Party) -> dict[str, Callable[[Any], Any]]:
    """Each way in which a record can be hidden from Brabant, beside a visible record and on its own."""
    values = {
        "kvk": "12345678", "postcode": "5611 AB", "city": "Eindhoven", "website": "geheim.nl", "sector": "Geheim",
        "text": "alfa geheim",
    }  # fmt: skip
    return {
        "private beside": lambda seen: a_known_record(
            limburg, "Geheim B.V.", audience="private", beside=seen, **values
        ),
        "private alone": lambda _seen: a_known_record(limburg, "Aaa Geheim", audience="private", **values),
        "circle": lambda _seen: a_known_record(
            limburg, "Geheime kring", audience="circle", members=(a_partner("noord").pk,), **values
        ),
        "gone": lambda seen: a_known_record(limburg, "Geheim weg", beside=seen, is_gone=True, **values),
    }


def answers(user: User | None) -> list[bytes]:
    client = Client()
    if user is not None:
        client.force_login(user)
    got = []
    for address in ADDRESSES:
        response = client.get(f"/en/organisations/{address}")
        got.append(_without_tokens(response.content))
        if address.startswith("?q"):
            suggested = client.get(f"/en/organisations/suggest/{address}", headers={"HX-Request": "true"})
            assert suggested.status_code == 200
            got.append(_without_tokens(suggested.content))
    return got


def _without_tokens(content: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"|\d{4}-\d\d-\d\d \d\d:\d\d', b"", content)


@pytest.mark.parametrize("way", ["private beside", "private alone", "circle", "gone"])
def test_two_worlds_that_differ_in_a_hidden_record_give_equal_bytes(way: str) -> None:
    brabant, limburg = a_partner("brabant"), a_partner("limburg")
    a_partner("noord")
    company = a_company_party()
    seen = a_known_record(brabant, "Alfa Techniek", audience="public", city="Breda", sector="Water")
    a_known_record(limburg, "Alfa Techniek Limburg", audience="partners", city="Venlo")
    a_known_record(limburg, "Omega", audience="public")
    readers = [
        a_user("Anna", party=brabant, role=Role.STEWARD),
        a_user("Cor", party=company, role=Role.COMPANY),
        None,
    ]
    before = [answers(reader) for reader in readers]
    hidden_ones(limburg)[way](seen)
    assert [answers(reader) for reader in readers] == before


def test_an_owner_does_see_its_private_record() -> None:
    limburg = a_partner("limburg")
    a_known_record(limburg, "Geheim", audience="private")
    with viewing(owner_of(limburg)):
        assert [one.name for one in organisations()] == ["Geheim"]
