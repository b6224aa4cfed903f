"""One form for every way of writing a name, KvK number, postcode, address, website or phone number.

Pure functions of one value. Linking calls them once per distinct value of a column; the same functions serve two
records while somebody types, so that both give the same answer.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from rapidfuzz.distance import OSA

from koppel.engines.linking import words

_TOKEN = re.compile(r"[^\W_]+")
_INITIALS = re.compile(r"(?<!\w)(?:\w\.){2,}\w?(?!\w)")
_POSTCODE = re.compile(r"(?<!\d)([1-9]\d{3})\s?([A-Za-z]{2})(?![A-Za-z])")
_POSTCODE4 = re.compile(r"(?<!\d)([1-9]\d{3})(?!\d)")
_HOUSE = re.compile(r"(?<![\w.])(\d{1,5})(?!\d)")
_SPECIAL_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ĳ": "ij"}
)
_KNOWN_WORDS = {*words.SAME_WORD, *words.SAME_WORD.values(), *words.QUALIFIERS, *words.REGIONS}
# Words whose slips are mended: only those that set companies of a group apart; a brand is often one letter from a
# common word.
_MENDED = {*words.QUALIFIERS, *words.REGIONS}
_LONG_WORDS = sorted(
    word
    for word in {*_MENDED, *(word for word, chosen in words.SAME_WORD.items() if chosen in _MENDED)}
    if len(word) >= 6
)
# Words that people write on to the name before them ("SifNederland"); longest first: "holdings" before "holding".
_TAILS = tuple(
    sorted(
        (
            word
            for word in {
                *words.QUALIFIERS,
                *words.REGIONS,
                "nederland",
                "groep",
                "productie",
                "vastgoed",
                "participaties",
                "technologies",
            }
            if len(word) >= 5
        ),
        key=lambda word: (-len(word), word),
    )
)


@dataclass(frozen=True, slots=True)
class Name:
    """An organisation's name in comparable form.

    Args:
        words: the words that say which one it is, in order, one form per word, without legal form and stop words.
        letters: the same without spaces.
        acronym: the first letters of the words as written, if there are three or more.
        other: the name that follows "formerly" or "trading as", as letters; else empty.
    """

    words: tuple[str, ...]
    letters: str
    acronym: str = ""
    other: str = ""


NO_NAME = Name((), "")


def fold(text: str) -> str:
    """The text in lower case without accents; letters of double-encoded UTF-8 are mended first."""
    if not text.isascii():
        for _ in range(2):  # some exports went through it twice
            if "Ã" in text or "Â" in text:
                text = _decoded_once(text)
        text = unicodedata.normalize("NFKD", text.lower().translate(_SPECIAL_LETTERS))
        return "".join(letter for letter in text if not unicodedata.combining(letter))
    return text.lower()


def _decoded_once(text: str) -> str:
    """The text without one layer of double encoding; as it was when it is not double-encoded after all."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


@lru_cache(maxsize=200_000)
def normalise_word(word: str) -> str:
    """One form for a word in Dutch or English; a slip of one letter in a long, well-known word is mended."""
    known = words.SAME_WORD.get(word)
    if known is not None:
        return known
    if len(word) >= 5 and word not in _KNOWN_WORDS:
        for correct in _LONG_WORDS:
            if (
                correct[0] == word[0]
                and abs(len(correct) - len(word)) <= 1
                and OSA.distance(word, correct, score_cutoff=1) <= 1
            ):
                return words.SAME_WORD.get(correct, correct)
    return word


@lru_cache(maxsize=200_000)
def _separated(word: str) -> tuple[str, ...]:
    """The word, or its parts when well-known words were written on to its end."""
    if len(word) < 9 or word in _KNOWN_WORDS:
        return (word,)
    for tail in _TAILS:
        if word.endswith(tail) and len(word) - len(tail) >= 3:
            return (*_separated(word[: -len(tail)]), tail)
    return (word,)


def _tokens(folded: str) -> list[str]:
    """The words of a folded text; initials that stand apart become one word."""
    found: list[str] = []
    initials = ""
    for token in _TOKEN.findall(folded):
        if len(token) == 1 and not token.isdigit():
            initials += token
            continue
        if initials:
            found.append(initials)
            initials = ""
        found.append(token)
    if initials:
        found.append(initials)
    return found


