"""Every route x method x viewer x thing: nobody reads or changes what the oracle says they may not."""

from __future__ import annotations

import json
import logging
import os
import random
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Role, Viewer
from koppel.site.api import api
from koppel.site.urls import routes
from tests.security.world import Asker, Thing, World, build

FULL = bool(os.environ.get("KOPPEL_PROVE"))
# The word before an id in an address says what the id is of. A new word fails the test until it stands here.
NOUNS = {
    "organisations": "organisation", "records": "record", "people": "person", "contacts": "moment",
    "contact-moments": "moment", "deliveries": "delivery", "review": "candidate", "candidates": "candidate",
    "verdicts": "verdict", "pair": "record", "users": "user", "invitations": "invitation", "tokens": "token",
    "mails": "mail", "jobs": "job", "partners": "partner", "companies": "company",
    "share-again": "audience", "verdict": "record",
}  # fmt: skip
# Ids that are no thing of ours: a secret link, a device, a key of the sign-in library.
OTHER = {"secret": "unknown", "code": "abcdef", "uidb36": "1", "key": "x", "uidb64": "x"}
PLACE = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>|\{(?P<curly>\w+)\}")
CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


@dataclass(frozen=True)
class Route:
    """One address pattern with one method."""

    pattern: str
    method: str
    nouns: tuple[str, ...]
    body: str = ""
    is_api: bool = False


def page_routes() -> Iterator[Route]:
    for text, pattern in routes():
        if text.startswith("api/"):
            continue
        clean = re.sub(r"^\^?|\$$", "", text).replace("\\Z", "")
        if "(?P<" in clean:
            clean = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<str:\1>", clean)
        for method in ("GET", "POST"):
            yield Route("/" + clean.replace("^", ""), method, nouns_in(clean))
        assert pattern.callback is not None


