"""People and contact moments: private to begin with, with a purpose and an end, shown only through their record."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from koppel.apps.network.actions import contacts as actions
from koppel.apps.network.actions import records as record_actions
from koppel.apps.network.actions.records import Choice
from koppel.apps.network.models import ContactMoment, Person, Record
from koppel.apps.network.queries import contacts
from koppel.apps.network.rules.contacts import latest_end, usual_end, years_later
from koppel.apps.sharing.models import Activity
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import NotFound, Refused, Role, Viewer
from tests.cast import NOW, VISITOR, a_company_party, a_partner, a_record, a_viewer, anna, luc

pytestmark = pytest.mark.usefixtures("database_rolled_back")

END = usual_end(NOW.date())
PERSON = {"name": "Robin Voorbeeld", "role": "buyer", "email": "", "phone": "", "purpose": "project", "keep_until": END}
MOMENT = {"on": NOW.date(), "manner": "call", "note": "Wants a partner.", "purpose": "project", "keep_until": END}


def a_person(owner: Viewer, record: Record, audience: str = "private", **fields: Any) -> Person:
    with viewing(owner):
        return actions.add_person(owner, record.uuid, {**PERSON, **fields}, Choice(audience), now=NOW)


def a_moment(owner: Viewer, record: Record, audience: str = "private", **fields: Any) -> ContactMoment:
    person = fields.pop("person", None)
    with viewing(owner):
        return actions.note_contact(owner, record.uuid, {**MOMENT, **fields}, Choice(audience), person=person, now=NOW)


def moments_seen(viewer: Viewer) -> list[ContactMoment]:
    with viewing(viewer):
        return contacts.recent_moments()


def test_a_private_person_shows_to_colleagues_only() -> None:
    record, owner = a_record(a_partner("brabant"), audience="public"), anna()
    a_person(owner, record)
    for viewer, number in ((anna(), 1), (luc(), 0), (VISITOR, 0)):
        with viewing(viewer):
            assert len(contacts.search_people("robin")) == number


def test_a_shared_moment_hides_when_its_record_does() -> None:
    record, owner = a_record(a_partner("brabant"), audience="partners"), anna()
    a_moment(owner, record, "partners")
    assert len(moments_seen(luc())) == 1
    with viewing(owner):
        record_actions.withdraw_record(owner, record.uuid)
    assert moments_seen(luc()) == []
    with viewing(luc()):
        assert not ContactMoment.objects.exists(), "the database itself must not show it"


def test_a_hidden_person_is_left_out_of_a_visible_moment() -> None:
    record, owner = a_record(a_partner("brabant"), audience="partners"), anna()
    person = a_person(owner, record)
    a_moment(owner, record, "partners", person=person.uuid)
    assert moments_seen(owner)[0].person == person
    assert moments_seen(luc())[0].person is None


def test_a_person_of_another_record_cannot_be_named() -> None:
    owner = anna()
    here, elsewhere = a_record(a_partner("brabant")), a_record(a_partner("brabant"))
    person = a_person(owner, elsewhere)
    with pytest.raises(Refused):
        a_moment(owner, here, person=person.uuid)


def test_nothing_is_kept_at_another_partners_record() -> None:
    record, stranger = a_record(a_partner("brabant")), luc()
    with pytest.raises(NotFound):
        a_person(stranger, record)
    with pytest.raises(NotFound):
        a_moment(stranger, record)


def test_another_partners_shared_person_cannot_be_changed_or_erased() -> None:
    record, stranger = a_record(a_partner("brabant")), luc()
    person = a_person(anna(), record, "partners")
    with viewing(stranger):
        with pytest.raises(NotFound):
            actions.edit_person(stranger, person.uuid, PERSON, Choice("public"), version=1, now=NOW)
        with pytest.raises(NotFound):
            actions.remove_person(stranger, person.uuid)


def test_a_company_keeps_no_contacts() -> None:
    company = a_viewer("Cees", party=a_company_party("acme"), role=Role.COMPANY)
    with viewing(company):
        record = record_actions.add_record(company, {"name": "Acme"}, Choice("partners"), now=NOW)
    with pytest.raises(Refused):
        a_person(company, record)


@pytest.mark.parametrize("days", [-1, 5 * 366 + 1])
def test_an_end_that_has_passed_or_is_too_far_is_refused(days: int) -> None:
    record, owner = a_record(a_partner("brabant")), anna()
    with pytest.raises(Refused):
        a_person(owner, record, keep_until=NOW.date() + datetime.timedelta(days=days))


def test_the_second_writer_of_a_moment_overwrites_nothing() -> None:
    record, owner = a_record(a_partner("brabant")), anna()
    moment = a_moment(owner, record)
    with viewing(owner):
        actions.edit_contact(
            owner, moment.uuid, {**MOMENT, "note": "first"}, Choice("private"), person=None, version=1, now=NOW
        )
        with pytest.raises(actions.ContactClash):
            actions.edit_contact(
                owner, moment.uuid, {**MOMENT, "note": "second"}, Choice("private"), person=None, version=1, now=NOW
            )
        assert contacts.own_moment(moment.uuid).note == "first"


def test_erasing_a_person_keeps_the_moment_without_the_name() -> None:
    record, owner = a_record(a_partner("brabant")), anna()
    person = a_person(owner, record)
    a_moment(owner, record, person=person.uuid)
    with viewing(owner):
        actions.remove_person(owner, person.uuid)
        assert contacts.recent_moments()[0].person is None
        log = Activity.objects.filter(noun="person").order_by("id")
        assert [act.verb for act in log] == ["added", "removed"]
        assert "Robin" not in str([act.details for act in log])


def test_29_february_ends_on_28_february() -> None:
    assert years_later(datetime.date(2028, 2, 29), 2) == datetime.date(2030, 2, 28)
    assert latest_end(datetime.date(2026, 5, 1)) == datetime.date(2031, 5, 1)
