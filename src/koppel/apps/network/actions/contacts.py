"""Write down, change and remove people and contact moments at a record of one's own."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from koppel.apps.network.actions.records import Choice, audience_of
from koppel.apps.network.models import ContactMoment, Person, Record
from koppel.apps.network.queries import contacts, profiles
from koppel.apps.network.rules.contacts import latest_end
from koppel.apps.sharing.actions import log_activity
from koppel.apps.sharing.owned import together
from koppel.apps.sharing.rules import Refused, Viewer, may_note_contact

PERSON_FIELDS = ("name", "role", "email", "phone", "purpose", "keep_until")
MOMENT_FIELDS = ("on", "manner", "note", "purpose", "keep_until")

Kept = TypeVar("Kept", Person, ContactMoment)


class ContactClash(Refused):
    """A colleague changed it since the actor read it; carries what stands there now."""

    def __init__(self, current: Person | ContactMoment) -> None:
        super().__init__(_("A colleague changed this while you were typing. Nothing of yours was saved yet."))
        self.current = current


def add_person(
    actor: Viewer, record_address: UUID, fields: Mapping[str, Any], choice: Choice, *, now: datetime.datetime
) -> Person:
    """Write down somebody at an organisation.

    Args:
        actor: staff of the partner whose record it is.
        record_address: outside id of the record.
        fields: cleaned values of ``PERSON_FIELDS``.
        choice: who may see this person.
        now: the time.

    Raises:
        NotFound: the record is unknown to this actor, or another party's.
        Refused: the actor may not, or the day to keep it until is out of bounds.
    """
    with together():
        record = _own_record(actor, record_address)
        _check_end(fields["keep_until"], now.date())
        audience = audience_of(actor, choice, today=now.date())
        person = Person.objects.create(
            owner_id=record.owner_id,
            audience=audience,
            record=record,
            created_at=now,
            **{name: fields[name] for name in PERSON_FIELDS},
        )
        log_activity(actor, "added", "person", person.uuid, details={"audience": audience.kind})
    return person


def edit_person(
    actor: Viewer, address: UUID, fields: Mapping[str, Any], choice: Choice, *, version: int, now: datetime.datetime
) -> Person:
    """Change a person of the actor's own party, or who may see them.

    Raises:
        NotFound: unknown to this actor, or another party's.
        ContactClash: a colleague changed it since.
        Refused: the actor may not, or the day to keep it until is out of bounds.
    """
    with together():
        _check_may(actor)
        person = _locked(Person, contacts.own_person(address).pk)
        _change(actor, person, version, {name: fields[name] for name in PERSON_FIELDS}, choice, now)
        log_activity(actor, "edited", "person", person.uuid, details={"audience": person.audience.kind})
    return person


def remove_person(actor: Viewer, address: UUID) -> Person:
    """Erase a person for good; their contact moments stay, without the person.

    Raises:
        NotFound: unknown to this actor, or another party's.
        Refused: the actor may not.
    """
    with together():
        _check_may(actor)
        person = contacts.own_person(address)
        Person.objects.filter(pk=person.pk).delete()
        log_activity(actor, "removed", "person", person.uuid)
    return person


def note_contact(
    actor: Viewer,
    record_address: UUID,
    fields: Mapping[str, Any],
    choice: Choice,
    *,
    person: UUID | None,
    now: datetime.datetime,
) -> ContactMoment:
    """Write down a moment of contact with an organisation.

    Args:
        actor: staff of the partner whose record it is.
        record_address: outside id of the record.
        fields: cleaned values of ``MOMENT_FIELDS``.
        choice: who may see this moment.
        person: outside id of a person of the same record.
        now: the time.

    Raises:
        NotFound: the record or the person is unknown to this actor, or another party's.
        Refused: the actor may not, or the day to keep it until is out of bounds.
    """
    with together():
        record = _own_record(actor, record_address)
        _check_end(fields["keep_until"], now.date())
        audience = audience_of(actor, choice, today=now.date())
        moment = ContactMoment.objects.create(
            owner_id=record.owner_id,
            audience=audience,
            record=record,
            person=_person_at(record.pk, person),
            by_id=actor.user_id,
            created_at=now,
            **{name: fields[name] for name in MOMENT_FIELDS},
        )
        log_activity(actor, "added", "contact moment", moment.uuid, details={"audience": audience.kind})
    return moment


def edit_contact(
    actor: Viewer,
    address: UUID,
    fields: Mapping[str, Any],
    choice: Choice,
    *,
    person: UUID | None,
    version: int,
    now: datetime.datetime,
) -> ContactMoment:
    """Change a contact moment of the actor's own party, or who may see it.

    Raises:
        NotFound: unknown to this actor, or another party's.
        ContactClash: a colleague changed it since.
        Refused: the actor may not, or the day to keep it until is out of bounds.
    """
    with together():
        _check_may(actor)
        moment = _locked(ContactMoment, contacts.own_moment(address).pk)
        values = {name: fields[name] for name in MOMENT_FIELDS}
        values["person"] = _person_at(moment.record_id, person)
        _change(actor, moment, version, values, choice, now)
        log_activity(actor, "edited", "contact moment", moment.uuid, details={"audience": moment.audience.kind})
    return moment


def remove_contact(actor: Viewer, address: UUID) -> ContactMoment:
    """Erase a contact moment for good.

    Raises:
        NotFound: unknown to this actor, or another party's.
        Refused: the actor may not.
    """
    with together():
        _check_may(actor)
        moment = contacts.own_moment(address)
        ContactMoment.objects.filter(pk=moment.pk).delete()
        log_activity(actor, "removed", "contact moment", moment.uuid)
    return moment


def _check_may(actor: Viewer) -> None:
    if not may_note_contact(actor):
        raise Refused(_("Only staff of a partner can keep people and contact moments."))


def _check_end(keep_until: datetime.date, today: datetime.date) -> None:
    if keep_until < today:
        raise Refused(_("The day until which you keep this has passed. Choose a later day."))
    if keep_until > latest_end(today):
        raise Refused(_("Keep personal data for five years at most. Choose an earlier day."))


def _own_record(actor: Viewer, address: UUID) -> Record:
    _check_may(actor)
    record = profiles.own_record(address)
    if record.gone_at is not None:
        raise Refused(_("This record was removed. Restore it first."))
    return record


def _person_at(record_id: int, person: UUID | None) -> Person | None:
    """A person of the same record, or none; an id from elsewhere is refused as if it did not exist."""
    if person is None:
        return None
    found = next((one for one in contacts.own_people(record_id) if one.uuid == person), None)
    if found is None:
        raise Refused(_("This person is not known at this record. Choose another, or nobody."))
    return found


def _locked(model: type[Kept], pk: int) -> Kept:
    model.objects.select_for_update().only("pk").get(pk=pk)
    return model.objects.select_related("audience").get(pk=pk)


def _change(
    actor: Viewer,
    kept: Person | ContactMoment,
    version: int,
    values: Mapping[str, Any],
    choice: Choice,
    now: datetime.datetime,
) -> None:
    if kept.version != version:
        raise ContactClash(kept)
    _check_end(values["keep_until"], now.date())
    kept.audience = audience_of(actor, choice, today=now.date())
    for name, value in values.items():
        setattr(kept, name, value)
    kept.version += 1
    kept.save(update_fields=[*values, "audience", "version"])
