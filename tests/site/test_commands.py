"""The commands as somebody types them, in an empty data folder, each as a process of its own."""

from __future__ import annotations

import csv
import gzip
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

KOPPEL = [sys.executable, "-m", "koppel.site.cli"]
ROWS = """Relatienr;Bedrijfsnaam;KvK-nummer;Plaats
1;Voorbeeld Mechatronica B.V.;12345678;Eindhoven
2;Andere Fotonica B.V.;87654321;Enschede
3;Derde Sensoren B.V.;;Delft
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty data folder with a short path, as a socket needs."""
    folder = Path(tempfile.mkdtemp(prefix="kcli-", dir="/tmp"))
    yield folder
    koppel("stop", home=folder)
    shutil.rmtree(folder, ignore_errors=True)


def koppel(*arguments: str, home: Path, code: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("KOPPEL_", "DATABASE_", "PORT"))}
    done = subprocess.run(
        [*KOPPEL, *arguments],
        env={**clean, "KOPPEL_DATA": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


def written(folder: Path, text: str, name: str = "relaties.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_link_gives_every_row_its_organisation_in_order_and_never_reads_the_truth(tmp_path: Path) -> None:
    lines = [
        "record_id,partner,name,kvk,city,entity_id",
        "b,x,Qmulus B.V.,,Venlo,1",
        "a,y,QMULUS BV,,Venlo,2",
        "c,y,Bejo Zaden,,Warmenhuizen,1",
    ]
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    out = tmp_path / "clusters.csv"
    summary = json.loads(koppel("link", str(path), "--out", str(out), home=tmp_path).stdout)
    with out.open() as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["b", "a", "c"]
    assert rows[0]["organisation"] == rows[1]["organisation"] != rows[2]["organisation"]
    assert {"records", "organisations", "pairs_to_judge", "seconds", "peak_memory_mb"} <= set(summary)
    assert (summary["records"], summary["organisations"]) == (3, 2)
    assert not (tmp_path / "postgres").exists()


def test_link_takes_columns_by_hand_and_labels(tmp_path: Path) -> None:
    path = written(tmp_path, "sleutel;zo heet het\n1;Qmulus\n2;Qmulus Solutions\n")
    labels = written(tmp_path, "id_a,id_b,same\n1,2,1\n", "labels.csv")
    out = tmp_path / "clusters.csv"
    arguments = [
        "link",
        str(path),
        "--id",
        "sleutel",
        "--map",
        "name=zo heet het",
        "--labels",
        str(labels),
        "--out",
        str(out),
    ]
    assert json.loads(koppel(*arguments, home=tmp_path).stdout)["organisations"] == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--map", "name=absent"], "There is no column 'absent'"),
        (["--map", "colour=Bedrijfsnaam"], "is not FIELD=COLUMN"),
        (["--id", "absent"], "There is no column 'absent'"),
    ],
)
def test_link_refuses_in_one_sentence(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    path = written(tmp_path, ROWS)
    done = koppel("link", str(path), "--out", str(tmp_path / "out.csv"), *arguments, home=tmp_path, code=1)
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def counted(home: Path) -> dict[str, int]:
    return json.loads(koppel("stats", "--json", home=home).stdout)


def test_a_delivery_in_an_empty_folder_is_linked_counted_exported_backed_up_and_restored(
    home: Path, tmp_path: Path
) -> None:
    path = written(tmp_path, ROWS)
    first = json.loads(koppel("deliver", str(path), "--partner", "bom", "--yes", "--json", home=home).stdout)
    assert (first["state"], first["counts"]["new"]) == ("done", 3)
    again = json.loads(koppel("deliver", str(path), "--partner", "bom", "--yes", "--json", home=home).stdout)
    assert again["counts"]["new"] == again["counts"]["changed"] == again["counts"]["gone"] == 0
    assert (counted(home)["records"], counted(home)["organisations"]) == (3, 3)
    out = tmp_path / "links.csv"
    koppel("export", "links", "--out", str(out), home=home)
    with out.open(encoding="utf-8-sig") as file:
        links = list(csv.DictReader(file))
    assert {(row["partner"], row["id"]) for row in links} == {("bom", "1"), ("bom", "2"), ("bom", "3")}
    assert all(row["organisation"] for row in links)
    file = tmp_path / "koppel.backup"
    koppel("backup", str(file), home=home)
    extra = written(tmp_path, ROWS + "4;Vierde Vision B.V.;;Delft\n")
    koppel("deliver", str(extra), "--partner", "bom", "--yes", home=home)
    damaged = tmp_path / "damaged.backup"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged.write_bytes(bytes(content))
    refused = koppel("restore", str(damaged), "--yes", home=home, code=1)
    assert "damaged" in refused.stderr or "not a complete backup" in refused.stderr
    assert counted(home)["records"] == 4
    koppel("restore", str(file), "--yes", home=home)
    assert counted(home)["records"] == 3
    assert "MEND" not in koppel("doctor", home=home).stdout
    mine = home / "notes.txt"
    mine.write_text("mine")
    koppel("reset", "--yes", home=home)
    assert mine.exists()
    assert not (home / "postgres").exists()


REFUSALS = [
    (["deliver", "ROWS", "--partner", "nobody"], "There is no partner 'nobody'"),
    (["deliver", "ROWS", "--partner", "bom", "--audience", "friends"], "There is no audience 'friends'"),
    (["deliver", "absent.csv", "--partner", "bom"], "cannot be read"),
    (["export", "organisations", "--viewer", "nobody@example.org"], "There is no active user"),
    (["export", "organisations", "--viewer", "nobody@example.org", "--format", "pdf"], "There is no format 'pdf'"),
    (["code", "nobody@example.org"], "There is no active account"),
    (["bench", "nothing"], "There is no benchmark"),
]


def test_every_refusal_is_one_clear_sentence(home: Path, tmp_path: Path) -> None:
    path = written(tmp_path, ROWS)
    told = {}
    for arguments, sentence in REFUSALS:
        done = koppel(*[str(path) if word == "ROWS" else word for word in arguments], home=home, code=1)
        told[sentence] = done.stderr
    assert {sentence for sentence, error in told.items() if sentence not in error or "Traceback" in error} == set()


def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = koppel("run", home=tmp_path, code=1, PORT=str(port))
    assert f"Port {port} is taken" in done.stderr
    assert not (tmp_path / "postgres").exists()
