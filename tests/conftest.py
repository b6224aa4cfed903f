"""One embedded PostgreSQL per test run, and a fresh copy of an empty Koppel database for whoever asks."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

# Each xdist worker has its own server: no shared names, and a short socket path.
_FOLDER = Path(tempfile.mkdtemp(prefix="koppel-", dir="/tmp"))
os.environ["KOPPEL_DATA"] = str(_FOLDER)
os.environ["DJANGO_SETTINGS_MODULE"] = "koppel.site.settings"
os.environ.pop("DATABASE_URL", None)
os.environ["KOPPEL_PROCESS"] = "command"
# Playwright keeps an event loop in this thread while a browser test runs; the tests themselves are not asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# The test client calls itself testserver.
os.environ["KOPPEL_HOSTS"] = "testserver,localhost,127.0.0.1"

from koppel.site import database  # noqa: E402 -- the data folder must be chosen first

database.start()

import django.conf  # noqa: E402 -- the server must run before the settings are read

from koppel.site.commands.preparing import compile_messages  # noqa: E402

# Tests do not collect static files, so their addresses are the plain ones.
django.conf.settings.STORAGES = {
    **django.conf.settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Pages in Dutch are in Dutch, also in a checkout that never ran.
compile_messages()
django.setup()


def pytest_sessionfinish() -> None:
    """Stop the server and remove its folder."""
    database.stop()
    shutil.rmtree(_FOLDER, ignore_errors=True)


def _administer(*statements: str) -> None:
    with psycopg.connect(database.superuser_address("postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture(scope="session")
def template_database() -> str:
    """A migrated, empty database to copy from; test data need not survive a crash, so fsync is off."""
    from django.core.management import call_command
    from django.db import connections

    _administer("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET synchronous_commit = off", "SELECT pg_reload_conf()")
    call_command("migrate", database="owner", verbosity=0)
    call_command("createcachetable", database="owner", verbosity=0)
    database.grant(database.addresses().owner)
    connections.close_all()
    return "koppel"


def _use(name: str) -> None:
    from django.db import connections

    connections.close_all()
    for alias in ("default", "batch", "owner"):
        connections[alias].settings_dict["NAME"] = name


@pytest.fixture(scope="module")
def _module_database(template_database: str, request: pytest.FixtureRequest) -> Iterator[str]:
    name = f"m_{abs(hash(request.node.nodeid)) % 10**12}"
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
    yield name
    _use(template_database)
    from django.db import connections

    connections.close_all()
    _administer(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database_rolled_back(_module_database: str) -> Iterator[None]:
    """The module's database inside a transaction of the app role that is undone afterwards. Fast; use this first."""
    from django.core.cache import caches
    from django.db import transaction

    _use(_module_database)
    caches["counts"].clear()
    with transaction.atomic(using="default"):
        yield
        transaction.set_rollback(True, using="default")
    _use(_module_database)


@pytest.fixture
def database_committed(template_database: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of its own for one test, with real commits: for jobs, the batch role and several connections."""
    from django.core.cache import caches
    from django.db import connections

    name = f"t_{abs(hash(request.node.nodeid)) % 10**12}"
    _use(template_database)
    connections.close_all()
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
    _use(name)
    caches["counts"].clear()
    yield name
    _use(template_database)
    connections.close_all()
    _administer(f'DROP DATABASE "{name}" WITH (FORCE)')
