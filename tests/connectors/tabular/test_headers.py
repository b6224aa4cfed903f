"""Columns are recognised by their names in Dutch and English, and by what stands in them."""

import pytest

from koppel.connectors.tabular import FIELDS, recognise
from koppel.connectors.tabular.column_names import NAMES
from koppel.connectors.tabular.headers import distinct, header_row


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("KvK-nummer", "kvk"),
        ("KVK nr.", "kvk"),
        ("CoC Number", "kvk"),
        ("Chamber of Commerce number", "kvk"),
        ("Straat + nr", "street"),
        ("Bezoekadres", "street"),
        ("Huisnr", "number"),
        ("Postal code", "postcode"),
        ("Woonplaats", "city"),
        ("Internet", "website"),
        ("Tel.", "phone"),
        ("EU PIC", "pic"),
        ("Naam instelling", "name"),
        ("record_id", "id"),
        ("Type lidmaatschap", "kind"),
        ("shortName", "acronym"),
        ("Omschrijving", "text"),
        ("Branche", "sector"),
        ("Landcode", "country"),
        ("partner", "partner"),
        ("organisation.name", "name"),
        ("address.street", "street"),
    ],
)
def test_a_name_of_a_column_tells_its_field(header: str, field: str) -> None:
    assert recognise([header]) == {field: header}


def test_every_field_has_names_and_no_name_stands_for_two_fields() -> None:
    names = [name for field in FIELDS for name in NAMES[field]]
    assert len(names) == len(set(names))
    assert all(name == "".join(filter(str.isalnum, name.lower())) for name in names)


def test_the_columns_of_the_linking_corpus_are_recognised() -> None:
    headers = ["record_id", "partner", "name", "kvk", "street", "postcode", "city", "website", "phone", "entity_id"]
    assert recognise(headers) == {header if header != "record_id" else "id": header for header in headers[:-1]}


def test_the_truth_of_a_test_set_is_never_a_field() -> None:
    assert recognise(["entity_id", "name"], [["1", "ASML"], ["2", "DAF"]]) == {"name": "name"}


def test_the_best_name_wins_and_the_rest_stays_unread() -> None:
    assert recognise(["Handelsnaam", "Bedrijfsnaam"]) == {"name": "Bedrijfsnaam"}


def test_a_column_with_content_comes_before_an_empty_one() -> None:
    headers = ["Omschrijving", "Regeling"]
    assert recognise(headers, [["", "MIT"], ["", ""]]) == {"text": "Regeling"}
    assert recognise(headers, [["Maakt machines", "MIT"]]) == {"text": "Omschrijving"}


def test_a_contact_person_is_never_the_organisation() -> None:
    assert recognise(["contact.name", "contactpersoon", "contact.id"]) == {}


@pytest.mark.parametrize(
    ("values", "field"),
    [(["17014545", "6070325", "17056574"], "kvk"), (["1", "2", "3"], "id"), (["A-1", "A-2", "B-1"], "id")],
)
def test_eight_digits_under_a_vague_name_are_the_kvk_number(values: list[str], field: str) -> None:
    assert recognise(["nummer", "naam"], [[value, "ASML"] for value in values])[field] == "nummer"


def test_a_number_right_of_the_street_is_the_house_number() -> None:
    mapping = recognise(["name", "street", "number", "city"], [["ASML", "De Run", "6501", "Veldhoven"]])
    assert mapping["number"] == "number"
    assert "id" not in mapping


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("website", ["https://www.asml.com", "daf.nl", "www.vdlgroep.com"]),
        ("postcode", ["5504 DR", "5643TW", "5652 AW"]),
        ("name", ["ASML Holding N.V.", "DAF Trucks B.V.", "Stichting Brainport"]),
        ("country", ["Nederland", "België", "Germany"]),
    ],
)
def test_content_tells_what_an_unknown_name_does_not(field: str, values: list[str]) -> None:
    assert recognise(["kolom x"], [[value] for value in values]) == {field: "kolom x"}


def test_the_header_is_below_titles_and_empty_rows() -> None:
    rows = [
        ["Relatieoverzicht bedrijven"],
        [],
        ["Relatie-ID", "Organisatie", "KvK nr."],
        ["1", "ASML N.V.", "17014545"],
    ]
    assert header_row(rows) == 2


def test_names_that_nobody_knows_are_still_a_header() -> None:
    assert header_row([["Kleur", "Smaak"], ["rood", "zoet"]]) == 0


@pytest.mark.parametrize(
    "row", [["1", "ASML N.V."], ["ASML", "http://asml.com"], ["Jan", "jan@example.nl"], ["ASML", "5504 DR"]]
)
def test_values_are_no_header(row: list[str]) -> None:
    assert header_row([row, row]) is None


def test_headers_get_names_of_their_own() -> None:
    assert distinct(["Naam", "", "Naam", " KvK \n nr "]) == ("Naam", "#2", "Naam (2)", "KvK nr")
