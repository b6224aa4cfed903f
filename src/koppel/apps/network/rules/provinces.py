"""In which Dutch province an address lies: by its postcode, else by its place."""

from __future__ import annotations

import csv
import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

ABROAD = "XX"

PROVINCES: dict[str, tuple[str, str]] = {
    "NL-DR": ("Drenthe", "Drenthe"),
    "NL-FL": ("Flevoland", "Flevoland"),
    "NL-FR": ("Friesland", "Friesland"),
    "NL-GE": ("Gelderland", "Gelderland"),
    "NL-GR": ("Groningen", "Groningen"),
    "NL-LI": ("Limburg", "Limburg"),
    "NL-NB": ("Noord-Brabant", "North Brabant"),
    "NL-NH": ("Noord-Holland", "North Holland"),
    "NL-OV": ("Overijssel", "Overijssel"),
    "NL-UT": ("Utrecht", "Utrecht"),
    "NL-ZE": ("Zeeland", "Zeeland"),
    "NL-ZH": ("Zuid-Holland", "South Holland"),
}

# What places are also called, by people, by abbreviation and abroad; all as `_place_key` writes them.
OTHER_PLACE_NAMES = {
    "the hague": "s gravenhage",
    "den haag": "s gravenhage",
    "haag": "s gravenhage",
    "la haye": "s gravenhage",
    "den bosch": "s hertogenbosch",
    "bois le duc": "s hertogenbosch",
    "adam": "amsterdam",
    "rdam": "rotterdam",
    "flushing": "vlissingen",
    "nimeguen": "nijmegen",
    "nimwegen": "nijmegen",
    "maestricht": "maastricht",
    "ljouwert": "leeuwarden",
    "snits": "sneek",
    "leyden": "leiden",
    "gorkum": "gorinchem",
    # Municipalities that are younger than the list of places, by a place in them.
    "sudwest fryslan": "sneek",
    "de fryske marren": "joure",
    "noardeast fryslan": "dokkum",
    "waadhoeke": "franeker",
    "het hogeland": "uithuizen",
    "eemsdelta": "delfzijl",
    "westerkwartier": "leek",
    "land van cuijk": "cuijk",
    "meierijstad": "veghel",
    "hoeksche waard": "oud beijerland",
    "goeree overflakkee": "middelharnis",
}

# Behind a place that several provinces have: "Bergen (NH)", "Hengelo Gld".
_MARKS = {
    "dr": "NL-DR",
    "fl": "NL-FL",
    "fr": "NL-FR",
    "frl": "NL-FR",
    "ge": "NL-GE",
    "gld": "NL-GE",
    "gr": "NL-GR",
    "gn": "NL-GR",
    "lb": "NL-LI",
    "li": "NL-LI",
    "nb": "NL-NB",
    "nh": "NL-NH",
    "ov": "NL-OV",
    "ut": "NL-UT",
    "zl": "NL-ZE",
    "ze": "NL-ZE",
    "zh": "NL-ZH",
}

_FOLDER = Path(__file__).parent.parent / "places"
_DUTCH_POSTCODE = re.compile(r"^(?:nl[\s-]*)?([1-9]\d{3})\s*([a-z]{2})?$", re.IGNORECASE)


def province_of(postcode: str, city: str, country: str) -> str:
    """ISO 3166-2 of the province ("NL-NB"), "XX" abroad, "" when the address does not tell.

    Args:
        postcode: as written; four digits suffice.
        city: as written, in Dutch or with the name it has abroad.
        country: ISO 3166-1 alpha-2; empty when unknown.
    """
    country = country.strip().upper()
    if country and country != "NL":
        return ABROAD
    written = _DUTCH_POSTCODE.match(postcode.strip())
    by_city = _province_of_city(city)
    # Four bare digits are a postcode in many countries: without a country only a Dutch place confirms them.
    if written and (country or written[2] or by_city or not city.strip()):
        by_postcode = _province_of_postcode(int(written[1]))
        if by_postcode:
            return by_postcode
    return by_city


def _province_of_postcode(digits: int) -> str:
    firsts, ranges = _postcodes()
    place = bisect_right(firsts, digits) - 1
    if place < 0:
        return ""
    last, province = ranges[place]
    if digits <= last:
        return province
    # A newer postcode between two ranges of one province is in that province.
    following = ranges[place + 1][1] if place + 1 < len(ranges) else ""
    return province if following == province else ""


def _province_of_city(city: str) -> str:
    key = _place_key(city)
    if not key:
        return ""
    key = OTHER_PLACE_NAMES.get(key, key)
    places = _places()
    found = places.get(key) or places.get(f"s {key}")
    if found is None and key.startswith("s") and f"s {key[1:]}" in places:
        found = places[f"s {key[1:]}"]
    if found is None:
        name, _, mark = key.rpartition(" ")
        found = _MARKS.get(mark) if name else None
    return found or ""


def _place_key(city: str) -> str:
    folded = unicodedata.normalize("NFKD", city.lower().replace("ĳ", "ij"))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


@lru_cache(maxsize=1)
def _postcodes() -> tuple[list[int], list[tuple[int, str]]]:
    with (_FOLDER / "postcodes.csv").open(encoding="utf-8", newline="") as lines:
        rows = [(int(row["first"]), int(row["last"]), row["province"]) for row in csv.DictReader(lines)]
    return [first for first, _, _ in rows], [(last, province) for _, last, province in rows]


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    with (_FOLDER / "places.csv").open(encoding="utf-8", newline="") as lines:
        return {row["place"]: row["province"] for row in csv.DictReader(lines)}
