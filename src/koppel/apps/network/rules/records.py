"""What a record holds beside what its owner wrote: kind, legal form, province, words to search by, fingerprint."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from koppel.apps.network.rules.provinces import province_of
from koppel.apps.network.rules.words import name_words, other_words, search_name, sort_name

# Fields that an owner writes, with the longest text that a record keeps of each.
LENGTHS = {
    "name": 400,
    "acronym": 60,
    "legal_form": 20,
    "kvk": 8,
    "pic": 12,
    "street": 200,
    "number": 30,
    "postcode": 16,
    "city": 120,
    "country": 2,
    "website": 300,
    "phone": 60,
    "sector": 200,
    "text": 20_000,
    "kind": 120,  # the owner's own word; the record keeps one of four
}
REFERENCE_LENGTH = 120

COMPANY, KNOWLEDGE, GOVERNMENT, ASSOCIATION = "company", "knowledge", "government", "association"

# Beginnings of words, looked for in the owner's own word for the kind first, then in the name.
_KIND_WORDS = (
    (
        KNOWLEDGE,
        ("knowledge", "kennis", "onderzoek", "research", "onderwijs", "education", "universit", "hogeschool", "academ"),
    ),
    (GOVERNMENT, ("public", "overheid", "govern", "gemeente", "provincie", "ministerie", "authority", "waterschap")),
    (ASSOCIATION, ("foundation", "stichting", "vereniging", "association", "non-profit", "nonprofit")),
    (COMPANY, ("company", "bedrij", "onderneming", "business", "mkb", "sme", "startup", "start-up", "scale-up")),
)
_KIND_NAMES = (
    (KNOWLEDGE, ("universit", "rijksuniversit", "hogeschool", "fachhochschule", "umc", "tno", "academisch")),
    (
        GOVERNMENT,
        ("gemeente", "provincie", "ministerie", "waterschap", "hoogheemraad", "rijkswaterstaat", "veiligheidsregio"),
    ),
    (ASSOCIATION, ("stichting", "vereniging", "foundation", "federatie")),
)
_KIND_BEGINNINGS = tuple((kind, re.compile(rf"(?<![\w&-])(?:{'|'.join(words)})")) for kind, words in _KIND_NAMES)
_COMPANY_FORMS = frozenset(
    {"B.V.", "N.V.", "V.O.F.", "C.V.", "GmbH", "Ltd", "Inc", "AG", "S.A.", "S.r.l.", "Oy", "AB", "ApS", "SAS"}
)

_LEGAL_FORMS = {
    "bv": "B.V.",
    "nv": "N.V.",
    "vof": "V.O.F.",
    "cv": "C.V.",
    "ua": "Coöperatie U.A.",
    "wa": "Coöperatie W.A.",
    "ba": "Coöperatie B.A.",
    "gmbh": "GmbH",
    "ltd": "Ltd",
    "limited": "Ltd",
    "inc": "Inc",
    "ag": "AG",
    "sa": "S.A.",
    "srl": "S.r.l.",
    "oy": "Oy",
    "ab": "AB",
    "aps": "ApS",
    "sas": "SAS",
}
_LEADING_FORMS = {
    "stichting": "Stichting",
    "vereniging": "Vereniging",
    "coöperatie": "Coöperatie",
    "cooperatie": "Coöperatie",
}
_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?([^/:?#\s]+)")


def prepared(values: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a record that follow from what its owner says.

    Args:
        values: field to cleaned text; an absent field is empty, an unknown one is left out.

    Returns:
        Every text field of a record (cut to the length it has there), with kind, legal form, province, domain, the
        words to sort and search by, and ``content_hash``: equal exactly when the owner says the same.
    """
    told = said(values)
    name, acronym = told["name"], told["acronym"]
    return {
        **told,
        "kind": kind_of(told["kind"], sector=told["sector"], name=name),
        "legal_form": told["legal_form"] or legal_form_of(name),
        "province": province_of(told["postcode"], told["city"], told["country"]),
        "domain": domain_of(told["website"]),
        "sort_name": sort_name(name)[:400],
        "search_name": search_name(name, acronym)[:480],
        "name_words": name_words(name, acronym),
        "other_words": other_words(told["city"], told["sector"], told["text"]),
        "content_hash": content_hash(told),
    }


def said(values: Mapping[str, str]) -> dict[str, str]:
    """What an owner says, for every field, cut to the length that a record keeps."""
    return {field: values.get(field, "").strip()[:length].rstrip() for field, length in LENGTHS.items()}


def content_hash(told: Mapping[str, str]) -> str:
    """A fingerprint of what an owner says; empty fields and the order of fields do not count."""
    spoken = {field: text for field, text in sorted(told.items()) if text}
    return hashlib.sha256(json.dumps(spoken, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def kind_of(word: str, *, sector: str = "", name: str = "") -> str:
    """Company, knowledge, government or association; empty when nothing tells.

    The owner's own word counts first, then the name, then the sector: sectors such as "education" also hold suppliers.
    """
    told = _first_kind(word.casefold(), _KIND_WORDS)
    if told:
        return told
    folded = name.casefold()
    for kind, beginning in _KIND_BEGINNINGS:
        if beginning.search(folded):
            return kind
    if legal_form_of(name) in _COMPANY_FORMS:
        return COMPANY
    return _first_kind(sector.casefold(), _KIND_WORDS)


@lru_cache(maxsize=4096)
def _first_kind(text: str, table: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    return next((kind for kind, words in table if any(word in text for word in words)), "") if text else ""


def legal_form_of(name: str) -> str:
    """The legal form that a name ends or begins with, in one way of writing; empty when it has none."""
    words = name.casefold().replace(".", "").replace(",", " ").split()
    if len(words) < 2:
        return ""
    # "B.V." may be written apart: "B V".
    last = _LEGAL_FORMS.get(words[-1]) or (_LEGAL_FORMS.get(words[-2] + words[-1]) if len(words[-1]) == 1 else None)
    return last or _LEADING_FORMS.get(words[0], "")


def domain_of(website: str) -> str:
    """The host of a website without "www."; empty when there is none."""
    found = _HOST.match(website.strip().lower())
    host = found.group(1).removeprefix("www.").rstrip(".") if found else ""
    return host[:120] if "." in host else ""
