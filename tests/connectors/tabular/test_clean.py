"""Rows: own ids, what one column holds together, and what every row keeps."""

from tests.connectors.places import file_bytes, remarks_of, rows_of


def test_without_a_column_of_ids_a_row_gets_one_of_its_content() -> None:
    first, second, again = rows_of(file_bytes("without_ids.csv"))
    assert first.values["id"].startswith("c-")
    assert first.values["id"] != second.values["id"]
    assert again.refused
    assert remarks_of(again) == [("", "identical_row")]
    later = rows_of("naam;plaats\nVDL;Best\nasml;Veldhoven\n")[1]
    assert later.values["id"] == first.values["id"]


def test_an_id_of_another_partner_is_another_id() -> None:
    found = rows_of("partner;id;naam\nbom;1;ASML\nnom;1;Gasunie\nbom;1;DAF\n")
    assert [row.refused for row in found] == [False, False, True]


def test_an_id_that_is_too_long_is_refused() -> None:
    (row,) = rows_of(f"id;naam\n{'x' * 201};ASML\n")
    assert row.refused
    assert remarks_of(row) == [("id", "id_too_long")]


def test_an_id_that_was_a_number_is_mended() -> None:
    (row,) = rows_of("id;naam\n123.0;ASML\n")
    assert (row.values["id"], remarks_of(row)) == ("123", [("id", "number_float")])


def test_a_name_of_signs_only_is_no_name() -> None:
    (row,) = rows_of("id;naam\n1;***\n")
    assert row.refused
    assert remarks_of(row) == [("name", "no_name")]


def test_whole_addresses_are_taken_apart() -> None:
    dutch, german, city = rows_of(file_bytes("address_column.csv"))
    assert dutch.values["postcode"] == "1703 AZ"
    assert (german.values["city"], german.values["country"]) == ("MARKDORF", "DE")
    assert (city.values["city"], "street" in city.values) == ("Maastricht", False)
    assert all(not row.remarks for row in (dutch, german, city))


def test_an_address_that_is_not_clear_is_pointed_out() -> None:
    (row,) = rows_of('id,name,address\n1,ASML,"A 1, B, C"\n')
    assert remarks_of(row) == [("street", "address_unclear")]


def test_a_country_in_an_address_counts_unless_there_is_a_column_for_it() -> None:
    (row,) = rows_of('id,name,address\n1,ASML,"Hauptstrasse 1, 88677 Markdorf, Germany"\n')
    assert (row.values["country"], row.values["postcode"], row.values["city"]) == ("DE", "88677", "Markdorf")


def test_a_street_without_a_city_is_still_a_street() -> None:
    (row,) = rows_of("id;naam;straat\n1;ASML;De Run\n")
    assert (row.values["street"], "city" in row.values) == ("De Run", False)


def test_street_and_number_in_one_column_are_split() -> None:
    (row,) = rows_of("id;naam;straat + nr;plaats\n1;ASML;De Run 6501;Veldhoven\n")
    assert (row.values["street"], row.values["number"]) == ("De Run", "6501")


def test_postcode_and_city_in_one_column_are_split() -> None:
    (row,) = rows_of("id;naam;postcode + plaats\n1;ASML;5504dr Veldhoven\n")
    assert (row.values["postcode"], row.values["city"]) == ("5504 DR", "Veldhoven")


def test_the_country_decides_wherever_its_column_stands() -> None:
    (row,) = rows_of("id;naam;postcode;land\n1;Markdorf GmbH;88677;Duitsland\n")
    assert (row.values["postcode"], row.values["country"], row.remarks) == ("88677", "DE", ())


def test_the_row_keeps_what_was_delivered() -> None:
    (row,) = rows_of("id;naam;extra\n1;  <b>ASML</b>;niet gelezen\n")
    assert row.raw == {"id": "1", "naam": "  <b>ASML</b>", "extra": "niet gelezen"}
    assert row.values == {"id": "1", "name": "ASML"}


def test_long_texts_are_cut_in_values_and_in_remarks() -> None:
    (row,) = rows_of(f"id;naam\n1;{'x' * 400}\n")
    assert len(row.values["name"]) == 300
    assert [(remark.code, len(remark.was)) for remark in row.remarks] == [("value_cut", 200)]
