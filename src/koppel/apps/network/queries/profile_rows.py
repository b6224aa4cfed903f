"""A merged profile in the words and rows of the page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from koppel.apps.network.queries.profiles import Portrait, Source
from koppel.apps.network.rules.profiles import ADDRESS, Line, Value

KINDS = (
    ("", _lazy("Not known")),
    ("company", _lazy("Company")),
    ("knowledge", _lazy("Knowledge institute")),
    ("government", _lazy("Government")),
    ("association", _lazy("Association or foundation")),
)
LABELS = {
    "name": _lazy("Name"),
    "kvk": _lazy("KvK number"),
    ADDRESS: _lazy("Address"),
    "website": _lazy("Website"),
    "phone": _lazy("Telephone"),
    "kind": _lazy("Kind"),
    "legal_form": _lazy("Legal form"),
    "sector": _lazy("Sector"),
    "text": _lazy("What they do"),
    "pic": _lazy("EU number (PIC)"),
}
OTHERS = {
    "kvk": _lazy("Other KvK number"),
    ADDRESS: _lazy("Other address"),
    "website": _lazy("Other website"),
    "phone": _lazy("Other telephone"),
    "legal_form": _lazy("Other legal form"),
    "pic": _lazy("Other EU number (PIC)"),
}
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)
_CODES = frozenset({"kvk", "pic"})


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One row of the profile table.

    Args:
        label: what it is.
        text: the value in words.
        url: where the value leads to, for a website.
        remarks: sentences under the value.
        sources: who says it.
        said_by: the same in words.
        differs: whether it contradicts the row above it.
        is_code: whether it is a number to read letter by letter.
    """

    label: str
    text: str
    url: str
    remarks: tuple[str, ...]
    sources: tuple[Source, ...]
    said_by: str
    differs: bool
    is_code: bool


def profile_rows(portrait: Portrait) -> list[ProfileRow]:
    """The table: a row per field, and one of its own for each value that differs."""
    rows: list[ProfileRow] = []
    for line in portrait.profile.lines:
        rows.append(_row(portrait, line.field, line.chosen, str(LABELS[line.field]), _remarks(portrait, line)))
        for other in line.others:
            label = str(OTHERS[line.field]) if line.differs else str(LABELS[line.field])
            rows.append(_row(portrait, line.field, other, label, _difference(line), differs=line.differs))
    return rows


def _row(
    portrait: Portrait, field: str, value: Value, label: str, remarks: Sequence[str], *, differs: bool = False
) -> ProfileRow:
    sources = tuple(portrait.sources[code] for code in value.sources)
    text = value_words(field, value.parts)
    names = ", ".join(source.name for source in sources)
    return ProfileRow(
        label=label,
        text=text,
        url=web_address(value.parts["website"]) if field == "website" else "",
        remarks=tuple(remarks),
        sources=sources,
        said_by=_("According to %(partners)s") % {"partners": names},
        differs=differs,
        is_code=field in _CODES,
    )


def value_words(field: str, parts: Mapping[str, str]) -> str:
    """One value in words."""
    if field == ADDRESS:
        return address_words(parts)
    text = parts.get(field, "")
    if field == "website":
        return _SCHEME.sub("", text).removeprefix("www.").rstrip("/") or text
    if field == "kind":
        return str(dict(KINDS).get(text, text))
    return text


def address_words(parts: Mapping[str, str]) -> str:
    """An address on one line; says so when there is no street."""
    street = " ".join(filter(None, (parts.get("street", ""), parts.get("number", ""))))
    town = " ".join(filter(None, (parts.get("postcode", ""), parts.get("city", ""))))
    country = parts.get("country", "")
    abroad = country_name(country) if country and country != "NL" else ""
    line = ", ".join(filter(None, (street, town, abroad)))
    return line if street else _("%(place)s, without street") % {"place": line}


def country_name(code: str) -> str:
    """The name of a country in the reader's language; the code itself when nobody knows it."""
    try:
        return str(Locale.parse(get_language() or "nl").territories.get(code, code))
    except (UnknownLocaleError, ValueError):
        return code


def web_address(website: str) -> str:
    """A link for a website; empty when it is no plain web address."""
    address = website if "://" in website else f"https://{website}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.netloc else ""


def _remarks(portrait: Portrait, line: Line) -> list[str]:
    remarks: list[str] = []
    if line.also:
        quoted = ", ".join(f"“{name}”" for name in line.also[:6])
        remarks.append(_("Also: %(names)s") % {"names": quoted})
    if line.silent and not line.others:
        remarks.append(_silence(line.field, [portrait.sources[code].label for code in line.silent]))
    return remarks


def _silence(field: str, labels: Sequence[str]) -> str:
    partners = ", ".join(labels)
    if field == "kvk":
        sentence = ngettext("%(partners)s gave no number", "%(partners)s gave no number", len(labels))
    elif field == "website":
        sentence = ngettext("%(partners)s gave no website", "%(partners)s gave no website", len(labels))
    else:
        sentence = ngettext("%(partners)s gave no address", "%(partners)s gave no address", len(labels))
    return sentence % {"partners": partners}


def _difference(line: Line) -> list[str]:
    if not line.differs:
        return []
    if line.field == ADDRESS:
        return [_("Differs. Perhaps a second location.")]
    if line.field == "kvk":
        return [_("Differs. Perhaps a typing error, or two organisations.")]
    return [_("Differs from the value above.")]
