"""What becomes of single rows: repaired, to check, left out, gone, back again, kept out by hand."""

from __future__ import annotations

from django.utils import timezone, translation

from koppel.apps.network.actions import records as record_actions
from koppel.apps.network.actions.records import Choice
from koppel.apps.network.models import Delivery, Person, Record
from koppel.apps.network.queries import deliveries as queries
from koppel.apps.network.queries import delivery_sentences as sentences
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.queries import standing_audience
from tests.apps.network.deliveries.giving import changes, companies, export, give
from tests.cast import anna


def test_a_bad_row_is_left_out_with_its_reason_and_the_rest_is_taken(database_rolled_back: None) -> None:
    steward = anna()
    delivery = give(
        steward,
        export(
            ("1", "Goed B.V.", "12345678", "Breda"),
            ("2", "", "12345679", "Breda"),
            ("3", "Nul B.V.", "1234567", "Breda"),
            ("4", "Negen B.V.", "123456789", "Breda"),
            ("1", "Ander B.V.", "", "Tilburg"),
            ("1", "Goed B.V.", "12345678", "Breda"),
        ),
    )
    counts = delivery.counts
    assert (counts["taken"], counts["repaired"], counts["check"]) == (1, 1, 1)
    assert (counts["refused"], counts["duplicate"]) == (1, 2)
    with viewing(steward):
        assert set(Record.objects.values_list("reference", "name", "kvk")) == {
            ("1", "Goed B.V.", "12345678"),
            ("3", "Nul B.V.", "01234567"),
            ("4", "Negen B.V.", ""),
        }
        lines = [line for row in queries.rows(delivery, "remarks") for line in sentences.report_lines(row)]
    assert [line["row"] for line in lines] == [3, 4, 5, 6, 7]
    assert all(line["why"] for line in lines)


def test_the_reports_add_up_to_the_rows_of_the_file(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 30)))
    delivery = give(
        steward,
        export(*companies(1, 1, suffix=" nieuw"), *companies(2, 27), ("31", "Nul", "1234567", ""), ("32", "", "", "")),
    )
    with viewing(steward):
        counted = queries.row_counts(delivery)
        in_file = delivery.rows.exclude(change="gone").count()
    assert counted["remarks"] == counted["check"] + counted["refused"] + counted["duplicate"] + counted["repaired"]
    assert counted["new"] + counted["changed"] + counted["unchanged"] + counted["left-out"] == in_file == 29
    assert {name: counted[name] for name in ("new", "changed", "unchanged", "gone")} == {
        name: delivery.counts[name] for name in ("new", "changed", "unchanged", "gone")
    }
    assert delivery.counts["gone"] == 3


def test_what_changes_in_a_record_is_shown_field_by_field(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 10)))
    delivery = give(steward, export(("1", "Anders B.V.", "10000001", "Breda"), *companies(2, 10)))
    with viewing(steward), translation.override("en"):
        (row,) = queries.rows(delivery, "changed")
        lines = sentences.report_lines(row)
    assert {(line["field"], line["was"], line["became"]) for line in lines} == {
        ("Name", "Bedrijf 1 B.V.", "Anders B.V."),
        ("Place", "Eindhoven", "Breda"),
    }


def test_a_record_that_is_gone_comes_back_as_itself_with_its_people(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 10)), audience="public")
    with viewing(steward):
        record = Record.objects.get(reference="10")
        Person.objects.create(
            owner_id=steward.party_id, audience=standing_audience("private"), record=record, name="Verzonnen",
            purpose="test", keep_until=timezone.localdate(), created_at=timezone.now(),
        )  # fmt: skip
    give(steward, export(*companies(1, 9)), audience="private")
    with viewing(steward):
        assert Record.objects.get(reference="10").gone_at is not None
        assert Person.objects.count() == 1
    delivery = give(steward, export(*companies(1, 10)))
    assert changes(delivery) == (1, 0, 9, 0)
    with viewing(steward):
        back = Record.objects.get(reference="10")
        assert (back.pk, back.gone_at, back.audience.kind) == (record.pk, None, "public")
        assert back.people.count() == 1


def test_new_records_get_the_chosen_audience_and_others_keep_theirs(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 10)), audience="private")
    give(steward, export(("1", "Anders B.V.", "", ""), *companies(2, 11)), audience="public")
    with viewing(steward):
        kinds = dict(Record.objects.values_list("reference", "audience__kind"))
    assert kinds["1"] == kinds["2"] == "private"
    assert kinds["11"] == "public"


def test_a_record_added_by_hand_is_never_gone(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 10)))
    with viewing(steward):
        record_actions.add_record(steward, {"name": "Met de hand B.V."}, Choice(kind="private"), now=timezone.now())
    assert changes(give(steward, export(*companies(1, 10)))) == (0, 0, 10, 0)
    with viewing(steward):
        assert Record.objects.get(name="Met de hand B.V.").gone_at is None


def test_what_a_colleague_removed_stays_removed(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 10)))
    with viewing(steward):
        removed = Record.objects.get(reference="4")
        record_actions.remove_record(steward, removed.uuid, now=timezone.now())
    delivery = give(steward, export(*companies(1, 10)))
    assert changes(delivery) == (0, 0, 10, 0)
    assert delivery.counts["removed_by_hand"] == 1
    with viewing(steward):
        assert Record.objects.get(reference="4").gone_at is not None
        record_actions.restore_record(steward, removed.uuid)
    assert changes(give(steward, export(*companies(1, 3), *companies(5, 10)))) == (0, 0, 9, 1)


def test_what_a_colleague_corrected_stays_until_the_export_says_something_else(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 10)))
    with viewing(steward):
        record = Record.objects.get(reference="4")
        record_actions.edit_record(
            steward, record.uuid, {"name": "Verbeterd B.V."}, version=record.version, now=timezone.now()
        )
    assert changes(give(steward, export(*companies(1, 10)))) == (0, 0, 10, 0)
    with viewing(steward):
        assert Record.objects.get(reference="4").name == "Verbeterd B.V."
    give(steward, export(*companies(1, 3), ("4", "Nieuwe naam B.V.", "", ""), *companies(5, 10)))
    with viewing(steward):
        assert Record.objects.get(reference="4").name == "Nieuwe naam B.V."


def test_a_record_whose_row_cannot_be_read_this_time_stays(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 10)))
    delivery = give(steward, export(*companies(1, 8), ("9", "", "", ""), *companies(10, 10)))
    assert changes(delivery) == (0, 0, 9, 0)
    with viewing(steward):
        assert Record.objects.get(reference="9").gone_at is None


def test_a_file_without_own_ids_gives_each_row_one(database_rolled_back: None) -> None:
    steward = anna()
    payload = export(("Een B.V.", "Breda"), ("Twee B.V.", "Tilburg"), header=("Naam", "Plaats"))
    assert changes(give(steward, payload)) == (2, 0, 0, 0)
    assert changes(give(steward, payload)) == (0, 0, 2, 0)


def test_a_sheet_without_names_is_left_out(database_rolled_back: None) -> None:
    from tests.connectors.building import workbook

    steward = anna()
    payload = workbook(
        {
            "Relaties": [["Relatie-ID", "Organisatie"], ["1", "Een B.V."]],
            "Uitleg": [["Veld", "Betekenis"], ["Relatie-ID", "nummer in het systeem"]],
        }
    )
    delivery = give(steward, payload, name="export.xlsx")
    assert changes(delivery) == (1, 0, 0, 0)
    assert delivery.format == Delivery.Format.XLSX
