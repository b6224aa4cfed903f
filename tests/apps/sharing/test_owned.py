"""The database shows a viewer what its audiences may see, and nothing else."""

import datetime

import pytest
from django.db import DatabaseError, connections, transaction

from koppel.apps.network.models import Organisation, Record
from koppel.apps.sharing.owned import viewing
from tests import cast

pytestmark = pytest.mark.usefixtures("database_rolled_back")


def names(viewer: object) -> set[str]:
    with viewing(viewer):
        return set(Record.objects.values_list("name", flat=True))


def test_each_audience_shows_a_record_to_its_members_only() -> None:
    brabant, limburg, third = cast.a_partner("brabant"), cast.a_partner("limburg"), cast.a_partner("noord")
    for kind in ("public", "partners", "private"):
        cast.a_record(brabant, name=kind, audience=kind)
    cast.a_record(brabant, name="circle", audience="circle", members=[limburg.pk])
    assert names(cast.anna()) == {"public", "partners", "private", "circle"}
    assert names(cast.luc()) == {"public", "partners", "circle"}
    assert names(cast.a_viewer(party=third)) == {"public", "partners"}
    assert names(cast.VISITOR) == {"public"}


def test_without_a_viewer_there_are_no_rows() -> None:
    cast.a_record(cast.a_partner(), audience="public")
    assert Record.objects.count() == 0


def test_an_audience_that_has_ended_shows_nothing_to_others() -> None:
    brabant = cast.a_partner("brabant")
    record = cast.a_record(brabant, name="ended", audience="partners", until=datetime.date(2999, 1, 1))
    assert names(cast.luc()) == {"ended"}
    with viewing(cast.anna()):
        record.audience.until = datetime.date(2020, 1, 1)
        record.audience.save()
    assert names(cast.luc()) == set()
    assert names(cast.anna()) == {"ended"}


def test_an_organisation_shows_exactly_when_some_record_of_it_does() -> None:
    brabant = cast.a_partner("brabant")
    hidden, shown = cast.a_record(brabant, audience="private"), cast.a_record(brabant, audience="partners")
    with viewing(cast.luc()):
        assert set(Organisation.objects.values_list("id", flat=True)) == {shown.organisation_id}
    with viewing(cast.anna()):
        assert Organisation.objects.filter(pk=hidden.organisation_id).exists()


def test_a_visible_record_of_another_partner_cannot_be_changed_or_removed() -> None:
    record = cast.a_record(cast.a_partner("brabant"), name="theirs", audience="partners")
    with viewing(cast.luc()):
        assert Record.objects.filter(pk=record.pk).update(name="mine") == 0
        assert Record.objects.filter(pk=record.pk).delete()[0] == 0
        assert Record.objects.get(pk=record.pk).name == "theirs"


def test_nobody_writes_a_record_in_another_partners_name() -> None:
    record = cast.a_record(cast.a_partner("brabant"), audience="partners")
    with viewing(cast.luc()):
        record.pk, record.reference = None, "copied"
        import uuid

        record.uuid = uuid.uuid4()
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            record.save(force_insert=True)


def test_a_nested_viewer_gives_the_outer_one_back() -> None:
    cast.a_record(cast.a_partner("brabant"), name="private", audience="private")
    anna, luc = cast.anna(), cast.luc()
    with viewing(anna):
        with viewing(luc):
            assert Record.objects.count() == 0
        assert Record.objects.count() == 1
    assert Record.objects.count() == 0


def test_the_activity_log_cannot_be_changed() -> None:
    from koppel.apps.sharing.actions import log_activity
    from koppel.apps.sharing.models import Activity

    anna = cast.anna()
    with viewing(anna):
        log_activity(anna, "shared", "record", "1")
        assert Activity.objects.count() == 1
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Activity.objects.update(verb="hid")


def test_the_app_role_can_pass_no_row_security() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("koppel_app", False, False)
