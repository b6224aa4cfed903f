"""The evidence for each pair of records: Splink compares them on the database and adds up the weights."""

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from koppel.engines.linking.corpus import Corpus, table_of
from koppel.engines.linking.model import COMPARISONS, Model, splink_settings
from koppel.engines.linking.names import CODE, relation
from koppel.engines.linking.records import Contribution

if TYPE_CHECKING:
    import duckdb

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
    outcomes: dict[str, _Ints]
    weights: dict[str, _Floats]
    prior: float

    def __len__(self) -> int:
        return len(self.left)


def _write_relations(connection: "duckdb.DuckDBPyConnection", corpus: Corpus) -> None:
    """Compare each pair of distinct names that blocking brought together once; Splink looks the outcome up."""
    import pyarrow as pa

    found = connection.execute(
        """select distinct least(l.name, r.name) as l, greatest(l.name, r.name) as r
           from pairs join linkable l on l.unique_id = join_key_l join linkable r on r.unique_id = join_key_r
           where l.name is not null and r.name is not null and l.name <> r.name"""
    ).fetchnumpy()
    lefts, rights = np.asarray(found["l"], dtype=np.int64), np.asarray(found["r"], dtype=np.int64)
    names, rates = corpus.names, corpus.rates
    codes = np.fromiter(
        (CODE[relation(names[left], names[right], rates)] for left, right in zip(lefts.tolist(), rights.tolist(), strict=True)),
        dtype=np.int8,
        count=len(lefts),
    )
    kept = codes > 0
    same = np.arange(len(names))
    table = pa.table(
        {
            "l": pa.array(np.concatenate([lefts[kept], rights[kept], same]), pa.int32()),
            "r": pa.array(np.concatenate([rights[kept], lefts[kept], same]), pa.int32()),
            "relation": pa.array(np.concatenate([codes[kept], codes[kept], np.full(len(names), CODE["exact"])]), pa.int8()),
        }
    )
    connection.register("relations_in", table)
    connection.execute("create or replace temp table relations as select * from relations_in").fetchall()
    connection.unregister("relations_in")
    macro_of_relations(connection)


def macro_of_relations(connection: "duckdb.DuckDBPyConnection") -> None:
    """Let SQL look up how two names relate in the table `relations`; null when they are just different."""
    connection.execute(
        "create or replace temp macro name_relation(one, two) as (select relation from relations where l = one and r = two)"
    ).fetchall()


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


def score(connection: "duckdb.DuckDBPyConnection", corpus: Corpus, model: Model, records: int, least: float | None = None) -> Scored:
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
    linker = Linker(database.register("linkable"), splink_settings(model, records), log_level=None)
    linker.table_management.register_blocked_pairs_for_predict(database.register("pairs"))
    predicted = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
    rows = connection.execute(
        f"select unique_id_l, unique_id_r, match_weight, {selected_weights(model)} from {predicted.physical_name} "
        "order by unique_id_l, unique_id_r"
    ).fetchnumpy()
    predicted.drop_table_from_database_and_remove_from_cache()
    settings = splink_settings(model, records)
    odds = settings["probability_two_random_records_match"]
    return Scored(
        left=_column(rows["unique_id_l"], np.int64),
        right=_column(rows["unique_id_r"], np.int64),
        weight=_column(rows["match_weight"], np.float64),
        outcomes={field: _column(rows[f"gamma_{field}"], np.int64) for field in FIELD_NAMES},
        weights={field: _column(rows[f"w_{field}"], np.float64) for field in FIELD_NAMES},
        prior=float(np.log2(odds / (1.0 - odds))),
    )


def _column(values: Any, dtype: Any) -> Any:
    return np.asarray(values).astype(dtype, copy=False)


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
    return 1.0 / (1.0 + 2.0**-weight)
