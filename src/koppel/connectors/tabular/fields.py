"""What each field demands of its text: one small rule per field, pure, with a finding for everything that is off."""

import re

from koppel.connectors.tabular.cells import Finding, is_date, is_date_number, is_scientific, without_decimals
from koppel.connectors.tabular.countries import country_code

Cleaned = tuple[str, list[Finding]]

# A longer own id is refused: cut off, it might be that of another row.
LONGEST_ID = 200
# Longest value of the other fields in characters; a longer text is cut, and pointed out.
LENGTHS = {
    "partner": 100,
    "name": 300,
    "street": 200,
    "number": 50,
    "postcode": 20,
    "city": 120,
    "website": 500,
    "phone": 60,
    "sector": 300,
    "kind": 120,
    "acronym": 60,
}
SHORTEST_LENGTH = min(LENGTHS.values())

_SEPARATORS = re.compile(r"[\s.\-/]")
_KVK_WORD = re.compile(r"(?:kvk|k\.v\.k\.?|coc|nl)\s?(?:nr|nummer|no|number)?\.?\s?[:#]?\s?", re.IGNORECASE)
_DUTCH_POSTCODE = re.compile(r"(?:NL)?([1-9]\d{3})([A-Z]{2})")
_POSTCODE_FIRST = re.compile(r"([1-9]\d{3}\s?[A-Za-z]{2})[\s,]\D{2,}")
_POSTCODE_DIGITS = re.compile(r"(?:NL)?[1-9]\d{3}")
# Never given out, because of what the letters stood for (postal company, 1977).
_NEVER_GIVEN = frozenset({"SA", "SD", "SS"})
_UNFINISHED = re.compile(r"(?:https?:?[/\\]*)?(?:www\.?)?", re.IGNORECASE)
_SCHEME_TYPO = re.compile(r"h?t{1,3}p{1,2}(s?)\s?[:;]?\s?[/\\]{1,4}", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.\-]{1,30}:(?!\d)", re.IGNORECASE)
_HOST = re.compile(r"(?:[^\W_](?:[\w\-]{0,62})\.){1,10}[a-z][a-z0-9\-]{1,24}(?::\d{1,5})?", re.IGNORECASE)
_APART = re.compile(r"\s?[;|\s]\s?|,\s|\s?,(?=https?:|www\.)")
# Municipalities are called by 14 and their area code.
_MUNICIPAL = re.compile(r"14[\s\-]?0\d{2,3}")
_PHONE_LETTER = re.compile(r"\b(?!(?:tel|ext|toestel|fax|intern)\b)[a-z]{2,}", re.IGNORECASE)


def _left_out(text: str, code: str, **params: str | int) -> Cleaned:
    return "", [Finding(code, "check", text, "", params)]


def _kept(text: str, code: str, **params: str | int) -> Cleaned:
    return text, [Finding(code, "check", text, text, params)]


def _mended(text: str, code: str, became: str) -> Cleaned:
    return became, [Finding(code, "repaired", text, became)]


def clean_kvk(text: str) -> Cleaned:
    """A number of the chamber of commerce: eight digits.

    Seven digits have lost a leading zero, as numbers do in spreadsheets: numbers that begin with a zero are common (one
    in ten), and a number too short by a typing error is rare. Everything else is left out: a wrong number does harm.
    """
    if is_scientific(text):
        return _left_out(text, "number_scientific")
    digits = without_decimals(text)
    was_float = digits != text
    digits = _SEPARATORS.sub("", _KVK_WORD.sub("", digits, count=1))
    if not (digits.isascii() and digits.isdigit()):
        return _left_out(text, "kvk_letters")
    if len(digits) == 12 and digits.endswith("0000") and not digits.startswith("0000"):
        digits = digits[:8]  # older registers added four digits for the branch
    if len(set(digits)) == 1:
        return _left_out(text, "kvk_placeholder")
    if len(digits) == 7 and digits[0] != "0":
        return _mended(text, "kvk_zero_restored", "0" + digits)
    if len(digits) != 8:
        return _left_out(text, "kvk_length", digits=len(digits))
    if digits == text:
        return digits, []
    return _mended(text, "number_float" if was_float else "kvk_notation", digits)


def clean_postcode(text: str, country: str) -> Cleaned:
    """A Dutch postcode as ``1234 AB``; that of another country as it is.

    Args:
        text: tidied.
        country: two letters, or empty when the row does not say; then a foreign postcode is kept and pointed out.
    """
    if country not in ("", "NL"):
        return text, []
    alone = _POSTCODE_FIRST.fullmatch(text)
    compact = _SEPARATORS.sub("", alone.group(1) if alone else without_decimals(text)).upper()
    if found := _DUTCH_POSTCODE.fullmatch(compact):
        if found.group(2) in _NEVER_GIVEN:
            return _left_out(text, "postcode_invalid")
        became = f"{found.group(1)} {found.group(2)}"
        return (text, []) if became == text else _mended(text, "postcode_notation", became)
    if _POSTCODE_DIGITS.fullmatch(compact):
        return compact[-4:], [Finding("postcode_incomplete", "check", text, compact[-4:])]
    if country == "NL":
        return _left_out(text, "postcode_invalid")
    looks_foreign = any(letter.isdigit() for letter in text) and len(text) <= 12 and not is_date(text)
    return _kept(text, "postcode_not_dutch") if looks_foreign else _left_out(text, "postcode_invalid")


