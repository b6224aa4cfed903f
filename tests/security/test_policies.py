"""Every table with an owner has a forced policy, and the app's role can pass none."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connections

from koppel.apps.sharing.owned import Owned

pytestmark = pytest.mark.usefixtures("database_rolled_back")

# Without an owner of their own, but shown only with what they rest on.
FOLLOWING = {
    "network_organisation", "network_candidate", "network_evidence", "network_verdict", "network_linkevent",
    "sharing_party", "sharing_audience", "sharing_audiencemember", "sharing_activity",
}  # fmt: skip
# Not owned by a partner; each with the reason why row security would not help.
OPEN = {
    "network_dataversion": "one number that says that something changed",
    "accounts_user": "sign-in finds the user before there is a viewer",
    "accounts_invitation": "the link is opened by a visitor; only its hash is stored",
    "accounts_apitoken": "the token is checked before there is a viewer; only its hash is stored",
    "notifications_mail": "the outbox of the platform; operators only",
}


def query(statement: str) -> list[tuple]:
    with connections["default"].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def forced() -> set[str]:
    rows = query("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity")
    return {name for (name,) in rows}


def test_every_owned_model_has_forced_row_security() -> None:
    owned = {model._meta.db_table for model in apps.get_models() if issubclass(model, Owned)}
    assert owned
    assert owned - forced() == set()


def test_every_table_of_ours_is_forced_or_named_as_open() -> None:
    ours = {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("koppel.")}
    assert ours - forced() - set(OPEN) == set()
    assert forced() >= FOLLOWING


def test_every_table_with_an_owner_column_is_forced() -> None:
    rows = query(
        "SELECT DISTINCT table_name FROM information_schema.columns WHERE column_name = 'owner_id' AND table_schema = 'public'"
    )
    assert {name for (name,) in rows} - forced() == set()


def test_every_forced_table_has_its_four_policies() -> None:
    rows = query("SELECT tablename, count(*) FROM pg_policies WHERE schemaname = 'public' GROUP BY tablename")
    assert {name: count for name, count in rows if count != 4} == {}
    assert {name for name, _ in rows} == forced()


def test_the_app_role_is_no_owner_and_passes_nothing() -> None:
    (row,) = query(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    )
    assert row == (False, False, False, False)
    assert (
        query("SELECT 1 FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)") == []
    )
    assert (
        query("SELECT 1 FROM pg_auth_members WHERE member = (SELECT oid FROM pg_roles WHERE rolname = current_user)")
        == []
    )


def test_no_view_stands_on_an_owned_table() -> None:
    assert query("SELECT viewname FROM pg_views WHERE schemaname = 'public'") == []
    assert query("SELECT matviewname FROM pg_matviews") == []


def test_a_unique_rule_on_an_owned_table_is_per_owner_or_on_a_random_id() -> None:
    rows = query(
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'u'"
        " AND connamespace = 'public'::regnamespace"
    )
    owned = {model._meta.db_table for model in apps.get_models() if issubclass(model, Owned)}
    across = [
        (table, rule) for table, rule in rows if table in owned and "owner_id" not in rule and rule != "UNIQUE (uuid)"
    ]
    assert across == []


def test_functions_that_run_as_their_owner_are_the_listed_ones() -> None:
    rows = query(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY proname"
    )
    assert {name for (name,) in rows} == {
        "koppel_audiences", "koppel_party", "network_analyse", "network_count_change", "network_join", "network_mint"
    }  # fmt: skip
