"""Counts, lists and orders agree with a slow plain oracle, for every viewer, over many small random worlds."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from koppel.apps.network.models import Record
from koppel.apps.network.queries.facets import ANYBODY, NOBODY
from koppel.apps.network.queries.organisations import organisations
from koppel.apps.network.rules.facets import KINDS, UNKNOWN
from koppel.apps.network.rules.provinces import PROVINCES
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Role, Viewer
from tests.apps.network.organisations.world import a_known_record, owner_of
from tests.cast import VISITOR, a_company_party, a_partner

PLACES = {"Eindhoven": "NL-NB", "Enschede": "NL-OV", "Delft": "NL-ZH", "Antwerpen": "XX", "": ""}
SECTORS = ("Robotica", "robotica", "Zorg", "Water", "")
NAMES = ("Alfa", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta")


@dataclass(frozen=True)
class Known:
    """One record as the oracle sees it."""

    record: Record
    owner: Party
    audience: str
    members: tuple[int, ...]
    is_gone: bool
    province: str
    kind: str
    sector: str
    name: str

    @property
    def organisation(self) -> int:
        """The organisation that the record belongs to."""
        assert self.record.organisation_id is not None
        return self.record.organisation_id


def a_world(seed: int) -> tuple[list[Known], list[Party], Party]:
    chance = random.Random(seed)
    partners = [a_partner(code) for code in ("brabant", "limburg", "oost")]
    company = a_company_party()
    owners = [*partners, company]
    known: list[Known] = []
    for number in range(chance.randrange(8, 22)):
        owner = chance.choice(owners)
        audience = chance.choice(["public", "partners", "partners", "private", "circle"])
        members = (chance.choice([party.pk for party in partners if party != owner]),) if audience == "circle" else ()
        city, sector = chance.choice(list(PLACES)), chance.choice(SECTORS)
        kind = chance.choice([*KINDS, ""])
        beside = chance.choice(known).record if known and chance.random() < 0.5 else None
        is_gone = chance.random() < 0.1
        name = f"{chance.choice(NAMES)} {number if chance.random() < 0.5 else ''}".strip()
        record = a_known_record(
            owner, name, audience=audience, members=members, beside=beside, is_gone=is_gone, city=city, sector=sector,
            country="BE" if city == "Antwerpen" else "NL" if city else "", kind=kind,
        )  # fmt: skip
        known.append(Known(record, owner, audience, members, is_gone, PLACES[city], record.kind, sector, name))
    return known, partners, company


def sees(viewer: Viewer, known: Known) -> bool:
    """Whether a viewer may see a record that is not gone, said once more in plain words."""
    if known.is_gone:
        return False
    if known.owner.pk == viewer.party_id or known.audience == "public":
        return True
    if known.audience == "partners":
        return viewer.is_staff_of_partner
    return known.audience == "circle" and viewer.party_id in known.members


def by_organisation(known: list[Known], viewer: Viewer) -> dict[int, list[Known]]:
    found: dict[int, list[Known]] = {}
    for one in known:
        if sees(viewer, one):
            found.setdefault(one.organisation, []).append(one)
    return found


VALUE: dict[str, Callable[[Known], str]] = {
    "provinces": lambda one: one.province,
    "partners": lambda one: one.owner.code if one.owner.kind == Party.Kind.PARTNER else "",
    "kinds": lambda one: one.kind,
    "sectors": lambda one: one.sector.lower(),
}


def has(records: list[Known], facet: str, value: str) -> bool:
    said = {VALUE[facet](one) for one in records} - {""}
    return not said if value == UNKNOWN else value.lower() in said if facet == "sectors" else value in said


def fits(records: list[Known], chosen: dict[str, list[str]], without: str = "") -> bool:
    return all(
        any(has(records, facet, value) for value in values)
        for facet, values in chosen.items()
        if values and facet != without
    )


def count_of(visible: dict[int, list[Known]], chosen: dict[str, list[str]], facet: str, value: str) -> int:
    return sum(fits(records, chosen, without=facet) and has(records, facet, value) for records in visible.values())


def some_filters(chance: random.Random) -> dict[str, list[str]]:
    answers = {
        "provinces": ["NL-NB", "NL-OV", "NL-ZH", "XX", UNKNOWN],
        "partners": ["brabant", "limburg", "oost", UNKNOWN],
        "kinds": [*KINDS, UNKNOWN],
        "sectors": ["Robotica", "ZORG", "Water", UNKNOWN],
    }
    return {facet: chance.sample(values, chance.choice([0, 0, 1, 1, 2])) for facet, values in answers.items()}


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.usefixtures("database_rolled_back")
def test_counts_and_lists_are_what_a_plain_oracle_says(seed: int) -> None:
    known, partners, company = a_world(seed)
    company_user = Viewer(role=Role.COMPANY, user_id=1, party_id=company.pk, party_code=company.code)
    viewers = [VISITOR, company_user, *(owner_of(partner) for partner in partners)]
    chance = random.Random(seed + 1000)
    for viewer in viewers:
        visible = by_organisation(known, viewer)
        for _ in range(6):
            chosen = some_filters(chance)
            with viewing(viewer):
                found = organisations(**chosen)
                counts, names = found.counts, found.sector_names
                ids = found.ids(slice(None))
                crossed = found.by_province_and_partner
                everything = found.everything
            expected = {one for one, records in visible.items() if fits(records, chosen)}
            assert set(ids) == expected
            assert len(ids) == len(expected) == len(found)
            assert everything == len(visible)

            expect = functools.partial(count_of, visible, chosen)

            assert {code: counts.provinces[code] for code in (*PROVINCES, "XX")} == {
                code: expect("provinces", code) for code in (*PROVINCES, "XX")
            }
            assert {one.code: counts.partners[one.pk] for one in partners} == {
                one.code: expect("partners", one.code) for one in partners
            }
            assert {kind: counts.kinds[kind] for kind in KINDS} == {kind: expect("kinds", kind) for kind in KINDS}
            assert {names[key].lower(): count for key, count in counts.sectors.items() if count} == {
                sector: number for sector in ("robotica", "zorg", "water") if (number := expect("sectors", sector))
            }
            assert counts.unknown == {
                facet.removesuffix("s"): expect(facet, UNKNOWN)
                for facet in ("provinces", "partners", "kinds", "sectors")
            }
            for (area, party), number in crossed.items():
                code = next((one.code for one in partners if one.pk == party), UNKNOWN)
                inside = [visible[one] for one in expected if has(visible[one], "provinces", area)]
                assert number == sum(party == ANYBODY or has(records, "partners", code) for records in inside)
            assert NOBODY not in {one.pk for one in partners}


@pytest.mark.parametrize("seed", range(20, 28))
@pytest.mark.usefixtures("database_rolled_back")
def test_the_order_is_that_of_the_names_that_are_shown(seed: int) -> None:
    known, partners, _company = a_world(seed)
    for viewer in (VISITOR, owner_of(partners[0])):
        visible = by_organisation(known, viewer)
        with viewing(viewer):
            names = [one.name.lower() for one in organisations()]
            backwards = [one.name.lower() for one in organisations(order="-name")]
            most = [len(one.partners) for one in organisations(order="-networks")]
            fewest = [len(one.partners) for one in organisations(order="networks")]
            places = [one.city.lower() for one in organisations(order="place")]
            places_back = [one.city.lower() for one in organisations(order="-place")]
        assert names == sorted(names)
        assert backwards == sorted(names, reverse=True)
        counts = [
            len({one.owner.pk for one in records if one.owner.kind == Party.Kind.PARTNER})
            for records in visible.values()
        ]
        assert most == sorted(counts, reverse=True)
        assert fewest == sorted(counts)
        assert [place for place in places if place] == sorted(place for place in places if place)
        assert places == [*(place for place in places if place), *("" for place in places if not place)]
        assert [place for place in places_back if place] == sorted((p for p in places if p), reverse=True)
        assert not any(places_back[len([place for place in places if place]) :])
