"""Which pairs of records are worth comparing: those that share a key, with a cap on keys that too many share."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from koppel.engines.linking.corpus import Corpus
from koppel.engines.linking.names import WordRates
from koppel.engines.linking.normalising import Name
from koppel.engines.linking.records import DroppedBlock, LinkSettings

if TYPE_CHECKING:
    import duckdb

# Kinds of keys. The strong ones are evidence by themselves: where too many share one, neighbours by name are still
# compared.
STRONG = ("kvk", "name", "website", "phone", "address")
WEAK = ("words", "word", "slip", "start", "street", "acronym", "net")
KINDS = STRONG + WEAK

_KIND_NUMBER = {kind: number for number, kind in enumerate(KINDS)}

_BATCH = 20_000
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


def _keys_of_record(corpus: Corpus, record: int) -> Iterator[tuple[str, str]]:
    """The keys (kind, value) of a record beside those of its name."""
    place, letters = corpus.places[record], corpus.names[int(corpus.name_of[record])].letters
    if corpus.kvk[record]:
        yield "kvk", corpus.kvk[record]
    if corpus.domains[record]:
        yield "website", corpus.domains[record].split(".")[0]
    if corpus.phones[record]:
        yield "phone", corpus.phones[record]
    if place.house and len(place.postcode) == 6:
        yield "address", f"{place.postcode} {place.house}"
    if place.house and place.street and place.city:
        yield "street", f"{place.street[:5]} {place.house} {place.city}"
    if place.house and place.street and place.postcode:
        yield "street", f"{place.street[:5]} {place.house} {place.postcode[:4]}"
    where = place.city or place.postcode[:4]
    if where and letters:
        yield "start", f"{letters[:4]} {where}"


def _write_keys(connection: "duckdb.DuckDBPyConnection", corpus: Corpus) -> None:
    """Write the keys of all records to the table `keys`, batch by batch so that memory stays small."""
    import pyarrow as pa

    connection.execute("create or replace temp table keys (record integer, kind tinyint, value ubigint)").fetchall()

    def write(owners: list[int], kinds: list[int], values: list[str], joined: str, owner: str) -> None:
        connection.register(
            "keys_in",
            pa.table(
                {
                    "owner": pa.array(owners, pa.int32()),
                    "kind": pa.array(kinds, pa.int8()),
                    "value": pa.array(values, pa.string()),
                }
            ),
        )
        connection.execute(
            f"insert into keys select distinct {owner}, kind, hash(value) from keys_in {joined}"
        ).fetchall()
        connection.unregister("keys_in")

    connection.register(
        "records_in",
        pa.table({"record": pa.array(range(len(corpus)), pa.int32()), "name": pa.array(corpus.name_of, pa.int32())}),
    )
    for start in range(0, len(corpus.names), _BATCH):
        owners, kinds, values = _batch(
            (number, keys_of_name(corpus.names[number], corpus.rates))
            for number in range(start, min(start + _BATCH, len(corpus.names)))
        )
        write(owners, kinds, values, "join records_in on records_in.name = keys_in.owner", "record")
    connection.unregister("records_in")
    for start in range(0, len(corpus), _BATCH):
        owners, kinds, values = _batch(
            (record, _keys_of_record(corpus, record)) for record in range(start, min(start + _BATCH, len(corpus)))
        )
        write(owners, kinds, values, "", "owner")


def _batch(keyed: Iterable[tuple[int, Iterator[tuple[str, str]]]]) -> tuple[list[int], list[int], list[str]]:
    """Owner, kind (position in `KINDS`) and value of all these keys, as three columns."""
    owners: list[int] = []
    kinds: list[int] = []
    values: list[str] = []
    for owner, keys in keyed:
        for kind, value in keys:
            owners.append(owner)
            kinds.append(_KIND_NUMBER[kind])
            values.append(value)
    return owners, kinds, values


def block(
    connection: "duckdb.DuckDBPyConnection", corpus: Corpus, settings: LinkSettings
) -> tuple[int, tuple[DroppedBlock, ...]]:
    """Write the pairs to compare to the table `pairs` (join_key_l < join_key_r).

    Returns:
        The number of pairs, and what was left out because a key was too common.
    """
    import pyarrow as pa

    _write_keys(connection, corpus)
    letters = [corpus.names[number].letters for number in corpus.name_of.tolist()]
    connection.register(
        "letters_in",
        pa.table({"record": pa.array(range(len(corpus)), pa.int32()), "letters": pa.array(letters, pa.string())}),
    )
    strong = len(STRONG)
    cap = f"case when kind < {strong} then {settings.block_cap_strong} else {settings.block_cap} end"
    run = connection.execute
    run(
        "create or replace temp table blocks as "
        "select kind, value, count(*) as size from keys group by all having count(*) > 1"
    ).fetchall()
    run(
        f"""
        create or replace table pairs as
        with small as (select keys.* from keys join blocks using (kind, value) where size <= {cap}),
        ordered as (
            select keys.kind, keys.value, keys.record,
                   row_number() over (
                       partition by keys.kind, keys.value order by letters_in.letters, keys.record
                   ) as place
            from keys join blocks using (kind, value) join letters_in using (record)
            where size > {cap} and kind < {strong}
        )
        select join_key_l, join_key_r, '0' as match_key from (
            select distinct l.record as join_key_l, r.record as join_key_r
            from small l join small r on l.kind = r.kind and l.value = r.value and l.record < r.record
            union
            select distinct least(l.record, r.record), greatest(l.record, r.record)
            from ordered l join ordered r
              on l.kind = r.kind and l.value = r.value and r.place between l.place + 1 and l.place + {_WINDOW}
        )
        """
    ).fetchall()
    dropped = run(
        f"""select kind, count(*), sum(size),
                   sum(size * (size - 1) // 2 - case when kind < {strong} then size * {_WINDOW} else 0 end)
            from blocks where size > {cap} group by kind order by kind"""
    ).fetchall()
    count = run("select count(*) from pairs").fetchall()[0][0]
    connection.unregister("letters_in")
    run("drop table keys").fetchall()
    run("drop table blocks").fetchall()
    return int(count), tuple(
        DroppedBlock(KINDS[kind], int(values_), int(records_), max(0, int(pairs)))
        for kind, values_, records_, pairs in dropped
    )