def api_routes() -> Iterator[Route]:
    for path, operations in api.get_openapi_schema()["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            yield Route(path, method.upper(), nouns_in(path), json.dumps(content) if content else "", is_api=True)


def nouns_in(pattern: str) -> tuple[str, ...]:
    nouns, before = [], ""
    for segment in pattern.split("/"):
        places = [found["name"] or found["curly"] for found in PLACE.finditer(segment)]
        if not places:
            before = segment
        for name in places:
            if name in OTHER:
                nouns.append(f"={OTHER[name]}")
            else:
                assert before in NOUNS, f"say in NOUNS what the id after '{before}' is of: {pattern}"
                nouns.append(NOUNS[before])
    return tuple(nouns)


def filled(route: Route, addresses: list[str]) -> str:
    given = iter(addresses)
    return PLACE.sub(lambda _: next(given), route.pattern)


def example(schema: dict[str, Any], root: dict[str, Any], foreign: str) -> Any:
    """The smallest value that fits a schema; every id in it is somebody else's."""
    if "$ref" in schema:
        return example(root["components"]["schemas"][schema["$ref"].rpartition("/")[2]], root, foreign)
    if "anyOf" in schema:
        return example(schema["anyOf"][0], root, foreign)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        fields = schema.get("properties", {})
        return {name: example(fields[name], root, foreign) for name in fields if name != "members"}
    if kind == "array":
        return []
    if kind == "integer":
        return 1
    if kind == "boolean":
        return True
    return {"uuid": foreign, "date": "2027-06-01", "binary": ""}.get(schema.get("format", ""), "Zz")


def things_for(route: Route, world: World, dice: random.Random) -> list[list[Thing]]:
    """The combinations of things in the places of an address: all of the first, any of the others."""
    kinds = [
        world.of(noun) if not noun.startswith("=") else [Thing("", noun[1:], "", lambda who: True)]
        for noun in route.nouns
    ]
    if not kinds:
        return [[]]
    firsts = kinds[0] if FULL else dice.sample(kinds[0], min(2, len(kinds[0])))
    return [[first, *(dice.choice(others) for others in kinds[1:])] for first in firsts]


class Matrix:
    """Sends the requests and keeps what was wrong."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.dice = random.Random(7)
        self.schema = api.get_openapi_schema()
        self.sent = 0
        self.statuses: Counter[int] = Counter()
        self.opened: set[Route] = set()
        self.wrong: list[str] = []
        self.hidden_from = {
            asker.who.name: [thing for thing in world.things if not thing.seen_by(asker.who)] or world.things
            for asker in world.askers
        }
        self.marks = [thing for thing in world.things if thing.mark]

    def ask(self, route: Route, asker: Asker, things: list[Thing], path: str, foreign: Thing) -> tuple[int, bytes]:
        """Send one request, with something hidden in its query or body too; whatever it changes is undone."""
        arguments: dict[str, Any] = {}
        if route.is_api:
            if asker.token:
                arguments["HTTP_AUTHORIZATION"] = f"Bearer {asker.token}"
            if "multipart" in route.body:
                from django.core.files.uploadedfile import SimpleUploadedFile

                arguments["data"] = {"file": SimpleUploadedFile("a.csv", b"id;naam\n1;Voorbeeld BV\n")}
            elif route.body:
                content = json.loads(route.body).get("application/json", {})
                arguments["data"] = json.dumps(example(content.get("schema", {}), self.schema, foreign.address))
                arguments["content_type"] = "application/json"
        elif route.method == "POST":
            arguments["data"] = dict.fromkeys(
                ("record", "other", "person", "organisation", "audience", "party", "user", "seen"), foreign.address
            )
            arguments["data"] |= {"members": ["limburg"], "kind": "partners", "answer": "same", "version": "1"}
        else:
            arguments["QUERY_STRING"] = (
                f"q={foreign.mark}&record={foreign.address}&organisation={foreign.address}&page=1"
            )
        before = self.rows(things, asker) if route.method in CHANGING else []
        # What an earlier, undone request left to tell would show on this page.
        asker.client.cookies.pop("messages", None)
        with transaction.atomic():
            response = self.send(asker, route, path, arguments)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            after = self.rows(things, asker) if route.method in CHANGING else []
            transaction.set_rollback(True)
        self.sent += 1
        self.statuses[response.status_code] += 1
        if response.status_code >= 500:
            self.wrong.append(f"{asker.who.name}: {route.method} {path} gives {response.status_code}")
        if before != after:
            self.wrong.append(f"{asker.who.name}: {route.method} {path} changed what is not theirs")
        asked = arguments.get("QUERY_STRING", "") + str(arguments.get("data", "")) + path
        for thing in self.marks:
            if thing.mark.encode() in body and not thing.seen_by(asker.who) and thing.mark not in asked:
                self.wrong.append(f"{asker.who.name}: {route.method} {path} shows {thing.noun} {thing.mark}")
        return response.status_code, body

    @staticmethod
    def send(asker: Asker, route: Route, path: str, arguments: dict[str, Any]) -> Any:
        method = getattr(asker.client, route.method.lower())
        query = arguments.pop("QUERY_STRING", "")
        sent = method(f"{path}?{query}" if query else path, **arguments)
        arguments["QUERY_STRING"] = query
        return sent

    def rows(self, things: list[Thing], asker: Asker) -> list[Any]:
        """The stored values of what is in the address, where it is somebody else's."""
        found = []
        for thing in things:
            if thing.row is None or thing.owner is None or thing.owner == asker.who.party:
                continue
            model, pk = thing.row
            with viewing(Viewer(role=Role.STEWARD, user_id=0, party_id=thing.owner)):
                values = model.objects.filter(pk=pk).values().first() or {}  # type: ignore[attr-defined]
            # Which organisation a record belongs to is nobody's own: a verdict of either owner may move both.
            found.append({name: value for name, value in values.items() if name != "organisation_id"})
        return found

    def hidden_as_missing(
        self, route: Route, asker: Asker, things: list[Thing], status: int, body: bytes, foreign: Thing
    ) -> None:
        """What is hidden answers exactly like what does not exist."""
        missing = [str(uuid.uuid4()) if thing.address.count("-") == 4 else "999999" for thing in things]
        other_status, other_body = self.ask(route, asker, things, filled(route, missing), foreign)
        ours, theirs = plain(body, [thing.address for thing in things]), plain(other_body, missing)
        if (status, ours) != (other_status, theirs):
            self.wrong.append(
                f"{asker.who.name}: {route.method} {route.pattern}: hidden ({status}) is not like missing ({other_status})"
            )

    def run(self, route: Route) -> None:
        for asker in self.world.askers:
            for things in things_for(route, self.world, self.dice):
                path = filled(route, [thing.address for thing in things])
                foreign = self.dice.choice(self.hidden_from[asker.who.name])
                status, body = self.ask(route, asker, things, path, foreign)
                if status not in (401, 403, 404) and not (status == 302 and not asker.token):
                    self.opened.add(route)
                hidden = (
                    things
                    and not all(thing.seen_by(asker.who) for thing in things)
                    and all(thing.mark for thing in things)
                )
                if hidden:
                    if status not in (302, 401, 403, 404, 405, 422):
                        self.wrong.append(
                            f"{asker.who.name}: {route.method} {path} answers {status} to something hidden"
                        )
                    self.hidden_as_missing(route, asker, things, status, body, foreign)


def plain(body: bytes, addresses: list[str]) -> bytes:
    """An answer without what differs between any two requests: ids in the address, the form's key, the reference."""
    for address in addresses:
        body = body.replace(f"/{address}".encode(), b"/ID")
    body = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"CSRF", body)
    return re.sub(rb"\b[2-9a-z]{4}-[2-9a-z]{4}\b", b"REF", body)


@pytest.mark.prove
def test_nobody_gets_what_is_not_theirs(database_committed: str) -> None:
    world = build()
    matrix = Matrix(world)
    logging.disable(logging.WARNING)
    every = [*page_routes(), *api_routes()]
    for route in every:
        matrix.run(route)
    never = [
        f"{route.method} {route.pattern}" for route in every if route not in matrix.opened and route.method == "GET"
    ]
    print(
        f"\naccess matrix: {len(every)} routes and methods, {matrix.sent:,} requests, {len(matrix.wrong)} wrong,"
        f" statuses {dict(sorted(matrix.statuses.items()))}"
    )
    assert not matrix.wrong, "\n".join(matrix.wrong[:30])
    # A refusal counts only if the same address opens for somebody.
    assert {text for text in never if not text.endswith(tuple(NEVER_BY_GET))} == set()


# Addresses that only take a form, or a key that no test world has.
NEVER_BY_GET = ("<str:secret>/", "<str:key>/", "<str:uidb36>-<str:key>/")
