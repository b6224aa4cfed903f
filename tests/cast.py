"""The standing cast and what it needs: partners Brabant and Limburg, users Anna and Luc, a visitor, and their records."""

from __future__ import annotations

import datetime
import hashlib
import itertools
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from koppel.apps.accounts.models import User
from koppel.apps.accounts.queries import viewer_of
from koppel.apps.accounts.rules import needs_second_step
from koppel.apps.network.models import Organisation, Record
from koppel.apps.sharing.actions import audience_for
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import alias, viewing
from koppel.apps.sharing.rules import Role, Viewer

OPERATOR = Viewer(role=Role.OPERATOR, user_id=0, name="Olga")
VISITOR = Viewer()
NOW = datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.UTC)
_count = itertools.count(1)


def a_partner(code: str = "brabant", *, name: str = "", **fields: Any) -> Party:
    """A partner; the same code gives the same partner."""
    with viewing(OPERATOR):
        found = Party.objects.filter(code=code).first()
        if found:
            return found
        label = code[:8].capitalize()
        return Party.objects.create(
            kind=Party.Kind.PARTNER,
            code=code,
            name=name or label,
            label=label,
            letter=label[0],
            position=next(_count),
            **fields,
        )


def a_company_party(code: str = "acme") -> Party:
    """An organisation that has users here."""
    with viewing(OPERATOR):
        return Party.objects.create(kind=Party.Kind.ORGANISATION, code=code, name=code, label=code[:12])


def a_user(name: str = "Anna", *, party: Party | None = None, role: Role = Role.STEWARD, **fields: Any) -> User:
    """A user; by default a steward. Who must have a second step has one, so that pages open."""
    number = next(_count)
    fields.setdefault("email", f"{name.lower()}{number}@example.org")
    has_second_step = fields.pop("second_step", needs_second_step(role))
    user = User.objects.create_user(name=name, party=party, role=role, password=fields.pop("password", None), **fields)
    if has_second_step:
        TOTP.activate(user, generate_totp_secret())
    return user


def a_viewer(name: str = "Anna", *, party: Party | None = None, role: Role = Role.STEWARD) -> Viewer:
    """Somebody of a party as a viewer."""
    return viewer_of(a_user(name, party=party, role=role))


def anna() -> Viewer:
    """Anna, steward at Brabant."""
    return a_viewer("Anna", party=a_partner("brabant"))


def luc() -> Viewer:
    """Luc, steward at Limburg."""
    return a_viewer("Luc", party=a_partner("limburg"))


def a_record(
    owner: Party,
    *,
    name: str = "Voorbeeld B.V.",
    audience: str = "partners",
    organisation: Organisation | None = None,
    **fields: Any,
) -> Record:
    """A record of a party with an organisation of its own, or joined to one; written as its owner."""
    number = next(_count)
    until, purpose, members = fields.pop("until", None), fields.pop("purpose", ""), fields.pop("members", ())
    with viewing(Viewer(role=Role.STEWARD, user_id=0, party_id=owner.pk, party_code=owner.code)):
        chosen = audience_for(owner.pk, audience, until=until, purpose=purpose, members=members)
        record = Record.objects.create(
            owner=owner,
            audience=chosen,
            reference=fields.pop("reference", f"R{number}"),
            name=name,
            content_hash=hashlib.sha256(f"{name}{number}".encode()).hexdigest(),
            sort_name=name.lower(),
            search_name=name.lower(),
            created_at=NOW,
            changed_at=NOW,
            **fields,
        )
        _give_organisation(record, organisation)
        record.refresh_from_db()
    return record


def _give_organisation(record: Record, organisation: Organisation | None) -> None:
    from django.db import connections

    with connections[alias()].cursor() as cursor:
        if organisation is None:
            cursor.execute("SELECT network_mint(%s, %s)", [record.pk, timezone.now()])
        else:
            cursor.execute("UPDATE network_record SET organisation_id = %s WHERE id = %s", [organisation.pk, record.pk])
