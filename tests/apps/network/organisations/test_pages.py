"""The page of the list: states, paging, sorting, parts for htmx, and addresses that nobody meant."""

from __future__ import annotations

import datetime
import itertools

import pytest
from django.test import Client

from koppel.apps.network.models import ContactMoment
from koppel.apps.sharing.actions import audience_for
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Role
from tests.apps.network.organisations.world import a_known_record, outside_id, owner_of
from tests.cast import NOW, a_partner, a_user

pytestmark = pytest.mark.usefixtures("database_rolled_back")
LIST = "/en/organisations/"


def a_client(role: Role = Role.STEWARD, code: str = "brabant") -> Client:
    client = Client()
    client.force_login(a_user("Anna", party=a_partner(code), role=role))
    return client


def test_a_visitor_sees_public_ones_only_and_no_export() -> None:
    partner = a_partner("brabant")
    a_known_record(partner, "Openbaar B.V.", audience="public")
    a_known_record(partner, "Besloten B.V.", audience="partners")
    page = Client().get(LIST).content.decode()
    assert "Openbaar B.V." in page
    assert "Besloten" not in page
    assert "export/" not in page
    assert Client().get(f"{LIST}export/?format=csv").status_code == 302


def test_a_row_shows_place_networks_number_sector_kind_and_last_contact() -> None:
    brabant, limburg = a_partner("brabant"), a_partner("limburg")
    record = a_known_record(
        limburg, "Alfa Techniek B.V.", kvk="12345678", city="Venlo", sector="Robotica", audience="partners"
    )
    a_known_record(brabant, "Alfa Techniek", beside=record)
    with viewing(owner_of(limburg)):
        ContactMoment.objects.create(
            owner=limburg,
            audience=audience_for(limburg.pk, "partners"),
            record=record,
            on=datetime.date(2024, 3, 1),
            manner="call",
            purpose="p",
            keep_until=NOW.date(),
            created_at=NOW,
        )
    page = a_client().get(LIST).content.decode()
    assert "Alfa Techniek" in page
    for shown in ("Venlo", "Limburg", "12345678", "Robotica", "company", "1 Mar 2024", outside_id(record)):
        assert shown in page
    assert "Known to Brabant, Limburg" in page


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        (Role.STEWARD, "Deliver your partner"),
        (Role.ADVISER, "They come from the records"),
        (None, "Nothing is public yet"),
    ],
)
def test_an_empty_network_says_what_to_do(role: Role | None, sentence: str) -> None:
    client = a_client(role) if role else Client()
    assert sentence in client.get(LIST).content.decode()


def test_a_list_without_rows_says_how_to_get_some() -> None:
    a_known_record(a_partner("brabant"), "Alfa", city="Breda")
    client = a_client()
    page = client.get(LIST, {"q": "zzzzzz", "province": "NL-LI"}).content.decode()
    assert "No organisation fits" in page
    assert "Try fewer words" in page
    assert "of the 1 that you may see" in page
    assert "Take a filter out" in client.get(LIST, {"province": "NL-LI"}).content.decode()


def test_a_query_that_is_too_long_is_cut_and_says_so() -> None:
    a_known_record(a_partner("brabant"), "Alfa")
    page = a_client().get(LIST, {"q": "alfa " + "x" * 500})
    assert page.status_code == 200
    assert "Only the first 120 characters counted" in page.content.decode()


def test_pages_are_numbered_and_one_too_far_is_the_last() -> None:
    partner = a_partner("brabant")
    for number in range(30):
        a_known_record(partner, f"Firma {number:02}")
    client = a_client()
    first, last = client.get(LIST).content.decode(), client.get(LIST, {"page": "2"}).content.decode()
    assert "Firma 00" in first
    assert "Firma 25" not in first
    assert "1 to 25 of 30" in first
    assert "26 to 30 of 30" in last
    for page in ("99", "2"):
        assert "Firma 29" in client.get(LIST, {"page": page}).content.decode()
    for page in ("0", "-1", "x", "", "1e9"):
        assert client.get(LIST, {"page": page}).status_code == 200


def test_the_order_is_in_the_address_and_on_the_head() -> None:
    partner = a_partner("brabant")
    a_known_record(partner, "Alfa")
    a_known_record(partner, "Zeta")
    page = a_client().get(LIST, {"sort": "-name"}).content.decode()
    assert page.index("Zeta") < page.index("Alfa")
    assert 'aria-sort="descending"' in page


