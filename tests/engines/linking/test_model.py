"""The model: its file, its prior and what verdicts teach it."""

from dataclasses import replace

import pytest

from koppel.engines.linking import BadModel, LinkRecord, LinkSettings
from koppel.engines.linking.blocking import block
from koppel.engines.linking.corpus import connect, read_corpus
from koppel.engines.linking.learning import learn_from_verdicts
from koppel.engines.linking.linking import columns_of
from koppel.engines.linking.model import COMPARISONS, dump_model, parse_model, shipped_model
from koppel.engines.linking.scoring import score
from koppel.engines.linking.training import Labelled, train, word_rates


def test_the_shipped_model_knows_every_outcome() -> None:
    keys = {f"{comparison.field}:{level.code}" for comparison in COMPARISONS for level in comparison.levels}
    assert set(shipped_model().weights) == keys


def test_a_model_survives_being_written() -> None:
    model = shipped_model()
    assert parse_model(dump_model(model)) == model


def test_something_else_is_no_model() -> None:
    for text in ("", "[]", "{}", '{"prior": "x"}'):
        with pytest.raises(BadModel, match="not a linking model"):
            parse_model(text)


def test_the_prior_falls_by_one_bit_when_the_network_doubles() -> None:
    model = shipped_model()
    assert model.prior_for(40_000) == pytest.approx(model.prior_for(20_000) - 1)
    assert model.prior_for(10) == model.prior_for(10_000)


def labelled(count: int) -> tuple[list[LinkRecord], list[str]]:
    """Pairs of records that are the same exactly when their phone numbers are, with names that mislead."""
    records, truth = [], []
    for number in range(count):
        name = f"Brand{chr(97 + number % 26)}{chr(97 + number // 26)}x"
        same = number % 2 == 0
        records.append(LinkRecord(id=f"a{number:03d}", partner="x", name=name, phone=f"020{1_000_000 + number * 7919}"))
        other = records[-1].phone if same else f"010{1_000_000 + number * 104_729}"
        records.append(LinkRecord(id=f"b{number:03d}", partner="y", name=name, phone=other))
        truth += [f"t:{number}", f"t:{number}" if same else f"t:{number}b"]
    return records, truth


def test_training_finds_what_tells_organisations_apart() -> None:
    records, truth = labelled(60)
    model = train([Labelled(columns_of(records), truth)], {}, trained_on="test")
    assert model.weights["phone:exact"] > 1 > -1 > model.weights["phone:different"]


def test_verdicts_move_weights_that_are_wrong_and_leave_weights_that_are_right() -> None:
    records, truth = labelled(60)
    corpus = read_corpus(columns_of(sorted(records, key=lambda record: record.id)), {})
    truth_of = {record.id: entity for record, entity in zip(records, truth, strict=True)}
    wrong = replace(shipped_model(), weights=shipped_model().weights | {"phone:exact": 0.0, "phone:different": 0.0})
    with connect(1, "256MB") as connection:
        block(connection, corpus, LinkSettings())
        scored = score(connection, corpus, wrong, len(corpus))
    verdicts = [
        (place, truth_of[corpus.ids[left]] == truth_of[corpus.ids[right]])
        for place, (left, right) in enumerate(zip(scored.left.tolist(), scored.right.tolist(), strict=True))
        if corpus.names[corpus.name_of[left]] == corpus.names[corpus.name_of[right]]
    ]
    taught = learn_from_verdicts(wrong, corpus, scored, verdicts)
    assert taught.weights["phone:exact"] > 1 > -1 > taught.weights["phone:different"]
    assert learn_from_verdicts(shipped_model(), corpus, scored, verdicts) is shipped_model()
    assert learn_from_verdicts(wrong, corpus, scored, verdicts[:10]) is wrong


def test_word_rates_count_distinct_names() -> None:
    rates = word_rates([f"Acme {chr(97 + number)}{chr(98 + number)}rg" for number in range(10)] * 3 + ["Once Only"])
    assert rates["acme"] == pytest.approx(10 / 11)
    assert "once" not in rates
