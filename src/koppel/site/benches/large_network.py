"""A large invented network for measuring: organisations of ten partners with mixed audiences, always the same ones."""

from __future__ import annotations

import datetime
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from koppel.apps.network.rules.records import prepared
from koppel.site import database

NAME = "koppel_bench"
PARTNERS = ("noord", "oost", "zuid", "west", "midden", "kust", "delta", "rivier", "heuvel", "landelijk")
RECORDS_PER_ORGANISATION = 2.5
MOMENT = datetime.datetime(2026, 11, 1, 9, 0, tzinfo=datetime.UTC)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


_FIRST = _listed(
    "Van den Berg, De Vries, Jansen, Bakker, Visser, Smit, Meijer, De Boer, Mulder, Bos, Vos, Peters, Hendriks, "
    "Dekker, Brouwer, De Wit, Dijkstra, Smits, De Graaf, Van der Meer, Kok, Jacobs, De Haan, Vermeulen, Van den "
    "Heuvel, Van der Veen, Schouten, Willems, Hoekstra, Koster, Prins, Verhoeven, Blom, Huisman, Peeters, "
    "Kuipers, Veenstra, Kramer, Scholten, Postma, Martens, Groen, Wolters, Gerritsen"
)
_START = _listed(
    "Alpha, Aqua, Agri, Bio, Blue, Brain, Carbon, Circu, Clear, Cloud, Core, Cyber, Data, Delta, Digi, Dutch, "
    "Eco, Edge, Ever, Fibre, Flex, Flow, Fresh, Future, Geo, Green, Helio, High, Holo, Hydro, Inno, Kine, "
    "Laser, Life, Light, Lumi, Macro, Medi, Meta, Micro, Mobi, Nano, Neo, Nova, Omni, Opti, Orange, Photo, "
    "Pixel, Plasma, Poly, Prime, Proto, Pulse, Quant, Rapid, Robo, Sense, Silver, Smart, Solar, Sono, Spectra, "
    "Swift, Terra, Thermo, Titan, Trans, Ultra, Uni, Urban, Vector, Verti, Vita, Volt, Water, Wave, Wind, Xeno, "
    "Zephyr"
)
_END = _listed(
    "Lab, Tech, Works, Logic, Systems, Solutions, Dynamics, Networks, Sensing, Robotics, Energy, Foods, Care, "
    "Materials, Motion, Vision, Control, Optics, Power, Metrics, Design, Health, Space, Grid, Link, Point, "
    "Ware, Source, Bouw, Machines, Kas, Chain"
)
_TRADE = _listed(
    "Machinebouw, Installatietechniek, Metaalbewerking, Elektrotechniek, Voedingsmiddelen, Zuivel, Bakkerij, "
    "Kunststoffen, Advies, Ingenieursbureau, Automatisering, Software, Transport, Logistiek, Scheepsbouw, "
    "Tuinbouw, Veredeling, Farmacie, Zorgtechnologie, Verpakkingen, Textiel, Meubelen, Drukkerij, Recycling, "
    "Waterbehandeling, Bouwbedrijf, Ontwikkeling, Onderzoek, Participaties, Holding"
)
_FORMS = ("B.V.", "B.V.", "B.V.", "BV", "", "", "N.V.", "V.O.F.", "Stichting")
_CITIES = (
    ("Eindhoven", "5611"), ("Tilburg", "5038"), ("Breda", "4811"), ("Enschede", "7511"), ("Zwolle", "8011"),
    ("Arnhem", "6811"), ("Nijmegen", "6511"), ("Maastricht", "6211"), ("Venlo", "5911"), ("Rotterdam", "3011"),
    ("Delft", "2611"), ("Leiden", "2311"), ("Den Haag", "2511"), ("Amsterdam", "1011"), ("Haarlem", "2011"),
    ("Utrecht", "3511"), ("Amersfoort", "3811"), ("Groningen", "9711"), ("Leeuwarden", "8911"), ("Assen", "9401"),
    ("Lelystad", "8232"), ("Middelburg", "4331"), ("Almere", "1315"), ("Apeldoorn", "7311"), ("Hengelo", "7551"),
)  # fmt: skip
SECTORS = _listed(
    "Agrofood, Automotive, Biotechnologie, Bouw, Chemie, Circulair, Creatief, Cybersecurity, Dataverwerking, "
    "Defensie, Drones, Energie, Farmacie, Fotonica, Gezondheid, Halfgeleiders, Handel, High Tech, Hernieuwbare "
    "energie, Industrie, Installatie, Kunstmatige intelligentie, Kunststof, Landbouw, Logistiek, Luchtvaart, "
    "Machinebouw, Maritiem, Materialen, Mechatronica, Medische technologie, Metaal, Mobiliteit, Onderwijs, "
    "Onderzoek, Robotica, Ruimtevaart, Sensoren, Software, Water"
)
_KINDS = ("company", "company", "company", "company", "knowledge", "government", "association", "")
# What people type: words, parts of words, typing errors, numbers, postcodes, websites.
SEARCHES = _listed(
    "machinebouw, alphalab, quantsensing, de vries holding, bakker logistiek nijmegen, 10000700, 1000, 5611 AB, "
    "7511, kwanttech, automatisring venlo, smart robotic, hoekstra, www.quantcare5.nl, xenopoint, stichting "
    "onderzoek, elektrotechniek hengelo, van den berg advies, waterbehandeling, zuivel leeuwarden"
)
_RECORD_COLUMNS = _listed(
    "uuid, owner_id, audience_id, organisation_id, reference, name, acronym, legal_form, kvk, pic, street, number, "
    "postcode, city, country, province, website, domain, phone, sector, text, kind, raw, content_hash, sort_name, "
    "search_name, name_words, other_words, version, is_by_hand, created_at, changed_at"
)


