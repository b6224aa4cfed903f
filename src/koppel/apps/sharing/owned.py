"""The base of every owned record, its row-security policy, and in whose eyes a block of code runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connections, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.utils import timezone

from koppel.apps.sharing.rules import VISITOR, Viewer

APP_ALIAS = "default"
BATCH_ALIAS = "batch"

# Read once per query through a sub-select; without it PostgreSQL reads the setting once per row.
PARTIES_SQL = "(SELECT string_to_array(nullif(current_setting('koppel.parties', true), ''), ',')::bigint[])::bigint[]"
AUDIENCES_SQL = (
    "(SELECT string_to_array(nullif(current_setting('koppel.audiences', true), ''), ',')::bigint[])::bigint[]"
)
STAFF_SQL = "(SELECT coalesce(current_setting('koppel.staff', true), '') = 'on')"


class Owned(models.Model):
    """A record with an owner (a party) and an audience (who may see it)."""

    owner = models.ForeignKey("sharing.Party", on_delete=models.PROTECT, related_name="+")
    audience = models.ForeignKey("sharing.Audience", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class EnableRowSecurity(Operation):
    """Switch on forced row security for one table: a viewer reads its audiences' rows and writes its own.

    Args:
        model: app label and model name, for instance ``network.Record``.
        using: SQL that says who reads a row; the default is "one of my audiences, or I own it".
        writing: SQL that says who adds, changes and removes a row; the default is "I own it".
        shared_if: SQL that must also hold before anybody but the owner reads a row.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, *, using: str = "", writing: str = "", shared_if: str = "") -> None:
        self.model = model
        self.using = using
        self.writing = writing
        self.shared_if = shared_if

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Give the arguments back to the migration writer."""
        keywords = {"using": self.using, "writing": self.writing, "shared_if": self.shared_if}
        return (self.__class__.__name__, [self.model], {name: text for name, text in keywords.items() if text})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing changes in the models' state."""

    def _read_sql(self) -> str:
        if self.using:
            return self.using
        shared = f"audience_id = ANY ({AUDIENCES_SQL})"
        if self.shared_if:
            shared = f"({shared} AND {self.shared_if})"
        return f"{shared} OR owner_id = ANY ({PARTIES_SQL})"

    def _write_sql(self) -> str:
        return self.writing or f"owner_id = ANY ({PARTIES_SQL})"

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Create the policies and force them on the table."""
        table = schema_editor.quote_name(to_state.apps.get_model(self.model)._meta.db_table)
        read, write = self._read_sql(), self._write_sql()
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY koppel_read ON {table} FOR SELECT USING ({read})",
            f"CREATE POLICY koppel_add ON {table} FOR INSERT WITH CHECK ({write})",
            f"CREATE POLICY koppel_change ON {table} FOR UPDATE USING ({write}) WITH CHECK ({write})",
            f"CREATE POLICY koppel_remove ON {table} FOR DELETE USING ({write})",
        ):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the policies and switch row security off."""
        table = schema_editor.quote_name(from_state.apps.get_model(self.model)._meta.db_table)
        for policy in ("koppel_read", "koppel_add", "koppel_change", "koppel_remove"):
            schema_editor.execute(f"DROP POLICY {policy} ON {table}", params=None)
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY", params=None)
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", params=None)

    def describe(self) -> str:
        """Say what this does, for the migration plan."""
        return f"Enable row security on {self.model}"


@dataclass(frozen=True, slots=True)
class Sight:
    """The viewer of the running block and the ids of the audiences that count for it."""

    viewer: Viewer
    audiences: str

    @property
    def key(self) -> str:
        """Equal for two viewers who see exactly the same rows; fit for a cache key."""
        return f"{','.join(map(str, self.viewer.parties))}|{self.audiences}"


_sight: ContextVar[Sight | None] = ContextVar("koppel_sight", default=None)
_sees_all: ContextVar[str] = ContextVar("koppel_sees_all", default="")

_SET = (
    "SELECT set_config('koppel.parties', %s, true),"
    " set_config('koppel.staff', %s, true),"
    " set_config('koppel.operator', %s, true),"
    " set_config('koppel.audiences', array_to_string(koppel_audiences(%s::bigint[], %s, %s), ','), true)"
)


@contextmanager
def viewing(viewer: Viewer) -> Iterator[Sight]:
    """Run a block in one transaction in which the database shows exactly what ``viewer`` may see.

    Nested blocks give the outer viewer back on exit. What outlives the block sees nothing.
    """
    before = _sight.get()
    with transaction.atomic(using=APP_ALIAS):
        sight = _look_as(viewer)
        token = _sight.set(sight)
        try:
            yield sight
        finally:
            _sight.reset(token)
        # A released savepoint keeps its settings, so they are put back; a rolled back one forgets them by itself.
        if not connections[APP_ALIAS].needs_rollback:
            _put_back(before)


def _look_as(viewer: Viewer) -> Sight:
    parties = list(viewer.parties)
    staff = viewer.is_staff_of_partner
    with connections[APP_ALIAS].cursor() as cursor:
        cursor.execute(
            _SET,
            [
                ",".join(map(str, parties)),
                _on(staff),
                _on(viewer.is_operator),
                parties,
                staff,
                timezone.localdate(),
            ],
        )
        row = cursor.fetchone()
    return Sight(viewer, row[3] or "")


def _on(yes: bool) -> str:
    return "on" if yes else ""


def _put_back(sight: Sight | None) -> None:
    with connections[APP_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('koppel.parties', %s, true), set_config('koppel.staff', %s, true),"
            " set_config('koppel.operator', %s, true), set_config('koppel.audiences', %s, true)",
            [
                ",".join(map(str, sight.viewer.parties)) if sight else "",
                _on(sight is not None and sight.viewer.is_staff_of_partner),
                _on(sight is not None and sight.viewer.is_operator),
                sight.audiences if sight else "",
            ],
        )


def sight() -> Sight:
    """The sight of the running block; a visitor without any rows when there is none."""
    return _sight.get() or Sight(VISITOR, "")


@contextmanager
def viewing_all(*, because: str) -> Iterator[None]:
    """Run a block that sees every row, over the batch role's own connection.

    Only the worker and commands have that connection; a web process has none, so there it fails at once.
    The places that call this are listed in ``tests/architecture``. Opens no transaction: use ``together``.
    """
    if not because:
        raise ValueError("viewing_all needs a reason")
    if BATCH_ALIAS not in connections.settings:
        raise RuntimeError("this process may not see everything: it has no batch connection")
    token = _sees_all.set(because)
    try:
        yield
    finally:
        _sees_all.reset(token)


def alias() -> str:
    """The database alias of the running block: the batch role inside ``viewing_all``, else the app role."""
    return BATCH_ALIAS if _sees_all.get() else APP_ALIAS


def together() -> transaction.Atomic:
    """All or nothing on the connection of the running block."""
    return transaction.atomic(using=alias())


class SightRouter:
    """Send every query of a ``viewing_all`` block over the batch role's connection."""

    def db_for_read(self, model: type[models.Model], **hints: object) -> str:
        """The alias of the running block."""
        return alias()

    def db_for_write(self, model: type[models.Model], **hints: object) -> str:
        """The alias of the running block."""
        return alias()

    def allow_relation(self, first: models.Model, second: models.Model, **hints: object) -> bool:
        """All aliases are one database."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        """Only the owner role changes the schema."""
        return db == "owner"
