"""JSON Lines: dotted paths, and lines that are refused one by one."""

import pytest

from koppel.connectors.tabular import BadFile
from tests.connectors.places import file_bytes, preview_of, remarks_of, rows_of


def test_objects_inside_objects_become_dotted_paths() -> None:
    (sheet,) = preview_of(file_bytes("nested.jsonl")).sheets
    assert sheet.headers == (
        "id",
        "name",
        "registrations.kvk",
        "registrations.pic",
        "address.street",
        "address.postalCode",
        "address.countryCode",
        "tags",
        "contacts.1.name",
        "late",
    )
    first, second = rows_of(file_bytes("nested.jsonl"))
    assert (first.row, second.row) == (1, 3)
    assert first.values["text"] == "chips; licht"
    assert (first.values["street"], first.values["number"], first.values["postcode"]) == ("De Run", "6501", "5504 DR")
    assert second.raw == {"id": "8", "name": "DAF", "late": "true"}


def test_a_bad_line_is_refused_with_why_and_the_others_are_taken() -> None:
    found = rows_of(file_bytes("bad_lines.jsonl"))
    refused = {row.row: row.remarks[0].code for row in found if row.refused}
    assert refused == {
        2: "json_double_key",
        3: "json_not_a_number",
        4: "json_invalid",
        5: "json_no_object",
        6: "json_too_deep",
        7: "nul_byte",
    }
    assert len(found) - len(refused) == 8
    assert found[1].remarks[0].was.startswith('{"id": 2')


def test_half_letters_are_replaced_and_told() -> None:
    row = rows_of(file_bytes("bad_lines.jsonl"))[7]
    assert (row.values["name"], remarks_of(row)) == ("Half \ufffd letter", [("name", "letter_lost")])


def test_a_number_keeps_all_its_digits() -> None:
    (row,) = rows_of('{"id": 12345678901234567890123, "name": "ASML", "kvk": 6070325.0, "x": 1e400}\n')
    assert row.values["id"] == "12345678901234567890123"
    assert row.values["kvk"] == "06070325"
    assert row.raw["x"] == "1e400"


def test_a_key_that_first_comes_late_is_kept() -> None:
    payload = '{"id": 1, "name": "ASML"}\n' * 2_001 + '{"id": 2, "name": "DAF", "new": "x"}\n'
    assert rows_of(payload)[-1].raw["new"] == "x"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"id": 2, "name": "B", "a.b": 1, "a": {"b": 2}}', "json_double_key"),
        ('{"id": 2, "name": "B", "' + "k" * 200 + '": 1}', "json_bad_key"),
        ('{"id": 2, "name": "B", "k\\u0000": 1}', "json_bad_key"),
        ('{"id": 2, "name": "B", "k": ' + "[" * 100_000 + "]" * 100_000 + "}", "json_too_deep"),
        ('{"id": 2, "name": Infinity}', "json_not_a_number"),
        ('{"id": 2} {"id": 3}', "json_invalid"),
        ('{"id": 2, "name": "' + "x" * 1_000_001 + '"}', "row_too_long"),
    ],
)
def test_a_line_that_would_do_harm_is_refused_alone(line: str, code: str) -> None:
    found = rows_of(f'{{"id": 1, "name": "A"}}\n{line}\n{{"id": 3, "name": "C"}}\n{{"id": 4, "name": "D"}}\n')
    assert [row.values.get("name", "") for row in found if not row.refused] == ["A", "C", "D"]
    assert [remarks_of(row) for row in found if row.refused] == [[("", code)]]


def test_too_many_keys_in_one_line_refuse_that_line() -> None:
    keys = ", ".join(f'"k{at}": {at}' for at in range(250))
    found = rows_of(f'{{"id": 1, "name": "A"}}\n{{"id": 2, {keys}}}\n{{"id": 3, "name": "C"}}\n')
    assert [row.refused for row in found] == [False, True, False]
    assert found[1].remarks[0].code == "row_too_wide"


def test_too_many_different_keys_refuse_the_file() -> None:
    with pytest.raises(BadFile) as refusal:
        rows_of("".join(f'{{"id": {at}, "name": "A", "k{at}": 1}}\n' for at in range(300)))
    assert refusal.value.code == "too_many_columns"


def test_late_keys_beyond_the_most_columns_refuse_their_line() -> None:
    late = ", ".join(f'"k{at}": {at}' for at in range(5))
    found = rows_of('{"id": 1, "name": "A"}\n' * 2_000 + f'{{"id": 2, {late}}}\n', columns=4)
    assert found[-1].remarks[0].code == "row_too_wide"


def test_json_in_another_encoding_is_refused() -> None:
    with pytest.raises(BadFile) as refusal:
        rows_of('{"id": 1, "name": "Café"}\n'.encode("cp1252"))
    assert refusal.value.code == "json_not_utf8"


def test_lines_without_any_key_are_no_table() -> None:
    with pytest.raises(BadFile) as refusal:
        rows_of("{}\n{}\n")
    assert refusal.value.code == "no_header"
