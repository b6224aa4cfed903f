"""The whole run: records in, clusters with their evidence out."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from koppel.engines.linking.blocking import block
from koppel.engines.linking.clustering import cluster
from koppel.engines.linking.corpus import FIELDS, Columns, Corpus, connect, content_numbers, read_corpus, sorting_order
from koppel.engines.linking.errors import DuplicateIds
from koppel.engines.linking.learning import learn_from_verdicts
from koppel.engines.linking.model import Model, shipped_model
from koppel.engines.linking.records import (
    DEFAULT,
    Contribution,
    DroppedBlock,
    Judgement,
    Linking,
    LinkRecord,
    LinkSettings,
    Pair,
)
from koppel.engines.linking.scoring import Scored, contributions, probability, score

Progress = Callable[[str, int, int], None]

VERDICT_BITS = 100.0  # what a person's verdict adds or takes; more than all fields together can weigh
_STEPS = ("normalise", "block", "score", "cluster", "explain")

_Ints = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Grouping:
    """A run by record numbers: the corpus, the scored pairs, and the clusters as lists of numbers."""

    corpus: Corpus
    scored: Scored
    clusters: list[list[int]]
    dropped: tuple[DroppedBlock, ...]
    contradictions: tuple[tuple[int, int], ...]
    same: tuple[tuple[int, int], ...]
    different: tuple[tuple[int, int], ...]


def columns_of(records: Iterable[LinkRecord]) -> Columns:
    """The records as columns of text, one entry per record."""
    taken = list(records)
    return {field: [getattr(record, field) for record in taken] for field in FIELDS}


def link(
    records: Sequence[LinkRecord],
    *,
    judgements: Sequence[Judgement] = (),
    settings: LinkSettings = DEFAULT,
    progress: Progress | None = None,
    model: Model | None = None,
    learn: bool = False,
) -> Linking:
    """Which of these records are one organisation, and why.

    Args:
        records: any number, in any order; the order does not change the answer.
        judgements: verdicts of people; they outweigh every score. Those on records that are not here are passed over.
        settings: thresholds and limits.
        progress: called with the step (normalise, block, score, cluster, explain), steps done and steps in all.
        model: weights; None = those that come with the package.
        learn: let the verdicts move the weights, too, where that foretells other verdicts better.

    Raises:
        DuplicateIds: two records carry the same id.
    """
    columns = columns_of(records)
    seen: set[str] = set()
    for record_id in columns["id"]:
        if record_id in seen:
            raise DuplicateIds(record_id)
        seen.add(record_id)
    tell = progress or (lambda step, done, total: None)
    order = sorting_order(columns)
    ordered = {field: [columns[field][row] for row in order] for field in FIELDS}
    weights = model or shipped_model()
    grouping = group(ordered, judgements=judgements, settings=settings, progress=tell, model=weights, learn=learn)
    tell("explain", 4, len(_STEPS))
    linking = _explained(grouping, settings)
    tell("explain", len(_STEPS), len(_STEPS))
    return linking


def group(
    columns: Columns,
    *,
    judgements: Sequence[Judgement] = (),
    settings: LinkSettings = DEFAULT,
    progress: Progress,
    model: Model,
    learn: bool = False,
) -> Grouping:
    """Group records that are already in sorting order; record numbers are positions in the columns.

    Args:
        learn: let the verdicts move the weights, too, where that foretells other verdicts better.
    """
    progress("normalise", 0, len(_STEPS))
    corpus = read_corpus(columns, model.word_rates)
    same, different = _numbered(corpus.ids, judgements)
    progress("block", 1, len(_STEPS))
    connection = connect(settings.threads, settings.memory)
    try:
        _, dropped = block(connection, corpus, settings)
        _add_judged(connection, (*same, *different))
        progress("score", 2, len(_STEPS))
        scored = score(connection, corpus, model, len(corpus))
        if learn and (same or different):
            taught = learn_from_verdicts(model, corpus, scored, _judged_positions(scored, same, different))
            if taught is not model:
                scored = score(connection, corpus, taught, len(corpus))
    finally:
        connection.close()
    progress("cluster", 3, len(_STEPS))
    clusters, contradictions = cluster(
        len(corpus),
        scored.left,
        scored.right,
        scored.weight,
        link_from=float(np.log2(settings.link_from / (1 - settings.link_from))) if settings.link_from < 1 else 60.0,
        kvk=corpus.kvk,
        same=same,
        different=different,
        content=content_numbers(corpus),
    )
    return Grouping(corpus, scored, clusters, dropped, tuple(contradictions), tuple(same), tuple(different))


def _numbered(
    ids: Sequence[str], judgements: Sequence[Judgement]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The verdicts as pairs of record numbers, "same" and "different"; the last verdict on a pair counts."""
    number_of = {record_id: number for number, record_id in enumerate(ids)}
    verdicts: dict[tuple[int, int], bool] = {}
    for judgement in judgements:
        left, right = number_of.get(judgement.left), number_of.get(judgement.right)
        if left is not None and right is not None and left != right:
            verdicts[min(left, right), max(left, right)] = judgement.same
    return sorted(pair for pair, same in verdicts.items() if same), sorted(
        pair for pair, same in verdicts.items() if not same
    )


