"""Faults that somebody could make, planted one at a time: each must be caught by a check that passes without it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured

from koppel.apps.sharing import owned
from koppel.apps.sharing.rules import Role, Viewer
from koppel.site import database, urls
from tests.security import test_oracle, test_policies
from tests.security.test_access_matrix import Matrix, Route, nouns_in
from tests.security.world import build

Plant = Callable[[pytest.MonkeyPatch, str], None]
Check = Callable[[], None]


class Caught(AssertionError):
    """A check saw the fault."""


def sql(*statements: str, as_role: str = "postgres") -> Plant:
    """A fault in the database, made by its administrator."""

    def plant(patch: pytest.MonkeyPatch, name: str) -> None:
        with psycopg.connect(database.address(as_role, name), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    return plant


def oracle() -> None:
    """The database against the plain oracle."""
    game = test_oracle.Game(random.Random(3))
    for _step in range(150):
        game.step()
    wrong = [*test_oracle.differences(game), *test_oracle.writes_that_differ(game)]
    if wrong:
        raise Caught(wrong[0])


def policies() -> None:
    """All structural checks of the policies."""
    for name, check in vars(test_policies).items():
        if name.startswith("test_"):
            try:
                check()
            except AssertionError as trouble:
                raise Caught(f"{name}: {trouble}") from trouble


def matrix(*patterns: str) -> Check:
    """The access matrix over a few addresses."""

    def check() -> None:
        asked = Matrix(build())
        for text in patterns:
            method, pattern = text.split(" ")
            asked.run(Route(pattern, method, nouns_in(pattern), is_api=pattern.startswith("/api/")))
        if asked.wrong:
            raise Caught(asked.wrong[0])

    return check


def contexts() -> None:
    """What a connection still sees after a block."""
    from tests import cast

    anna = cast.anna()
    cast.a_record(cast.a_partner("brabant"), audience="private")
    with owned.viewing(anna):
        pass
    from koppel.apps.network.models import Record

    if Record.objects.exists():
        raise Caught("a record shows without a viewer")


def startup() -> None:
    """What a start of the application refuses."""
    try:
        urls.declare_policies()
    except ImproperlyConfigured as refused:
        raise Caught(str(refused)) from refused


def counts() -> None:
    """Two partners with different records count different lists."""
    from koppel.apps.network.queries.organisations import organisations
    from tests import cast

    cast.a_record(cast.a_partner("brabant"), audience="private")
    seen = []
    for viewer in (cast.anna(), cast.luc(), Viewer()):
        with owned.viewing(viewer):
            seen.append(len(organisations()))
    if seen != [1, 0, 0]:
        raise Caught(f"counts {seen}")


def log_is_final() -> None:
    """Whether the log of activities can be changed."""
    from django.db import DatabaseError, transaction

    from koppel.apps.sharing.actions import log_activity
    from koppel.apps.sharing.models import Activity
    from tests import cast

    anna = cast.anna()
    with owned.viewing(anna):
        log_activity(anna, "shared", "record", "1")
    try:
        with owned.viewing(anna), transaction.atomic():
            Activity.objects.update(verb="hid")
    except DatabaseError:
        return
    raise Caught("the log was changed")


def no_policy(patch: pytest.MonkeyPatch, name: str) -> None:
    """A page that forgot to say who may open it."""
    from django.urls import path

    patch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("new/", lambda request: None, name="new")])


def lasting_context(patch: pytest.MonkeyPatch, name: str) -> None:
    """A viewer that is set for the connection instead of the transaction, and not put back."""
    patch.setattr(owned, "_SET", owned._SET.replace(", true)", ", false)"))
    patch.setattr(owned, "_put_back", lambda sight: None)


def viewer_of_another(patch: pytest.MonkeyPatch, name: str) -> None:
    """A page's viewer that is taken from the wrong place."""
    from koppel.apps.accounts import middleware

    wrong = Viewer(role=Role.STEWARD, user_id=1, party_id=1, party_code="brabant", party_label="Brabant")
    patch.setattr(middleware, "_viewer", lambda request: wrong)


def telling_error(patch: pytest.MonkeyPatch, name: str) -> None:
    """An error that tells a hidden record from a missing one."""
    from koppel.apps.network.queries import profiles
    from koppel.apps.sharing.rules import NotFound, Refused

    honest = profiles.record

    def telling(address: object) -> object:
        try:
            return honest(address)  # type: ignore[arg-type]
        except NotFound:
            with psycopg.connect(database.address("koppel_owner", name)) as connection:
                found = connection.execute("SELECT name FROM network_record WHERE uuid = %s", [str(address)]).fetchone()
            if found:
                raise Refused("This record is private.") from None
            raise

    patch.setattr(profiles, "record", telling)


def shared_counts(patch: pytest.MonkeyPatch, name: str) -> None:
    """A cache key that forgets who looks."""
    patch.setattr(owned.Sight, "key", property(lambda self: "everybody"))


