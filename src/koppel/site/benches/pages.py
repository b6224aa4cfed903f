"""`koppel bench pages`: how long pages take with many organisations, as several viewers, on this machine."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg

from koppel.site import database
from koppel.site.benches.linking import machine
from koppel.site.commands.preparing import open_site

if TYPE_CHECKING:
    from django.test import Client

# Of each kind, over four viewers: fifty clicks of each before somebody changes a record, which is measured by itself.
REQUESTS = 200
GOAL_MS = 150


@dataclass
class Measured:
    """Milliseconds and query counts of the requests of one kind."""

    milliseconds: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)

    def line(self, name: str) -> str:
        """One line of the table."""
        ordered = sorted(self.milliseconds)
        p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        return (
            f"{name:<34}{len(ordered):>9}{statistics.median(ordered):>9.0f}{p95:>9.0f}{ordered[-1]:>9.0f}"
            f"{max(self.queries):>9}{'' if p95 <= GOAL_MS else '  over the goal':<6}"
        )


def run(organisations: int = 100_000) -> None:
    """Fill a scratch database and print p50, p95 and the longest of each kind of page, and its queries."""
    open_site()
    if database.is_external():
        raise database.DatabaseTrouble(
            "This benchmark makes a database of its own. Run it without DATABASE_URL, on the embedded server."
        )
    from koppel.site.benches.large_network import NAME, large_network

    started, load = time.perf_counter(), os.getloadavg()[0]
    with large_network(organisations) as size:
        print(f"Pages with {size.organisations:,} organisations of {size.records:,} records on {machine()}")
        print(f"Load before: {load:.1f}. Filled in {time.perf_counter() - started:.0f} s. Goal: p95 of {GOAL_MS} ms.")
        with psycopg.connect(database.address("koppel_owner", NAME), autocommit=True) as owner:
            _measure("Before any statistics and vacuum", REQUESTS // 8, organisations, owner)
            owner.execute("VACUUM ANALYZE")
            _measure("With fresh statistics", REQUESTS, organisations, owner)


def _measure(title: str, requests: int, organisations: int, owner: psycopg.Connection) -> None:
    from django.core.cache import caches

    caches["counts"].clear()
    chance = random.Random(7)  # noqa: S311 -- the same requests each time
    viewers = _viewers()
    print(f"\n{title}\n{'page':<34}{'requests':>9}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'queries':>9}")
    for name, address, prepare in _kinds(chance, organisations, owner):
        measured = Measured()
        for number in range(requests if prepare is _nothing else requests // 4):
            prepare()
            _request(viewers[number % len(viewers)], address(), measured)
        print(measured.line(name), flush=True)


def _request(client: Client, address: str, measured: Measured) -> None:
    with _counted_queries() as counted:
        started = time.perf_counter()
        response = client.get(address, headers={"HX-Request": "true"} if "/suggest/" in address else {})
        measured.milliseconds.append((time.perf_counter() - started) * 1000)
    if response.status_code not in {200, 404}:
        raise RuntimeError(f"{address} answered {response.status_code}")
    measured.queries.append(len(counted))


@contextmanager
def _counted_queries() -> Iterator[list[str]]:
    from django.db import connections

    counted: list[str] = []

    def count(execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        if "SAVEPOINT" not in statement:
            counted.append(statement)
        return execute(statement, *rest)

    with connections["default"].execute_wrapper(count):
        yield counted


def _viewers() -> list[Client]:
    """Stewards of three partners and a visitor."""
    from django.test import Client

    from koppel.apps.accounts.actions.demonstration import enroll
    from koppel.apps.accounts.models import User
    from koppel.apps.sharing.models import Party
    from koppel.apps.sharing.owned import viewing
    from koppel.apps.sharing.rules import Role, Viewer

    clients = [Client(SERVER_NAME="localhost")]
    with viewing(Viewer(role=Role.OPERATOR, name="bench")):
        for party in Party.objects.order_by("position")[:3]:
            email = f"{party.code}@bench.example"
            user = User.objects.filter(email=email).first()
            if user is None:
                user = User.objects.create_user(
                    email=email, name="Bench", party=party, role=Role.STEWARD, is_demonstration=True
                )
                enroll(user, database.secret("demonstration-totp"))
            client = Client(SERVER_NAME="localhost")
            client.force_login(user)
            clients.append(client)
    return clients


def _nothing() -> None:
    """Nothing happens before the request."""


def _kinds(
    chance: random.Random, organisations: int, owner: psycopg.Connection
) -> list[tuple[str, Callable[[], str], Callable[[], object]]]:
    """Kinds of pages: name, the next address, and what happens before each request."""
    from koppel.site.benches.large_network import PARTNERS, SEARCHES, SECTORS

    some = owner.execute(
        "SELECT DISTINCT organisation.uuid FROM network_organisation AS organisation JOIN network_record AS record"
        " ON record.organisation_id = organisation.id WHERE record.id % 500 = 7 LIMIT 400"
    ).fetchall()
    provinces = ("NL-NB", "NL-OV", "NL-GE", "NL-ZH", "NL-LI", "NL-UT", "NL-GR", "unknown")

    def page() -> str:
        shape = chance.random()
        last = organisations // 25
        return f"page={1 if shape < 0.6 else chance.randint(2, 20) if shape < 0.9 else chance.randint(21, last)}"

    def unfiltered() -> str:
        order = chance.choice(("name", "name", "name", "-name", "-networks", "place"))
        return f"/nl/organisations/?sort={order}&{page()}"

    def three_facets() -> str:
        chosen = [
            f"province={chance.choice(provinces)}",
            f"partner={chance.choice(PARTNERS)}",
            f"kind={chance.choice(('company', 'knowledge', 'government', 'unknown'))}",
            f"sector={chance.choice((*SECTORS, 'unknown'))}",
        ]
        order = chance.choice(("name", "-networks"))
        return f"/nl/organisations/?{'&'.join(chance.sample(chosen, 3))}&sort={order}&{page()}"

    def search() -> str:
        return f"/nl/organisations/?q={chance.choice(SEARCHES)}"

    def suggest() -> str:
        text = chance.choice(SEARCHES)
        return f"/nl/organisations/suggest/?q={text[: chance.randint(3, len(text))]}"

    def organisation() -> str:
        return f"/nl/organisations/{chance.choice(some)[0]}/"

    def change() -> object:
        return owner.execute("UPDATE network_dataversion SET number = number + 1")

    return [
        ("list, unfiltered", unfiltered, _nothing),
        ("list, three facets", three_facets, _nothing),
        ("list, search", search, _nothing),
        ("suggestions", suggest, _nothing),
        ("organisation", organisation, _nothing),
        ("list by province and network", lambda: "/nl/organisations/map/", _nothing),
        ("list, right after a record changed", three_facets, change),
    ]
