"""Every kind of bad input that people deliver: one clear answer each, and the good rows are kept."""

from pathlib import Path

import pytest

from koppel.connectors.tabular import BadFile, Caps, preview, rows
from koppel.connectors.tabular.caps import MB
from koppel.connectors.tabular.parsing import parsed
from koppel.connectors.tabular.sentences import REFUSALS, REMARKS
from tests.connectors.building import archive, package, sheet_xml, workbook
from tests.connectors.fuzz.attacks import ATTACKS
from tests.connectors.places import FILES, file_bytes, preview_of, remarks_of, rows_of

HEADER = "id;naam;plaats\n"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("empty.csv", "empty_file"),
        ("blank.csv", "empty_file"),
        ("report.pdf", "is_pdf"),
        ("logo.png", "is_image"),
        ("old.xls", "is_old_excel"),
        ("protected.xlsx", "is_encrypted"),
        ("binary.xlsb", "is_binary_excel"),
        ("table.ods", "is_opendocument"),
        ("letter.docx", "is_document"),
        ("export.zip", "is_zip"),
        ("export.csv.gz", "is_compressed"),
        ("page.html", "is_html"),
        ("feed.xml", "is_xml"),
        ("list.json", "json_list"),
        ("pretty.json", "json_not_lines"),
        ("no_header.csv", "no_header"),
        ("no_header.xlsx", "no_header"),
        ("header_only.csv", "no_rows"),
        ("utf16_without_mark.csv", "nul_bytes"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_it_is(name: str, code: str) -> None:
    for ask in (preview, lambda *args, **named: list(rows(*args, **named))):
        with pytest.raises(BadFile) as refusal:
            ask(file_bytes(name), file_name=name)
        assert refusal.value.code == code
        assert REFUSALS[code].format(**refusal.value.params)


def test_every_file_here_gives_rows_or_a_refusal_with_a_sentence() -> None:
    for path in sorted(FILES.iterdir()):
        try:
            found = rows_of(path.read_bytes(), name=path.name)
        except BadFile as refusal:
            assert REFUSALS[refusal.code].format(**refusal.params)
            continue
        for remark in (remark for row in found for remark in row.remarks):
            assert REMARKS[remark.code].format(was=remark.was, became=remark.became, **remark.params)


def test_a_file_of_200_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    line = b"1;ASML;Veldhoven\n"
    path.write_bytes(HEADER.encode() + line * (200 * MB // len(line) - 1))
    with pytest.raises(BadFile) as refusal:
        preview(path.read_bytes(), file_name=path.name)
    assert refusal.value.code == "file_too_large"
    assert refusal.value.params == {"megabytes": 200, "limit": 100}


def test_a_workbook_of_more_than_10_megabytes_is_refused() -> None:
    with pytest.raises(BadFile) as refusal:
        preview(b"PK\x03\x04" + bytes(10 * MB), file_name="big.xlsx")
    assert (refusal.value.code, refusal.value.params["limit"]) == ("file_too_large", 10)


def test_a_csv_just_below_the_cap_is_read_within_the_memory_of_the_child() -> None:
    line = b"%07d;ASML Netherlands B.V. with a rather long name to fill the row;Veldhoven;" + b"x" * 160 + b"\n"
    count = 99 * MB // len(line % 1)
    payload = b"id;naam;plaats;omschrijving\n" + b"".join(line % at for at in range(count))
    seen = preview(payload, file_name="big.csv")
    assert seen.sheets[0].rows == count


def test_a_zip_bomb_is_refused_by_what_comes_out_of_it() -> None:
    zeros = b"<worksheet><sheetData>" + b" " * (150 * MB)
    bomb = package({"xl/worksheets/sheet1.xml": zeros}, level=9)
    assert len(bomb) < MB
    with pytest.raises(BadFile) as refusal:
        preview(bomb, file_name="bomb.xlsx")
    assert refusal.value.code == "ratio_too_high"


def test_a_bomb_that_stays_below_the_ratio_is_stopped_at_its_size() -> None:
    with pytest.raises(BadFile) as refusal:
        preview_of(package({"xl/worksheets/sheet1.xml": bytes(range(256)) * 20_000}), unpacked_bytes=MB)
    assert refusal.value.code == "unpacked_too_large"


def test_a_workbook_of_thousands_of_parts_is_refused() -> None:
    parts: dict[str, str | bytes] = {f"xl/media/{at}.bin": b"x" for at in range(2001)}
    with pytest.raises(BadFile) as refusal:
        preview(package(parts), file_name="parts.xlsx")
    assert refusal.value.code == "too_many_members"


def test_a_million_columns_are_refused_in_each_format() -> None:
    wide = ";".join(f"k{at}" for at in range(1_000_000))
    cells = "".join(f'<c t="inlineStr"><is><t>k{at}</t></is></c>' for at in range(20_000))
    sheet = f"<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>"
    keys = ",".join(f'"k{at}":1' for at in range(300))
    for payload in (
        f"naam;{wide}\nASML\n".encode(),
        package({"xl/worksheets/sheet1.xml": sheet}),
        workbook({"Blad": [[f"k{at}" for at in range(300)], ["x"]]}),
    ):
        with pytest.raises(BadFile) as refusal:
            preview(payload, file_name="wide")
        assert refusal.value.code == "too_many_columns"
    with pytest.raises(BadFile) as refusal:
        preview(f"{{{keys}}}\n".encode(), file_name="wide.jsonl")
    assert refusal.value.code == "json_not_lines"


def test_more_than_the_most_rows_are_refused() -> None:
    payload = HEADER + "1;ASML;Veldhoven\n" * 11
    assert preview_of(payload, rows=11).sheets[0].rows == 11
    with pytest.raises(BadFile) as refusal:
        preview_of(payload, rows=10)
    assert (refusal.value.code, refusal.value.params) == ("too_many_rows", {"limit": 10})


def test_caps_without_limits_read_what_the_others_refuse() -> None:
    payload = (HEADER + "1;ASML;Veldhoven\n").encode()
    with pytest.raises(BadFile):
        preview(payload, file_name="a.csv", caps=Caps(text_bytes=10))
    assert preview(payload, file_name="a.csv", caps=Caps.unlimited()).sheets[0].rows == 1


def test_a_row_with_a_nul_byte_is_refused_and_the_others_are_taken() -> None:
    first, second, third = rows_of(file_bytes("nul_bytes.csv"))
    assert not first.refused
    assert not third.refused
    assert second.refused
    assert remarks_of(second) == [("", "nul_byte")]
    assert "\0" not in "".join(second.raw.values())


def test_lines_in_another_encoding_are_read_and_marked() -> None:
    seen = preview_of(file_bytes("mixed_encodings.csv"))
    assert (seen.encoding, seen.notes) == ("utf-8", ("mixed_encodings",))
    found = rows_of(file_bytes("mixed_encodings.csv"))
    assert [row.values["name"] for row in found] == ["Coöperatie Één", "Financiën & Co", "Café Zoë B.V."]
    assert [remarks_of(row) for row in found] == [[], [], [("", "mixed_encoding")]]


def test_of_formula_cells_the_value_is_taken_and_it_is_told() -> None:
    assert "formula_cells" in preview_of(file_bytes("formulas.xlsx")).notes
    taken, empty, error, text = rows_of(file_bytes("formulas.xlsx"))
    assert (taken.values["name"], taken.values["website"]) == ("ASML", "asml.com")
    assert remarks_of(taken) == [("name", "formula_value"), ("website", "formula_value")]
    assert empty.refused
    assert remarks_of(empty) == [("name", "formula_empty"), ("name", "no_name")]
    assert remarks_of(error) == [("city", "cell_error")]
    assert (text.values["name"], remarks_of(text)) == ("=1+1", [("name", "formula_text")])


def test_formulas_in_text_are_only_text() -> None:
    link, command, at_sign = rows_of(file_bytes("formulas.csv"))
    assert link.values["name"] == '=HYPERLINK("http://x.example")'
    assert command.values["name"] == "=cmd|'/C calc'!A0"
    assert remarks_of(command) == [("name", "formula_text")]
    assert at_sign.values["name"] == "@Fentures B.V."


def test_html_in_names_becomes_text() -> None:
    found = rows_of(file_bytes("html_in_names.csv"))
    assert [row.values["name"] for row in found] == [
        "ASML N.V.",
        "R&D Groep alert(1)",
        "Groot < Klein & Co",
        "VDL",
    ]
    assert found[0].raw["naam"] == "<b>ASML</b> N.V."
    assert found[0].values["text"] == "Maakt machines"
    assert remarks_of(found[2]) == []


def test_kvk_numbers_of_other_lengths_are_mended_or_left_out() -> None:
    found = {row.values["name"]: row for row in rows_of(file_bytes("kvk_lengths.csv"))}
    assert found["Zeven"].values["kvk"] == "06070325"
    assert remarks_of(found["Zeven"]) == [("kvk", "kvk_zero_restored")]
    assert "kvk" not in found["Negen"].values
    assert remarks_of(found["Negen"]) == [("kvk", "kvk_length")]
    assert not found["Negen"].refused


def test_a_postcode_in_small_letters_is_mended() -> None:
    first = rows_of(file_bytes("postcodes.csv"))[0]
    assert first.values["postcode"] == "1234 AB"
    assert [(remark.was, remark.became, remark.severity) for remark in first.remarks] == [
        ("1234ab", "1234 AB", "repaired")
    ]


def test_an_own_id_that_comes_twice_is_taken_once() -> None:
    found = rows_of(file_bytes("duplicate_ids.csv"))
    assert [row.refused for row in found] == [False, False, True, True, True, True]
    same, other, without_id, without_name = found[2:]
    assert [(remark.code, remark.severity, remark.params) for remark in same.remarks] == [
        ("identical_row", "repaired", {"first_row": 2})
    ]
    assert [(remark.code, remark.severity, remark.params) for remark in other.remarks] == [
        ("duplicate_id", "refused", {"first_row": 3})
    ]
    assert remarks_of(without_id) == [("id", "no_id")]
    assert remarks_of(without_name) == [("name", "no_name")]


def test_an_own_id_of_another_sheet_is_told_with_its_sheet() -> None:
    last = rows_of(file_bytes("sheets.xlsx"))[-1]
    assert last.remarks[0].params == {"first_row": "Bedrijven!4"}


def test_dates_where_none_belong_are_pointed_out() -> None:
    first, second, third, fourth = rows_of(file_bytes("dates_as_numbers.xlsx"))
    assert "number" not in first.values
    assert remarks_of(first) == [("number", "date_in_cell")]
    assert remarks_of(second) == [("name", "date_as_number")]
    assert remarks_of(third) == [("number", "date_as_number")]
    assert (fourth.values["id"], remarks_of(fourth)) == ("2024-03-01", [("id", "date_in_cell")])
    assert [remarks_of(row) for row in rows_of(file_bytes("dates_as_numbers.csv"))] == [
        [("number", "date_in_cell")],
        [("name", "date_as_number")],
        [("name", "date_in_cell")],
    ]


def test_a_cell_that_is_too_large_refuses_its_row_only() -> None:
    assert [row.refused for row in rows_of(file_bytes("big_cell.csv"))] == [False, True, False]
    book = workbook({"Blad": [["id", "naam"], [1, "ASML"], [2, "x" * 33_000]]})
    assert [row.refused for row in rows_of(book)] == [False, True]
    line = '{"id": 1, "name": "ASML"}\n{"id": 2, "name": "' + "é" * 17_000 + '"}\n{"id": 3, "name": "DAF"}\n'
    assert [row.refused for row in rows_of(line)] == [False, True, False]


def test_a_declaration_in_a_workbook_is_refused() -> None:
    sheet = '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet_xml([["id", "naam"], [1, "ASML"]])
    with pytest.raises(BadFile) as refusal:
        preview(package({"xl/worksheets/sheet1.xml": sheet}), file_name="x.xlsx")
    assert refusal.value.code == "xlsx_declaration"


def test_a_workbook_without_anything_in_it_is_refused() -> None:
    with pytest.raises(BadFile) as refusal:
        preview_of(workbook({"Blad": []}))
    assert refusal.value.code == "empty_workbook"


def test_a_damaged_workbook_is_refused() -> None:
    whole = workbook({"Blad": [["id", "naam"], [1, "ASML"]]})
    for payload in (whole[:200], whole[:-30], archive({"[Content_Types].xml": "x"}), b"PK\x03\x04" + b"x" * 50):
        with pytest.raises(BadFile) as refusal:
            preview_of(payload)
        assert refusal.value.code == "xlsx_damaged"


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        ("xlsx: a password said", "is_encrypted"),
        ("xlsx: packed by lzma it says", "xlsx_damaged"),
        ("xlsx: stored where packed is said", "xlsx_damaged"),
        ("xlsx: a place outside the file", "xlsx_damaged"),
        ("xlsx: an end that points nowhere", "xlsx_damaged"),
        ("xlsx: xml in utf-16", "xlsx_damaged"),
        ("xlsx: a day at the end of time", "xlsx_damaged"),
        ("xlsx: a shared string that is not there", "xlsx_damaged"),
        ("xlsx: thousands of parts", "too_many_members"),
        ("xlsx: entries on top of each other", "ratio_too_high"),
        ("text: high bytes only", ""),
        ("text: ten megabytes of line ends", "too_many_rows"),
    ],
)
def test_hostile_files_have_the_sentence_that_fits(attack: str, code: str) -> None:
    payload = ATTACKS[attack]()
    if not code:
        assert all(row.refused for row in rows_of(payload))
        return
    with pytest.raises(BadFile) as refusal:
        rows_of(payload)
    assert refusal.value.code == code


def test_without_limits_neither_ratio_nor_empty_rows_are_counted() -> None:
    spaces = sheet_xml([["id", "naam"], [1, "ASML"]]) + " " * (3 * MB)
    whole = package({"xl/worksheets/sheet1.xml": spaces})
    with pytest.raises(BadFile):
        preview_of(whole)
    limits = Caps.unlimited()
    _, found = parsed(memoryview(whole), "x", None, limits)
    assert [row.values["name"] for row in found] == ["ASML"]
    _, found = parsed(memoryview(b"id;naam\n1;ASML\n" + b"\n" * 1_100_000 + b"2;DAF\n"), "x", None, limits)
    assert [row.row for row in found] == [2, 1_100_003]


def test_a_line_that_is_too_long_among_mixed_lines_is_refused_alone() -> None:
    payload = "id;naam\n1;Één\n2;Twéé\n".encode() + b"3;Caf\xe9\n4;" + b"x" * 3_000 + b"\n5;DAF\n"
    found = rows_of(payload, row_characters=1_000)
    assert [remarks_of(row) for row in found] == [[], [], [("", "mixed_encoding")], [("", "row_too_long")], []]
