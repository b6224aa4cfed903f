"""The demonstration network: six partners, their first deliveries, invented people; by the path that users take."""

from __future__ import annotations

import base64
import datetime
import hashlib
import importlib.resources
import json
from collections.abc import Callable, Iterator

from django.conf import settings
from django.utils import timezone

from koppel.apps.accounts.models import User
from koppel.apps.accounts.queries import viewer_of
from koppel.apps.network.models import ContactMoment, Person, Record
from koppel.apps.sharing.actions import audience_for, log_activity
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Role, Viewer
from koppel.site import database

Say = Callable[[str], None]

PLATFORM = Viewer(role=Role.OPERATOR, name="set-up")
FIRST_DELIVERIES = {
    "bom": "bom/relaties-2024-08.csv",
    "nom": "nom/relaties.xlsx",
    "liof": "liof/accounts.csv",
    "oost-nl": "oost-nl/organisations-2024-08.jsonl",
    "innovationquarter": "innovationquarter/accounts.xlsx",
    "high-tech-nl": "high-tech-nl/leden.csv",
}
COMPANY = "xsens"
INVENTED = ("Robin Voorbeeld", "Sam Voorbeeld", "Kim Voorbeeld", "Alex Voorbeeld", "Noor Voorbeeld", "Bo Voorbeeld")
NOTES = {
    ContactMoment.Manner.VISIT: "Bedrijfsbezoek. Zoekt een partner voor een proefopstelling.",
    ContactMoment.Manner.CALL: "Gebeld over een Europese oproep. Stuurt een samenvatting.",
    ContactMoment.Manner.EVENT: "Gesproken op een bijeenkomst. Wil kennismaken met een andere regio.",
}


def add_partners() -> None:
    """Add the partners that the configuration names and that are not here yet; change none."""
    text = importlib.resources.files("koppel.site").joinpath("partners.json").read_text("utf-8")
    with viewing(PLATFORM):
        known = set(Party.objects.values_list("code", flat=True))
        for position, fields in enumerate(json.loads(text), start=1):
            if fields["code"] not in known:
                Party.objects.create(kind=Party.Kind.PARTNER, position=position, **fields)


def is_wanted() -> bool:
    """Whether this is a demonstration without any user yet."""
    return bool(settings.IS_DEMONSTRATION) and not User.objects.exists()


def password() -> str:
    """The password of every demonstration account of this installation; generated, never the same twice."""
    return database.secret("demonstration")[:14]


