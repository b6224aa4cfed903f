"""Weights from verdicts: logistic regression in bits that starts from a model and moves as far as verdicts carry it.

With many labels the start does not matter (that is how the shipped model was made); with few, the weights stay near the
start. Labels are seldom a fair sample (people judge the doubtful pairs), so an intercept of their own takes up how many
of them are "same" and is then thrown away.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from koppel.engines.linking.corpus import Corpus, table_of
from koppel.engines.linking.model import COMPARISONS, RARITY_BASE, Model
from koppel.engines.linking.scoring import Scored, probability

ENOUGH_LABELS = 30
_FOLDS = 5
_HOLDS = (4.0, 16.0, 64.0)
_UNMOVED = 1e9  # so strong a hold that only the intercept moves
_CLEARLY_BETTER = 0.75  # weights that suit the data never reached it on selected labels; misplaced ones always did
_ANCHORS = 4_000
_ANCHOR_HEFT = 5.0  # all anchors together weigh as much as so many times the verdicts
_STEPS = 40
_LN2 = float(np.log(2.0))

_Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]
_Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]
_Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
_Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


def feature_names() -> list[str]:
    """Names of the columns of :func:`features`: every outcome, then the rarity of those that have one."""
    outcomes = [f"{comparison.field}:{level.code}" for comparison in COMPARISONS for level in comparison.levels]
    rarities = [
        f"{comparison.field}:{level.code}" for comparison in COMPARISONS for level in comparison.levels if level.rarity
    ]
    return outcomes + ["rarity " + key for key in rarities]


def features(corpus: Corpus, scored: Scored, positions: Sequence[int] | None = None) -> _Matrix:
    """One row per pair: 1 for the outcome of each field that both know, and the rarity of the value in bits."""
    chosen = np.arange(len(scored)) if positions is None else np.asarray(positions, dtype=np.int64)
    table = table_of(corpus)
    columns: list[_Floats] = []
    rarities: list[_Floats] = []
    left, right = scored.left[chosen], scored.right[chosen]
    for comparison in COMPARISONS:
        outcome = scored.outcomes[comparison.field][chosen]
        for place, level in enumerate(comparison.levels):
            hit = (outcome == len(comparison.levels) - 1 - place).astype(np.float64)
            columns.append(hit)
            if level.rarity:
                share = np.asarray(table.column(f"tf_{level.rarity}").to_numpy(zero_copy_only=False), dtype=np.float64)
                largest = np.fmax(share[left], share[right])
                bits = np.log2(RARITY_BASE[level.rarity]) - np.log2(
                    np.where(np.isnan(largest), RARITY_BASE[level.rarity], largest)
                )
                rarities.append(hit * bits)
    return np.column_stack(columns + rarities)


def fit(
    seen: _Matrix,
    same: _Floats,
    start: _Floats,
    *,
    hold: float,
    intercept: float,
    free_intercept: bool,
    importance: _Floats | None = None,
    free: _Bools | None = None,
) -> tuple[_Floats, float]:
    """Weights in bits by Newton's method on the penalised likelihood.

    Args:
        seen: features, shape (pairs, features).
        same: 1.0 or 0.0 per pair.
        start: weights in bits from which the penalty is measured.
        hold: strength of the penalty; the larger, the nearer the weights stay to the start.
        intercept: starting intercept in bits.
        free_intercept: without penalty on the intercept.
        importance: weight of each pair; None = all equal.
        free: features without penalty; None = none.
    """
    count = seen.shape[1]
    design = np.column_stack([seen, np.ones(len(seen))])
    beta = np.append(start, intercept) * _LN2
    centre = beta.copy()
    penalty = np.full(count + 1, hold)
    penalty[-1] = 1e-6 if free_intercept else hold
    if free is not None:
        penalty[:-1][free] = 1e-6
    heft = np.ones(len(seen)) if importance is None else importance
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ beta, -30, 30)))
        slope = design.T @ (heft * (same - chance)) - penalty * (beta - centre)
        curve = (design * (heft * np.maximum(chance * (1 - chance), 1e-9))[:, None]).T @ design + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        beta = beta + np.clip(step, -2.0, 2.0)
        if float(np.abs(step).max()) < 1e-6:
            break
    return beta[:-1] / _LN2, float(beta[-1] / _LN2)


def weights_of(model: Model) -> _Floats:
    """The weights of a model as a vector in the order of :func:`feature_names`."""
    return np.array(
        [
            model.rarity.get(name.removeprefix("rarity "), 0.0)
            if name.startswith("rarity ")
            else model.weights.get(name, 0.0)
            for name in feature_names()
        ]
    )


def model_with(model: Model, vector: _Floats, prior: float) -> Model:
    """The model with the weights of this vector."""
    names = feature_names()
    weights = {name: float(value) for name, value in zip(names, vector, strict=True) if not name.startswith("rarity ")}
    rarity = {
        name.removeprefix("rarity "): float(value)
        for name, value in zip(names, vector, strict=True)
        if name.startswith("rarity ")
    }
    return model.with_weights(prior, weights, rarity)


def learn_from_verdicts(model: Model, corpus: Corpus, scored: Scored, verdicts: Sequence[tuple[int, bool]]) -> Model:
    """The model after these verdicts; the same model when there are too few, or when they teach nothing.

    People judge doubtful pairs, in which the fields contradict each other more than elsewhere: weights learned from
    those alone go astray. So other pairs take part, too, with the answer of the model at hand as an anchor. The weights
    move only when the moved ones foretell verdicts that they have not seen (five folds) clearly better.

    Args:
        verdicts: position in `scored` and whether a person said "same"; both answers must occur.
    """
    ordered = sorted(verdicts)
    same = np.array([float(answer) for _, answer in ordered])
    if len(ordered) < ENOUGH_LABELS or not 2 <= same.sum() <= len(same) - 2:
        return model
    judged = features(corpus, scored, [position for position, _ in ordered])
    step = max(1, len(scored) // _ANCHORS)
    anchors = np.arange(0, len(scored), step)
    lesson = _Lesson(
        judged,
        same,
        features(corpus, scored, anchors.tolist()),
        np.array([probability(float(bits)) for bits in scored.weight[anchors]]),
        weights_of(model),
        scored.prior,
    )
    folds = np.arange(len(same)) % _FOLDS
    unmoved = lesson.surprise(folds, _UNMOVED)
    surprises = {hold: lesson.surprise(folds, hold) for hold in _HOLDS}
    best = min(surprises, key=lambda hold: (surprises[hold], -hold))
    if surprises[best] > unmoved * _CLEARLY_BETTER:
        return model
    vector, _ = lesson.fitted(np.ones(len(same), dtype=bool), best)
    return model_with(model, vector, model.prior)


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What verdicts can teach: judged pairs and their answers, anchors and theirs, and where the weights start."""

    judged: _Matrix
    same: _Floats
    anchors: _Matrix
    likely: _Floats
    start: _Floats
    prior: float

    def fitted(self, chosen: _Bools, hold: float) -> tuple[_Floats, float]:
        """Weights from the chosen verdicts and all anchors, and the intercept of judged pairs."""
        judged = self.judged[chosen]
        marked = np.append(np.ones(len(judged)), np.zeros(len(self.anchors)))
        seen = np.column_stack([np.vstack([judged, self.anchors]), marked])
        anchored = _ANCHOR_HEFT * len(judged) / len(self.anchors)
        heft = np.append(np.ones(len(judged)), np.full(len(self.anchors), anchored))
        free = np.append(np.zeros(len(self.start), dtype=bool), True)
        vector, intercept = fit(
            seen,
            np.append(self.same[chosen], self.likely),
            np.append(self.start, 0.0),
            hold=hold,
            intercept=self.prior,
            free_intercept=False,
            importance=heft,
            free=free,
        )
        return vector[:-1], intercept + float(vector[-1])

    def surprise(self, folds: _Ints, hold: float) -> float:
        """How badly weights that learned from the other folds foretell each fold: mean bits per verdict."""
        total = 0.0
        for fold in range(_FOLDS):
            kept = folds == fold
            vector, intercept = self.fitted(~kept, hold)
            bits = np.clip(self.judged[kept] @ vector + intercept, -40, 40)
            total += float(np.log2(1.0 + np.exp2(np.where(self.same[kept] == 1.0, -bits, bits))).sum())
        return total / len(self.same)
