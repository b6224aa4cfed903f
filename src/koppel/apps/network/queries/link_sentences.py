"""What the engine found about two records, and what happened to a link, in words of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

# Field and outcome of one comparison.
COMPARED: dict[tuple[str, str], Promise] = {
    ("prior", "prior"): _lazy("How often such a pair is one"),
    ("verdict", "same"): _lazy("A person judged: the same"),
    ("verdict", "different"): _lazy("A person judged: different"),
    ("name", "exact"): _lazy("Same name"),
    ("name", "typo"): _lazy("Same name but for a typing error"),
    ("name", "short_typo"): _lazy("Short name with a typing error"),
    ("name", "similar"): _lazy("Name is much alike"),
    ("name", "abbreviated"): _lazy("One name shortens the other"),
    ("name", "acronym"): _lazy("One name is the initials of the other"),
    ("name", "place"): _lazy("Same name, one with a place"),
    ("name", "region"): _lazy("Same name, other region"),
    ("name", "qualifier"): _lazy("Same name, one says Holding or the like"),
    ("name", "siblings"): _lazy("Names of sister companies"),
    ("name", "extra"): _lazy("One name has a word more"),
    ("name", "extra_rare"): _lazy("One name has a telling word more"),
    ("name", "overlap"): _lazy("Names share words"),
    ("name", "weak"): _lazy("Names share little"),
    ("name", "part_alone"): _lazy("Names share a part, and nothing else is known"),
    ("name", "slip_alone"): _lazy("Name is alike, and nothing else is known"),
    ("name", "cut_alone"): _lazy("One name shortens the other, and nothing else is known"),
    ("name", "unlike_alone"): _lazy("Names are unlike, and nothing else agrees"),
    ("name", "other_name"): _lazy("Known under another name"),
    ("name", "different"): _lazy("Names differ"),
    ("kvk", "exact"): _lazy("Same KvK number"),
    ("kvk", "near"): _lazy("KvK numbers differ by one digit"),
    ("kvk", "different"): _lazy("KvK numbers differ"),
    ("address", "exact"): _lazy("Same postcode and house number"),
    ("address", "similar"): _lazy("Same street, house number and place"),
    ("address", "near"): _lazy("Same postcode, or same street and number"),
    ("address", "same_place"): _lazy("Same place"),
    ("address", "other_place_unsure"): _lazy("Other place, one without a street"),
    ("address", "moved"): _lazy("Same place, other address"),
    ("address", "different"): _lazy("Other address"),
    ("website", "exact"): _lazy("Same website"),
    ("website", "other_page"): _lazy("Same website, other page"),
    ("website", "other_suffix"): _lazy("Same website name, other ending"),
    ("website", "similar"): _lazy("Website is much alike"),
    ("website", "different"): _lazy("Other website"),
    ("phone", "exact"): _lazy("Same telephone number"),
    ("phone", "near"): _lazy("Telephone numbers differ by one digit"),
    ("phone", "different"): _lazy("Other telephone number"),
    ("country", "exact"): _lazy("Same country"),
    ("country", "different"): _lazy("Other country"),
}
FIELDS: dict[str, Promise] = {
    "prior": _lazy("Beforehand"),
    "verdict": _lazy("Verdict"),
    "name": _lazy("Name"),
    "kvk": _lazy("KvK number"),
    "address": _lazy("Address"),
    "website": _lazy("Website"),
    "phone": _lazy("Telephone"),
    "country": _lazy("Country"),
}
MISSING: dict[str, Promise] = {
    "name": _lazy("One record has no name"),
    "kvk": _lazy("KvK number is missing in one record"),
    "address": _lazy("Address is missing in one record"),
    "website": _lazy("Website is missing in one record"),
    "phone": _lazy("Telephone number is missing in one record"),
    "country": _lazy("Country is missing in one record"),
}
WHY: dict[str, Promise] = {
    "judged_same": _lazy("A person judged that these are the same."),
    "judged_different": _lazy("A person judged that these are different."),
    "kvk_same": _lazy("Both carry the same KvK number."),
    "kvk_one_digit": _lazy("The KvK numbers differ by one digit: perhaps a typing error."),
    "kvk_different": _lazy("The KvK numbers differ: two legal persons."),
    "name_same_only": _lazy("The names are the same; nothing else can be compared."),
    "name_same_and": _lazy("The names are the same, and more agrees."),
    "name_same_but": _lazy("The names are the same, but something else differs."),
    "name_alike_only": _lazy("The names are alike; nothing else can be compared."),
    "name_alike_and": _lazy("The names are alike, and more agrees."),
    "sibling": _lazy("The names look like those of sister companies."),
    "name_differs_but": _lazy("The names differ, but something else agrees."),
    "little_in_common": _lazy("They have little in common."),
}

# What can weigh a little in favour, but would read as a contradiction among the grounds for.
_CONTRARY = frozenset({"different", "other_place_unsure", "unlike_alone", "weak"})


def comparison(field: str, level: str) -> str:
    """One bar of the evidence in words."""
    known = COMPARED.get((field, level))
    if known is not None:
        return str(known)
    if level == "missing":
        return str(MISSING.get(field, field))
    return str(FIELDS.get(field, field))


def why(reason: Mapping[str, Any]) -> str:
    """The one sentence why two records are, or may be, one organisation."""
    return str(WHY.get(str(reason.get("code", "")), "")) if reason else ""


def for_and_against(reason: Mapping[str, Any]) -> str:
    """What speaks for, then what speaks against, as one line of a list."""
    parameters = reason.get("params", {}) if reason else {}
    supports = [(field, level) for field, level in _pairs(parameters.get("supports", ())) if level not in _CONTRARY]
    speaking = [comparison(field, level) for field, level in supports[:3]]
    against = [comparison(field, level) for field, level in _pairs(parameters.get("opposes", ()))[:2]]
    line = ". ".join(speaking)
    if against:
        contrary = ", ".join(_inside(words) for words in against)
        line = _("%(agree)s. But: %(differ)s") % {"agree": line, "differ": contrary} if line else ". ".join(against)
    return f"{line}." if line else why(reason)


def _inside(words: str) -> str:
    """Words as they stand inside a sentence; KvK keeps its capital."""
    return words if words.startswith("KvK") else words[:1].lower() + words[1:]


def _pairs(given: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    return [(str(field), str(level)) for field, level in given]


def stake(records: int, contacts: int) -> str:
    """What an answer would bring together."""
    words = [ngettext("%(number)d record", "%(number)d records", records) % {"number": records}]
    if contacts:
        words.append(ngettext("%(number)d contact", "%(number)d contacts", contacts) % {"number": contacts})
    return ", ".join(words)


def event(kind: str, *, partner: str, reference: str, because: str) -> str:
    """What happened to one record's link."""
    who = {"partner": partner, "reference": reference}
    told = {
        "minted": _("Record %(reference)s of %(partner)s became a new organisation.") % who,
        "joined": _("Record %(reference)s of %(partner)s was linked.") % who,
        "left": _("Record %(reference)s of %(partner)s went to another organisation.") % who,
        "merged": _("Record %(reference)s of %(partner)s came with an organisation that was merged.") % who,
        "split": _("Record %(reference)s of %(partner)s was split off.") % who,
        "gone": _("Record %(reference)s of %(partner)s went.") % who,
    }[kind]
    reason = {
        "verdict": _("Because of a verdict."),
        "undo": _("A verdict was undone."),
        "hand": _("Added by hand."),
        "delivery": _("After a delivery."),
    }.get(because, "")
    return f"{told} {reason}".strip()
