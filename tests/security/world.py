"""One world with something of everything, each thing marked by a word that shows nowhere else."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from koppel.apps.accounts.actions.demonstration import enroll
from koppel.apps.accounts.models import ApiToken, Invitation, User
from koppel.apps.accounts.queries import viewer_of
from koppel.apps.accounts.rules import hash_of
from koppel.apps.network.models import (
    Candidate,
    ContactMoment,
    Delivery,
    DeliveryRow,
    Evidence,
    Person,
    Record,
    Verdict,
)  # fmt: skip
from koppel.apps.notifications.models import Mail
from koppel.apps.queue.actions import enqueue
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import viewing, viewing_all
from koppel.apps.sharing.queries import standing_audience
from koppel.apps.sharing.rules import Role, Viewer
from tests import cast
from tests.security.oracle import Shared, Who, may_see

KINDS = ("public", "partners", "private", "circle")
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass
class Asker:
    """Somebody with a browser and a token."""

    who: Who
    viewer: Viewer
    client: Client
    token: str


@dataclass
class Thing:
    """Something with an address, a word that betrays it, and who may see it."""

    noun: str
    address: str
    mark: str
    seen_by: Callable[[Who], bool]
    owner: int | None = None
    row: tuple[type, int] | None = None


@dataclass
class World:
    """All askers and things."""

    askers: list[Asker] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)

    def of(self, noun: str) -> list[Thing]:
        """The things of one kind."""
        return [thing for thing in self.things if thing.noun == noun]


_words = (f"zqx{number:04d}mark" for number in range(10_000))


def mark() -> str:
    """A word that is nowhere else."""
    return next(_words)


def build() -> World:
    """Make the world; everything is committed."""
    world = World()
    brabant, limburg, noord = (cast.a_partner(code) for code in ("brabant", "limburg", "noord"))
    acme = cast.a_company_party("acme")
    for party in (brabant, limburg, noord):
        for role in (Role.ADVISER, Role.STEWARD, Role.ADMINISTRATOR):
            _add_asker(world, party, role)
    _add_asker(world, acme, Role.COMPANY)
    _add_asker(world, None, Role.OPERATOR)
    world.askers.append(Asker(Who("visitor", "visitor", None), Viewer(), Client(raise_request_exception=False), ""))
    world.things.append(Thing("company", str(acme.uuid), mark(), lambda who: True))
    for party in (brabant, limburg, noord):
        world.things.append(Thing("partner", str(party.uuid), mark(), lambda who: True))
    records: dict[tuple[str, str], Record] = {}
    for owner, other in ((brabant, limburg), (limburg, brabant), (acme, brabant)):
        for kind in KINDS:
            records[owner.code, kind] = _add_record(world, owner, other, kind)
    for owner in (brabant, limburg):
        _add_delivery(world, owner)
    _add_pair(world, records["brabant", "private"], records["limburg", "partners"])
    _add_pair(world, records["brabant", "partners"], records["limburg", "public"])
    _add_pair(world, records["brabant", "private"], records["limburg", "private"])
    _add_platform_things(world, brabant, limburg)
    return world


def _add_asker(world: World, party: Party | None, role: Role) -> None:
    word = mark()
    user = cast.a_user(word, party=party, role=role, email=f"{word}@example.org", is_demonstration=True)
    enroll(user, TOTP)
    token = f"koppel_{word}"
    now = timezone.now()
    stored = ApiToken.objects.create(
        user=user, name=mark(), token_hash=hash_of(token), scopes=["read", "write", "deliver", "export"],
        created_at=now, expires_at=now + datetime.timedelta(days=30),
    )  # fmt: skip
    client = Client(raise_request_exception=False)
    client.force_login(user)
    partner = party is not None and party.kind == Party.Kind.PARTNER
    who = Who(f"{party.code if party else 'platform'} {role.value}", role.value, party.pk if party else None, partner)
    world.askers.append(Asker(who, viewer_of(user), client, token))
    world.things.append(_user_thing(user, word, party))
    # A token is its user's own business.
    world.things.append(
        Thing("token", str(stored.uuid), stored.name, lambda asker, mine=who: asker == mine, row=(ApiToken, stored.pk))
    )


def _user_thing(user: User, word: str, party: Party | None) -> Thing:
    """Users show to their party's people and to operators."""
    party_id = party.pk if party else None

    def seen(who: Who) -> bool:
        return who.role == "operator" or (who.party is not None and who.party == party_id)

    return Thing("user", str(user.uuid), word, seen, row=(User, user.pk))


def _add_record(world: World, owner: Party, other: Party, kind: str) -> Record:
    word, why = mark(), mark()
    members = [other.pk] if kind == "circle" else []
    record = cast.a_record(
        owner, name=f"{word} B.V.", audience=kind, members=members, name_words=f"{word} bv", kvk="12345678",
        city="Venlo", purpose=why if kind == "circle" else "",
    )  # fmt: skip
    shared = Shared(owner.pk, kind, frozenset({*members, owner.pk}))
    today = timezone.localdate()

    def seen(who: Who) -> bool:
        return may_see(who, shared, today)

    world.things.append(Thing("record", str(record.uuid), word, seen, owner.pk, (Record, record.pk)))
    with viewing(Viewer(role=Role.STEWARD, user_id=0, party_id=owner.pk)):
        address, audience = str(record.organisation.uuid), str(record.audience.uuid)  # type: ignore[union-attr]
    world.things.append(Thing("organisation", address, word, seen, owner.pk, (Record, record.pk)))
    if kind == "circle":
        world.things.append(Thing("audience", audience, why, seen, owner.pk))
    if owner.kind == Party.Kind.PARTNER:
        _add_contacts(world, owner, record, kind, seen)
    return record


