"""A file in, a file out."""

import csv
import gzip
from pathlib import Path

import pytest

from koppel.engines.linking import BadLabels, MissingColumn, UnreadableFile, link_file
from koppel.engines.linking.files import read_header

ROWS = [
    ("b1", "Qmulus B.V.", "Venlo", "83675499", "1"),
    ("a1", "QMULUS", "VENLO", "", "1"),
    ("c1", "Bejo Zaden", "Warmenhuizen", "", "2"),
    ("d1", "Coöperatie Müller", "Oss", "", "3"),
]
HEADER = ("Relatienr", "Bedrijfsnaam", "Plaats", "KvK", "entity_id")
MAPPING = {"id": "Relatienr", "name": "Bedrijfsnaam", "city": "Plaats", "kvk": "KvK"}


def text(rows: list[tuple[str, ...]] = ROWS, delimiter: str = ",", header: tuple[str, ...] = HEADER) -> str:
    return "\r\n".join(delimiter.join(row) for row in (header, *rows)) + "\r\n"


def written(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        rows = [tuple(row) for row in csv.reader(opened)]
    assert rows[0] == ("id", "organisation")
    return [(row[0], row[1]) for row in rows[1:]]


def linked(folder: Path, content: bytes, name: str = "in.csv", **options: object) -> list[tuple[str, str]]:
    path, out = folder / name, folder / "out.csv"
    path.write_bytes(content)
    link_file(path, options.pop("mapping", MAPPING), out, **options)  # type: ignore[arg-type]
    return written(out)


EXPECTED = [("b1", "b1"), ("a1", "b1"), ("c1", "c1"), ("d1", "d1")]


@pytest.mark.parametrize(
    "content",
    [
        text().encode(),
        text().encode("utf-8-sig"),
        text().encode("cp1252"),
        text(delimiter=";").encode(),
        text(delimiter="\t").encode(),
        text().encode("utf-16"),
        text().replace("\r\n", "\n").encode(),
    ],
    ids=["utf-8", "byte-order mark", "windows-1252", "semicolons", "tabs", "utf-16", "unix lines"],
)
def test_every_row_comes_out_in_order(tmp_path: Path, content: bytes) -> None:
    assert linked(tmp_path, content) == EXPECTED


def test_a_gzipped_file_is_read(tmp_path: Path) -> None:
    assert linked(tmp_path, gzip.compress(text().encode()), "in.csv.gz") == EXPECTED


def test_the_column_entity_id_is_never_looked_at(tmp_path: Path) -> None:
    changed = [(*row[:4], str(99 - number)) for number, row in enumerate(ROWS)]
    assert linked(tmp_path, text(changed).encode()) == linked(tmp_path, text().encode())
    tempting = MAPPING | {"kvk": "entity_id"}
    assert linked(tmp_path, text(changed).encode(), mapping=tempting) == linked(
        tmp_path, text().encode(), mapping=tempting
    )


def test_rows_with_an_empty_or_shared_id_come_out_too(tmp_path: Path) -> None:
    rows = [
        ("x", "Qmulus", "Venlo", "", ""),
        ("x", "Bejo Zaden", "Oss", "", ""),
        ("", "QMULUS", "Venlo", "", ""),
        ("", "", "", "", ""),
    ]
    assert linked(tmp_path, text(rows).encode()) == [("x", "row 1"), ("x", "row 2"), ("", "row 1"), ("", "row 4")]


def test_a_name_alone_is_enough(tmp_path: Path) -> None:
    content = b"name\nSmartervision\nSmartervision B.V.\nBejo Zaden\n"
    assert linked(tmp_path, content, mapping={"name": "name"}) == [("", "row 1"), ("", "row 1"), ("", "row 3")]


def test_one_row_is_enough(tmp_path: Path) -> None:
    assert linked(tmp_path, b"id,name\n7,Acme\n", mapping={"id": "id", "name": "name"}) == [("7", "7")]


def test_quoted_line_breaks_and_short_rows_are_read(tmp_path: Path) -> None:
    content = b'id,name,city\n1,"Acme\nEurope",Oss\n2,Bejo\n'
    assert linked(tmp_path, content, mapping={"id": "id", "name": "name", "city": "city"}) == [("1", "1"), ("2", "2")]


def test_labels_are_verdicts(tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("id_a,id_b,same\na1,b1,0\nc1,d1,1\nc1,gone,1\n", encoding="utf-8")
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_bytes(text().encode())
    summary = link_file(path, MAPPING, out, labels=labels)
    assert written(out) == [("b1", "b1"), ("a1", "a1"), ("c1", "c1"), ("d1", "c1")]
    assert (summary["labels_used"], summary["labels_unknown"]) == (2, 1)


def test_the_summary_counts(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(text().encode())
    summary = link_file(path, MAPPING, tmp_path / "out.csv")
    assert (summary["records"], summary["organisations"]) == (4, 3)
    assert summary["seconds"] > 0 and summary["peak_memory_mb"] > 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"id,name\n", "no rows"),
        (b"PK\x03\x04rest", "Excel"),
        (b"\x1f\x8b\x08broken", "gzip"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=sentence):
        linked(tmp_path, content)


def test_a_missing_file_or_column_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read_header(tmp_path / "none.csv")
    with pytest.raises(MissingColumn, match="There is no column 'Naam'"):
        linked(tmp_path, text().encode(), mapping={"name": "Naam"})
    with pytest.raises(MissingColumn, match="'name'"):
        linked(tmp_path, text().encode(), mapping={"city": "Plaats"})


@pytest.mark.parametrize("content", ["id_a,id_b\na,b\n", "id_a,id_b,same\na1,b1,maybe\n"])
def test_labels_that_are_no_labels_are_refused(tmp_path: Path, content: str) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text(content, encoding="utf-8")
    with pytest.raises(BadLabels, match=r"same|no label"):
        linked(tmp_path, text().encode(), labels=labels)


def test_the_header_is_given(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(text(delimiter=";").encode("utf-8-sig"))
    assert read_header(path) == list(HEADER)
