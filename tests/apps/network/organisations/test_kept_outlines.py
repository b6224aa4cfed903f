"""What is kept of the rows that a viewer sees holds exactly as long as it is true, and for nobody else."""

from __future__ import annotations

import datetime
from unittest import mock

import pytest
from django.db import transaction

from koppel.apps.network.queries import outlines
from koppel.apps.network.queries.organisations import organisations
from koppel.apps.sharing.models import Audience
from koppel.apps.sharing.owned import viewing, viewing_all
from koppel.apps.sharing.rules import VISITOR
from tests.apps.network.organisations.world import a_known_record, owner_of
from tests.cast import a_partner

pytestmark = pytest.mark.usefixtures("database_committed")


def test_an_audience_that_ends_takes_the_record_out_of_the_counts() -> None:
    brabant, limburg = a_partner("brabant"), a_partner("limburg")
    a_known_record(limburg, "Even zichtbaar", audience="circle", members=(brabant.pk,))
    reader = owner_of(brabant)
    with viewing(reader):
        assert len(organisations()) == 1
    with viewing(owner_of(limburg)):
        Audience.objects.filter(kind="circle", owner=limburg).update(until=datetime.date(2020, 1, 1))
    with viewing(reader):
        assert len(organisations()) == 0


def test_an_outline_is_read_once_and_again_after_a_change() -> None:
    brabant = a_partner("brabant")
    reader = owner_of(brabant)
    a_known_record(brabant, "Een")
    with mock.patch.object(outlines, "_read", wraps=outlines._read) as reading:
        for _ in range(3):
            with viewing(reader):
                assert len(organisations()) == 1
        assert reading.call_count == 1
        a_known_record(brabant, "Twee")
        with viewing(reader):
            assert len(organisations()) == 2
        assert reading.call_count == 2


def test_what_a_transaction_that_is_undone_saw_is_not_kept() -> None:
    brabant = a_partner("brabant")
    reader = owner_of(brabant)
    a_known_record(brabant, "Een")
    with transaction.atomic(using="default"):
        a_known_record(brabant, "Wordt ongedaan gemaakt")
        with viewing(reader):
            assert len(organisations()) == 2
        transaction.set_rollback(True, using="default")
    # Another change gives the version that the undone one had.
    a_known_record(brabant, "Twee")
    with viewing(reader):
        assert sorted(one.name for one in organisations()) == ["Een", "Twee"]


def test_who_sees_other_rows_has_another_outline() -> None:
    brabant, limburg = a_partner("brabant"), a_partner("limburg")
    a_known_record(brabant, "Van ons", audience="private")
    with viewing(owner_of(brabant)):
        assert len(organisations()) == 1
    with viewing(owner_of(limburg)):
        assert len(organisations()) == 0


def test_what_the_operator_sees_is_never_kept_for_a_visitor() -> None:
    brabant = a_partner("brabant")
    a_known_record(brabant, "Van ons", audience="private")
    with viewing(VISITOR):
        with viewing_all(because="a test compares"):
            assert len(outlines.outline([brabant])) == 1
        assert len(organisations()) == 0
