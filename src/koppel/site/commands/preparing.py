"""Bring an installation to where it can work: database, tables, grants, static files, translations, partners."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
from collections.abc import Callable
from pathlib import Path

from koppel.site import database

Say = Callable[[str], None]


def _quiet(line: str) -> None:
    """Say nothing."""


def open_site(say: Say = _quiet) -> None:
    """Start the database, set Django up, and prepare the installation when something is missing or older."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "koppel.site.settings")
    fresh = not (database.data_folder() / "postgres" / "koppel-ready").exists() and not database.is_external()
    if fresh:
        say("Making a database …")
    database.start()
    import django

    compile_messages()
    django.setup()
    from django.utils import translation

    # Commands speak English; what a job writes to somebody is in that person's language.
    translation.activate("en")
    if _stamp_of_installation() != _stamp_of_code():
        prepare(say)


def prepare(say: Say = _quiet) -> None:
    """Migrate, grant, and build static files."""
    from django.core.management import call_command
    from django.db import connections

    say("Bringing the tables up to date …")
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    call_command("createcachetable", database="owner", verbosity=0)
    connections.close_all()
    database.grant(database.addresses().owner)
    say("Building fonts and static files …")
    build_static()
    (database.data_folder() / "prepared").write_text(_stamp_of_code())


def build_static() -> None:
    """Cut the fonts, take the stylesheets from their packages, and collect everything with hashed names."""
    from django.core.management import call_command

    from koppel.apps.ui.assets import build_assets

    build_assets(database.data_folder() / "static")
    # What a running server still hands out stays: names change with their content.
    call_command("collectstatic", verbosity=0, interactive=False)


def compile_messages() -> None:
    """Turn every message catalogue into the form that gettext reads, when it is newer."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in (Path(__file__).resolve().parents[2]).glob("**/locale/*/LC_MESSAGES/*.po"):
        made = source.with_suffix(".mo")
        if made.exists() and made.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parents[1].name)
        fresh = made.with_suffix(f".{os.getpid()}")
        with fresh.open("wb") as binary:
            write_mo(binary, catalogue)
        fresh.replace(made)


def _stamp_of_installation() -> str:
    path = database.data_folder() / "prepared"
    return path.read_text() if path.exists() else ""


def _stamp_of_code() -> str:
    """Changes when the version, a migration or a static file changes."""
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256(importlib.metadata.version("koppel").encode())
    for pattern in ("apps/*/migrations/*.py", "apps/*/static/**/*"):
        for path in sorted(root.glob(pattern)):
            if path.is_file():
                digest.update(f"{path.relative_to(root)}:{path.stat().st_size}:{path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()