@dataclass(frozen=True, slots=True)
class Size:
    """How large the network that was made is."""

    organisations: int
    records: int


@contextmanager
def large_network(organisations: int) -> Iterator[Size]:
    """The network in a database of its own, which the process uses inside the block and which is dropped after it."""
    before = connections["default"].settings_dict["NAME"]
    _drop_and_make(make=True)
    _use(NAME)
    try:
        call_command("migrate", database="owner", verbosity=0)
        call_command("createcachetable", database="owner", verbosity=0)
        database.grant(database.address("koppel_owner", NAME))
        yield _fill(organisations)
    finally:
        _use(before)
        _drop_and_make(make=False)


def _use(name: str) -> None:
    connections.close_all()
    for alias in ("default", "batch", "owner"):
        if alias in connections.settings:
            connections[alias].settings_dict["NAME"] = name


def _drop_and_make(*, make: bool) -> None:
    with psycopg.connect(database.superuser_address("postgres"), autocommit=True) as administrator:
        administrator.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
        if make:
            database.make_database(administrator, NAME)


def _fill(organisations: int) -> Size:
    chance = random.Random(20_261_124)  # noqa: S311 -- the same network each time
    with psycopg.connect(database.address("koppel_owner", NAME), autocommit=True) as owner:
        parties = _add_partners(owner)
        audiences = _add_audiences(owner, chance, parties)
        _copy(
            owner,
            "network_organisation",
            ("id", "uuid", "created_at"),
            ((number, _uuid(chance), MOMENT) for number in range(1, organisations + 1)),
        )
        records = int(organisations * RECORDS_PER_ORGANISATION)
        # So that a measurement before any statistics is one.
        owner.execute("ALTER TABLE network_record SET (autovacuum_enabled = false)")
        # Indexes grow faster after the rows are in.
        with _without_indexes(owner):
            _copy(
                owner, "network_record", _RECORD_COLUMNS, _records(chance, organisations, records, parties, audiences)
            )
        _add_contacts(owner)
    return Size(organisations, records)


@contextmanager
def _without_indexes(owner: psycopg.Connection) -> Iterator[None]:
    indexes = owner.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = 'network_record'::regclass AND NOT indisunique"
    ).fetchall()
    for name, _ in indexes:
        owner.execute(f"DROP INDEX {name}")
    yield
    owner.execute("SET maintenance_work_mem = '256MB'")
    for _, definition in indexes:
        owner.execute(definition)


def _add_partners(owner: psycopg.Connection) -> list[int]:
    for position, code in enumerate(PARTNERS, start=1):
        owner.execute(
            "INSERT INTO sharing_party (uuid, kind, code, name, label, letter, provinces, website, is_hub,"
            " is_active, position, created_at)"
            " VALUES (gen_random_uuid(), 'partner', %s, %s, %s, %s, '{}', '', false, true, %s, %s)",
            [code, code.capitalize(), code.capitalize(), code[0].upper(), position, MOMENT],
        )
    return [row[0] for row in owner.execute("SELECT id FROM sharing_party WHERE kind = 'partner' ORDER BY position")]


