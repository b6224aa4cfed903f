"""An export is exactly the list, safe in a spreadsheet, and written down."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client
from django.utils import translation
from openpyxl import load_workbook

from koppel.apps.network.actions.exports import export_links, export_organisations
from koppel.apps.sharing.models import Activity
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Refused, Role
from tests.apps.network.organisations.world import a_known_record, outside_id, owner_of
from tests.cast import VISITOR, a_partner, a_user


@pytest.fixture
def three(database_rolled_back: None) -> None:
    """Three organisations, one of which would be a formula."""
    brabant, limburg = a_partner("brabant"), a_partner("limburg")
    a_known_record(brabant, '=HYPERLINK("http://x.example","Klik")', kvk="00000001", city="Breda")
    a_known_record(limburg, "Beta", sector="@SUM(A1)", city="Venlo", kind="company")
    a_known_record(limburg, "Geheim", audience="private")


def a_client() -> Client:
    client = Client()
    client.force_login(a_user("Anna", party=a_partner("brabant"), role=Role.ADVISER))
    return client


def rows_of(payload: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(payload.decode("utf-8-sig"))))


@pytest.mark.usefixtures("three")
def test_csv_holds_the_rows_of_the_filters_in_their_order_and_no_formula() -> None:
    client = a_client()
    everything = client.get("/en/organisations/export/?format=csv&sort=-name")
    assert everything["Content-Disposition"] == 'attachment; filename="organisations.csv"'
    rows = rows_of(everything.content)
    assert [row["City"] for row in rows] == ["Breda", "Venlo"] or [row["City"] for row in rows] == ["Venlo", "Breda"]
    assert {row["KvK"] for row in rows} == {"00000001", ""}
    assert not any(value.startswith(("=", "@", "+", "-")) for row in rows for value in row.values())
    assert "Geheim" not in everything.content.decode()
    only = rows_of(client.get("/en/organisations/export/?format=csv&province=NL-LI").content)
    assert [row["Organisation"] for row in only] == ["Beta"]
    assert only[0]["Province"] == "Limburg"
    assert only[0]["Networks"] == "limburg"


@pytest.mark.usefixtures("three")
def test_xlsx_keeps_numbers_as_text_and_starts_no_formula() -> None:
    payload = a_client().get("/en/organisations/export/?format=xlsx").content
    cells = [cell for row in load_workbook(io.BytesIO(payload)).active.iter_rows() for cell in row]
    assert "00000001" in {cell.value for cell in cells}
    assert not any(cell.data_type == "f" for cell in cells)


@pytest.mark.usefixtures("three")
def test_an_export_is_written_down_with_its_filter_and_count_but_not_the_words() -> None:
    client = a_client()
    client.get("/en/organisations/export/?format=csv&province=NL-LI&q=beta")
    with viewing(owner_of(a_partner("brabant"))):
        act = Activity.objects.get(verb="exported")
    assert act.details == {"count": 1, "format": "csv", "provinces": ["NL-LI"], "searched": True}
    assert act.noun == "organisations"


@pytest.mark.usefixtures("three")
def test_who_may_not_export_or_asks_too_much_is_told_so() -> None:
    reader = owner_of(a_partner("brabant"))
    with viewing(VISITOR), pytest.raises(Refused):
        export_organisations(VISITOR, {}, "csv")
    with viewing(reader), translation.override("en"):
        with pytest.raises(Refused, match="CSV, XLSX or JSON"):
            export_organisations(reader, {}, "pdf")
        with pytest.raises(Refused, match="more than 1 rows"):
            export_organisations(reader, {}, "csv", most=1)
    response = a_client().get("/en/organisations/export/?format=pdf&q=beta", follow=True)
    assert response.redirect_chain == [("/en/organisations/?q=beta", 302)]
    assert "Choose CSV, XLSX or JSON" in response.content.decode()


@pytest.mark.usefixtures("three")
def test_json_holds_the_same_values() -> None:
    reader = owner_of(a_partner("brabant"))
    with viewing(reader):
        found = json.loads(export_organisations(reader, {"kinds": ["company"]}, "json"))
    assert [one["name"] for one in found] == ["Beta"]
    assert found[0]["province"] == "NL-LI"
    assert found[0]["partners"] == ["limburg"]
    assert found[0]["last_contact"] is None


@pytest.mark.usefixtures("database_committed")
def test_the_operators_links_hold_every_record_that_is_not_gone() -> None:
    brabant, limburg = a_partner("brabant"), a_partner("limburg")
    one = a_known_record(brabant, "Alfa", audience="private")
    other = a_known_record(limburg, "Alfa", beside=one)
    a_known_record(limburg, "Weg", is_gone=True)
    rows = rows_of(export_links())
    assert rows == [
        {"partner": "brabant", "id": one.reference, "organisation": outside_id(one)},
        {"partner": "limburg", "id": other.reference, "organisation": outside_id(one)},
    ]
