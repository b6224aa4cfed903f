"""Workbooks: titles, several sheets, numbers, and what surrounds the values."""

import pytest

from koppel.connectors.errors import BadFile
from tests.connectors.building import Date, Formula, column, package, sheet_xml, workbook
from tests.connectors.places import file_bytes, preview_of, remarks_of, rows_of


def test_sheets_with_a_table_are_read_and_the_others_are_told() -> None:
    seen = preview_of(file_bytes("sheets.xlsx"))
    assert [(sheet.name, sheet.header_row, sheet.rows) for sheet in seen.sheets] == [
        ("Bedrijven", 3, 2),
        ("Kennis", 1, 2),
    ]
    assert seen.notes == ("sheet_without_table", "sheet_hidden")
    found = rows_of(file_bytes("sheets.xlsx"))
    assert [(row.sheet, row.row) for row in found] == [("Bedrijven", 4), ("Bedrijven", 5), ("Kennis", 2), ("Kennis", 3)]
    assert not any("Verborgen" in cell for row in found for cell in row.raw.values())


def test_a_table_may_stand_anywhere_on_its_sheet() -> None:
    book = workbook({"Blad": [[], [], [None, None, "id", "naam"], [], [None, None, 7, "ASML"]]})
    (sheet,) = preview_of(book).sheets
    assert (sheet.headers, sheet.header_row) == (("id", "naam"), 3)
    (row,) = rows_of(book)
    assert (row.row, row.values) == (5, {"id": "7", "name": "ASML"})


def test_values_are_text_as_a_person_would_type_it() -> None:
    book = workbook({"Blad": [["id", "naam", "a", "b", "c", "d"], [1.0, "ASML", 0.5, True, Date(45352), 1e21]]})
    (row,) = rows_of(book)
    assert row.raw == {"id": "1", "naam": "ASML", "a": "0.5", "b": "true", "c": "2024-03-01", "d": "1e+21"}


def test_formulas_are_found_right_of_an_empty_column() -> None:
    book = workbook({"Blad": [[None, "id", "naam"], [None, 1, Formula("A1", "ASML")]]})
    (row,) = rows_of(book)
    assert remarks_of(row) == [("name", "formula_value")]


def test_a_sheet_too_wide_is_passed_over_when_another_has_the_records() -> None:
    book = workbook({"Draaitabel": [[f"k{at}" for at in range(300)]], "Relaties": [["id", "naam"], [1, "ASML"]]})
    assert [sheet.name for sheet in preview_of(book).sheets] == ["Relaties"]


def test_rows_wider_than_the_header_are_refused() -> None:
    book = workbook({"Blad": [["id", "naam"], [1, "ASML", "zwerver"], [2, "DAF", " "]]})
    assert [remarks_of(row) for row in rows_of(book)] == [[("", "row_too_wide")], []]


def test_a_cell_in_the_far_corner_does_not_take_the_memory_of_a_whole_sheet() -> None:
    sheet = sheet_xml([["id", "naam"], [1, "ASML"]]).replace(
        "</sheetData>", '<row r="400000"><c r="B400000" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    )
    found = rows_of(package({"xl/worksheets/sheet1.xml": sheet}))
    assert [(row.row, row.refused) for row in found] == [(2, False), (400_000, True)]


def test_the_real_directory_decides_and_not_what_it_says_of_sizes() -> None:
    whole = bytearray(workbook({"Blad": [["id", "naam"], [1, "x" * 5000]]}))
    at = whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"xl/worksheets"))
    whole[at + 24 : at + 28] = (1).to_bytes(4, "little")  # says that it unpacks to one byte
    with pytest.raises(BadFile) as refusal:
        preview_of(bytes(whole), unpacked_bytes=4000)
    assert refusal.value.code == "unpacked_too_large"


def test_letters_of_columns_count_on_after_z() -> None:
    assert [column(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