def clean_website(text: str) -> Cleaned:
    """An address on the web, with scheme and host in small letters; the scheme may be missing."""
    if _UNFINISHED.fullmatch(text):
        return _mended(text, "website_unfinished", "")
    several = [part for part in _APART.split(text) if part]
    if len(several) > 1:
        first, found = clean_website(several[0]) if "." in several[0] else ("", [])
        if first and all("." in part for part in several[1:]):
            return first, [*found, Finding("website_several", "check", text, first)]
        return _left_out(text, "website_invalid")
    typed = _SCHEME_TYPO.match(text)
    scheme = f"http{typed.group(1).lower()}://" if typed else ""
    rest = text[typed.end() :] if typed else text
    if not typed and _OTHER_SCHEME.match(text):
        return _left_out(text, "website_email" if text.lower().startswith("mailto:") else "website_scheme")
    cut = min((at for at in (rest.find(mark) for mark in "/?#\\") if at >= 0), default=len(rest))
    host, path = rest[:cut].rstrip(".").lower(), rest[cut:].rstrip(",;")
    if "@" in host:
        return _left_out(text, "website_email")
    if not _HOST.fullmatch(host) or any(letter in path for letter in "<>\"'"):
        return _left_out(text, "website_invalid")
    became = scheme + host + path
    if typed and typed.group().lower() != scheme:
        return _mended(text, "website_notation", became)
    return became, []


def clean_phone(text: str, country: str) -> Cleaned:
    """A telephone number, left as readable as it is; only a zero that a spreadsheet took is put back."""
    if is_scientific(text):
        return _left_out(text, "number_scientific")
    bare = without_decimals(text)
    if country in ("", "NL") and bare.isascii() and bare.isdigit():
        if len(bare) == 9 and bare[0] != "0":
            return _mended(text, "phone_zero_restored", "0" + bare)
        if len(bare) == 11 and bare.startswith("31"):
            return _mended(text, "phone_plus_restored", "+" + bare)
    if bare != text:
        return _mended(text, "number_float", bare)
    if _PHONE_LETTER.search(text) or is_date(text):
        return _kept(text, "phone_letters")
    if sum(letter.isdigit() for letter in text) < 6 and not _MUNICIPAL.fullmatch(text):
        return _kept(text, "phone_short")
    return text, []


def clean_pic(text: str) -> Cleaned:
    """A participant's number of the European Commission: nine digits."""
    digits = _SEPARATORS.sub("", without_decimals(text))
    if not (digits.isascii() and digits.isdigit() and len(digits) == 9 and len(set(digits)) > 1):
        return _left_out(text, "number_scientific" if is_scientific(text) else "pic_invalid")
    return (digits, []) if digits == text else _mended(text, "number_float", digits)


def clean_country(text: str) -> Cleaned:
    """The two-letter code of a country."""
    code = country_code(text)
    return (code, []) if code else _left_out(text, "country_unknown")


def clean_number(text: str) -> Cleaned:
    """A house number with its addition. A spreadsheet makes a date of ``3-5``: then it is lost."""
    if is_date(text):
        return _left_out(text, "date_in_cell")
    bare = without_decimals(text)
    if is_date_number(bare):
        return _kept(bare, "date_as_number")
    return (text, []) if bare == text else _mended(text, "number_float", bare)


def clean_own_id(text: str) -> Cleaned:
    """The partner's own id."""
    bare = without_decimals(text)
    if bare != text:
        return _mended(text, "number_float", bare)
    return _kept(text, "number_scientific") if is_scientific(text) else (text, [])


def clean_words(text: str, field: str) -> Cleaned:
    """Text for people: a name, a street, a city. A date or a bare number in it is pointed out."""
    if field not in ("name", "city", "street"):
        return text, []
    if is_date(text):
        return _kept(text, "date_in_cell")
    if is_date_number(text):
        return _kept(text, "date_as_number")
    if field == "name" and without_decimals(text).isdigit():
        return _kept(text, "name_is_number")
    return text, []


def cut(text: str, field: str) -> Cleaned:
    """The text, at most as long as the field holds."""
    most = LENGTHS.get(field)
    if most is None or len(text) <= most:
        return text, []
    short = text[:most].rstrip()
    return short, [Finding("value_cut", "check", text, short, {"limit": most})]
