"""One line of an address taken apart: street, number, postcode, city."""

import re
from typing import NamedTuple

from koppel.connectors.tabular.countries import LIKE_CITIES, country_code

_HOUSE = r"\d{1,5}(?:\s?[-/]\s?\d{1,5})?(?:\s?[-/]?\s?[A-Za-z]{1,2})?(?:\s?(?:bis|hs|huis))?"
_AT_END = re.compile(rf"[\s,]({_HOUSE})$", re.IGNORECASE)
_IS_HOUSE = re.compile(_HOUSE, re.IGNORECASE)
_POSTCODE = (
    r"(?:[A-Z]{1,2}[- ]{1,2})?[1-9]\d{3}\s{0,2}[A-Z]{2}|(?:[A-Z]{1,2}[- ]{1,2})?\d{4,6}"
    r"|\d{2,3}[- ]\d{2,3}|[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}"
)
_IS_POSTCODE = re.compile(_POSTCODE, re.IGNORECASE)
_POSTCODE_CITY = re.compile(rf"({_POSTCODE})[\s|]{{1,3}}(\D{{2,}})", re.IGNORECASE)
_CITY_POSTCODE = re.compile(rf"(\D{{2,}}?)\s({_POSTCODE})", re.IGNORECASE)
# Inside a line without commas only the Dutch form is sure enough.
_DUTCH_INSIDE = re.compile(r"\s([1-9]\d{3}\s?[A-Z]{2})\s(\D{2,})$")
_LONGEST = 300


class Address(NamedTuple):
    """An address in parts; a part that was not there is empty.

    ``is_clear`` is False when the parts are a guess.
    """

    street: str = ""
    number: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    is_clear: bool = True


def split_street(text: str) -> tuple[str, str]:
    """Street and house number; all of it is the street when no number stands clearly at the end."""
    found = _AT_END.search(text) if len(text) <= _LONGEST else None
    street = text[: found.start()].rstrip(" ,") if found else ""
    if not found or not any(letter.isalpha() for letter in street):
        return text, ""
    return street, found.group(1)


def split_city(text: str) -> tuple[str, str]:
    """Postcode and city out of one cell (``1703 AZ Heerhugowaard``); without a city all of it is the postcode."""
    if len(text) > _LONGEST or _IS_POSTCODE.fullmatch(text):
        return text, ""
    found = _POSTCODE_CITY.fullmatch(text)
    return (found.group(1), found.group(2).strip()) if found else (text, "")


def split_address(text: str) -> Address:
    """The parts of an address that stands in one cell.

    Understands ``street number, postcode city``, ``street number, city, postcode``, ``street, city`` and a city alone,
    each with or without the country at the end.
    """
    if len(text) > _LONGEST:
        return Address(street=text, is_clear=False)
    parts = [part.strip(" |") for part in text.split(",")]
    parts = [part for part in parts if part]
    country = country_code(parts[-1]) if len(parts) > 1 else ""
    if country and country not in LIKE_CITIES:
        parts.pop()
    else:
        country = ""
    address = _of_parts(parts)
    street, number = (address.street, address.number) if address.number else split_street(address.street)
    return address._replace(street=street, number=number, country=country)


def _of_parts(parts: list[str]) -> Address:
    if not parts:
        return Address(is_clear=False)
    last, before = parts[-1], parts[:-1]
    if _IS_POSTCODE.fullmatch(last):
        if not before or (len(before) == 1 and any(letter.isdigit() for letter in before[0])):
            return Address(street="".join(before), postcode=last, is_clear=False)
        return Address(street=", ".join(before[:-1]), postcode=last, city=before[-1])
    if found := _POSTCODE_CITY.fullmatch(last):
        return Address(street=", ".join(before), postcode=found.group(1), city=found.group(2).strip())
    if before and (found := _CITY_POSTCODE.fullmatch(last)):
        return Address(street=", ".join(before), postcode=found.group(2), city=found.group(1).strip())
    has_digits = any(letter.isdigit() for letter in last)
    if not before:
        return _of_one(last, has_digits)
    if len(parts) == 2:
        if _IS_HOUSE.fullmatch(last):
            return Address(street=before[0], number=last)
        return Address(street=before[0], city="" if has_digits else last, is_clear=not has_digits)
    return Address(street=parts[0], city=parts[1], is_clear=False)


def _of_one(text: str, has_digits: bool) -> Address:
    """A line without commas: a city when it has no digits, else a street, perhaps with postcode and city behind it."""
    if not has_digits:
        return Address(city=text)
    if found := _DUTCH_INSIDE.search(text):
        return Address(street=text[: found.start()].rstrip(), postcode=found.group(1), city=found.group(2))
    return Address(street=text)
