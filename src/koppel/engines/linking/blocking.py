"""Which pairs of records are worth comparing: those that share a key, with a cap on keys that too many share."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from koppel.engines.linking.corpus import Corpus
from koppel.engines.linking.names import WordRates
from koppel.engines.linking.normalising import Name
from koppel.engines.linking.records import DroppedBlock, LinkSettings

if TYPE_CHECKING:
    import duckdb

# Kinds of keys. The strong ones are evidence by themselves: where too many share one, neighbours by name are still compared.
STRONG = ("kvk", "name", "website", "phone", "address")
WEAK = ("words", "word", "slip", "start", "street", "acronym", "net")
KINDS = STRONG + WEAK

_WINDOW = 8  # neighbours compared in a strong block above the cap
_BANDS = 6
_ROWS = 2


def keys_of_name(name: Name, rates: WordRates) -> Iterator[tuple[str, str]]:
    """The keys (kind, value) under which a name is looked for, without regard to the rest of the record."""
    letters = name.letters
    if not letters:
        return
    yield "name", letters
    if len(name.words) > 1:
        yield "name", "".join(sorted(name.words))
    if name.other:
        yield "name", name.other
    rarest = sorted(set(name.words), key=lambda word: (rates.rate(word), word))
    if len(rarest) >= 2:
        yield "words", "|".join(sorted(rarest[:2]))
    for word in rarest[:2]:
        if len(word) >= 2:
            yield "word", word
    if 4 <= len(letters) <= 14:
        for position in range(len(letters)):
            yield "slip", letters[:position] + letters[position + 1 :]
        yield "slip", letters
    if len(letters) > 8:
        yield "slip", letters[:8]
    if len(letters) > 12:
        yield "slip", letters[-9:]
    if rarest and 5 <= len(rarest[0]) <= 14:
        word = rarest[0]
        for position in range(len(word)):
            yield "slip", "w" + word[:position] + word[position + 1 :]
        yield "slip", "w" + word
    if name.acronym:
        yield "acronym", name.acronym
    if len(name.words) == 1 and 3 <= len(letters) <= 7:
        yield "acronym", letters
    yield from (("net", value) for value in _net(letters))


def _net(letters: str) -> Iterator[str]:
    """MinHash bands over the three-letter pieces of a long name: whoever shares most pieces shares a band."""
    if len(letters) < 12:
        return
    pieces = np.frombuffer(letters.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    grams = pieces[:-2] * np.uint64(1_000_003) + pieces[1:-1] * np.uint64(8_191) + pieces[2:]
    hashes = (grams[None, :] * _MULTIPLIERS[:, None] + _ADDENDS[:, None]) >> np.uint64(20)
    least = hashes.min(axis=1).reshape(_BANDS, _ROWS)
    for band, row in enumerate(least.tolist()):
        yield f"{band}:" + ":".join(map(str, row))


_MULTIPLIERS = np.array([(2 * n + 3) * 0x9E3779B97F4A7C15 % 2**64 | 1 for n in range(_BANDS * _ROWS)], dtype=np.uint64)
_ADDENDS = np.array([(n + 1) * 0xC2B2AE3D27D4EB4F % 2**64 for n in range(_BANDS * _ROWS)], dtype=np.uint64)


def _keys(corpus: Corpus) -> tuple[list[int], list[int], list[str]]:
    """All keys of all records as three columns: record, kind (position in `KINDS`), value."""
    kind_number = {kind: number for number, kind in enumerate(KINDS)}
    by_name = [
        [(kind_number[kind], value) for kind, value in dict.fromkeys(keys_of_name(name, corpus.rates))] for name in corpus.names
    ]
    records: list[int] = []
    kinds: list[int] = []
    values: list[str] = []

    def add(record: int, kind: str, value: str) -> None:
        records.append(record)
        kinds.append(kind_number[kind])
        values.append(value)

    for record, number in enumerate(corpus.name_of.tolist()):
        for kind, value in by_name[number]:
            records.append(record)
            kinds.append(kind)
            values.append(value)
        place, letters = corpus.places[record], corpus.names[number].letters
        if corpus.kvk[record]:
            add(record, "kvk", corpus.kvk[record])
        if corpus.domains[record]:
            add(record, "website", corpus.domains[record].split(".")[0])
        if corpus.phones[record]:
            add(record, "phone", corpus.phones[record])
        if place.house and len(place.postcode) == 6:
            add(record, "address", f"{place.postcode} {place.house}")
        if place.house and place.street and (place.city or place.postcode):
            add(record, "street", f"{place.street[:5]} {place.house} {place.city}")
            if place.postcode:
                add(record, "street", f"{place.street[:5]} {place.house} {place.postcode[:4]}")
        where = place.city or place.postcode[:4]
        if where and letters:
            add(record, "start", f"{letters[:4]} {where}")
    return records, kinds, values


def block(connection: "duckdb.DuckDBPyConnection", corpus: Corpus, settings: LinkSettings) -> tuple[int, tuple[DroppedBlock, ...]]:
    """Write the pairs to compare to the table `pairs` (join_key_l < join_key_r).

    Returns:
        The number of pairs, and what was left out because a key was too common.
    """
    import pyarrow as pa

    records, kinds, values = _keys(corpus)
    keys = pa.table({"record": pa.array(records, pa.int32()), "kind": pa.array(kinds, pa.int8()), "value": pa.array(values, pa.string())})
    letters = pa.table({"record": pa.array(range(len(corpus)), pa.int32()),
                        "letters": pa.array([corpus.names[number].letters for number in corpus.name_of], pa.string())})
    connection.register("keys_in", keys)
    connection.register("letters_in", letters)
    strong = len(STRONG)
    cap = f"case when kind < {strong} then {settings.block_cap_strong} else {settings.block_cap} end"
    run = connection.execute
    run("create or replace temp table keys as select distinct record, kind, hash(value) as value from keys_in").fetchall()
    run("create or replace temp table blocks as select kind, value, count(*) as size from keys group by all having count(*) > 1").fetchall()
    run(
        f"""
        create or replace table pairs as
        with small as (select keys.* from keys join blocks using (kind, value) where size <= {cap}),
        ordered as (
            select keys.kind, keys.value, keys.record,
                   row_number() over (partition by keys.kind, keys.value order by letters_in.letters, keys.record) as place
            from keys join blocks using (kind, value) join letters_in using (record)
            where size > {cap} and kind < {strong}
        )
        select join_key_l, join_key_r, '0' as match_key from (
            select distinct l.record as join_key_l, r.record as join_key_r
            from small l join small r on l.kind = r.kind and l.value = r.value and l.record < r.record
            union
            select distinct least(l.record, r.record), greatest(l.record, r.record)
            from ordered l join ordered r on l.kind = r.kind and l.value = r.value and r.place between l.place + 1 and l.place + {_WINDOW}
        )
        """
    ).fetchall()
    dropped = run(
        f"""select kind, count(*), sum(size), sum(size * (size - 1) // 2 - case when kind < {strong} then size * {_WINDOW} else 0 end)
            from blocks where size > {cap} group by kind order by kind"""
    ).fetchall()
    count = run("select count(*) from pairs").fetchall()[0][0]
    connection.unregister("keys_in")
    connection.unregister("letters_in")
    return int(count), tuple(
        DroppedBlock(KINDS[kind], int(values_), int(records_), max(0, int(pairs))) for kind, values_, records_, pairs in dropped
    )
