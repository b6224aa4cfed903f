"""What the database shows and lets change equals the oracle, over random sharing, revoking, transfer, removal."""

from __future__ import annotations

import datetime
import os
import random

import pytest
from django.db import transaction
from django.utils import timezone

from koppel.apps.network.models import Organisation, Record
from koppel.apps.sharing.actions import audience_for
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Role, Viewer
from tests import cast
from tests.security.oracle import Shared, Who, may_change, may_see

PAIRS = 50_000 if os.environ.get("KOPPEL_PROVE") else 4_000
KINDS = ("public", "partners", "private", "circle")


class Game:
    """Parties, viewers and records, kept twice: in the database and as plain values."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.today = timezone.localdate()
        self.partners = [cast.a_partner(code) for code in ("brabant", "limburg", "noord")]
        self.companies = [cast.a_company_party(code) for code in ("acme", "zenith")]
        self.viewers: list[tuple[Who, Viewer]] = [(Who("visitor", "visitor", None), Viewer())]
        for party in self.partners:
            for role in (Role.ADVISER, Role.STEWARD, Role.ADMINISTRATOR):
                self._add(party, role, partner=True)
        for party in self.companies:
            self._add(party, Role.COMPANY, partner=False)
        self.viewers.append((Who("operator", "operator", None), Viewer(role=Role.OPERATOR, user_id=1)))
        self.shared: dict[int, Shared] = {}
        self.organisations: dict[int, set[int]] = {}

    def _add(self, party: object, role: Role, *, partner: bool) -> None:
        who = Who(f"{party.code} {role.value}", role.value, party.pk, partner)  # type: ignore[attr-defined]
        self.viewers.append((who, Viewer(role=role, user_id=1, party_id=party.pk)))  # type: ignore[attr-defined]

    def owner(self, party_id: int) -> Viewer:
        return Viewer(role=Role.STEWARD, user_id=1, party_id=party_id)

    def choose(self, owner: int) -> tuple[object, Shared]:
        kind = self.dice.choice(KINDS)
        others = [party.pk for party in [*self.partners, *self.companies] if party.pk != owner]
        members = self.dice.sample(others, self.dice.randint(1, 2)) if kind == "circle" else []
        days = self.dice.choice([None, None, -3, -1, 0, 1, 30])
        until = None if days is None else self.today + datetime.timedelta(days=days)
        # An end in the past cannot be chosen, only reached: so the audience is made earlier.
        earlier = self.today - datetime.timedelta(days=10)
        audience = audience_for(owner, kind, members=members, until=until, purpose=f"p{days}", today=earlier)
        return audience, Shared(owner, kind, frozenset({*members, owner}) if members else frozenset(), until)

    def add(self) -> None:
        owner = self.dice.choice([*self.partners, *self.companies])
        record = cast.a_record(owner, name=f"r{len(self.shared)}", audience="private")
        self.shared[record.pk] = Shared(owner.pk, "private")
        self.organisations.setdefault(record.organisation_id, set()).add(record.pk)
        self.share(record.pk)

    def share(self, pk: int) -> None:
        owner = self.shared[pk].owner
        with viewing(self.owner(owner)):
            audience, shared = self.choose(owner)
            assert Record.objects.filter(pk=pk).update(audience=audience) == 1
        gone = self.shared[pk].gone
        self.shared[pk] = Shared(shared.owner, shared.kind, shared.members, shared.until, gone)

    def remove_or_restore(self, pk: int) -> None:
        shared = self.shared[pk]
        with viewing(self.owner(shared.owner)):
            Record.objects.filter(pk=pk).update(gone_at=None if shared.gone else timezone.now())
        self.shared[pk] = Shared(shared.owner, shared.kind, shared.members, shared.until, not shared.gone)

    def merge(self, pk: int, other: int) -> None:
        """Both records become one organisation, as linking does it; nothing more may show because of that."""
        here = Record.objects.none()
        with viewing(self.owner(self.shared[other].owner)):
            target = Record.objects.get(pk=other).organisation_id
        with viewing(self.owner(self.shared[pk].owner)):
            here = Record.objects.filter(pk=pk)
            before = here.get().organisation_id
            here.update(organisation_id=target)
        self.organisations[before].discard(pk)
        self.organisations.setdefault(target, set()).add(pk)

    def step(self) -> None:
        act = self.dice.random()
        known = list(self.shared)
        if act < 0.3 or len(known) < 4:
            self.add()
        elif act < 0.7:
            self.share(self.dice.choice(known))
        elif act < 0.85:
            self.remove_or_restore(self.dice.choice(known))
        else:
            self.merge(*self.dice.sample(known, 2))


def differences(game: Game) -> list[str]:
    found = []
    for who, viewer in game.viewers:
        expected = {pk for pk, shared in game.shared.items() if may_see(who, shared, game.today)}
        expected_organisations = {pk for pk, members in game.organisations.items() if members & expected}
        with viewing(viewer):
            seen = set(Record.objects.values_list("pk", flat=True))
            organisations = set(Organisation.objects.values_list("pk", flat=True))
            counted = Record.objects.count()
        if seen != expected or counted != len(expected):
            found.append(f"{who.name} sees {sorted(seen)}, not {sorted(expected)}")
        if organisations != expected_organisations:
            found.append(f"{who.name} sees organisations {sorted(organisations)}, not {sorted(expected_organisations)}")
    return found


def writes_that_differ(game: Game) -> list[str]:
    found = []
    for who, viewer in game.viewers:
        mine = {pk for pk, shared in game.shared.items() if may_change(who, shared)}
        with viewing(viewer), transaction.atomic():
            changed = Record.objects.update(text="written")
            transaction.set_rollback(True)
        if changed != len(mine):
            found.append(f"{who.name} changed {changed} rows, not {len(mine)}")
    return found


@pytest.mark.prove
@pytest.mark.usefixtures("database_rolled_back")
def test_the_database_and_the_oracle_agree(request: pytest.FixtureRequest) -> None:
    game = Game(random.Random(20261124))
    compared, steps = 0, 0
    while compared < PAIRS:
        game.step()
        steps += 1
        if steps % 5 == 0:
            assert differences(game) == []
            compared += len(game.viewers) * len(game.shared)
        if steps % 25 == 0:
            assert writes_that_differ(game) == []
    print(f"\noracle: {compared:,} pairs of viewer and record after {steps} steps, 0 differences")
