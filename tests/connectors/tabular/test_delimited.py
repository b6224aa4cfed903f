"""CSV files as spreadsheets and systems write them."""

import pytest

from koppel.connectors.tabular import BadFile
from tests.connectors.places import file_bytes, preview_of, remarks_of, rows_of


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter"),
    [
        ("utf16.csv", "utf-16", ";"),
        ("windows1252.csv", "windows-1252", ";"),
        ("tabs.tsv", "utf-8", "\t"),
        ("hashes.txt", "utf-8", "#"),
        ("said_delimiter.csv", "utf-8", "|"),
        ("address_column.csv", "utf-8", ","),
    ],
)
def test_encoding_and_delimiter_are_recognised(name: str, encoding: str, delimiter: str) -> None:
    seen = preview_of(file_bytes(name))
    assert (seen.encoding, seen.delimiter) == (encoding, delimiter)
    assert all(not row.refused for row in rows_of(file_bytes(name)))


def test_windows_letters_are_read() -> None:
    first, second = rows_of(file_bytes("windows1252.csv"))
    assert (first.values["name"], first.values["city"]) == ("Café Zoë B.V.", "Curaçao")
    assert second.values["name"] == "Belvédère “West” – € 5"


def test_double_encoded_letters_are_mended_cell_by_cell() -> None:
    first, second = rows_of(file_bytes("twice_encoded.csv"))
    assert first.values["name"] == "Wetterskip Fryslân"
    assert second.values["street"] == "Lübeckplein"
    assert remarks_of(second) == [("name", "mojibake"), ("street", "mojibake")]


def test_double_encoded_letters_that_windows_does_not_know_are_mended_too() -> None:
    assert rows_of(b"id;naam\n1;\xc3\x83\xc2\x81gnes\n2;Caf\xe9\n")[0].values["name"] == "Ágnes"


def test_a_file_of_one_column_is_a_table() -> None:
    (first,) = rows_of("Naam\nASML\n")
    assert first.values["name"] == "ASML"


def test_rows_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    found = rows_of('\nTitel\n\nid;naam;plaats\n1;"ASML\nHolding";Veldhoven\n\n;;\n2;DAF;Eindhoven\n')
    assert [row.row for row in found] == [5, 8]
    assert found[0].values["name"] == "ASML Holding"


def test_old_line_ends_are_read() -> None:
    assert [row.values["name"] for row in rows_of("id;naam\r1;ASML\r2;DAF\r")] == ["ASML", "DAF"]


def test_a_quote_that_is_never_closed_costs_one_row() -> None:
    found = rows_of(file_bytes("open_quote.csv"))
    assert [row.refused for row in found] == [False, True, False, False]
    assert remarks_of(found[1]) == [("", "quote_not_closed")]
    assert found[1].remarks[0].was.startswith('2;"DAF Trucks')


def test_a_quote_that_swallows_more_than_a_row_may_hold_costs_one_row_too() -> None:
    payload = "id;naam\n1;ASML\n" + '2;"DAF\n' + "3;VDL\n" * 2000 + "4;NXP\n"
    found = rows_of(payload, row_characters=5000)
    assert [row.values.get("name", "") for row in (found[0], found[2], found[-1])] == ["ASML", "VDL", "NXP"]
    assert remarks_of(found[1]) == [("", "quote_not_closed")]


def test_line_breaks_inside_quotes_stay_one_row() -> None:
    found = rows_of(file_bytes("line_breaks.csv"))
    assert [row.values["name"] for row in found] == ["ASML Holding", "DAF"]


def test_a_row_with_too_many_cells_is_refused_and_empty_ones_do_not_count() -> None:
    found = rows_of(file_bytes("wide_row.csv"))
    assert [row.refused for row in found] == [False, True, False]
    assert found[1].remarks[0].params == {"cells": 4, "columns": 3}


def test_a_line_that_is_too_long_is_refused_and_the_others_are_taken() -> None:
    found = rows_of("id;naam\n1;ASML\n2;" + "x" * 3000 + "\n3;DAF\n", row_characters=1000)
    assert [remarks_of(row) for row in found] == [[], [("", "row_too_long")], []]


def test_a_table_with_unknown_names_is_shown_and_read_when_its_columns_are_chosen() -> None:
    payload = file_bytes("unknown_header.csv")
    seen = preview_of(payload)
    assert seen.sheets[0].headers == ("Kleur", "Smaak", "Geur")
    assert set(seen.notes) == {"name_not_recognised", "id_not_recognised"}
    with pytest.raises(BadFile) as refusal:
        rows_of(payload)
    assert refusal.value.code == "no_name_column"
    found = rows_of(payload, mappings={"": {"name": "Kleur", "id": "Geur"}})
    assert [row.values for row in found] == [{"name": "rood", "id": "roos"}, {"name": "groen", "id": "gras"}]


@pytest.mark.parametrize(
    ("mapping", "code"),
    [({"name": "Weg"}, "column_missing"), ({"naam": "Kleur"}, "field_unknown"), ({"id": "Kleur"}, "no_name_column")],
)
def test_a_choice_of_columns_that_does_not_fit_is_refused(mapping: dict[str, str], code: str) -> None:
    with pytest.raises(BadFile) as refusal:
        rows_of(file_bytes("unknown_header.csv"), mappings={"": mapping})
    assert refusal.value.code == code


def test_a_name_that_does_not_fit_the_content_is_told() -> None:
    assert "name_and_type_differ" in preview_of("id;naam\n1;ASML\n", name="relaties.xlsx").notes
    assert preview_of("id;naam\n1;ASML\n", name="relaties.csv").notes == ()


@pytest.mark.parametrize("payload", [b"\x00\x00\xfe\xff\x00\x00\x00i", b"\xff\xfe\x00\x00i\x00\x00\x00"])
def test_an_encoding_that_nobody_uses_is_refused(payload: bytes) -> None:
    with pytest.raises(BadFile) as refusal:
        preview_of(payload)
    assert refusal.value.code == "encoding_unknown"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(BadFile) as refusal:
        preview_of(bytes(range(1, 9)) * 50)
    assert refusal.value.code == "not_text"


def test_a_nul_byte_in_the_header_refuses_the_file() -> None:
    with pytest.raises(BadFile) as refusal:
        preview_of("id;na\0am;naam\n" + "1;ASML;x\n" * 200)
    assert refusal.value.code == "nul_bytes"
