"""Evidence for a few records at once, fast enough while somebody types: is it one of these?"""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from koppel.engines.linking.corpus import connect, read_corpus, table_of
from koppel.engines.linking.linking import columns_of, kvk_near
from koppel.engines.linking.model import COMPARISONS, RELATION_LOOKED_UP, Model, shipped_model, splink_settings
from koppel.engines.linking.names import CODE, relation
from koppel.engines.linking.records import DEFAULT, Contribution, LinkRecord, LinkSettings, Pair
from koppel.engines.linking.scoring import FIELD_NAMES, level_code, probability, selected_weights

if TYPE_CHECKING:
    import duckdb

_DEFAULT_RECORDS = 10_000  # the corpus size for which the prior is meant when the caller names none
_open = threading.local()  # a connection serves one thread at a time


def compare(
    left: LinkRecord,
    right: LinkRecord,
    model: Model | None = None,
    *,
    records: int = _DEFAULT_RECORDS,
    settings: LinkSettings = DEFAULT,
) -> Pair:
    """The evidence that two records are one organisation, by the same model as a whole run.

    Only the rarity of words comes from public names instead of the corpus at hand, so weights can differ by a fraction
    of a bit from those of a run.

    Args:
        records: how many records there are in all; sets the prior.
    """
    return _pairs(left, [right], model or shipped_model(), records, settings)[0]


def nearest(
    record: LinkRecord,
    candidates: Sequence[LinkRecord],
    model: Model | None = None,
    *,
    limit: int = 5,
    records: int = _DEFAULT_RECORDS,
    settings: LinkSettings = DEFAULT,
) -> tuple[Pair, ...]:
    """The candidates that may be the same organisation as this record, best first; the others are left out.

    Args:
        candidates: some tens of records that a search brought up.
    """
    pairs = _pairs(record, candidates, model or shipped_model(), records, settings)
    fitting = [pair for pair in pairs if pair.decision != "no"]
    return tuple(sorted(fitting, key=lambda pair: (-pair.weight, pair.right, pair.left))[:limit])


def _connection() -> "duckdb.DuckDBPyConnection":
    if not hasattr(_open, "connection"):
        _open.connection = connect(1, "256MB")
    connection: duckdb.DuckDBPyConnection = _open.connection
    return connection


def _pairs(
    record: LinkRecord, candidates: Sequence[LinkRecord], model: Model, records: int, settings: LinkSettings
) -> list[Pair]:
    """The pairs of one record with each candidate, in the order of the candidates."""
    import pyarrow as pa
    from splink import DuckDBAPI
    from splink.internals.realtime import compare_records

    if not candidates:
        return []
    corpus = read_corpus(columns_of([record, *candidates]), model.word_rates)
    connection = _connection().cursor()  # what is registered goes away with it
    names = corpus.names
    first = int(corpus.name_of[0])
    codes = {(first, number): CODE[relation(names[first], names[number], corpus.rates)] for number in range(len(names))}
    relations = pa.table(
        {
            "l": pa.array([left for left, _ in codes], pa.int32()),
            "r": pa.array([right for _, right in codes], pa.int32()),
            "relation": pa.array(list(codes.values()), pa.int8()),
        }
    )
    connection.register("relations_in", relations)
    connection.execute("create or replace temp table relations as select * from relations_in").fetchall()
    connection.unregister("relations_in")
    connection.execute(
        "create or replace temp macro name_relation(one, two) as "
        "(select relation from relations where l = one and r = two)"
    ).fetchall()
    table = table_of(corpus)
    key = f"koppel {id(model)} {records}"
    predicted = compare_records(
        table.slice(0, 1),
        table.slice(1),
        splink_settings(model, records, RELATION_LOOKED_UP),
        DuckDBAPI(connection),
        sql_cache_key=key,
    )
    rows = connection.execute(
        f"select unique_id_r, match_weight, {selected_weights(model)} from {predicted.physical_name} "
        "order by unique_id_r"
    ).fetchnumpy()
    predicted.drop_table_from_database_and_remove_from_cache(force_non_splink_table=True)
    connection.close()
    prior = float(np.asarray(rows["match_weight"])[0] - sum(np.asarray(rows[f"w_{field}"])[0] for field in FIELD_NAMES))
    found = []
    for place, candidate in enumerate(candidates):
        bars = [Contribution("prior", "prior", prior)]
        for comparison in COMPARISONS:
            code = level_code(comparison.field, int(np.asarray(rows[f"gamma_{comparison.field}"])[place]))
            if code != "missing":
                bars.append(
                    Contribution(comparison.field, code, float(np.asarray(rows[f"w_{comparison.field}"])[place]))
                )
        weight = sum(bar.weight for bar in bars)
        chance = probability(weight)
        kvk = (corpus.kvk[0], corpus.kvk[place + 1])
        left, right = (record.id, candidate.id) if record.id <= candidate.id else (candidate.id, record.id)
        found.append(Pair(left, right, chance, weight, tuple(bars), _decision(chance, kvk, settings)))
    return found


def _decision(chance: float, kvk: tuple[str, str], settings: LinkSettings) -> str:
    """The decision for two records by themselves; two KvK numbers never link."""
    if kvk[0] and kvk[1] and kvk[0] != kvk[1]:
        return "ask" if kvk_near(*kvk) and chance >= settings.ask_from else "no"
    return "link" if chance >= settings.link_from else "ask" if chance >= settings.ask_from else "no"
