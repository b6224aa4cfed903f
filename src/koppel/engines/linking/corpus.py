"""All records of one run in comparable form, as columns and as the table that Splink reads.

Every distinct value is normalised once; rows only point to values.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from koppel.engines.linking.names import WordRates
from koppel.engines.linking.normalising import (
    Name,
    Place,
    normalise_country,
    normalise_domain,
    normalise_kvk,
    normalise_name,
    normalise_page,
    normalise_phone,
    normalise_place,
)

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

FIELDS = (
    "id",
    "partner",
    "name",
    "kvk",
    "street",
    "number",
    "postcode",
    "city",
    "country",
    "website",
    "phone",
    "sector",
    "text",
)

Columns = Mapping[str, Sequence[str]]
_Value = TypeVar("_Value")
_Raw = TypeVar("_Raw")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Records in comparable form; every sequence has one entry per record, in the order of their ids.

    Args:
        ids: own ids; the position of a record in this list is its number everywhere else.
        names: the distinct names; `name_of` points into it.
        rates: how common words are in this corpus.
    """

    ids: list[str]
    partners: list[str]
    names: list[Name]
    name_of: "np.ndarray[tuple[int], np.dtype[np.int32]]"
    kvk: list[str]
    places: list[Place]
    domains: list[str]
    pages: list[str]
    phones: list[str]
    countries: list[str]
    rates: WordRates

    def __len__(self) -> int:
        return len(self.ids)


def _once(values: Sequence[_Raw], normalise: Callable[[_Raw], _Value]) -> list[_Value]:
    """The normalised values; each distinct value is normalised once."""
    known = {value: normalise(value) for value in dict.fromkeys(values)}
    return [known[value] for value in values]


def sorting_order(columns: Columns) -> list[int]:
    """The order in which records are numbered: by id, then by what they say, so that input order does not matter."""
    keys = list(zip(*(columns[field] for field in FIELDS), strict=True))
    return sorted(range(len(keys)), key=keys.__getitem__)


def read_corpus(columns: Columns, prior_rates: Mapping[str, float]) -> Corpus:
    """The records of these columns, in the order in which they come, in comparable form."""
    names_by_row = _once(columns["name"], normalise_name)
    number_of: dict[Name, int] = {}
    name_of = np.fromiter(
        (number_of.setdefault(name, len(number_of)) for name in names_by_row), dtype=np.int32, count=len(names_by_row)
    )
    names = list(number_of)
    distinct = {name.letters: name.words for name in names if name.letters}
    addresses = list(zip(columns["street"], columns["number"], columns["postcode"], columns["city"], strict=True))
    return Corpus(
        ids=list(columns["id"]),
        partners=list(columns["partner"]),
        names=names,
        name_of=name_of,
        kvk=_once(columns["kvk"], normalise_kvk),
        places=_once(addresses, lambda address: normalise_place(*address)),
        domains=_once(columns["website"], normalise_domain),
        pages=_once(columns["website"], normalise_page),
        phones=_once(columns["phone"], normalise_phone),
        countries=_once(columns["country"], normalise_country),
        rates=WordRates(prior_rates, distinct.values()),
    )


def content_numbers(corpus: Corpus) -> list[int]:
    """A number per record that is equal for records that say exactly the same, ids and partners aside."""
    number_of: dict[tuple[object, ...], int] = {}
    rows = zip(
        corpus.name_of.tolist(),
        corpus.kvk,
        corpus.places,
        corpus.domains,
        corpus.pages,
        corpus.phones,
        corpus.countries,
        strict=True,
    )
    return [number_of.setdefault(row, len(number_of)) for row in rows]


def table_of(corpus: Corpus) -> "pa.Table":
    """The corpus as the arrow table that Splink compares; an unknown value is null."""
    import pyarrow as pa

    def text(values: Sequence[str]) -> "pa.Array":
        return pa.array([value or None for value in values], pa.string())

    numbers = list(range(len(corpus)))
    name_rates = np.array(
        [corpus.rates.rate_of_name(name.words) if name.letters else np.nan for name in corpus.names] or [0.0]
    )
    known_name = [bool(corpus.names[number].letters) for number in corpus.name_of]
    spots = [
        f"{place.postcode}|{place.house}" if place.house and len(place.postcode) == 6 else "" for place in corpus.places
    ]
    towns = [place.city or place.postcode[:4] for place in corpus.places]
    seen = Counter(towns)
    stems = [domain.split(".")[0] for domain in corpus.domains]
    postcodes = [place.postcode for place in corpus.places]
    letters = [corpus.names[number].letters for number in corpus.name_of]
    return pa.table(
        {
            "unique_id": pa.array(numbers, pa.int32()),
            "match_key": pa.nulls(len(corpus), pa.int8()),  # Splink looks here for what it takes from the pairs
            "name": pa.array(
                [int(number) if known else None for number, known in zip(corpus.name_of, known_name, strict=True)],
                pa.int32(),
            ),
            "tf_name": pa.array(name_rates[corpus.name_of] if len(corpus) else [], pa.float64(), from_pandas=True),
            "kvk": text(corpus.kvk),
            "street": text([place.street for place in corpus.places]),
            "house": text([place.house for place in corpus.places]),
            "postcode": text([code if len(code) == 6 else "" for code in postcodes]),
            "area": text([code[:4] for code in postcodes]),
            "city": text([place.city for place in corpus.places]),
            "spot": text(spots),
            "tf_spot": pa.array(_shares(spots, letters), pa.float64()),
            "town": text(towns),
            "tf_town": pa.array([seen[town] / len(towns) if town else None for town in towns], pa.float64()),
            "domain": text(corpus.domains),
            "page": pa.array(corpus.pages, pa.string()),
            "stem": text(stems),
            "tf_stem": pa.array(_shares(stems, letters), pa.float64()),
            "phone": text(corpus.phones),
            "country": text(corpus.countries),
        }
    )


def _shares(values: Sequence[str], letters: Sequence[str]) -> list[float | None]:
    """For each row: among how many differently named organisations its value is shared; null when unknown.

    Spellings of one name count once by their first five letters, so that typing errors do not make a value look shared.
    """
    users: dict[str, set[str]] = {}
    for value, name in zip(values, letters, strict=True):
        if value:
            users.setdefault(value, set()).add(name[:5])
    return [float(len(users[value])) if value else None for value in values]


def connect(threads: int, memory: str) -> "duckdb.DuckDBPyConnection":
    """A database in memory that touches no file, with its limits set."""
    import os

    import duckdb

    connection = duckdb.connect(":memory:")
    count = threads or min(4, os.cpu_count() or 1)
    for statement in (
        f"set threads = {int(count)}",
        f"set memory_limit = '{memory}'",
        "set preserve_insertion_order = false",
        "set enable_progress_bar = false",
        "set autoinstall_known_extensions = false",
        "set autoload_known_extensions = false",
    ):
        connection.execute(statement).fetchall()
    return connection
