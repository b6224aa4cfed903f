"""What goes between the two processes comes out as it went in."""

import json

import pytest

from koppel.connectors import tabular
from koppel.connectors.errors import BadFile
from koppel.connectors.tabular import child
from koppel.connectors.tabular.caps import DEFAULT
from koppel.connectors.tabular.parsing import parsed
from tests.connectors.places import FILES, file_bytes, preview_of

QUESTION = json.loads(json.dumps({"file_name": "x", "mappings": None, "caps": {}}))


@pytest.mark.parametrize(
    "name", ["sheets.xlsx", "formulas.xlsx", "nested.jsonl", "bad_lines.jsonl", "mixed_encodings.csv"]
)
def test_preview_and_rows_survive_the_way(name: str) -> None:
    whole = memoryview(file_bytes(name))
    (answer,) = child.preview(whole, QUESTION)
    assert child.preview_of(json.loads(json.dumps(answer))) == preview_of(file_bytes(name), name="x")
    sent = [json.loads(json.dumps(batch)) for batch in child.rows(whole, QUESTION)]
    assert [row for batch in sent for row in child.rows_of(batch)] == list(parsed(whole, "x", None, DEFAULT)[1])


def test_many_rows_come_in_batches() -> None:
    payload = b"id;naam\n" + b"".join(b"%d;Naam\n" % at for at in range(1_000))
    sizes = [len(batch) for batch in child.rows(memoryview(payload), QUESTION)]
    assert sum(sizes) == 1_000
    assert len(sizes) > 3


def test_an_answer_of_another_shape_is_refused() -> None:
    for read, answer in ((child.preview_of, [1, 2]), (child.rows_of, [[1]]), (child.rows_of, 5)):
        with pytest.raises(BadFile) as refusal:
            tabular._agreed(read, answer)
        assert refusal.value.code == "unreadable"


def test_columns_that_a_person_chose_are_read_in_the_child() -> None:
    payload = (FILES / "unknown_header.csv").read_bytes()
    found = list(tabular.rows(payload, file_name="x.csv", mappings={"": {"name": "Kleur", "id": "Geur"}}))
    assert [row.values["name"] for row in found] == ["rood", "groen"]
