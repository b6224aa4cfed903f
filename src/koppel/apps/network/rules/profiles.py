"""The merged profile of an organisation: what its visible records say together, with who says each value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from koppel.apps.network.rules.words import sort_name

ADDRESS = "address"
ADDRESS_PARTS = ("street", "number", "postcode", "city", "country")
# In the order of the page. An address is one value of several parts.
FIELDS = ("name", "kvk", ADDRESS, "website", "phone", "kind", "legal_form", "sector", "text", "pic")
# Several values of these add up; of all others they differ. Partners sort kinds by lists of their own.
ADDING_UP = frozenset({"kind", "sector", "text"})
# An empty one of these is worth a sentence.
MISSED = frozenset({"kvk", ADDRESS, "website"})

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Saying:
    """What one visible record says.

    Args:
        record: its outside id.
        source: code of the party whose record it is.
        is_own: whether that is the viewer's own party.
        position: fixed place of the party; small comes first.
        values: field to text; an absent or empty one says nothing.
    """

    record: str
    source: str
    is_own: bool
    position: int
    values: Mapping[str, str]

    @property
    def rank(self) -> tuple[bool, int, str, str, str]:
        """Own partner first, then the fixed order, then by name as lists do; the record's id settles the rest."""
        return (not self.is_own, self.position, self.source, sort_name(self.values.get("name", "")), self.record)


@dataclass(frozen=True, slots=True)
class Value:
    """One value and who says it.

    Args:
        parts: the value of a plain field under its own name; street, number, postcode, city, country of an address.
        sources: codes of the parties that say it, own one first.
        records: outside ids of the records that say it.
    """

    parts: Mapping[str, str]
    sources: tuple[str, ...]
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the profile.

    Args:
        field: one of ``FIELDS``.
        chosen: what the page shows first.
        others: other values, each with its own sources; they differ from the chosen one or add to it.
        differs: whether the others contradict the chosen one.
        also: other ways in which the same name is written.
        silent: codes of the parties whose records left it empty, where that is worth a sentence.
    """

    field: str
    chosen: Value
    others: tuple[Value, ...] = ()
    differs: bool = False
    also: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The chosen value of a plain field."""
        return self.chosen.parts.get(self.field, "")


@dataclass(frozen=True, slots=True)
class Profile:
    """What an organisation is, as its visible records say."""

    lines: tuple[Line, ...] = ()
    sources: tuple[str, ...] = ()
    by_field: Mapping[str, Line] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name to show; empty only without records."""
        return self.text("name")

    def text(self, name: str) -> str:
        """The chosen value of a plain field, or of one part of the address; empty when nobody says it."""
        if name in ADDRESS_PARTS:
            line = self.by_field.get(ADDRESS)
            return line.chosen.parts.get(name, "") if line else ""
        line = self.by_field.get(name)
        return line.text if line else ""


def profile(sayings: Iterable[Saying]) -> Profile:
    """Merge what the visible records say; the order in which they come does not matter.

    The viewer's own partner is chosen first, then what most partners say, then the fixed order of partners. Nothing is
    in the profile that no saying holds, so a record that is taken away takes its facts away.
    """
    ordered = sorted(sayings, key=lambda saying: saying.rank)
    lines = tuple(line for name in FIELDS if (line := _line(name, ordered)) is not None)
    return Profile(lines, _once(saying.source for saying in ordered), {line.field: line for line in lines})


def _line(name: str, ordered: Sequence[Saying]) -> Line | None:
    said = [(saying, parts) for saying in ordered if (parts := _parts(name, saying.values))]
    if not said:
        return None
    if name == "name":
        return _name_line(said)
    groups = _groups(name, said)
    values = [_value(group) for group in groups]
    # Sorting is stable: equal ones keep the order of their first saying.
    places = sorted(range(len(groups)), key=lambda place: (not groups[place][0][0].is_own, -len(values[place].sources)))
    chosen, *others = [values[place] for place in places]
    heard = {saying.source for saying, _parts_of in said}
    silent = _once(saying.source for saying in ordered if saying.source not in heard) if name in MISSED else ()
    return Line(name, chosen, tuple(others), differs=bool(others) and name not in ADDING_UP, silent=silent)


def _parts(name: str, values: Mapping[str, str]) -> dict[str, str]:
    """The parts of one field that a record fills; a country alone is no address."""
    if name != ADDRESS:
        text = values.get(name, "").strip()
        return {name: text} if text else {}
    parts = {part: text for part in ADDRESS_PARTS if (text := values.get(part, "").strip())}
    return parts if parts.keys() - {"country"} else {}


_Said = tuple[Saying, dict[str, str]]


def _name_line(said: Sequence[_Said]) -> Line:
    """All names are of the same organisation, so the others stand beside the chosen one."""
    groups = _groups("name", said)
    best = min(groups, key=lambda group: (not group[0][0].is_own, -len({saying.source for saying, _parts_of in group})))
    shown = best[0][1]["name"]
    acronyms = [text for saying, _parts_of in said if (text := saying.values.get("acronym", "").strip())]
    also = _once([*(parts["name"] for _saying, parts in said), *acronyms])
    chosen = Value(
        {"name": shown}, _once(saying.source for saying, _p in said), tuple(saying.record for saying, _p in said)
    )
    return Line("name", chosen, also=tuple(text for text in also if text != shown))


def _groups(name: str, said: Sequence[_Said]) -> list[list[_Said]]:
    """Sayings that agree stand together; groups in the order of their first saying.

    An address with fewer parts joins the first fuller one that it does not contradict, so the fullest are placed first.
    """
    fullest_first = sorted(said, key=lambda pair: -len(pair[1])) if name == ADDRESS else list(said)
    groups: list[list[_Said]] = []
    for saying, parts in fullest_first:
        home = next((group for group in groups if _agree(name, group[0][1], parts)), None)
        if home is None:
            groups.append([(saying, parts)])
        else:
            home.append((saying, parts))
    for group in groups:
        fullest = group[0][1]
        group.sort(key=lambda pair: pair[0].rank)
        if name == ADDRESS:
            # The fullest wording speaks for the group, whoever of it comes first.
            group[0] = (group[0][0], fullest)
    return sorted(groups, key=lambda group: group[0][0].rank)


def _agree(name: str, one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    if name != ADDRESS:
        return compared(name, one[name]) == compared(name, other[name])
    shared = one.keys() & other.keys()
    return bool(shared - {"country"}) and all(
        compared(part, one[part]) == compared(part, other[part]) for part in shared
    )


def _value(group: Sequence[_Said]) -> Value:
    return Value(
        dict(group[0][1]),
        _once(saying.source for saying, _parts_of in group),
        tuple(saying.record for saying, _parts_of in group),
    )


def compared(name: str, text: str) -> str:
    """A value as it is compared: two that differ in writing only are equal."""
    if name == "website":
        return _SCHEME.sub("", text.strip().casefold()).removeprefix("www.").partition("/")[0]
    if name == "phone":
        return "".join(letter for letter in text if letter.isdigit())[-9:]
    if name in ADDING_UP:
        return " ".join(text.casefold().split())
    return "".join(letter for letter in text.casefold() if letter.isalnum()) or text.strip()


def _once(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
