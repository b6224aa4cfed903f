"""One form for the words of an organisation, so that a search finds it in either language, singular or plural.

A form is no word that people read: it is short, without doubled letters, and the same for *bedrijf* and *bedrijven*,
*industrie* and *industries*, *organisatie* and *organization*. Records are indexed and searches are asked in this form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from koppel.apps.network.rules.vocabulary import (
    BODIES,
    IRREGULAR,
    KEEPS_S,
    LEGAL_FORMS,
    PARTS,
    PLACE_WORDS,
    SILENT_IN_QUERY,
    STOP_WORDS,
)

MOST_WORDS = 1_000  # of a record; what a text says after these is not searched
MOST_QUERY_WORDS = 12

_SPECIAL_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ĳ": "ij"}
)
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘`´", ""))
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_INITIALS = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){1,}[^\W\d_]?(?![^\W_])")
_TOKEN = re.compile(r"[^\W_]+(?:[-/&+][^\W_]+)*")
_SIMPLE = re.compile(r"[^\W_]+")
_DOUBLED = re.compile(r"([a-z])\1+")
_VOWEL = re.compile(r"[aeiouy]")
_KEEPS_S_ENDS = ("ss", "us", "is", "as", "os")
_LINKS = ("", "s", "en", "e", "n")


def name_words(name: str, acronym: str = "") -> str:
    """The word forms of a name, space-joined, each once: words, parts of compounds, joined neighbours, initials."""
    tokens = _tokens(name)
    # A name of nothing but a legal form ("AG") is found by it.
    found = _forms_of(tokens) or [word_form(word) for token in tokens for word in token]
    for initials in (*_initials(tokens), fold(acronym)):
        found.extend(word_form(word) for word in _SIMPLE.findall(initials))
    joined = "".join(_SIMPLE.findall(fold(acronym)))
    if joined:
        found.append(word_form(joined))
    return " ".join(dict.fromkeys(found))


def other_words(*texts: str) -> str:
    """The word forms of place, sector and free text, space-joined, each once; at most 1,000 of them."""
    found: dict[str, None] = {}
    for text in texts:
        found.update(dict.fromkeys(_forms_of(_tokens(text))))
        folded = " ".join(_SIMPLE.findall(fold(text))) if len(text) <= 60 else ""
        found.update(dict.fromkeys(word_form(word) for word in PLACE_WORDS.get(folded, ())))
        if len(found) >= MOST_WORDS:
            break
    return " ".join(list(found)[:MOST_WORDS])


def search_name(name: str, acronym: str = "") -> str:
    """The name as letters and digits with single spaces, without legal form, and the acronym: compared by trigrams."""
    words = [word for token in _tokens(name) for word in token if word not in LEGAL_FORMS] or _plain(name)
    return " ".join([*words, *(word for word in _plain(acronym) if word not in words)])


def sort_name(name: str) -> str:
    """The name as it is sorted: lower case, no accents, without a leading article or legal form."""
    words = _plain(name)
    while len(words) > 1 and (words[0] in LEGAL_FORMS or words[0] in {"de", "het", "the", "stichting", "vereniging"}):
        words = words[1:]
    return " ".join(words)


def query_words(text: str) -> list[str]:
    """The word forms of what somebody searches, in order, each once; words that decide nothing are left out."""
    words = _plain(text)
    telling = [
        word
        for word in words
        if word not in LEGAL_FORMS and word not in SILENT_IN_QUERY and (len(word) > 1 or word.isdigit())
    ]
    return list(dict.fromkeys(word_form(word) for word in telling or words))[:MOST_QUERY_WORDS]


def query_name(text: str) -> str:
    """What somebody searches, as it is compared with ``search_name`` by trigrams; without "stichting" and the like."""
    words = search_name(text).split()
    return " ".join(word for word in words if word not in BODIES) or " ".join(words)


def last_word_start(text: str) -> str:
    """The beginning that an unfinished last word must have in the index; empty when the text does not end in one."""
    if not text or not text[-1].isalnum():
        return ""
    words = [word for token in _tokens(text) for word in token]
    return _undouble(words[-1]) if words else ""


def fold(text: str) -> str:
    """The text in lower case, without accents and apostrophes."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered.replace("'", "").replace("`", "")
    lowered = lowered.translate(_SPECIAL_LETTERS).translate(_APOSTROPHES)
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=100_000)
def word_form(word: str) -> str:
    """The form of one folded word; digits stay as they are."""
    if len(word) < 4 or any(letter.isdigit() for letter in word):
        return word
    word = IRREGULAR.get(word, word)
    word = _singular(_british(word))
    word = _undouble(_latin_end(word))
    if len(word) >= 5 and word.endswith("e") and _VOWEL.search(word[:-1]):
        word = word[:-1]
    return {"v": "f", "z": "s", "y": "i"}.get(word[-1:], word[-1:]).join((word[:-1], ""))


