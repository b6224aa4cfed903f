"""Names of countries in four languages, and ISO codes, to the two-letter code."""

import csv
import unicodedata
from pathlib import Path

# Names that people write beside the official ones, and two codes that the European Commission writes its own way.
_ALSO = {
    "holland": "NL",
    "the netherlands": "NL",
    "koninkrijk der nederlanden": "NL",
    "uk": "GB",
    "great britain": "GB",
    "groot brittannie": "GB",
    "england": "GB",
    "engeland": "GB",
    "scotland": "GB",
    "schotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "verenigd koninkrijk van groot brittannie en noord ierland": "GB",
    "el": "GR",
    "bondsrepubliek duitsland": "DE",
    "brd": "DE",
    "usa": "US",
    "u s a": "US",
    "vs": "US",
    "verenigde staten van amerika": "US",
    "united states of america": "US",
    "czech republic": "CZ",
    "tsjechische republiek": "CZ",
    "slowaakse republiek": "SK",
    "espana": "ES",
    "italia": "IT",
    "osterreich": "AT",
    "suomi": "FI",
    "sverige": "SE",
    "danmark": "DK",
    "norge": "NO",
    "polska": "PL",
    "schweiz": "CH",
    "turkey": "TR",
    "turkije": "TR",
    "hong kong": "HK",
    "south korea": "KR",
    "zuid korea": "KR",
    "republic of korea": "KR",
    "russian federation": "RU",
    "macedonia": "MK",
    "people s republic of china": "CN",
    "volksrepubliek china": "CN",
}
# Countries that are named like a city: in an address the word is the city.
LIKE_CITIES = frozenset({"LU", "SG", "MC", "SM", "VA", "GI", "DJ", "PA", "GT", "KW", "HK", "MO", "MX", "GE", "JE"})


def _plain(text: str) -> str:
    """Small letters without accents, with one space for everything else."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter if letter.isalnum() else " " for letter in apart if not unicodedata.combining(letter))
    return " ".join(letters.split())


def _table() -> dict[str, str]:
    names: dict[str, str] = {}
    with (Path(__file__).parent / "countries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column in ("code", "alpha3", "english", "dutch", "german", "french"):
                names.setdefault(_plain(row[column]), row["code"])
    return names | _ALSO


_CODES = _table()


def country_code(text: str) -> str:
    """The two-letter ISO code of a country; empty when the text names none."""
    return _CODES.get(_plain(text), "")
