"""The real deliveries of six partners: recognised without help, every row taken, nothing lost."""

from collections import Counter
from collections.abc import Mapping

import pytest

from koppel.connectors.tabular import TabularRow, preview, rows
from tests.connectors.places import DELIVERIES

BOM = "bom/relaties-2024-08.csv"
BOM_LATER = "bom/relaties-2024-10.csv"
NOM = "nom/relaties.xlsx"
LIOF = "liof/accounts.csv"
OOST = "oost-nl/organisations-2024-08.jsonl"
OOST_LATER = "oost-nl/organisations-2024-10.jsonl"
INNOVATIONQUARTER = "innovationquarter/accounts.xlsx"
HIGH_TECH = "high-tech-nl/leden.csv"


def delivered(name: str) -> list[TabularRow]:
    return list(rows((DELIVERIES / name).read_bytes(), file_name=name))


def filled(found: list[TabularRow]) -> Mapping[str, int]:
    return Counter(field for row in found for field in row.values)


@pytest.mark.parametrize(
    ("name", "count", "kvk", "street", "city", "website"),
    [
        (BOM, 1628, 905, 451, 594, 273),
        (NOM, 1453, 813, 319, 482, 329),
        (LIOF, 1667, 951, 398, 564, 281),
        (OOST, 1635, 850, 459, 635, 360),
        (INNOVATIONQUARTER, 2244, 1294, 593, 826, 442),
        (HIGH_TECH, 1825, 0, 0, 460, 140),
    ],
)
def test_each_first_delivery_is_read_whole(
    name: str, count: int, kvk: int, street: int, city: int, website: int
) -> None:
    found = delivered(name)
    values = filled(found)
    assert len(found) == count
    assert not [row for row in found if row.refused]
    assert (values["id"], values["name"], values["kvk"]) == (count, count, kvk)
    assert (values["city"], values["website"]) == (city, website)
    # A street written "N/A" is read as empty, and said so.
    empty = sum(remark.code == "empty_word" for row in found for remark in row.remarks if remark.field == "street")
    assert values["street"] + empty == street


@pytest.mark.parametrize(("name", "count"), [(BOM_LATER, 1633), (OOST_LATER, 1655)])
def test_the_later_deliveries_are_read_too(name: str, count: int) -> None:
    found = delivered(name)
    assert len(found) == count
    assert not [row for row in found if row.refused]


@pytest.mark.parametrize(
    ("name", "kind", "encoding", "delimiter", "header_rows"),
    [
        (BOM, "csv", "utf-8", ";", [1]),
        (NOM, "xlsx", "", "", [3, 3]),
        (LIOF, "csv", "windows-1252", ",", [1]),
        (OOST, "jsonl", "utf-8", "", [0]),
        (INNOVATIONQUARTER, "xlsx", "", "", [1]),
        (HIGH_TECH, "csv", "utf-8", ",", [1]),
    ],
)
def test_the_format_is_recognised(name: str, kind: str, encoding: str, delimiter: str, header_rows: list[int]) -> None:
    seen = preview((DELIVERIES / name).read_bytes(), file_name=name)
    assert (seen.kind, seen.encoding, seen.delimiter, seen.notes) == (kind, encoding, delimiter, ())
    assert [sheet.header_row for sheet in seen.sheets] == header_rows


def test_every_column_of_bom_is_understood() -> None:
    (sheet,) = preview((DELIVERIES / BOM).read_bytes(), file_name=BOM).sheets
    assert sheet.mapping == {
        "id": "Relatienr",
        "name": "Bedrijfsnaam",
        "kvk": "KvK-nummer",
        "street": "Straat",
        "number": "Huisnr",
        "postcode": "Postcode",
        "city": "Plaats",
        "website": "Website",
        "sector": "Sector",
        "text": "Omschrijving",
    }
    assert sheet.rows == 1628
    assert sheet.samples[0][:3] == ("100001", "@Fentures B.V.", "82701695")
    assert len(sheet.samples) == 5


def test_both_sheets_of_nom_are_understood() -> None:
    companies, institutes = preview((DELIVERIES / NOM).read_bytes(), file_name=NOM).sheets
    assert (companies.name, companies.rows) == ("Bedrijven", 1078)
    assert (institutes.name, institutes.rows) == ("Kennis en overheid", 375)
    assert companies.mapping["name"] == "Organisatie"
    assert companies.mapping["website"] == "Internet"
    assert institutes.mapping["name"] == "Naam instelling"
    assert (institutes.mapping["kind"], institutes.mapping["acronym"]) == ("Soort", "Afkorting")
    assert "kvk" not in institutes.mapping


def test_the_paths_of_oost_nl_are_understood() -> None:
    (sheet,) = preview((DELIVERIES / OOST).read_bytes(), file_name=OOST).sheets
    assert sheet.mapping["kvk"] == "registrations.kvk"
    assert sheet.mapping["pic"] == "registrations.pic"
    assert sheet.mapping["postcode"] == "address.postalCode"
    assert sheet.mapping["country"] == "address.countryCode"
    assert sheet.mapping["acronym"] == "shortName"
    assert sheet.mapping["kind"] == "type"


def test_of_the_wide_export_of_innovationquarter_the_filled_columns_are_chosen() -> None:
    (sheet,) = preview((DELIVERIES / INNOVATIONQUARTER).read_bytes(), file_name=INNOVATIONQUARTER).sheets
    assert len(sheet.headers) == 24
    assert sheet.mapping["name"] == "Accountnaam"
    assert sheet.mapping["street"] == "Straat + nr"
    assert sheet.mapping["text"] == "Regeling"


def test_numbers_that_lost_their_zero_are_mended_and_told() -> None:
    mended = [
        remark for row in delivered(INNOVATIONQUARTER) for remark in row.remarks if remark.code == "kvk_zero_restored"
    ]
    assert len(mended) == 27
    assert all(remark.became == "0" + remark.was and remark.severity == "repaired" for remark in mended)


def test_addresses_of_liof_are_taken_apart() -> None:
    by_id = {row.values["id"]: row.values for row in delivered(LIOF)}
    hhnk, german, city_only = by_id["A7000070"], by_id["A7000021"], by_id["A7000035"]
    assert (hhnk["street"], hhnk["number"], hhnk["postcode"], hhnk["city"]) == (
        "Bevelandseweg",
        "1",
        "1703 AZ",
        "Heerhugowaard",
    )
    assert (german["street"], german["number"], german["postcode"], german["city"], german["country"]) == (
        "HAUPTSTRASSE",
        "30",
        "88677",
        "MARKDORF",
        "DE",
    )
    assert city_only["city"] == "Maastricht"
    assert "street" not in city_only


def test_double_encoded_letters_are_mended_in_every_format() -> None:
    for name in (BOM, NOM, LIOF, OOST, INNOVATIONQUARTER):
        mended = [remark for row in delivered(name) for remark in row.remarks if remark.code == "mojibake"]
        assert mended, name
        assert not [remark for remark in mended if "Ã" in remark.became], name