def _british(word: str) -> str:
    return re.sub(r"iz(?=at|ing|e[rd]?$|es$)", "is", word) if len(word) >= 7 else word


def _singular(word: str) -> str:
    """The word without the ending of a plural, in Dutch (-s, -en, -heden) or English (-s, -es, -ies)."""
    if word.endswith("heden") and len(word) >= 8:
        return word[:-5] + "heid"
    if word.endswith("ies") and len(word) >= 5:
        return word[:-1]
    if word.endswith("ieen"):
        return word[:-2]
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    if word.endswith("aus") or (word.endswith("s") and not word.endswith(_KEEPS_S_ENDS) and word not in KEEPS_S):
        word = word[:-1]
    if len(word) >= 5 and word.endswith("en") and word[-3] not in "aou" and _VOWEL.search(word[:-2]):
        word = word[:-2]
    return word


def _latin_end(word: str) -> str:
    """One ending for what Dutch and English share: -tie and -tion, -sie and -sion, -teit and -ty, -ie and -y."""
    if len(word) >= 6:
        for ending, one in (("teit", "ti"), ("tei", "ti"), ("tion", "ti"), ("tio", "ti"), ("sion", "si")):
            if word.endswith(ending):
                return word[: -len(ending)] + one
    if len(word) >= 5 and word.endswith("ie"):
        return word[:-1]
    return word


def _undouble(word: str) -> str:
    return _DOUBLED.sub(r"\1", word) if len(word) >= 4 and not word.isdigit() else word


@lru_cache(maxsize=100_000)
def _parts(word: str) -> tuple[str, ...]:
    """The parts of a compound: known words one after the other, or one known word and a rest that can be a word."""
    if len(word) < 7 or word in PARTS:
        return ()
    whole = _covered(word)
    if whole:
        return whole
    for part in _PARTS_LONGEST_FIRST:
        rest = word[len(part) :] if word.startswith(part) else word[: -len(part)] if word.endswith(part) else ""
        if len(part) >= 4 and len(rest) >= 5 and _VOWEL.search(rest):
            return (part, rest)
    return ()


def _covered(word: str) -> tuple[str, ...]:
    for end in range(len(word) - 3, 2, -1):
        if word[:end] not in PARTS:
            continue
        for link in _LINKS:
            rest = word[end + len(link) :]
            if not word.startswith(link, end) or len(rest) < 3:
                continue
            if rest in PARTS or word_form(rest) in _PART_FORMS:
                return (word[:end], rest)
            deeper = _covered(rest)
            if deeper:
                return (word[:end], *deeper)
    return ()


_PARTS_LONGEST_FIRST = sorted(PARTS, key=lambda part: (-len(part), part))
_PART_FORMS = frozenset(word_form(part) for part in PARTS if len(part) >= 4)


def _plain(text: str) -> list[str]:
    return [word for token in _tokens(text) for word in token]


@lru_cache(maxsize=1_000)
def _tokens(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of a text as written together: "VNO-NCW" is one token of two words, "B.V." one word.

    Kept for a while, as four fields of a record are made of the words of its name.
    """
    joined = _INITIALS.sub(lambda found: f" {found[0].replace('.', '')} ", text)
    split = _CAMEL.sub("-", joined)
    return tuple(tuple(_SIMPLE.findall(token)) for token in _TOKEN.findall(fold(split)))


def _forms_of(tokens: Sequence[tuple[str, ...]]) -> list[str]:
    found: list[str] = []
    before = ""
    for token in tokens:
        words = [word for word in token if word not in LEGAL_FORMS]
        for word in words:
            found.append(word_form(word))
            found.extend(word_form(part) for part in _parts(word))
            if before in PARTS and word in PARTS:
                found.append(word_form(before + word))
            before = word
        if len(words) > 1:
            found.append(word_form("".join(words)))
    return found


def _initials(tokens: Sequence[tuple[str, ...]]) -> list[str]:
    """First letters of a name of three words or more, with and without its small words."""
    words = [word for token in tokens for word in token if word not in LEGAL_FORMS]
    telling = [word for word in words if word not in STOP_WORDS]
    return ["".join(word[0] for word in chosen) for chosen in (telling, words) if 3 <= len(chosen) <= 8]
