"""The whole run: records in, clusters with evidence out."""

import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koppel.engines.linking import (
    BadSettings,
    DuplicateIds,
    Judgement,
    Linking,
    LinkRecord,
    LinkSettings,
    Model,
    link,
    why,
)

QMULUS = LinkRecord(id="a1", partner="bom", name="Qmulus B.V.", kvk="83675499", city="Venlo", website="qmulus.nl")
QMULUS_AGAIN = LinkRecord(id="b1", partner="liof", name="QMULYS BV", city="Venlo", website="www.qmulus.nl/contact")
QMULUS_HOLDING = LinkRecord(id="c1", partner="liof", name="Qmulus Holding B.V.", kvk="11223344", city="Venlo")
BEJO = LinkRecord(id="d1", partner="nom", name="Bejo Zaden B.V.", city="Warmenhuizen")


def together(linking: Linking, *ids: str) -> bool:
    return any(set(ids) <= set(cluster) for cluster in linking.clusters)


def named(number: int, name: str, **fields: str) -> LinkRecord:
    return LinkRecord(id=f"r{number}", partner=f"p{number % 3}", name=name, **fields)


def test_a_worked_example_can_be_checked_by_hand() -> None:
    """Prior -4; equal names +6; equal numbers +9: 11 bits, so 2048 to 1."""
    model = Model(
        prior=-4.0,
        records=10_000,
        weights={"name:exact": 6.0, "kvk:exact": 9.0},
        rarity={},
        word_rates={},
    )
    one = LinkRecord(id="a", partner="bom", name="Acme B.V.", kvk="12345678")
    other = LinkRecord(id="b", partner="nom", name="ACME", kvk="KvK 12.34.56.78")
    found = link([one, other], model=model)
    assert found.clusters == (("a", "b"),)
    (pair,) = found.pairs
    assert [(bar.field, bar.level, bar.weight) for bar in pair.contributions] == [
        ("prior", "prior", pytest.approx(-4.0)),
        ("name", "exact", pytest.approx(6.0)),
        ("kvk", "exact", pytest.approx(9.0)),
    ]
    assert pair.weight == pytest.approx(11.0)
    assert pair.probability == pytest.approx(2048 / 2049)
    assert pair.decision == "link"
    assert why(pair)[0] == "kvk_same"


def test_spellings_of_one_organisation_link_and_its_sibling_stays_apart() -> None:
    found = link([QMULUS, QMULUS_AGAIN, QMULUS_HOLDING, BEJO])
    assert together(found, "a1", "b1")
    assert not together(found, "a1", "c1")
    assert ("d1",) in found.clusters


def test_no_records_and_one_record_are_fine() -> None:
    assert link([]).clusters == ()
    assert link([BEJO]).clusters == (("d1",),)


def test_an_equal_distinctive_name_is_enough_and_a_common_one_is_not() -> None:
    rare = [named(1, "Smartervision B.V."), named(2, "SMARTERVISION")]
    alike = [named(3, "Smartervisions")]
    common = [named(4, "Technology Netherlands B.V."), named(5, "Technology Europe")]
    found = link([*rare, *alike, *common])
    assert together(found, "r1", "r2")
    assert not together(found, "r1", "r3")
    assert not together(found, "r4", "r5")


def test_two_rows_of_one_partner_link_too() -> None:
    twice = [LinkRecord(id=key, partner="bom", name="Smartervision B.V.") for key in ("x", "y")]
    assert together(link(twice), "x", "y")


def test_records_without_a_name_link_by_number() -> None:
    found = link([named(1, "", kvk="12345678"), named(2, "", kvk="12345678"), named(3, ""), named(4, "")])
    assert together(found, "r1", "r2")
    assert len(found.clusters) == 3


def test_two_numbers_never_link_by_themselves_however_much_else_is_equal() -> None:
    same = {"city": "Venlo", "street": "Kade 1", "postcode": "5911 AA", "website": "acme.nl", "phone": "077-1234567"}
    found = link([named(1, "Acme", kvk="12345678", **same), named(2, "Acme", kvk="87654321", **same)])
    assert found.clusters == (("r1",), ("r2",))
    assert found.to_judge == ()


def test_numbers_one_digit_apart_are_asked() -> None:
    same = {"city": "Venlo", "street": "Kade 1", "postcode": "5911 AA", "website": "acme.nl"}
    found = link([named(1, "Acme", kvk="12345678", **same), named(2, "Acme", kvk="12345679", **same)])
    assert found.clusters == (("r1",), ("r2",))
    (question,) = found.to_judge
    assert question.decision == "ask"
    assert why(question)[0] == "kvk_one_digit"


def test_a_verdict_outweighs_every_score() -> None:
    apart = link([QMULUS, QMULUS_AGAIN], judgements=[Judgement("a1", "b1", same=False)])
    assert not together(apart, "a1", "b1") and apart.to_judge == ()
    tied = link([QMULUS, BEJO], judgements=[Judgement("d1", "a1", same=True)])
    assert together(tied, "a1", "d1")
    assert tied.pairs[0].contributions[-1].field == "verdict"
    assert why(tied.pairs[0])[0] == "judged_same"


