"""Writing, sharing and withdrawing records: what counts, from when, and who may not."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator

import pytest
from django.utils import timezone, translation

from koppel.apps.network.actions import records as actions
from koppel.apps.network.actions.records import Choice
from koppel.apps.network.models import Delivery, Record
from koppel.apps.network.queries import profiles
from koppel.apps.sharing.models import Activity
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import NotFound, Refused, Role
from tests.cast import NOW, VISITOR, a_company_party, a_partner, a_record, a_viewer, anna, luc

pytestmark = pytest.mark.usefixtures("database_rolled_back", "in_english")

VALUES = {"name": "Alfa B.V.", "kvk": "12345678", "city": "Eindhoven", "postcode": "5611 AB"}


@pytest.fixture
def in_english() -> Iterator[None]:
    """Sentences in the language of these tests."""
    with translation.override("en"):
        yield


def sees(viewer: object, record: Record) -> bool:
    with viewing(viewer):  # type: ignore[arg-type]
        return Record.objects.filter(pk=record.pk).exists()


def test_a_record_added_by_hand_has_an_organisation_and_is_seen_by_the_chosen_audience() -> None:
    adviser = a_viewer("Bram", party=a_partner("brabant"), role=Role.ADVISER)
    with viewing(adviser):
        record = actions.add_record(adviser, VALUES, Choice("partners"), now=NOW)
        assert record.organisation is not None
        assert profiles.portrait(record.organisation.uuid).profile.text("kvk") == "12345678"
        assert record.province == "NL-NB"
        assert record.is_by_hand
    assert sees(luc(), record)
    assert not sees(VISITOR, record)


def test_a_number_that_another_partner_has_privately_is_no_reason_to_refuse() -> None:
    a_record(a_partner("limburg"), kvk="12345678", audience="private", reference="R-77")
    actor = anna()
    with viewing(actor):
        record = actions.add_record(actor, {**VALUES, "reference": "R-77"}, Choice("partners"), now=NOW)
    assert record.reference == "R-77"


def test_an_own_number_is_used_once_per_partner() -> None:
    actor = anna()
    with viewing(actor):
        actions.add_record(actor, {**VALUES, "reference": "R-1"}, Choice("partners"), now=NOW)
        with pytest.raises(Refused, match="R-1"):
            actions.add_record(actor, {**VALUES, "reference": "R-1"}, Choice("partners"), now=NOW)


def test_another_partner_can_neither_edit_nor_share_nor_remove() -> None:
    record = a_record(a_partner("brabant"))
    stranger = luc()
    with viewing(stranger):
        for act in (
            lambda: actions.edit_record(stranger, record.uuid, VALUES, version=1, now=NOW),
            lambda: actions.share_record(stranger, record.uuid, Choice("public"), now=NOW),
            lambda: actions.withdraw_record(stranger, record.uuid),
            lambda: actions.remove_record(stranger, record.uuid, now=NOW),
            lambda: actions.restore_record(stranger, record.uuid),
            lambda: actions.share_again(stranger, record.uuid, record.audience.uuid, today=NOW.date()),
        ):
            with pytest.raises(NotFound):
                act()


def test_the_second_writer_sees_both_versions_and_overwrites_nothing() -> None:
    record = a_record(a_partner("brabant"), name="Alfa")
    first, second = anna(), anna()
    with viewing(first):
        actions.edit_record(first, record.uuid, {**VALUES, "name": "Alfa One"}, version=1, now=NOW)
    with viewing(second):
        with pytest.raises(actions.Clash) as clash:
            actions.edit_record(second, record.uuid, {**VALUES, "name": "Alfa Two"}, version=1, now=NOW)
        assert clash.value.current.name == "Alfa One"
        assert Record.objects.get(pk=record.pk).name == "Alfa One"


def test_a_hand_made_change_keeps_the_fingerprint_of_the_delivered_row() -> None:
    actor = anna()
    record = a_record(a_partner("brabant"))
    with viewing(actor):
        delivery = Delivery.objects.create(
            owner_id=actor.party_id,
            audience=record.audience,
            new_audience=record.audience,
            file_name="a.csv",
            size_bytes=1,
            sha256="0" * 64,
            payload=b"a",
            created_at=NOW,
        )
        Record.objects.filter(pk=record.pk).update(delivery=delivery)
        changed = actions.edit_record(actor, record.uuid, VALUES, version=1, now=NOW)
    assert changed.content_hash == record.content_hash
    assert changed.version == 2


def test_withdrawing_counts_at_once_and_can_be_undone() -> None:
    record = a_record(a_partner("brabant"))
    owner, other = anna(), luc()
    assert sees(other, record)
    with viewing(owner):
        _record, before = actions.withdraw_record(owner, record.uuid)
    assert not sees(other, record)
    assert sees(owner, record)
    with viewing(owner):
        actions.share_again(owner, record.uuid, before.uuid, today=NOW.date())
    assert sees(other, record)


def test_an_audience_that_is_somebody_elses_cannot_be_borrowed() -> None:
    limburg = a_partner("limburg")
    theirs = a_record(limburg, audience="circle", members=[a_partner("brabant").pk])
    mine = a_record(a_partner("brabant"), audience="private")
    owner = anna()
    with viewing(owner), pytest.raises(NotFound):
        actions.share_again(owner, mine.uuid, theirs.audience.uuid, today=NOW.date())


def test_a_circle_shows_to_its_members_only() -> None:
    record = a_record(a_partner("brabant"), audience="private")
    limburg, owner, outsider = luc(), anna(), a_viewer("Noor", party=a_partner("nom"))
    with viewing(owner):
        shared = actions.share_record(
            owner, record.uuid, Choice("circle", members=("limburg",), name="Vacuum"), now=NOW
        )
        assert shared.audience.kind == "circle"
    assert sees(limburg, record)
    assert not sees(outsider, record)


def test_a_circle_with_an_unknown_party_is_refused() -> None:
    record = a_record(a_partner("brabant"))
    owner = anna()
    with viewing(owner), pytest.raises(Refused):
        actions.share_record(owner, record.uuid, Choice("circle", members=("nobody",)), now=NOW)


def test_a_shared_record_hides_after_its_last_day() -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    record = a_record(a_partner("brabant"), audience="private")
    owner = anna()
    with viewing(owner):
        choice = Choice("partners", until=yesterday, purpose="trial")
        with pytest.raises(Refused, match="end date"):
            actions.share_record(owner, record.uuid, choice, now=NOW + datetime.timedelta(days=3650))
        past = NOW - datetime.timedelta(days=3650)
        actions.share_record(owner, record.uuid, choice, now=past)
    assert not sees(luc(), record)
    assert sees(owner, record)


def test_a_colleagues_choice_of_audience_is_not_overwritten_unseen() -> None:
    record = a_record(a_partner("brabant"))
    owner = anna()
    with viewing(owner):
        actions.withdraw_record(owner, record.uuid)
        with pytest.raises(Refused, match="colleague"):
            actions.share_record(owner, record.uuid, Choice("public"), now=NOW, seen=str(record.audience.uuid))


def test_a_removed_record_is_hidden_until_it_is_restored() -> None:
    record = a_record(a_partner("brabant"), audience="public")
    owner = anna()
    with viewing(owner):
        actions.remove_record(owner, record.uuid, now=NOW)
        with pytest.raises(Refused, match="removed"):
            actions.share_record(owner, record.uuid, Choice("public"), now=NOW)
    assert not sees(VISITOR, record)
    assert sees(owner, record)
    with viewing(owner):
        actions.restore_record(owner, record.uuid)
    assert sees(VISITOR, record)


def test_every_act_is_in_the_log_of_its_owner_without_names() -> None:
    owner = anna()
    with viewing(owner):
        record = actions.add_record(owner, VALUES, Choice("partners"), now=NOW)
        actions.edit_record(owner, record.uuid, {**VALUES, "city": "Best"}, version=record.version, now=NOW)
        actions.withdraw_record(owner, record.uuid)
        actions.remove_record(owner, record.uuid, now=NOW)
        actions.restore_record(owner, record.uuid)
        log = list(Activity.objects.filter(noun_id=str(record.uuid)).order_by("id"))
    assert [act.verb for act in log] == ["added", "edited", "withdrew", "removed", "restored"]
    assert all("Alfa" not in str(act.details) for act in log)
    with viewing(luc()):
        assert not Activity.objects.filter(noun_id=str(record.uuid)).exists()


def test_a_company_has_one_profile_of_its_own() -> None:
    company = a_viewer("Cees", party=a_company_party("acme"), role=Role.COMPANY)
    with viewing(company):
        record = actions.add_record(company, VALUES, Choice("partners"), now=NOW)
        with pytest.raises(Refused, match="already"):
            actions.add_record(company, VALUES, Choice("partners"), now=NOW)
        actions.edit_record(company, record.uuid, {**VALUES, "city": "Best"}, version=1, now=NOW)
    assert sees(luc(), record)


def test_a_visitor_adds_nothing() -> None:
    with viewing(VISITOR), pytest.raises(Refused):
        actions.add_record(VISITOR, VALUES, Choice("public"), now=NOW)


def test_hidden_and_missing_organisations_are_equally_unknown() -> None:
    record = a_record(a_partner("brabant"), audience="private")
    with viewing(anna()):
        hidden = profiles.own_record(record.uuid).organisation
    assert hidden is not None
    with viewing(luc()):
        for address in (hidden.uuid, uuid.uuid4()):
            with pytest.raises(NotFound):
                profiles.portrait(address)
