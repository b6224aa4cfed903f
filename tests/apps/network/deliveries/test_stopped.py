"""A delivery that is stopped anywhere gives, run again, what it would have given."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError
from procrastinate.exceptions import ConnectorException

from koppel.apps.accounts.models import User
from koppel.apps.network.actions import deliveries as actions
from koppel.apps.network.jobs.deliveries import read_delivery
from koppel.apps.network.models import Delivery, DeliveryRow, Record
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Role
from koppel.site import database
from tests.apps.network.deliveries.giving import again, changes, companies, export, give, read_now
from tests.cast import anna

State = Delivery.State
BREAK = """
CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the power failed'; END $$;
CREATE TRIGGER break_off BEFORE INSERT ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION break_off()
"""
MEND = "DROP FUNCTION break_off CASCADE"


def as_owner(name: str, statement: str) -> None:
    address = psycopg.conninfo.make_conninfo(database.addresses().owner, dbname=name)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("table", "when"),
    [
        ("network_deliveryrow", "new.row = 2400"),
        ("network_record", "new.reference = '2400'"),
        ("sharing_activity", "new.verb = 'delivered'"),
        ("procrastinate_jobs", "new.task_name = 'network.link_records'"),
    ],
)
def test_stopped_anywhere_nothing_is_in_the_network_and_the_next_run_is_whole(
    table: str, when: str, database_committed: str
) -> None:
    steward = anna()
    received = actions.deliver_file(steward, file_name="export.csv", payload=export(*companies(1, 2500)))
    as_owner(database_committed, BREAK.format(table=table, when=when))
    with pytest.raises((DatabaseError, ConnectorException)):
        read_now(steward, received)
    with viewing(steward):
        assert Record.objects.count() == 0
    as_owner(database_committed, MEND)
    delivery = read_now(steward, received)
    assert delivery.state == State.LINKING
    assert changes(delivery) == (2500, 0, 0, 0)
    with viewing(steward):
        assert Record.objects.count() == 2500
        assert DeliveryRow.objects.count() == 2500


def test_progress_is_visible_to_others_while_it_runs(database_committed: str) -> None:
    steward = anna()
    received = actions.deliver_file(steward, file_name="export.csv", payload=export(*companies(1, 2500)))
    as_owner(database_committed, BREAK.format(table="network_deliveryrow", when="new.row = 2400"))
    with pytest.raises(DatabaseError):
        read_now(steward, received)
    seen = again(steward, received)
    assert (seen.state, seen.done_rows, seen.total_rows) == (State.READING, 2000, 2500)


def test_a_delivery_read_twice_is_applied_once(database_rolled_back: None) -> None:
    steward = anna()
    delivery = give(steward, export(*companies(1, 10)))
    read_now(steward, delivery)
    with viewing(steward):
        assert set(Record.objects.values_list("version", flat=True)) == {1}


def test_who_lost_the_right_to_deliver_changes_nothing(database_committed: str) -> None:
    steward = anna()
    received = actions.deliver_file(steward, file_name="export.csv", payload=export(*companies(1, 10)))
    User.objects.filter(pk=steward.user_id).update(role=Role.ADVISER)
    read_delivery(received.pk, received.owner_id, steward.user_id)
    ended = again(steward, received)
    assert ended.state == State.REFUSED
    assert ended.refusal["code"] == "no_longer_allowed"
    with viewing(steward):
        assert not Record.objects.exists()


def test_who_no_longer_works_for_the_partner_changes_nothing(database_committed: str) -> None:
    steward = anna()
    received = actions.deliver_file(steward, file_name="export.csv", payload=export(*companies(1, 10)))
    User.objects.filter(pk=steward.user_id).update(is_active=False)
    read_delivery(received.pk, received.owner_id, steward.user_id)
    assert again(steward, received).state == State.REFUSED


def test_a_delivery_stopped_before_it_was_read_keeps_no_rows(database_rolled_back: None) -> None:
    steward = anna()
    received = actions.deliver_file(steward, file_name="export.csv", payload=export(*companies(1, 10)))
    with viewing(steward):
        actions.withdraw_delivery(steward, received.uuid)
    assert read_now(steward, received).state == State.WITHDRAWN
    with viewing(steward):
        assert not DeliveryRow.objects.exists()


def test_columns_that_are_not_in_the_file_any_more_refuse_the_whole(database_rolled_back: None) -> None:
    steward = anna()
    received = actions.deliver_file(steward, file_name="export.csv", payload=export(*companies(1, 10)))
    with viewing(steward):
        Delivery.objects.filter(pk=received.pk).update(mappings={"": {"name": "Kwijt"}})
    ended = read_now(steward, received)
    assert ended.state == State.REFUSED
    assert ended.refusal == {"code": "column_missing", "params": {"header": "Kwijt", "sheet": "-"}}
