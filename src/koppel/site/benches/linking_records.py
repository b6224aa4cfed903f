"""Records for the linking benchmark: public names, multiplied and misspelled by a fixed seed, with the truth kept."""

import csv
import random
import re
from importlib.resources import files
from pathlib import Path

COLUMNS = ("record_id", "partner", "name", "kvk", "street", "postcode", "city", "website", "phone", "entity_id")

_PLACES = (
    ("Eindhoven", 5611),
    ("Tilburg", 5011),
    ("Breda", 4811),
    ("Groningen", 9711),
    ("Assen", 9401),
    ("Leeuwarden", 8911),
    ("Maastricht", 6211),
    ("Venlo", 5911),
    ("Heerlen", 6411),
    ("Enschede", 7511),
    ("Zwolle", 8011),
    ("Arnhem", 6811),
    ("Nijmegen", 6511),
    ("Rotterdam", 3011),
    ("Delft", 2611),
    ("Leiden", 2311),
    ("Den Haag", 2511),
    ("Amsterdam", 1011),
    ("Utrecht", 3511),
    ("Amersfoort", 3811),
    ("Middelburg", 4331),
    ("Almere", 1311),
    ("Haarlem", 2011),
    ("Dordrecht", 3311),
)
_OTHER_PLACE = {
    "Den Haag": ("'s-Gravenhage", "The Hague", "DEN HAAG"),
    "Rotterdam": ("R'dam",),
    "Amsterdam": ("AMSTERDAM",),
}
_STREETS = (
    "Kerkstraat",
    "Stationsweg",
    "Molenweg",
    "Hoofdstraat",
    "Industrieweg",
    "Parallelweg",
    "Beatrixlaan",
    "Lorentzlaan",
    "Kanaalkade",
    "Havenweg",
    "Eikenlaan",
    "Rembrandtlaan",
    "Zuidersingel",
    "Noorderplein",
    "Spoorlaan",
    "Wilhelminapark",
)
_GROUP_WORDS = (
    "Holding",
    "Beheer",
    "Vastgoed",
    "International",
    "Europe",
    "Participaties",
    "Research",
    "Services",
    "Technology",
)
_SWAPS = (
    ("Nederland", "Netherlands"),
    ("Instituut", "Institute"),
    ("Stichting ", ""),
    ("Universiteit", "University"),
    ("International", "Intl"),
    ("Services", "Svcs"),
    ("Centrum", "Center"),
    ("Europe", "Europa"),
    ("Technology", "Tech"),
)
_FORMS = ("B.V.", "BV", "B.V", "b.v.", "", "")
# Partner, share of records, and how often it fills KvK, address, website and phone.
_PARTNERS = (
    ("one", 22, 0.92, 0.95, 0.8, 0.5),
    ("two", 18, 0.6, 0.9, 0.8, 0.5),
    ("three", 18, 0.5, 0.9, 0.75, 0.5),
    ("four", 17, 0.72, 0.8, 0.7, 0.5),
    ("five", 14, 0.3, 0.9, 0.8, 0.4),
    ("six", 11, 0.0, 0.85, 0.7, 0.5),
)


def write_records(path: Path, count: int, seed: int = 20261124) -> None:
    """Write a CSV of this many records; `entity_id` holds the truth. The same seed gives the same file."""
    source = files("koppel.site.benches").joinpath("linking_names/names.csv").read_text(encoding="utf-8")
    names = [row["name"] for row in csv.DictReader(source.splitlines())]
    luck = random.Random(seed)  # noqa: S311 no secret
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(COLUMNS)
        written = entity = 0
        while written < count:
            for organisation in _family(luck, names, entity):
                entity += 1
                for _ in range(luck.choices((1, 2, 3, 4, 5, 6), (36, 31, 20, 9, 3, 1))[0]):
                    if written < count:
                        written += 1
                        writer.writerow((f"r{written:07d}", *_record(luck, organisation), entity))