def _add_audiences(owner: psycopg.Connection, chance: random.Random, parties: list[int]) -> dict[str, Any]:
    standing: dict[str, Any] = dict(
        owner.execute("SELECT kind, id FROM sharing_audience WHERE owner_id IS NULL").fetchall()
    )
    circles: dict[int, list[int]] = {party: [] for party in parties}
    for party in parties:
        for _ in range(3):
            members = sorted({party, *chance.sample(parties, 2)})
            row = owner.execute(
                "INSERT INTO sharing_audience (uuid, kind, owner_id, name, purpose, members_key, created_at)"
                " VALUES (gen_random_uuid(), 'circle', %s, %s, 'bench', %s, %s) RETURNING id",
                [party, f"circle {len(circles[party])}", ",".join(map(str, members)), MOMENT],
            ).fetchone()
            assert row is not None
            circles[party].append(row[0])
            for member in members:
                owner.execute(
                    "INSERT INTO sharing_audiencemember (audience_id, party_id) VALUES (%s, %s)", [row[0], member]
                )
    return {**standing, "circles": circles}


def _copy(owner: psycopg.Connection, table: str, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with owner.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _uuid(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)


def _name(chance: random.Random) -> str:
    shape = chance.random()
    if shape < 0.35:
        name = f"{chance.choice(_START)}{chance.choice(_END).lower()} {chance.choice(_TRADE)}"
    elif shape < 0.7:
        name = f"{chance.choice(_FIRST)} {chance.choice(_TRADE)} {chance.choice(_CITIES)[0]}"
    else:
        name = f"{chance.choice(_START)} {chance.choice(_END)} {chance.choice(_FIRST)}"
    form = chance.choice(_FORMS)
    return f"Stichting {name}" if form == "Stichting" else f"{name} {form}".strip()


def _records(
    chance: random.Random, organisations: int, records: int, parties: list[int], audiences: dict[str, Any]
) -> Iterator[tuple[Any, ...]]:
    """Rows in the order of the columns; two records of a partner in one organisation happen, as in real life."""
    sizes = [1] * organisations
    for _ in range(records - organisations):
        sizes[min(chance.randrange(organisations), chance.randrange(organisations))] += 1
    order = list(range(organisations))
    chance.shuffle(order)
    number = 0
    for organisation in order:
        name, (city, digits) = _name(chance), chance.choice(_CITIES)
        kind, sector = chance.choice(_KINDS), chance.choice(SECTORS)
        kvk, street, postcode = f"{10_000_000 + organisation * 7:08}", f"Straat {organisation % 400}", f"{digits} AB"
        website = f"www.{name.split()[0].lower()}{organisation}.nl"
        for owner in chance.choices(parties, k=sizes[organisation]):
            number += 1
            fields = prepared(
                {
                    "name": name if chance.random() < 0.8 else name.upper(),
                    "kvk": kvk if chance.random() < 0.5 else "",
                    "street": street if chance.random() < 0.5 else "",
                    "postcode": postcode if chance.random() < 0.7 else "",
                    "city": city if chance.random() < 0.8 else "",
                    "country": "NL",
                    "website": website if chance.random() < 0.4 else "",
                    "sector": sector if chance.random() < 0.5 else "",
                    "kind": kind if chance.random() < 0.6 else "",
                }
            )
            fixed = {
                "uuid": _uuid(chance),
                "owner_id": owner,
                "audience_id": _audience(chance, owner, audiences),
                "organisation_id": organisation + 1,
                "reference": f"R{number}",
                "raw": "{}",
                "version": 1,
                "is_by_hand": False,
                "created_at": MOMENT + datetime.timedelta(seconds=number),
                "changed_at": MOMENT,
            }
            yield tuple(fixed[column] if column in fixed else fields[column] for column in _RECORD_COLUMNS)


def _audience(chance: random.Random, owner: int, audiences: dict[str, Any]) -> int:
    draw = chance.random()
    if draw < 0.05:
        return int(chance.choice(audiences["circles"][owner]))
    return int(audiences["private" if draw < 0.2 else "public" if draw < 0.3 else "partners"])


def _add_contacts(owner: psycopg.Connection) -> None:
    owner.execute(
        'INSERT INTO network_contactmoment (uuid, owner_id, audience_id, record_id, "on", manner, note, purpose,'
        " keep_until, is_invented, version, created_at)"
        " SELECT gen_random_uuid(), owner_id, audience_id, id, date '2026-11-01' - (id %% 700)::int, 'call', '',"
        " 'bench', date '2030-01-01', true, 1, %s FROM network_record WHERE id %% 9 = 0",
        [MOMENT],
    )