def totp_secret(email: str) -> str:
    """The secret of one demonstration account's second step, as base 32."""
    digest = hashlib.sha256(f"{database.secret('demonstration-totp')}:{email}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()


def fill(say: Say) -> None:
    """Fill an empty installation; needs well under a minute for ten thousand records."""
    say("Filling the demonstration: partners and accounts …")
    add_partners()
    _add_users()
    _deliver(say)
    _choose_audiences(say)
    _add_company()
    _add_contacts()
    say("Linking the six networks …")
    _link(say)


def logins() -> Iterator[str]:
    """Lines that say who can sign in, for an installation that has demonstration accounts."""
    accounts = list(User.objects.filter(is_demonstration=True).order_by("id"))
    if not accounts:
        return
    yield "\nDemonstration accounts (password for all: " + password() + "):"
    for account in accounts:
        yield f"  {account.email:<42} {account.role}"
    yield "The second step asks for a code: koppel code EMAIL prints it (.venv/bin/koppel code EMAIL)."


def _add_users() -> None:
    with viewing(PLATFORM):
        for party in Party.objects.filter(kind=Party.Kind.PARTNER):
            for role, word in ((Role.ADVISER, "Adviseur"), (Role.STEWARD, "Gegevensbeheerder")):
                _add_user(f"{role.value}@{party.code}.example", f"{word} {party.label}", role, party)
        bom = Party.objects.get(code="bom")
        _add_user(f"administrator@{bom.code}.example", f"Beheerder {bom.label}", Role.ADMINISTRATOR, bom)
        _add_user("operator@koppel.example", "Operator", Role.OPERATOR, None)
        company = Party.objects.create(
            kind=Party.Kind.ORGANISATION, code=COMPANY, name="Xsens Technologies B.V.", label="Xsens"
        )
        _add_user(f"company@{COMPANY}.example", "Gebruiker Xsens (verzonnen)", Role.COMPANY, company)


def _add_user(email: str, name: str, role: Role, party: Party | None) -> None:
    from koppel.apps.accounts.actions.demonstration import enroll

    user = User.objects.create_user(
        email=email, name=name, role=role, party=party, password=password(), is_demonstration=True
    )
    enroll(user, totp_secret(email))


def _viewer(email: str) -> Viewer:
    return viewer_of(User.objects.get(email=email))


def _deliver(say: Say) -> None:
    from koppel.apps.network.actions.deliveries import deliver_file
    from koppel.apps.network.jobs.deliveries import read_delivery_now

    folder = importlib.resources.files("koppel.apps.network").joinpath("demo")
    for code, name in FIRST_DELIVERIES.items():
        say(f"Delivering {name} …")
        steward = _viewer(f"{Role.STEWARD.value}@{code}.example")
        payload = folder.joinpath(name).read_bytes()
        delivery = deliver_file(steward, file_name=name.rpartition("/")[2], payload=payload, accept_all=True)
        read_delivery_now(delivery)


def _choose_audiences(say: Say) -> None:
    """One record in ten private, some in a circle of two partners, three in ten for everybody."""
    say("Sharing records with different audiences …")
    partners = {}
    with viewing(PLATFORM):
        for party in Party.objects.filter(kind=Party.Kind.PARTNER):
            partners[party.code] = party
    codes = list(partners)
    until = timezone.localdate() + datetime.timedelta(days=400)
    for place, (code, party) in enumerate(partners.items()):
        steward = _viewer(f"{Role.STEWARD.value}@{code}.example")
        neighbour = partners[codes[(place + 1) % len(codes)]]
        with viewing(steward):
            chosen = {
                (0,): audience_for(party.pk, "private"),
                (1,): audience_for(
                    party.pk,
                    "circle",
                    members=[neighbour.pk],
                    until=until,
                    purpose="samen projecten ontwikkelen (voorbeeld)",
                    name=f"{party.label} en {neighbour.label}",
                ),
                (2, 3, 4): audience_for(party.pk, "public"),
            }
            ordered = list(Record.objects.filter(owner=party, gone_at=None).order_by("id").values_list("id", flat=True))
            for remainders, audience in chosen.items():
                shared = [pk for number, pk in enumerate(ordered) if number % 10 in remainders]
                Record.objects.filter(pk__in=shared).update(audience=audience)
            log_activity(steward, "shared", "records", party.code, details={"records": len(ordered)})


def _add_company() -> None:
    """A company with its own profile, as a user of it would have filled it in."""
    from koppel.apps.network.actions.records import Choice, add_record

    company = _viewer(f"company@{COMPANY}.example")
    with viewing(company):
        add_record(
            company,
            {
                "name": "Xsens Technologies B.V.",
                "street": "Pantheon",
                "number": "6",
                "postcode": "7521 PR",
                "city": "Enschede",
                "country": "NL",
                "kind": "company",
            },
            Choice(kind="partners"),
            now=timezone.now(),
        )


def _add_contacts() -> None:
    """A few people and contact moments per partner, each marked as invented."""
    today = timezone.localdate()
    keep_until = today + datetime.timedelta(days=730)
    manners = list(NOTES)
    for code in FIRST_DELIVERIES:
        adviser = _viewer(f"{Role.ADVISER.value}@{code}.example")
        owner = adviser.party_id
        assert owner is not None
        with viewing(adviser):
            private, partners = audience_for(owner, "private"), audience_for(owner, "partners")
            shared = list(Record.objects.filter(owner_id=owner, audience__kind="partners").order_by("id")[:24:2])
            for number, record in enumerate(shared):
                person = Person.objects.create(
                    owner_id=owner, audience=private, record=record, name=INVENTED[number % len(INVENTED)],
                    role="contactpersoon", email=f"contact{number}@voorbeeld.example", purpose="advies en matchmaking",
                    keep_until=keep_until, is_invented=True, created_at=timezone.now(),
                )  # fmt: skip
                manner = manners[number % len(manners)]
                ContactMoment.objects.create(
                    owner_id=owner, audience=partners if number % 3 else private, record=record, person=person,
                    by_id=adviser.user_id, on=today - datetime.timedelta(days=3 + 11 * number), manner=manner,
                    note=NOTES[manner], purpose="advies en matchmaking", keep_until=keep_until, is_invented=True,
                    created_at=timezone.now(),
                )  # fmt: skip


def _link(say: Say) -> None:
    from koppel.apps.network.actions.links import relink

    last: list[str] = []

    def progress(phase: str, done: int, total: int) -> None:
        if last != [phase]:
            last[:] = [phase]
            say(f"  {phase} ({total:,} records)" if total else f"  {phase}")

    relink(progress=progress)
