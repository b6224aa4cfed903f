"""Search as you type over the visible records: words, typing errors, acronyms, numbers, postcodes and websites.

Everything that decides the order is a feature of one visible row: how it matches. Nothing counts over the collection,
so a hidden record changes neither what is found nor its order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connections
from numpy.typing import NDArray

from koppel.apps.network.queries.outlines import Numbers
from koppel.apps.network.rules.records import domain_of
from koppel.apps.network.rules.words import last_word_start, query_name, query_words, search_name
from koppel.apps.sharing.owned import alias

LONGEST_QUERY = 120
ENOUGH = 20  # organisations found by their words; with fewer, names that look alike are added
MOST_WEIGHED = 2_000  # records whose words are weighed; a wider search has no best match anyway
SHORTEST_ALIKE = 4  # letters; in fewer every slip is another word
ALIKE = 0.5  # share of equal letter triples, 0..1, from which a part of a name looks like what was typed

_NUMBER = re.compile(r"\d{4,9}")
_POSTCODE = re.compile(r"([1-9]\d{3})\s?([a-z]{0,2})", re.IGNORECASE)
_WEBSITE = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)

# How a record was found, best first; ten steps apart, and how well its words match decides in between (0..9).
(
    _NUMBER_EQUAL,
    _NAME_EQUAL,
    _ACRONYM_EQUAL,
    _NUMBER_START,
    _DOMAIN,
    _POSTCODE_START,
    _NAME_START,
    _IN_NAME,
    _IN_RECORD,
    _ALIKE,
) = range(100, 0, -10)

# Said so, because without statistics "IS NULL" counts as rare and an index for it is read from end to end.
_STANDING = "coalesce(gone_at, 'infinity') = 'infinity' AND organisation_id IS NOT NULL"

_BY_WORDS = f"""
SELECT organisation_id, sort_name,
       CASE WHEN search_name = %(name)s THEN {_NAME_EQUAL}
            WHEN acronym <> '' AND lower(acronym) = %(name)s THEN {_ACRONYM_EQUAL}
            WHEN starts_with(search_name, %(name)s) THEN {_NAME_START}
            WHEN words @@ %(in_name)s::tsquery THEN {_IN_NAME}
            ELSE {_IN_RECORD} END
       + CASE WHEN (SELECT count(*) FROM found) > {MOST_WEIGHED} THEN 0
              ELSE 4 * ts_rank_cd(words, %(query)s::tsquery, 32) + 5 * similarity(search_name, %(name)s) END AS score
  FROM found
"""
_FOUND = f"""
SELECT organisation_id, sort_name, search_name, acronym, words FROM network_record
 WHERE words @@ %(query)s::tsquery AND {_STANDING}
"""
_BY_RANGE = f"""
SELECT organisation_id, sort_name, CASE WHEN {{column}} = %({{column}})s THEN {{equal}} ELSE {{start}} END AS score
  FROM network_record
 WHERE {{column}} >= %({{column}})s AND {{column}} < %({{column}}_end)s AND {{column}} <> '' AND {_STANDING}
"""
_BY_LIKENESS = f"""
SELECT organisation_id, sort_name, {_ALIKE} + 9 * word_similarity(%(alike)s, search_name) AS score FROM network_record
 WHERE search_name %%> %(alike)s AND {_STANDING}
"""
_BEST = "SELECT organisation_id, max(score) AS score, min(sort_name) AS sort_name FROM ({found}) AS hits GROUP BY 1"


@dataclass(frozen=True, slots=True)
class Matches:
    """The organisations that a search finds, in no order.

    Args:
        organisations: ids.
        scores: how well each matches; higher is better.
    """

    organisations: Numbers
    scores: NDArray[np.float64]


def cleaned_query(text: str) -> str:
    """What somebody typed with single spaces and without control characters."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def matches(text: str) -> Matches:
    """Every visible organisation that a search finds."""
    found = dict(_hits(text))
    ids = np.fromiter(found.keys(), dtype=np.int64, count=len(found))
    return Matches(ids, np.fromiter(found.values(), dtype=np.float64, count=len(found)))


def best_matches(text: str, most: int = 8) -> list[int]:
    """The ids of the organisations that match best, best first, then by name."""
    return [row[0] for row in _hits(text, most)][:most]


def _hits(text: str, most: int | None = None) -> list[tuple[int, float]]:
    """Organisations with their scores: all in no order, or the best few, best first, equal ones by name."""
    text = text if text.endswith(" ") and text.strip() else cleaned_query(text)
    if not cleaned_query(text):
        return []
    parts, values = _parts(text)
    order = f" ORDER BY score DESC, sort_name, organisation_id LIMIT {int(most)}" if most is not None else ""
    hits = _run(parts, values, order) if parts else []
    if len(hits) < min(ENOUGH, most or ENOUGH) and len(values["alike"]) >= SHORTEST_ALIKE:
        known = {row[0] for row in hits}
        hits += [row for row in _run([_BY_LIKENESS], values, order) if row[0] not in known]
    return hits


def _run(parts: list[str], values: dict[str, Any], order: str) -> list[tuple[int, float]]:
    found = f"WITH found AS MATERIALIZED ({_FOUND}) " if _BY_WORDS in parts else ""
    statement = found + _BEST.format(found=" UNION ALL ".join(parts)) + order
    with connections[alias()].cursor() as cursor:
        if _BY_LIKENESS in parts:
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(ALIKE)])
        cursor.execute(statement, values)
        return [(row[0], float(row[1])) for row in cursor.fetchall()]


def _parts(text: str) -> tuple[list[str], dict[str, Any]]:
    """The selects that a search consists of, and their values."""
    values: dict[str, Any] = {"name": search_name(text), "alike": query_name(text)}
    parts: list[str] = []
    for column, start, equal_score, start_score in _ranges(cleaned_query(text)):
        if column not in values:
            parts.append(_BY_RANGE.format(column=column, equal=equal_score, start=start_score))
            values |= {column: start, f"{column}_end": start[:-1] + chr(ord(start[-1]) + 1)}
    query, in_name = _text_queries(text)
    if query:
        parts.append(_BY_WORDS)
        values |= {"query": query, "in_name": in_name}
    return parts, values


def _ranges(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Columns in which a beginning is looked for: column, beginning, score of an equal value, score of a beginning.

    As ranges: row security lets PostgreSQL use an index for a comparison, not for LIKE.
    """
    digits = re.sub(r"[\s.\-]", "", text)
    if _NUMBER.fullmatch(digits):
        yield "kvk", digits[:8], _NUMBER_EQUAL, _NUMBER_START
        yield "pic", digits, _NUMBER_EQUAL, _NUMBER_START
    postcode = _POSTCODE.fullmatch(text)
    if postcode:
        yield "postcode", f"{postcode[1]} {postcode[2].upper()}".strip(), _POSTCODE_START, _POSTCODE_START
    if _WEBSITE.fullmatch(text):
        domain = domain_of(text)
        if domain:
            yield "domain", domain, _DOMAIN, _DOMAIN


def _text_queries(text: str) -> tuple[str, str]:
    """The words as a text query over the whole record, and over its name alone; empty when there is no word.

    The last word may be unfinished. A form holds nothing but letters and digits, so it can be quoted as it is.
    """
    forms = query_words(text)
    if not forms:
        return "", ""
    start = last_word_start(text)
    last = f"'{forms[-1]}'{{0}}"
    if len(start) >= 2:
        last = f"({last} | '{start}':*{{1}})"
    pattern = " & ".join([*(f"'{form}'{{0}}" for form in forms[:-1]), last])
    return pattern.format("", ""), pattern.format(":A", "A")
