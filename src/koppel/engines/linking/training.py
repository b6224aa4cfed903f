"""How the shipped model is made: weights from records with known organisations, word rates from public names."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from koppel.engines.linking.blocking import block
from koppel.engines.linking.corpus import FIELDS, Columns, connect, read_corpus, sorting_order
from koppel.engines.linking.learning import feature_names, features, fit, model_with
from koppel.engines.linking.model import COMPARISONS, Model
from koppel.engines.linking.normalising import normalise_name
from koppel.engines.linking.records import DEFAULT
from koppel.engines.linking.scoring import score

LEAST_NAMES = 5  # a word in fewer names says nothing about how common it is
# Outcomes that hardly occur in the training records keep about these weights, in bits.
ASSUMED = {"country:different": -2.0, "phone:near": 2.0}
# The generated training records never have two websites or phone numbers for one organisation; real ones do.
LOWEST = {"website": -5.0, "phone": -5.0}
# A slip in a name is common in the generated records and rare in real registers: there, of 22 pairs of names one letter
# apart with two KvK numbers none was the same. With nothing else to go by a person is asked; so for a name of which the
# other is a part. An equal country says nothing in a network where nearly all are Dutch.
HIGHEST = {"name:slip_alone": -1.0, "name:cut_alone": -2.0, "name:part_alone": -5.0, "country:exact": 0.0}

# A site of a group is shared by many names; the training records have too few such groups to show it.
LEAST_RARITY = {"website:exact": 0.5}

# Pairs are judged one by one in training, while clusters are formed by the mean of all pairs between them, which
# forgives a doubtful pair. Moved so far, clusters of the training records come out best (F1 over pairs of records).
PRIOR_SHIFT = 1.2


@dataclass(frozen=True, slots=True)
class Labelled:
    """Records with what is known about them.

    Args:
        columns: the records.
        truth: per record the organisation it belongs to; records of one organisation carry the same text.
        hide: fields that gave the truth away and are therefore not looked at, e.g. "kvk".
        sure: truth is known for two records only when both carry a text and the part before ":" is the same.
        importance: weight of one pair of this set beside the other sets.
    """

    columns: Columns
    truth: Sequence[str]
    hide: frozenset[str] = frozenset()
    sure: bool = True
    importance: float = 1.0


def word_rates(names: Iterable[str]) -> dict[str, float]:
    """Share of distinct names that hold a word, for words that occur in at least five."""
    distinct = {name.letters: name.words for name in map(normalise_name, names) if name.letters}
    counts: Counter[str] = Counter()
    for words in distinct.values():
        counts.update(set(words))
    return {
        word: count / len(distinct) for word, count in sorted(counts.items()) if count >= LEAST_NAMES and len(word) > 1
    }


def train(sets: Sequence[Labelled], rates: Mapping[str, float], *, trained_on: str, hold: float = 1.0) -> Model:
    """A model from labelled records.

    The first set gives the size for which the prior holds. Rarity weights that come out negative are left out: that a
    value is shared by many can never be evidence for one organisation.
    """
    every_rarity = {
        f"{comparison.field}:{level.code}": 1.0
        for comparison in COMPARISONS
        for level in comparison.levels
        if level.rarity
    }
    blank = Model(-10.0, len(sets[0].truth), {}, every_rarity, rates, trained_on)
    rows, answers, heft = [], [], []
    for labelled in sets:
        seen, same = _examples(labelled, blank)
        rows.append(seen)
        answers.append(same)
        heft.append(np.full(len(same), labelled.importance))
    seen, same, importance = np.vstack(rows), np.concatenate(answers), np.concatenate(heft)
    names = feature_names()
    start = np.array([ASSUMED.get(name, 0.0) for name in names])
    allowed = np.ones(len(names), dtype=bool)
    while True:
        vector, prior = fit(
            seen * allowed,
            same,
            start,
            hold=hold,
            intercept=blank.prior,
            free_intercept=True,
            importance=importance,
        )
        wrong = [
            place
            for place, name in enumerate(names)
            if name.startswith("rarity ") and allowed[place] and vector[place] < 0
        ]
        if not wrong:
            break
        allowed[wrong] = False
    model = model_with(blank, np.where(allowed, vector, 0.0), prior)
    bounded = {
        key: min(max(value, LOWEST.get(key.split(":")[0], -math.inf)), HIGHEST.get(key, math.inf))
        for key, value in model.weights.items()
    }
    rarity = {key: max(value, LEAST_RARITY.get(key, 0.0)) for key, value in model.rarity.items()}
    return replace(model, weights=bounded, rarity=rarity, prior=model.prior + PRIOR_SHIFT)


def _examples(labelled: Labelled, blank: Model) -> tuple[np.ndarray, np.ndarray]:
    """Features and answers for the pairs of a set of which the answer is known."""
    order = sorting_order(labelled.columns)
    columns = {
        field: ["" if field in labelled.hide else labelled.columns[field][row] for row in order] for field in FIELDS
    }
    truth = [labelled.truth[row] for row in order]
    corpus = read_corpus(columns, blank.word_rates)
    connection = connect(0, DEFAULT.memory)
    try:
        block(connection, corpus, DEFAULT)
        scored = score(connection, corpus, blank, len(corpus))
    finally:
        connection.close()
    kinds = [text.split(":", 1)[0] if text else "" for text in truth]
    known = np.array(
        [
            not labelled.sure or (kinds[left] != "" and kinds[left] == kinds[right])
            for left, right in zip(scored.left.tolist(), scored.right.tolist(), strict=True)
        ],
        dtype=bool,
    )
    chosen = np.flatnonzero(known)
    same = np.array(
        [
            float(truth[left] == truth[right])
            for left, right in zip(scored.left[chosen].tolist(), scored.right[chosen].tolist(), strict=True)
        ]
    )
    return features(corpus, scored, chosen.tolist()), same