def company_as_staff(patch: pytest.MonkeyPatch, name: str) -> None:
    """A company user that counts as staff of a partner."""
    patch.setattr(Viewer, "is_staff_of_partner", property(lambda self: self.party_id is not None))


def scope_forgotten(patch: pytest.MonkeyPatch, name: str) -> None:
    """A delivery that shows to every signed-in partner, because its policy was loosened."""
    sql(
        "DROP POLICY koppel_read ON network_delivery",
        "CREATE POLICY koppel_read ON network_delivery FOR SELECT USING (true)",
    )(patch, name)


EVERYTHING = "CREATE POLICY koppel_read ON network_record FOR SELECT USING (true)"
UNTIL_FORGOTTEN = """
CREATE OR REPLACE FUNCTION koppel_audiences(parties bigint[], staff boolean, today date) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(audience.id), '{}') FROM public.sharing_audience AS audience
    WHERE audience.kind = 'public' OR (audience.kind = 'partners' AND staff)
       OR (audience.kind = 'circle' AND EXISTS (SELECT 1 FROM public.sharing_audiencemember AS member
           WHERE member.audience_id = audience.id AND member.party_id = ANY (parties)))
$$
"""
CIRCLE_FOR_ALL = """
CREATE OR REPLACE FUNCTION koppel_audiences(parties bigint[], staff boolean, today date) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(audience.id), '{}') FROM public.sharing_audience AS audience
    WHERE (audience.until IS NULL OR audience.until >= today)
      AND (audience.kind IN ('public', 'circle') OR (audience.kind = 'partners' AND staff))
$$
"""


@dataclass(frozen=True)
class Fault:
    """One fault and the check that must see it."""

    name: str
    plant: Plant
    check: Check


FAULTS = [
    Fault("a policy that shows everything", sql("DROP POLICY koppel_read ON network_record", EVERYTHING), oracle),
    Fault("a policy dropped", sql("DROP POLICY koppel_change ON network_record"), policies),
    Fault("row security switched off", sql("ALTER TABLE network_record DISABLE ROW LEVEL SECURITY"), oracle),
    Fault("row security not forced", sql("ALTER TABLE network_person NO FORCE ROW LEVEL SECURITY"), policies),
    Fault("writing what one may only read", sql(
        "DROP POLICY koppel_change ON network_record",
        "CREATE POLICY koppel_change ON network_record FOR UPDATE USING (true) WITH CHECK (true)"), oracle),
    Fault("ended audiences still count", sql(UNTIL_FORGOTTEN), oracle),
    Fault("every circle for everybody", sql(CIRCLE_FOR_ALL), oracle),
    Fault("organisations show without a record", sql(
        "DROP POLICY koppel_read ON network_organisation",
        "CREATE POLICY koppel_read ON network_organisation FOR SELECT USING (true)"), oracle),
    Fault("removed records stay visible", sql(
        "DROP POLICY koppel_read ON network_record",
        f"CREATE POLICY koppel_read ON network_record FOR SELECT USING (audience_id = ANY ({owned.AUDIENCES_SQL})"
        f" OR owner_id = ANY ({owned.PARTIES_SQL}))"), oracle),
    Fault("a unique rule across owners", sql("ALTER TABLE network_record ADD CONSTRAINT across UNIQUE (reference)"), policies),
    Fault("a view on an owned table", sql("CREATE VIEW all_records AS SELECT * FROM network_record"), policies),
    Fault("the app may change the log", sql(
        "GRANT UPDATE ON sharing_activity TO koppel_app", "DROP TRIGGER append_only ON sharing_activity",
        "DROP POLICY koppel_change ON sharing_activity",
        "CREATE POLICY koppel_change ON sharing_activity FOR UPDATE USING (true)"), log_is_final),
    Fault("a company counts as staff", company_as_staff, oracle),
    Fault("a page without a policy", no_policy, startup),
    Fault("a context that outlives its transaction", lasting_context, contexts),
    Fault("a page seen with another's eyes", viewer_of_another, matrix("GET /en/organisations/", "GET /en/organisations/<uuid:address>/")),
    Fault("an error that tells hidden from missing", telling_error, matrix("GET /api/v1/records/{record}")),
    Fault("a cache key that forgets who looks", shared_counts, counts),
    Fault("deliveries that show to other partners", scope_forgotten, matrix("GET /api/v1/deliveries/{delivery}", "GET /api/v1/deliveries")),
]  # fmt: skip


@pytest.mark.parametrize("check", {fault.check for fault in FAULTS}, ids=lambda check: check.__name__)
def test_without_a_fault_every_check_passes(check: Check, database_committed: str) -> None:
    check()


@pytest.mark.prove
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_caught(fault: Fault, database_committed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fault.plant(monkeypatch, database_committed)
    with pytest.raises(Caught):
        fault.check()
