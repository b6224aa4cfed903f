"""The folders, the drawers and the front doors are what ARCHITECTURE.md says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "koppel"
APPS = SOURCE / "apps"

APP_NAMES = {"ui", "queue", "sharing", "accounts", "notifications", "network", "desk"}
DRAWERS = {
    "__init__", "apps", "urls", "pages", "api", "jobs", "panels", "admin", "forms", "actions", "queries", "mapping",
    "models", "rules", "migrations", "templates", "static", "locale", "templatetags", "management", "middleware",
}  # fmt: skip
# Named in docs/decisions: what else stands in one app.
MORE = {"sharing": {"owned"}, "network": {"demo", "places"}}
BAD_WORDS = {"utils", "helpers", "common", "misc", "manager"}
FRONT_DOORS = {"queries", "actions", "rules", "owned"}
# Parties and audiences are words of every app; their rows are made by sharing alone (docs/decisions).
OPEN = {("sharing", "models")}
# Every place that may see everything, with what it is for. At most ten.
SEES_ALL = {
    "apps/network/actions/links.py",
    "apps/network/actions/exports.py",
    "apps/network/queries/statistics.py",
    "apps/network/jobs/retention.py",
}


def python_files() -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def imports(path: Path) -> Iterator[str]:
    package = ["koppel", *path.relative_to(SOURCE).with_suffix("").parts]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level] if node.level else []
            name = ".".join([*base, node.module or ""]).strip(".")
            yield from (f"{name}.{alias.name}" for alias in node.names)


def test_the_apps_are_those_of_the_drawing() -> None:
    assert {path.name for path in APPS.iterdir() if path.is_dir() and path.name != "__pycache__"} == APP_NAMES


def test_the_drawing_names_every_app_and_engine() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    engines = {path.name for path in (SOURCE / "engines").iterdir() if path.is_dir() and path.name != "__pycache__"}
    missing = {name for name in APP_NAMES | engines if not re.search(rf"\b{name}\b", text)}
    assert not missing


@pytest.mark.parametrize("app", sorted(APP_NAMES - {"ui"}))
def test_an_app_has_no_drawer_of_another_name(app: str) -> None:
    found = {
        path.stem for path in (APPS / app).iterdir() if path.name != "__pycache__" and not path.name.startswith(".")
    }
    assert found <= DRAWERS | MORE.get(app, set())


def test_no_file_is_over_400_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): n
        for path in [*python_files(), *(ROOT / "tests").rglob("*.py")]
        if (n := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert not long


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert not [str(path) for path in python_files() if path.stem in BAD_WORDS]


def test_every_module_says_in_one_sentence_what_it_holds() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def test_an_app_is_entered_by_its_front_door() -> None:
    entered = []
    for path in python_files():
        parts = path.relative_to(SOURCE).parts
        own = parts[1] if parts[0] == "apps" and len(parts) > 2 else None
        if parts[0] == "site":
            continue
        for name in imports(path):
            pieces = name.split(".")
            if pieces[:2] != ["koppel", "apps"] or len(pieces) < 4:
                continue
            app, drawer = pieces[2], pieces[3]
            if app in {own, "ui"} or drawer in FRONT_DOORS or (app, drawer) in OPEN:
                continue
            entered.append(f"{path.relative_to(ROOT)} -> {name}")
    assert not entered


def test_only_mapping_speaks_to_an_engine() -> None:
    speakers = [
        str(path.relative_to(SOURCE))
        for path in python_files()
        if path.relative_to(SOURCE).parts[0] == "apps"
        and "mapping" not in path.relative_to(SOURCE).parts[2:3]
        and path.stem != "mapping"
        and any(name.startswith("koppel.engines") for name in imports(path))
    ]
    assert not speakers


def test_the_places_that_see_everything_are_the_listed_ones() -> None:
    places = {
        str(path.relative_to(SOURCE))
        for path in python_files()
        if "viewing_all(" in path.read_text("utf-8") and path != APPS / "sharing" / "owned.py"
    }
    assert places == SEES_ALL
    assert len(places) <= 10


def test_only_one_module_calls_text_safe() -> None:
    offenders = [
        str(path.relative_to(SOURCE))
        for path in [*python_files(), *SOURCE.rglob("*.html")]
        if path != APPS / "ui" / "safe.py"
        and re.search(r"mark_safe|\|\s*safe\b|autoescape off", path.read_text("utf-8"))
    ]
    assert not offenders


def test_the_import_contracts_hold() -> None:
    import subprocess
    import sys

    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]