def normalise_name(raw: str) -> Name:
    """The comparable form of an organisation's name, see :class:`Name`."""
    text = raw.strip()
    if not text:
        return NO_NAME
    folded = fold(text).replace("’", "'").replace("`", "'").replace("'", "").replace("-", " ")
    if folded.startswith("stichting") and len(folded) > 14:
        folded = folded[9:]  # also where it was written on to the name
    other = ""
    if "(" in folded or " h" in folded or "t" in folded:
        found = words.OTHER_NAME.search(folded)
        if found and found.start() > 2:
            other = "".join(_meaningful(found.group("other"))[0])
            folded = folded[: found.start()] + " " + folded[found.end() :]
    kept, written = _meaningful(folded)
    acronym = "".join(word[0] for word in written) if len(written) >= 3 else ""
    return Name(tuple(kept), "".join(kept), acronym, other)


def _meaningful(folded: str) -> tuple[list[str], list[str]]:
    """The words of a folded name in one form, and as they were written, without legal forms and stop words."""
    bare = words.LEGAL_FORM.sub(" ", " " + folded.replace("r&d", "research"))
    bare = _INITIALS.sub(lambda found: found.group(0).replace(".", "") + " ", bare)
    tokens = [part for token in _tokens(bare) if token not in words.STOP for part in _separated(token)]
    if not tokens:
        tokens = _tokens(folded)
    return [normalise_word(token) for token in tokens], tokens


def normalise_kvk(raw: str) -> str:
    """Eight digits, or empty when it is no KvK number.

    Spaces, dots and a leading "KvK" are taken away. Seven digits have lost their zero, which a spreadsheet does. Other
    lengths and eight equal digits are unknown: a wrong number would do more harm than none.
    """
    text = raw.strip()
    if text.endswith(".0"):  # a number that went through a spreadsheet
        text = text[:-2]
    digits = "".join(letter for letter in text if letter.isascii() and letter.isdigit())
    if len(digits) == 7:
        digits = "0" + digits
    if len(digits) != 8 or len(set(digits)) == 1:
        return ""
    return digits


def normalise_postcode(raw: str) -> str:
    """`1234AB`, or `1234` when only the figures are there; empty when neither is found."""
    found = _POSTCODE.search(raw)
    if found:
        return found.group(1) + found.group(2).upper()
    found = _POSTCODE4.search(raw)
    return found.group(1) if found else ""


def normalise_city(raw: str) -> str:
    """One spelling per place, in lower case without accents; exonyms and short forms are the Dutch name."""
    plain = " ".join(_TOKEN.findall(fold(raw)))
    return words.SAME_CITY.get(plain, plain)


def normalise_domain(raw: str) -> str:
    """The registrable domain of a website address; empty for none and for sites that many share."""
    text = unquote(fold(raw.strip()))
    text = text.split("://", 1)[-1].split("@")[-1]
    host = re.split(r"[/?#:\s,;]", text, maxsplit=1)[0].strip(".")
    labels = host.split(".")
    if len(labels) < 2 or not all(labels) or not re.fullmatch(r"[\w.-]+", host) or labels[-1].isdigit():
        return ""
    deep = ".".join(labels[-2:]) in words.DEEP_SUFFIXES and len(labels) > 2
    domain = ".".join(labels[-3:] if deep else labels[-2:])
    return "" if domain in words.SHARED_SITES else domain


_TRIVIAL_PAGES = frozenset(
    (
        *(
            "nl",
            "en",
            "de",
            "fr",
            "nl-nl",
            "en-us",
            "en-gb",
            "www",
            "home",
            "index",
            "default",
            "main",
            "start",
            "pages",
        ),
        *("contact", "contact-us", "about", "over", "over-ons", "welkom", "welcome"),
    )
)


def normalise_page(raw: str) -> str:
    """What a website address says beside its domain: what stands before it and the path, but no language or start page.

    Units of a university share its domain and differ here.
    """
    domain = normalise_domain(raw)
    if not domain:
        return ""
    text = unquote(fold(raw.strip())).split("://", 1)[-1].split("@")[-1]
    host, _, path = text.partition("/")
    before = host.split(":")[0].strip(".").removesuffix(domain).strip(".").removeprefix("www").strip(".")
    steps = [re.sub(r"\.(html?|aspx?|php)$", "", step) for step in re.split(r"[/?#]", path) if step]
    kept = [step for step in steps if step not in _TRIVIAL_PAGES and "=" not in step]
    return "/".join(part for part in (before, *kept) if part)