def _add_contacts(world: World, owner: Party, record: Record, kind: str, record_seen: Callable[[Who], bool]) -> None:
    """A private person and a moment for all partners; both show only where their record does."""
    word, said = mark(), mark()
    keep, now = timezone.localdate() + datetime.timedelta(days=300), timezone.now()
    with viewing(Viewer(role=Role.STEWARD, user_id=0, party_id=owner.pk)):
        person = Person.objects.create(
            owner=owner, audience=standing_audience("private"), record=record, name=f"Pim {word}", purpose="advice",
            keep_until=keep, created_at=now,
        )  # fmt: skip
        moment = ContactMoment.objects.create(
            owner=owner, audience=standing_audience("partners"), record=record, person=person, on=timezone.localdate(),
            manner="call", note=f"About {said}", purpose="advice", keep_until=keep, created_at=now,
        )  # fmt: skip

    def own(who: Who) -> bool:
        return who.party == owner.pk

    def partners(who: Who) -> bool:
        return own(who) or (who.partner and record_seen(who))

    world.things.append(Thing("person", str(person.uuid), word, own, owner.pk, (Person, person.pk)))
    world.things.append(Thing("moment", str(moment.uuid), said, partners, owner.pk, (ContactMoment, moment.pk)))


def _add_delivery(world: World, owner: Party) -> None:
    word, now = mark(), timezone.now()
    with viewing(Viewer(role=Role.STEWARD, user_id=0, party_id=owner.pk)):
        private = standing_audience("private")
        for state in (Delivery.State.DONE, Delivery.State.PARKED, Delivery.State.COLUMNS):
            sheet = {
                "name": "",
                "headers": ["id", word],
                "header_row": 1,
                "mapping": {"name": word},
                "rows": 1,
                "samples": [["1", word]],
            }
            delivery = Delivery.objects.create(
                owner=owner, audience=private, new_audience=private, file_name=f"{word}.csv", format="csv", size_bytes=9,
                sha256="0" * 64, payload=b"id;name",
                preview={"kind": "csv", "encoding": "utf-8", "delimiter": ";", "notes": [], "sheets": [sheet]},
                mappings={"": {"name": word}}, state=state, total_rows=1, done_rows=1, created_at=now, read_at=now,
                applied_at=now if state == Delivery.State.DONE else None,
                counts={"taken": 1, "new": 1, "changed": 0, "unchanged": 0, "gone": 0, "refused": 0,
                        "repaired": 0, "check": 0, "duplicate": 0},
            )  # fmt: skip
            DeliveryRow.objects.create(
                owner=owner, audience=private, delivery=delivery, row=2, name=f"row {word}", outcome="check",
                remarks=[{"field": "kvk", "code": "kvk_length", "was": word, "became": "", "severity": "check", "params": {"digits": 9}}],
            )  # fmt: skip
            world.things.append(
                Thing(
                    "delivery",
                    str(delivery.uuid),
                    word,
                    lambda who: who.party == owner.pk and who.partner,
                    owner.pk,
                    (Delivery, delivery.pk),
                )
            )


def _add_pair(world: World, one: Record, two: Record) -> None:
    """A question and an answer between two records: both owners know that they are there, nobody else."""
    left, right = sorted((one, two), key=lambda record: record.pk)
    owners = {left.owner_id, right.owner_id}
    reason, now = mark(), timezone.now()
    with viewing_all(because="tests build a world"):
        candidate = Candidate.objects.create(
            left=left, right=right, left_owner_id=left.owner_id, right_owner_id=right.owner_id, probability=0.7,
            priority=1, created_at=now,
        )  # fmt: skip
        Evidence.objects.create(
            left=left, right=right, probability=0.7, weight=1.2, decision="ask", why={"code": "", "params": {}},
            contributions=[{"field": "prior", "level": "prior", "weight": -2.0}, {"field": "name", "level": "similar", "weight": 3.2}],
        )  # fmt: skip
        user = User.objects.filter(party_id=left.owner_id).first()
        verdict = Verdict.objects.create(
            left=left, right=right, left_owner_id=left.owner_id, right_owner_id=right.owner_id, party_id=left.owner_id,
            user=user, answer="unsure", reason=reason, at=now,
        )  # fmt: skip

    def known(who: Who) -> bool:
        return who.partner and who.party in owners

    world.things.append(Thing("candidate", str(candidate.uuid), mark(), known, None, (Candidate, candidate.pk)))
    world.things.append(Thing("verdict", str(verdict.uuid), reason, known, None, (Verdict, verdict.pk)))


def _add_platform_things(world: World, brabant: Party, limburg: Party) -> None:
    now = timezone.now()
    for party in (brabant, limburg):
        word = mark()
        invitation = Invitation.objects.create(
            email=f"{word}@example.org", party=party, role="adviser", token_hash=uuid.uuid4().hex * 2, created_at=now,
            expires_at=now + datetime.timedelta(days=7),
        )  # fmt: skip
        world.things.append(
            Thing(
                "invitation",
                str(invitation.uuid),
                word,
                lambda who, mine=party.pk: (
                    who.role == "operator" or (who.party == mine and who.role == "administrator")
                ),
                row=(Invitation, invitation.pk),
            )
        )
    word = mark()
    mail = Mail.objects.create(
        message_id=f"<{word}@localhost>",
        to=f"{word}@example.org",
        subject=word,
        text=word,
        created_at=now,
        state="failed",
    )
    world.things.append(Thing("mail", str(mail.uuid), word, lambda who: who.role == "operator", row=(Mail, mail.pk)))
    enqueue("network.link_records")
    job = ProcrastinateJob.objects.latest("id")
    world.things.append(Thing("job", str(job.pk), mark(), lambda who: who.role == "operator"))
