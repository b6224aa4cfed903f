"""Re-linking keeps ids, buries and revives them, writes only what changed, and can be replayed from its events."""

from __future__ import annotations

import random

import pytest

from koppel.apps.network.actions import links as actions
from koppel.apps.network.models import Candidate, Evidence, LinkEvent, Organisation, Record
from koppel.apps.sharing.owned import viewing, viewing_all
from tests import cast

pytestmark = pytest.mark.usefixtures("database_committed")


def a_new_record(code: str, name: str, **fields: str) -> Record:
    """A record as a delivery leaves it: without an organisation."""
    record = cast.a_record(cast.a_partner(code), name=name, **fields)
    with viewing_all(because="tests"):
        LinkEvent.objects.filter(record=record).delete()
        Record.objects.filter(pk=record.pk).update(organisation=None)
        Organisation.objects.filter(records=None).delete()
    return record


def organisations() -> dict[str, str]:
    with viewing_all(because="tests"):
        return {
            reference: str(address)
            for reference, address in Record.objects.filter(gone_at=None).values_list("reference", "organisation__uuid")
        }


def test_records_with_one_kvk_number_become_one_organisation_and_others_do_not() -> None:
    one = a_new_record("brabant", "Qmulus B.V.", kvk="12345678", city="Venlo")
    two = a_new_record("limburg", "QMULUS BV", kvk="12345678")
    three = a_new_record("limburg", "Bejo Zaden", kvk="87654321", city="Warmenhuizen")
    outcome = actions.relink()
    found = organisations()
    assert found[one.reference] == found[two.reference] != found[three.reference]
    assert (outcome["records"], outcome["organisations"]) == (3, 2)
    with viewing_all(because="tests"):
        evidence = Evidence.objects.get(left=one, right=two)
        assert sum(bar["weight"] for bar in evidence.contributions) == pytest.approx(evidence.weight, abs=1e-4)
        kinds = sorted(LinkEvent.objects.values_list("kind", flat=True))
    assert kinds == ["joined", "minted", "minted"]


def test_two_different_kvk_numbers_never_join_by_themselves() -> None:
    one = a_new_record(
        "brabant", "Voorbeeld Mechatronica B.V.", kvk="12345678", city="Eindhoven", website="voorbeeld.nl"
    )
    two = a_new_record(
        "limburg", "Voorbeeld Mechatronica B.V.", kvk="87654321", city="Eindhoven", website="voorbeeld.nl"
    )
    actions.relink()
    found = organisations()
    assert found[one.reference] != found[two.reference]


def test_a_second_run_without_a_change_writes_nothing() -> None:
    for number in range(12):
        a_new_record(
            random.Random(number).choice(["brabant", "limburg"]),
            f"Organisatie {number} B.V.",
            kvk=f"1234567{number % 5}",
        )
    actions.relink()
    with viewing_all(because="tests"):
        before = (organisations(), LinkEvent.objects.count())
        candidates = set(Candidate.objects.values_list("uuid", flat=True))
    outcome = actions.relink()
    with viewing_all(because="tests"):
        assert (organisations(), LinkEvent.objects.count()) == before
        assert set(Candidate.objects.values_list("uuid", flat=True)) == candidates
    assert outcome["changed"] == 0


def test_a_merged_id_leads_to_the_one_that_lives_and_comes_back_at_a_split() -> None:
    one, two = (
        a_new_record("brabant", "Alfa Optiek B.V.", kvk="12345678"),
        a_new_record("limburg", "Zeta Staal", kvk=""),
    )
    actions.relink()
    before = organisations()
    with viewing_all(because="tests"):
        Record.objects.filter(pk=two.pk).update(name="Alfa Optiek B.V.", kvk="12345678")
    actions.relink()
    merged = organisations()
    assert merged[one.reference] == merged[two.reference]
    gone = ({before[one.reference], before[two.reference]} - {merged[one.reference]}).pop()
    with viewing_all(because="tests"):
        tombstone = Organisation.objects.select_related("merged_into").get(uuid=gone)
        assert str(tombstone.merged_into.uuid) == merged[one.reference]
        assert "merged" in LinkEvent.objects.values_list("kind", flat=True)
        Record.objects.filter(pk=two.pk).update(name="Zeta Staal", kvk="")
    actions.relink()
    after = organisations()
    assert after[one.reference] != after[two.reference]
    assert merged[one.reference] in after.values()


def test_the_events_tell_where_every_record_is() -> None:
    dice = random.Random(5)
    names = ["Alfa Optiek", "Beta Chips", "Gamma Robots", "Delta Sensoren"]
    records = [
        a_new_record(dice.choice(["brabant", "limburg", "noord"]), dice.choice(names), kvk="") for _ in range(12)
    ]
    for _round in range(4):
        actions.relink()
        with viewing_all(because="tests"):
            moved = dice.choice(records)
            Record.objects.filter(pk=moved.pk).update(name=dice.choice(names))
    actions.relink()
    with viewing_all(because="tests"):
        told = {event.record_id: event.organisation_id for event in LinkEvent.objects.order_by("at", "id")}
        assert told == dict(Record.objects.values_list("id", "organisation_id"))


def test_a_run_that_breaks_off_leaves_everything_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    a_new_record("brabant", "Alfa Optiek B.V.", kvk="12345678")

    def breaks(*arguments: object) -> int:
        raise RuntimeError("power cut")

    monkeypatch.setattr(actions, "_write_pairs", breaks)
    with pytest.raises(RuntimeError):
        actions.relink()
    assert set(organisations().values()) == {"None"}
    with viewing_all(because="tests"):
        assert (LinkEvent.objects.count(), Organisation.objects.count()) == (0, 0)


def test_linking_shows_nothing_more_to_anybody() -> None:
    hidden = a_new_record("brabant", "Alfa Optiek B.V.", kvk="12345678", audience="private")
    shown = a_new_record("limburg", "ALFA OPTIEK BV", kvk="12345678")
    actions.relink()
    with viewing(cast.luc()):
        assert set(Record.objects.values_list("pk", flat=True)) == {shown.pk}
        assert Evidence.objects.count() == 0
        assert not LinkEvent.objects.filter(record_id=hidden.pk).exists()