def normalise_phone(raw: str) -> str:
    """The number as dialled inside the country, digits only; empty when it is too short to be one."""
    digits = "".join(letter for letter in raw.replace("(0)", "") if letter.isascii() and letter.isdigit())
    if raw.strip().startswith("+31") or digits.startswith("0031"):
        digits = "0" + digits.removeprefix("00").removeprefix("31").lstrip("0")
    elif raw.strip().startswith("+"):
        digits = "00" + digits
    elif len(digits) == 9 and not digits.startswith("0"):
        digits = "0" + digits
    return digits if 9 <= len(digits) <= 15 and len(set(digits)) > 2 else ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an organisation is, in comparable form; each part may be empty.

    Args:
        street: letters of the street.
        house: the house number without its addition.
        postcode: `1234AB` or `1234`.
        city: one spelling per place.
    """

    street: str
    house: str
    postcode: str
    city: str


def normalise_place(street: str, number: str, postcode: str, city: str) -> Place:
    """An address in comparable form; a whole address in the street column is taken apart.

    Without a postcode the street may hold "Laan 94, 1043 DL Amsterdam", "Laan 30, Markdorf, 88677" or just a place.
    """
    code = normalise_postcode(postcode)
    line, place = street.strip(), city.strip()
    if line and not code and not place:
        found = _POSTCODE.search(line)
        if found:
            code = normalise_postcode(found.group(0))
            place = line[found.end() :].strip(" ,;")
            line = line[: found.start()].strip(" ,;")
        elif not any(letter.isdigit() for letter in line):
            line, place = "", line
        elif "," in line:
            parts = [part.strip() for part in line.split(",")]
            line = parts[0]
            places = [part for part in parts[1:] if part and not any(letter.isdigit() for letter in part)]
            place = places[0] if places else ""
    folded = fold(line)
    found = _HOUSE.search(folded, 1) if folded else None
    house = ""
    if found:
        house, folded = found.group(1).lstrip("0"), folded[: found.start()]
    if number.strip():
        digits = re.search(r"\d{1,5}", number)
        house = digits.group(0).lstrip("0") if digits else house
    letters = re.sub(r"str(\.|$|(?= ))", "straat", folded.strip())
    return Place("".join(_TOKEN.findall(letters)), house, code, normalise_city(place))


_COUNTRIES = {
    name: code
    for code, names in {
        "NL": "nl nld nederland netherlands the netherlands holland pays bas niederlande",
        "BE": "be bel belgie belgium belgique belgien",
        "DE": "de deu ger duitsland germany deutschland allemagne",
        "FR": "fr fra frankrijk france",
        "GB": "gb gbr uk verenigd koninkrijk united kingdom great britain engeland",
        "LU": "lu lux luxemburg luxembourg",
        "US": "us usa verenigde staten united states",
        "IT": "it ita italie italy italia",
        "ES": "es esp spanje spain espana",
        "AT": "at aut oostenrijk austria osterreich",
        "CH": "ch che zwitserland switzerland",
        "DK": "dk dnk denemarken denmark",
        "SE": "se swe zweden sweden",
        "NO": "no nor noorwegen norway",
        "FI": "fi fin finland",
        "IE": "ie irl ierland ireland",
        "PL": "pl pol polen poland",
        "IL": "il isr israel",
        "PT": "pt prt portugal",
        "GR": "gr grc el griekenland greece",
    }.items()
    for name in names.split()
    if name
    not in {
        "the",
        "pays",
        "bas",
        "verenigd",
        "koninkrijk",
        "united",
        "kingdom",
        "great",
        "britain",
        "staten",
        "states",
        "verenigde",
    }
}
_COUNTRIES |= {
    "the netherlands": "NL",
    "pays bas": "NL",
    "verenigd koninkrijk": "GB",
    "united kingdom": "GB",
    "great britain": "GB",
}
_COUNTRIES |= {"verenigde staten": "US", "united states": "US"}


def normalise_country(raw: str) -> str:
    """The two-letter code of a country that is often met here; else its name in lower case."""
    plain = " ".join(_TOKEN.findall(fold(raw)))
    return _COUNTRIES.get(plain, plain)