def _add_judged(connection: object, judged: Sequence[tuple[int, int]]) -> None:
    """Let pairs that people judged be compared, too, so that there is evidence to show."""
    import duckdb
    import pyarrow as pa

    if not judged:
        return
    assert isinstance(connection, duckdb.DuckDBPyConnection)
    connection.register(
        "judged_in",
        pa.table(
            {
                "l": pa.array([left for left, _ in judged], pa.int32()),
                "r": pa.array([right for _, right in judged], pa.int32()),
            }
        ),
    )
    connection.execute(
        "insert into pairs select l, r, '0' from judged_in anti join pairs on l = join_key_l and r = join_key_r"
    ).fetchall()
    connection.unregister("judged_in")


def _positions(scored: Scored, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Where these pairs stand in `scored`; pairs that are not there are left out."""
    base = int(max(scored.right.max(initial=0), scored.left.max(initial=0))) + 1
    keys = scored.left * base + scored.right
    found = []
    for left, right in pairs:
        position = int(np.searchsorted(keys, left * base + right))
        if position < len(keys) and int(keys[position]) == left * base + right:
            found.append(position)
    return found


def _judged_positions(
    scored: Scored, same: Sequence[tuple[int, int]], different: Sequence[tuple[int, int]]
) -> list[tuple[int, bool]]:
    return [(position, True) for position in _positions(scored, same)] + [
        (position, False) for position in _positions(scored, different)
    ]


def ask_positions(grouping: Grouping, settings: LinkSettings) -> _Ints:
    """Where in `scored` the pairs stand that a person should judge: one per two clusters, the most valuable first.

    No organisation comes a second time before all others had their first question, so that one tangle cannot fill the
    head of the queue.
    Pairs that are linked, judged, or kept apart by KvK numbers that differ in more than a digit are not asked.
    """
    scored = grouping.scored
    cluster_of, size_of = _cluster_numbers(grouping)
    odds = float(np.log2(settings.ask_from / (1 - settings.ask_from))) if settings.ask_from < 1 else 60.0
    one, other = cluster_of[scored.left], cluster_of[scored.right]
    doubtful = (scored.weight >= odds) & (one != other) & (scored.outcomes["kvk"] != 0)
    judged = _positions(scored, (*grouping.same, *grouping.different))
    doubtful[judged] = False
    apart = {frozenset((int(cluster_of[left]), int(cluster_of[right]))) for left, right in grouping.different}
    candidates = np.flatnonzero(doubtful)
    kvk = _cluster_kvk(grouping)
    best: dict[tuple[int, int], tuple[float, int]] = {}
    for position in candidates.tolist():
        key = (int(min(one[position], other[position])), int(max(one[position], other[position])))
        if frozenset(key) in apart or _far_apart(kvk[key[0]], kvk[key[1]]):
            continue
        weight = float(scored.weight[position])
        if key not in best or weight > best[key][0]:
            best[key] = (weight, position)

    def value(key: tuple[int, int]) -> tuple[float, int]:
        weight, position = best[key]
        chance = min(max(probability(weight), 0.02), 0.98)
        doubt = -(chance * np.log2(chance) + (1 - chance) * np.log2(1 - chance))
        return (-round(float(doubt * np.log2(1 + size_of[key[0]] * size_of[key[1]])), 9), position)

    asked: Counter[int] = Counter()
    rounds: list[tuple[int, int]] = []
    ordered = sorted(best, key=value)
    for place, key in enumerate(ordered):
        rounds.append((max(asked[number] for number in key), place))
        asked.update(key)
    chosen = [best[ordered[place]][1] for _, place in sorted(rounds)]
    return np.array(chosen[: settings.most_to_judge], dtype=np.int64)


def _cluster_numbers(grouping: Grouping) -> tuple[_Ints, list[int]]:
    cluster_of = np.zeros(len(grouping.corpus), dtype=np.int64)
    for number, members in enumerate(grouping.clusters):
        cluster_of[members] = number
    return cluster_of, [len(members) for members in grouping.clusters]


def _cluster_kvk(grouping: Grouping) -> list[frozenset[str]]:
    kvk = grouping.corpus.kvk
    return [frozenset(kvk[member] for member in members if kvk[member]) for members in grouping.clusters]


def _far_apart(one: frozenset[str], other: frozenset[str]) -> bool:
    """Both clusters have KvK numbers, none in common and none a single digit from one of the other's."""
    if not one or not other:
        return False
    return all(not kvk_near(left, right) for left in one for right in other)


def kvk_near(left: str, right: str) -> bool:
    """The numbers are equal, or differ in one digit or two swapped neighbours."""
    wrong = [place for place in range(min(len(left), len(right))) if left[place] != right[place]]
    if len(wrong) <= 1:
        return True
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and left[wrong[0]] == right[wrong[1]]
        and left[wrong[1]] == right[wrong[0]]
    )