def test_htmx_gets_the_part_and_the_count_is_said() -> None:
    a_known_record(a_partner("brabant"), "Alfa")
    part = a_client().get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert part.lstrip().startswith('<div id="list" data-say="1 organisation"')


def test_suggestions_are_a_part_and_without_script_the_list() -> None:
    record = a_known_record(a_partner("brabant"), "Alfa <b>Techniek</b>", city="Breda", kvk="12345678")
    client = a_client()
    part = client.get(f"{LIST}suggest/", {"q": "alf"}, headers={"HX-Request": "true"}).content.decode()
    assert outside_id(record) in part
    assert "Alfa &lt;b&gt;Techniek" in part
    assert "12345678" in part
    assert (
        "No organisation fits"
        in client.get(f"{LIST}suggest/", {"q": "qqqqq"}, headers={"HX-Request": "true"}).content.decode()
    )
    plain = client.get(f"{LIST}suggest/", {"q": "alf"})
    assert plain.status_code == 302
    assert plain["Location"] == f"{LIST}?q=alf"


def test_the_list_behind_the_map_counts_by_province_and_partner_with_the_filters() -> None:
    brabant, limburg = a_partner("brabant"), a_partner("limburg")
    shared = a_known_record(brabant, "Alfa", city="Breda", kind="company")
    a_known_record(limburg, "Alfa", beside=shared)
    a_known_record(limburg, "Beta", city="Venlo", kind="knowledge")
    client = a_client()
    page = client.get(f"{LIST}map/").content.decode()
    assert f'href="{LIST}?province=NL-NB&amp;partner=limburg">1</a>' in page
    narrowed = client.get(f"{LIST}map/", {"kind": "knowledge"}).content.decode()
    assert f'href="{LIST}?kind=knowledge&amp;province=NL-LI&amp;partner=limburg">1</a>' in narrowed
    assert "province=NL-NB&amp;partner=limburg" not in narrowed


def test_a_name_from_a_delivery_is_never_markup() -> None:
    a_known_record(a_partner("brabant"), "<script>alert(1)</script>", sector="<i>x</i>", city="<u>y</u>")
    page = a_client().get(LIST).content.decode()
    assert "<script>alert" not in page
    assert "<i>x</i>" not in page
    assert "<u>y</u>" not in page


HOSTILE = (
    "'", '"', "';DROP TABLE network_record;--", "' OR '1'='1", "%", "%%s", "%(q)s", "{}", "{0}", "\\", "\x00", "a\x00b",
    "\x1f", "()&|!:*", "'':*", "'a' & 'b", "<->", "\u202e", "😀", "NaN", "-1", "9" * 40, "null", "[]", "unknown",
    "../..", "${jndi}", "a" * 3000, "é" * 500, "0x41", "1;SELECT pg_sleep(9)", "${7*7}", "<script>", "b.v.", "1e309",
)  # fmt: skip
KEYS = ("q", "province", "partner", "kind", "sector", "sort", "page", "rows", "format", "x")


@pytest.mark.parametrize("path", ["", "map/", "export/", "suggest/"])
def test_no_text_in_the_address_breaks_a_page(path: str) -> None:
    a_known_record(a_partner("brabant"), "Alfa", city="Breda", sector="Zorg")
    client = a_client()
    headers = {"HX-Request": "true"} if path == "suggest/" else {}
    everywhere = [dict.fromkeys(KEYS, text) for text in HOSTILE]
    one_by_one = [{key: text} for key, text in itertools.product(KEYS, ("'", "\x00"))]
    for query in everywhere + one_by_one:
        response = client.get(LIST + path, query, headers=headers)
        assert response.status_code in {200, 302, 400}, query


def test_many_values_of_one_key_are_no_trouble() -> None:
    a_known_record(a_partner("brabant"), "Alfa", sector="Zorg")
    client = a_client()
    many = {"sector": [f"s{number}" for number in range(500)] + ["zorg"], "province": ["NL-NB"] * 500}
    assert client.get(LIST, many).status_code == 200
    assert "Alfa" in client.get(LIST, {"sector": ["x", "ZORG"]}).content.decode()
