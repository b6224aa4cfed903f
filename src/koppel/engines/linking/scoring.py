"""The evidence for each pair of records: Splink compares them on the database and adds up the weights."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from koppel.engines.linking.corpus import Corpus, table_of
from koppel.engines.linking.model import COMPARISONS, Model, splink_settings
from koppel.engines.linking.names import CODE, relation
from koppel.engines.linking.records import Contribution

if TYPE_CHECKING:
    import duckdb

_CHUNK = 500_000  # pairs that Splink compares at a time; it holds some forty columns of each
_Codes = np.ndarray[tuple[int], np.dtype[np.int8]]
_Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
_Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

FIELD_NAMES = tuple(comparison.field for comparison in COMPARISONS)


@dataclass(frozen=True, slots=True)
class Scored:
    """Pairs with their evidence, as columns of equal length, sorted by left and right record.

    Args:
        left: number of the record that sorts first.
        right: number of the other.
        weight: total in bits.
        outcomes: per field the position of the outcome in its comparison; -1 = missing.
        weights: per field the weight in bits.
        prior: bits.
    """

    left: _Ints
    right: _Ints
    weight: _Floats
    outcomes: dict[str, _Codes]
    weights: dict[str, _Floats]
    prior: float

    def __len__(self) -> int:
        return len(self.left)


def _write_relations(connection: "duckdb.DuckDBPyConnection", corpus: Corpus) -> None:
    """Compare each two distinct names that blocking brought together once, and write the outcome to the pairs."""
    import pyarrow as pa

    found = connection.execute(
        """select distinct least(l.name, r.name) as l, greatest(l.name, r.name) as r
           from pairs join linkable l on l.unique_id = join_key_l join linkable r on r.unique_id = join_key_r
           where l.name is not null and r.name is not null and l.name <> r.name"""
    ).fetchnumpy()
    lefts, rights = np.asarray(found["l"], dtype=np.int64), np.asarray(found["r"], dtype=np.int64)
    names, rates = corpus.names, corpus.rates
    codes = np.fromiter(
        (
            CODE[relation(names[left], names[right], rates)]
            for left, right in zip(lefts.tolist(), rights.tolist(), strict=True)
        ),
        dtype=np.int8,
        count=len(lefts),
    )
    kept = codes > 0
    connection.register(
        "relations_in",
        pa.table(
            {
                "l": pa.array(lefts[kept], pa.int32()),
                "r": pa.array(rights[kept], pa.int32()),
                "relation": pa.array(codes[kept], pa.int8()),
            }
        ),
    )
    connection.execute(
        f"""create or replace table related_pairs as
            select join_key_l, join_key_r,
                   case when l.name = r.name then {CODE["exact"]} else coalesce(relation, 0) end as match_key
            from pairs join linkable l on l.unique_id = join_key_l join linkable r on r.unique_id = join_key_r
            left join relations_in
              on relations_in.l = least(l.name, r.name) and relations_in.r = greatest(l.name, r.name)"""
    ).fetchall()
    connection.unregister("relations_in")


def selected_weights(model: Model) -> str:
    """The columns of a Splink prediction that hold outcome and weight per field, as SQL."""
    fields: list[str] = []
    for comparison in COMPARISONS:
        rare = any(level.rarity and model.rarity.get(f"{comparison.field}:{level.code}") for level in comparison.levels)
        extra = f" + mw_tf_adj_{comparison.field}" if rare else ""
        fields.append(f"gamma_{comparison.field}, mw_{comparison.field}{extra} as w_{comparison.field}")
    return ", ".join(fields)


def write_corpus(connection: "duckdb.DuckDBPyConnection", corpus: Corpus) -> None:
    """Write the corpus to the table `linkable`."""
    connection.register("linkable_in", table_of(corpus))
    connection.execute("create or replace table linkable as select * from linkable_in").fetchall()
    connection.unregister("linkable_in")


def score(
    connection: "duckdb.DuckDBPyConnection", corpus: Corpus, model: Model, records: int, least: float | None = None
) -> Scored:
    """The evidence for the pairs in the table `pairs`.

    Args:
        records: size of the corpus for which the prior is meant.
        least: leave out pairs of a lower total weight, in bits; None keeps all.
    """
    logging.getLogger("splink").setLevel(logging.ERROR)
    from splink import DuckDBAPI, Linker

    write_corpus(connection, corpus)
    _write_relations(connection, corpus)
    database = DuckDBAPI(connection)
    settings = splink_settings(model, records)
    linker = Linker(database.register("linkable"), settings, log_level=None, validate_settings=False)
    wanted = f"unique_id_l, unique_id_r, match_weight, {selected_weights(model)}"
    count = connection.execute("select count(*) from related_pairs").fetchall()[0][0]
    chunks = max(1, -(-int(count) // _CHUNK))
    parts: list[dict[str, Any]] = []
    for chunk in range(chunks):
        connection.execute(
            f"create or replace table pairs_{chunk} as "
            f"select * from related_pairs where join_key_l % {chunks} = {chunk}"
        ).fetchall()
        linker.table_management.register_blocked_pairs_for_predict(database.register(f"pairs_{chunk}"))
        predicted = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
        parts.append(connection.execute(f"select {wanted} from {predicted.physical_name}").fetchnumpy())
        predicted.drop_table_from_database_and_remove_from_cache()
        connection.execute(f"drop table pairs_{chunk}").fetchall()
    left, right = _column(parts, "unique_id_l", np.int64), _column(parts, "unique_id_r", np.int64)
    order = np.lexsort((right, left))
    odds = settings["probability_two_random_records_match"]
    return Scored(
        left=left[order],
        right=right[order],
        weight=_column(parts, "match_weight", np.float64)[order],
        outcomes={field: _column(parts, f"gamma_{field}", np.int8)[order] for field in FIELD_NAMES},
        weights={field: _column(parts, f"w_{field}", np.float64)[order] for field in FIELD_NAMES},
        prior=float(np.log2(odds / (1.0 - odds))),
    )


def _column(parts: Sequence[dict[str, Any]], name: str, dtype: Any) -> Any:
    """One column of all parts together."""
    return np.concatenate([np.asarray(part[name]).astype(dtype, copy=False) for part in parts])


def level_code(field: str, outcome: int) -> str:
    """The code of an outcome of a field; Splink counts outcomes from the last one up."""
    if outcome < 0:
        return "missing"
    levels = next(comparison.levels for comparison in COMPARISONS if comparison.field == field)
    return levels[len(levels) - 1 - outcome].code


def contributions(scored: Scored, position: int) -> tuple[Contribution, ...]:
    """The bars of the waterfall for the pair at this position, prior first; they add up to its weight."""
    bars = [Contribution("prior", "prior", scored.prior)]
    for field in FIELD_NAMES:
        code = level_code(field, int(scored.outcomes[field][position]))
        if code != "missing":
            bars.append(Contribution(field, code, float(scored.weights[field][position])))
    return tuple(bars)


def probability(weight: float) -> float:
    """The probability that belongs to a weight in bits."""
    if weight > 60:
        return 1.0
    if weight < -60:
        return 0.0
    return float(1.0 / (1.0 + 2.0**-weight))