def _explained(grouping: Grouping, settings: LinkSettings) -> Linking:
    """The grouping with ids instead of numbers and a waterfall for every pair worth keeping."""
    scored, ids = grouping.scored, grouping.corpus.ids
    cluster_of, _ = _cluster_numbers(grouping)
    odds = float(np.log2(settings.ask_from / (1 - settings.ask_from))) if settings.ask_from < 1 else 60.0
    together = cluster_of[scored.left] == cluster_of[scored.right]
    asked = ask_positions(grouping, settings)
    verdict_of: Mapping[int, bool] = dict(_judged_positions(scored, grouping.same, grouping.different))
    kept = set(np.flatnonzero(together & (scored.weight >= odds)).tolist()) | set(asked.tolist()) | set(verdict_of)
    decision = dict.fromkeys(asked.tolist(), "ask")

    def pair(position: int) -> Pair:
        bars = contributions(scored, position)
        if position in verdict_of:
            same = verdict_of[position]
            bars = (
                *bars,
                Contribution("verdict", "same" if same else "different", VERDICT_BITS if same else -VERDICT_BITS),
            )
        weight = sum(bar.weight for bar in bars)
        return Pair(
            left=ids[int(scored.left[position])],
            right=ids[int(scored.right[position])],
            probability=probability(weight),
            weight=weight,
            contributions=bars,
            decision=decision.get(position, "link" if together[position] else "no"),
        )

    pairs = {position: pair(position) for position in sorted(kept)}
    return Linking(
        clusters=tuple(tuple(ids[member] for member in members) for members in grouping.clusters),
        pairs=tuple(found for found in pairs.values() if found.decision != "no"),
        to_judge=tuple(pairs[position] for position in asked.tolist()),
        dropped=grouping.dropped,
        contradictions=tuple(Judgement(ids[left], ids[right], same=False) for left, right in grouping.contradictions),
        compared=len(scored),
    )
