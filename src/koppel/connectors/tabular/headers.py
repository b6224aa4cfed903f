"""Which column means what: by the names of the columns in Dutch and English, and by what stands in them."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from koppel.connectors.tabular.cells import is_date, storable
from koppel.connectors.tabular.column_names import FIELDS, NAMES, NEVER, PEOPLE, VAGUE_NUMBERS
from koppel.connectors.tabular.countries import country_code
from koppel.connectors.tabular.fields import clean_website

_RANKS = {field: {name: rank for rank, name in enumerate(names)} for field, names in NAMES.items()}
_LONGEST_HEADER = 120
# How far down a header may stand: title rows, a date, an empty row.
HEADER_ROWS = 30

_EIGHT = re.compile(r"\d{7,8}(?:\.0)?")
_POSTCODE = re.compile(r"[1-9]\d{3}\s?[A-Za-z]{2}")
_PHONE = re.compile(r"(?:\+|00|0|\()[\d\s()\-/.]{8,20}")
_LEGAL_FORM = re.compile(
    r"\b(?:b\.?v\.?|n\.?v\.?|v\.?o\.?f\.?|c\.?v\.?|u\.?a\.?|stichting|vereniging|gemeente|co[oö]peratie|gmbh|ltd|limited|inc|s\.?a\.?|ag|holding)(?!\w)",
    re.IGNORECASE,
)
# Right of a street these mean the house number.
_HOUSE_NUMBERS = frozenset({"nr", "no", "number", "num", "nummer"})
_DIGITS = re.compile(r"[\d.,\-/ ]+")


def recognise(headers: Sequence[str], samples: Sequence[Sequence[str]] = ()) -> dict[str, str]:
    """Which header stands for which field, in the order of ``FIELDS``.

    A field goes to the header with the best name for it; among several, one with content comes before one that is empty
    in all samples. What no name tells, the content may: web addresses, Dutch postcodes, eight digits under "number".

    Args:
        headers: as they stand in the file, each different.
        samples: some rows below them, in the same order of columns.
    """
    columns = [_filled(samples, at) for at in range(len(headers))]
    ranked: list[tuple[bool, int, int, str]] = []
    for at, header in enumerate(headers):
        for field, rank in _ranks(header).items():
            ranked.append((bool(samples) and not columns[at], rank, at, field))
    found: dict[str, int] = {}
    for _, _, at, field in sorted(ranked):
        if field not in found and at not in found.values():
            found[field] = at
    _by_content(headers, columns, found)
    return {field: headers[found[field]] for field in FIELDS if field in found}


def header_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Which of the first rows holds the headers, from 0; ``None`` when none does.

    It is the row with the most names that are known. Without any, the first row of at least two words counts when it
    looks like names and not like values: then a person must say what the columns mean.
    """
    best, most = None, 0
    for at, row in enumerate(rows[:HEADER_ROWS]):
        known = _names_known(row)
        if known > most and (known > 1 or _filled_count(row) == 1 or _looks_like_names(row)):
            best, most = at, known
    if best is not None:
        return best
    for at, row in enumerate(rows[:HEADER_ROWS]):
        if _filled_count(row) >= 2:
            return at if _looks_like_names(row) else None
    return None


def distinct(headers: Sequence[str]) -> tuple[str, ...]:
    """Headers (or sheets) with names of their own: ``#3`` without one, ``Naam (2)`` for a second one of that name."""
    given: list[str] = []
    seen: set[str] = set()
    for at, header in enumerate(headers, start=1):
        name = storable(" ".join(header.split())[:_LONGEST_HEADER]) or f"#{at}"
        unique, count = name, 1
        while unique in seen:
            count += 1
            unique = f"{name} ({count})"
        seen.add(unique)
        given.append(unique)
    return tuple(given)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    if not text.isascii():
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return "".join(letter for letter in text.lower() if letter.isalnum())


@lru_cache(maxsize=4096)
def _ranks(header: str) -> dict[str, int]:
    """The fields that a header may stand for, each with how good its name is (0 is best)."""
    if len(header) > _LONGEST_HEADER:
        return {}
    whole = _plain(header)
    if not whole or whole in NEVER:
        return {}
    ranks = {field: names[whole] for field, names in _RANKS.items() if whole in names}
    if not ranks and "." in header:
        *path, last = [_plain(part) for part in header.split(".")]
        is_of_people = any(part in PEOPLE for part in path)
        for field, names in _RANKS.items():
            if last in names and not (is_of_people and field in ("id", "name", "kind")):
                ranks[field] = names[last] + 100 * len(path)
    return ranks


def _names_known(row: Sequence[str]) -> int:
    fields: set[str] = set()
    for header in row:
        fields.update(_ranks(header.strip()))
        if _plain(header[:_LONGEST_HEADER]) in VAGUE_NUMBERS:
            fields.add("number of what")
    return len(fields)


def _filled_count(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _looks_like_names(row: Sequence[str]) -> bool:
    """Whether these are names of columns, not values: short, all different, no numbers, dates or addresses."""
    words = [cell.strip() for cell in row if cell.strip()]
    return len(set(words)) == len(words) and not any(
        len(word) > 60
        or _DIGITS.fullmatch(word)
        or is_date(word)
        or _POSTCODE.fullmatch(word)
        or "@" in word
        or "://" in word
        or word.lower().startswith("www.")
        or _LEGAL_FORM.search(word)
        for word in words
    )


def _filled(samples: Sequence[Sequence[str]], at: int) -> list[str]:
    return [row[at].strip() for row in samples if at < len(row) and row[at].strip()]


def _by_content(headers: Sequence[str], columns: Sequence[list[str]], found: dict[str, int]) -> None:
    """Give fields that no name told to columns whose content does."""

    def take(
        field: str, most: float, fits: Callable[[str], bool], allowed: Callable[[str], bool] = lambda _: True
    ) -> None:
        if field in found:
            return
        shares = [
            (sum(map(fits, values)) / len(values), -at)
            for at, values in enumerate(columns)
            if values and at not in found.values() and allowed(_plain(headers[at][:_LONGEST_HEADER]))
        ]
        if shares and max(shares)[0] >= most:
            found[field] = -max(shares)[1]

    def may(plain: str) -> bool:
        return plain not in NEVER and plain not in PEOPLE and not plain.endswith(("mail", "email", "persoon", "person"))

    after_street = found.get("street", -2) + 1
    if (
        "number" not in found
        and 0 < after_street < len(headers)
        and after_street not in found.values()
        and _plain(headers[after_street]) in _HOUSE_NUMBERS
        and not any(_EIGHT.fullmatch(value) for value in columns[after_street])
    ):
        found["number"] = after_street
    take("kvk", 0.8, lambda value: bool(_EIGHT.fullmatch(value)), lambda plain: plain in VAGUE_NUMBERS)
    take("id", 0.8, lambda value: len(value) <= 40, lambda plain: plain in VAGUE_NUMBERS)
    take("postcode", 0.7, lambda value: bool(_POSTCODE.fullmatch(value)), may)
    take(
        "website",
        0.7,
        lambda value: bool(clean_website(value)[0]) and "." in value and not _LEGAL_FORM.search(value),
        may,
    )
    take(
        "phone",
        0.8,
        lambda value: bool(_PHONE.fullmatch(value)),
        lambda plain: plain in VAGUE_NUMBERS or plain.startswith(("tel", "phone")),
    )
    take("name", 0.3, lambda value: bool(_LEGAL_FORM.search(value)), may)
    take("country", 0.9, lambda value: bool(country_code(value)), lambda plain: may(plain) and len(plain) > 2)