def test_verdicts_on_records_that_are_gone_are_passed_over() -> None:
    assert link([BEJO], judgements=[Judgement("d1", "gone", same=True)]).clusters == (("d1",),)


def test_contradicting_verdicts_are_told() -> None:
    verdicts = [Judgement("a1", "b1", same=True), Judgement("b1", "d1", same=True), Judgement("a1", "d1", same=False)]
    found = link([QMULUS, QMULUS_AGAIN, BEJO], judgements=verdicts)
    assert found.contradictions == (Judgement("a1", "d1", same=False),)
    assert together(found, "a1", "b1", "d1")


def test_two_records_with_one_id_are_refused() -> None:
    with pytest.raises(DuplicateIds, match="'d1' occurs more than once"):
        link([BEJO, BEJO])


def test_settings_outside_their_range_are_refused() -> None:
    with pytest.raises(BadSettings, match="ask_from"):
        LinkSettings(link_from=0.4, ask_from=0.6)


def test_blocks_that_are_too_big_are_counted_and_exact_doubles_in_them_still_link() -> None:
    shared = [named(number, f"Unit {chr(97 + number % 26) * 4}{number}", website="shared.nl") for number in range(30)]
    doubles = [named(100, "Smartervision", website="shared.nl"), named(101, "Smartervision", website="shared.nl")]
    found = link([*shared, *doubles], settings=LinkSettings(block_cap=5, block_cap_strong=10))
    assert {block.kind for block in found.dropped} >= {"website"}
    assert together(found, "r100", "r101")


def test_a_thousand_equal_rows_are_one_organisation() -> None:
    rows = [named(number, "Smartervision B.V.") for number in range(1_000)]
    found = link([*rows, named(1_000, "SMARTERVISION", city="Venlo")])
    assert [len(cluster) for cluster in found.clusters] == [1_001]
    verdict = [Judgement("r0", "r1", same=False)]
    parted = link(rows[:5], judgements=verdict)
    assert not together(parted, "r0", "r1")


def test_progress_goes_from_the_first_step_to_the_last() -> None:
    told: list[tuple[str, int, int]] = []
    link([QMULUS, BEJO], progress=lambda step, done, total: told.append((step, done, total)))
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert told[-1] == ("explain", 5, 5)


def test_importing_the_engine_loads_neither_splink_nor_duckdb_nor_django() -> None:
    code = (
        "import sys, koppel.engines.linking; "
        "sys.exit(bool({'splink', 'duckdb', 'pyarrow', 'pandas', 'django', 'altair'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_linking_says_nothing_on_the_screen(capfd: pytest.CaptureFixture[str]) -> None:
    link([QMULUS, QMULUS_AGAIN])
    written = capfd.readouterr()
    assert (written.out, written.err) == ("", "")


NAMES = ["Acme", "Acme B.V.", "Acmee", "Acme Holding", "Bejo Zaden", "Bejo", "Qmulus", "QMULUS BV", "Technology", ""]
KVK = ["", "", "12345678", "12345679", "87654321"]


@st.composite
def small_sets(draw: st.DrawFn) -> list[LinkRecord]:
    return [
        LinkRecord(
            id=f"r{number}",
            partner=draw(st.sampled_from(["bom", "nom"])),
            name=draw(st.sampled_from(NAMES)),
            kvk=draw(st.sampled_from(KVK)),
            city=draw(st.sampled_from(["", "Venlo", "Assen"])),
            website=draw(st.sampled_from(["", "acme.nl", "bejo.com"])),
        )
        for number in range(draw(st.integers(2, 8)))
    ]


def check(records: Sequence[LinkRecord], judgements: Sequence[Judgement], luck: object) -> None:
    found = link(records, judgements=judgements)
    shuffled = list(records)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    assert link(shuffled, judgements=judgements) == found
    for pair in found.pairs:
        assert sum(bar.weight for bar in pair.contributions) == pytest.approx(pair.weight, abs=1e-6)
        assert 0.0 <= pair.probability <= 1.0
        assert pair.left < pair.right
    known = {record.id: record.kvk for record in records}
    if not judgements:
        assert all(len({known[key] for key in cluster} - {""}) <= 1 for cluster in found.clusters)
    for judgement in judgements:
        if judgement.same:
            assert together(found, judgement.left, judgement.right)
        elif judgement not in found.contradictions:
            assert not together(found, judgement.left, judgement.right)
    assert set(found.to_judge) <= set(found.pairs)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_sets(), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_weights_add_up(records: list[LinkRecord], luck: object) -> None:
    check(records, [], luck)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_sets(), st.data(), st.randoms(use_true_random=False))
def test_verdicts_hold_whatever_the_scores(records: list[LinkRecord], draw: st.DataObject, luck: object) -> None:
    ids = [record.id for record in records]
    pairs = [(one, other) for one in ids for other in ids if one < other]
    chosen = draw.draw(st.lists(st.tuples(st.sampled_from(pairs), st.booleans()), max_size=4, unique_by=lambda v: v[0]))
    check(records, [Judgement(*pair, same=same) for pair, same in chosen], luck)