def _family(luck: random.Random, names: list[str], number: int) -> list[dict[str, str]]:
    """One organisation, in one case of ten with a sibling that shares its address or website."""
    name = names[number] if number < len(names) else _new_name(luck, names)
    name = re.sub(r"\s+(B\.?V\.?|N\.?V\.?)$", "", name, flags=re.IGNORECASE)
    first = _organisation(luck, name)
    if luck.random() > 0.1:
        return [first]
    second = _organisation(luck, f"{name} {luck.choice(_GROUP_WORDS)}")
    shared = luck.choice((("street", "postcode", "city"), ("website",), ("street", "postcode", "city", "website")))
    return [first, second | {field: first[field] for field in shared}]


def _new_name(luck: random.Random, names: list[str]) -> str:
    """A brand made of two halves of words of two names, followed by what comes after the first word of one of them."""
    one, other = (re.findall(r"\w+", luck.choice(names)) for _ in range(2))
    head, tail = max(one, key=len), max(other, key=len)
    brand = (head[: max(3, len(head) // 2)] + tail[len(tail) // 2 :])[:14].capitalize()
    return " ".join([brand, *other[1:3]]) if luck.random() < 0.7 else brand


def _organisation(luck: random.Random, name: str) -> dict[str, str]:
    city, area = luck.choice(_PLACES)
    letters = re.sub(r"\W", "", name.lower())[:30]
    return {
        "name": name,
        "form": luck.choice(_FORMS),
        "kvk": f"{luck.randrange(1_000_000, 94_000_000):08d}",
        "street": f"{luck.choice(_STREETS)} {luck.randrange(1, 250)}",
        "postcode": f"{area + luck.randrange(60)} {chr(65 + luck.randrange(26))}{chr(65 + luck.randrange(26))}",
        "city": city,
        "website": f"{letters}.{luck.choice(('nl', 'nl', 'com', 'eu', 'org'))}",
        "phone": f"0{luck.randrange(10, 80)}-{luck.randrange(1_000_000, 9_999_999)}",
    }


def _record(luck: random.Random, organisation: dict[str, str]) -> tuple[str, ...]:
    """What one partner wrote down of an organisation."""
    partner, _, kvk, address, website, phone = luck.choices(_PARTNERS, [share for _, share, *_ in _PARTNERS])[0]
    place = organisation
    if luck.random() < 0.04:
        place = _organisation(luck, organisation["name"])  # it moved, and this partner does not know yet
    number = organisation["kvk"] if luck.random() < kvk else ""
    if number and luck.random() < 0.03:
        number = luck.choice(
            (number.lstrip("0"), f"KVK {number}", number[:-1] + str((int(number[-1]) + 1) % 10), number + "0")
        )
    city = luck.choice((place["city"], *_OTHER_PLACE.get(place["city"], ())))
    prefix = luck.choice(("", "www.", "https://www.", "http://"))
    return (
        partner,
        _written(luck, organisation),
        number,
        (_slipped(luck, place["street"]) if luck.random() < 0.05 else place["street"])
        if luck.random() < address
        else "",
        luck.choice((place["postcode"], place["postcode"].replace(" ", ""), place["postcode"][:4]))
        if luck.random() < address
        else "",
        city if luck.random() < 0.93 else "",
        prefix + organisation["website"] + luck.choice(("", "/", "/nl", "/contact")) if luck.random() < website else "",
        luck.choice((organisation["phone"], "+31 " + organisation["phone"][1:].replace("-", " ")))
        if luck.random() < phone
        else "",
    )


def _written(luck: random.Random, organisation: dict[str, str]) -> str:
    """The name as somebody typed it."""
    name = organisation["name"]
    if luck.random() < 0.15:
        name = _slipped(luck, name)
    if luck.random() < 0.2:
        for one, other in _SWAPS:
            name = name.replace(one, other) if one in name else name
    words = name.split()
    if len(words) >= 3 and luck.random() < 0.03:
        name = "".join(word[0] for word in words).upper()
    elif len(words) >= 3 and luck.random() < 0.03:
        name = " ".join(words[:-1])
    name = f"{name} {luck.choice((organisation['form'], *_FORMS))}".strip()
    return luck.choice((name, name, name, name.upper(), name.lower()))


def _slipped(luck: random.Random, text: str) -> str:
    """The text with one letter lost, doubled, replaced or swapped."""
    if len(text) < 4:
        return text
    at = luck.randrange(1, len(text) - 1)
    return luck.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + chr(97 + luck.randrange(26)) + text[at + 1 :],
            text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :],
        )
    )
