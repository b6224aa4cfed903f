"""What may be wrong with the text of one cell, whatever it means, and how it is mended."""

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from koppel.connectors.records import Severity
from koppel.connectors.tabular.mojibake import repaired


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was noticed at a cell, with the text before and after."""

    code: str
    severity: Severity
    was: str
    became: str
    params: Mapping[str, str | int] = field(default_factory=dict)


# Almost every cell has none of these; then nothing else needs to be looked at.
_ODD = re.compile(r"[^ -~]|  |[<&=]|^ | $")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_LOST = re.compile("[\x80-\x9f\ud800-\udfff\ufffd\ufffe\uffff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--[^<>]*-->")
_BREAK = re.compile(r"<(?:br|p|/p|div|/div|li|/li|td|/td)\b[^<>]*>", re.IGNORECASE)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_FLOAT = re.compile(r"(\d{1,15})[.,]0{1,3}")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d{1,17})?[eE]\+?\d{1,3}")
_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ][\d:.]{4,15})?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
    r"|\d{1,2}[- ](?:jan|feb|mrt|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]{0,6}\.?(?:[- ]\d{2,4})?",
    re.IGNORECASE,
)
_LONGEST_WORD = 500
# Spreadsheets count days from 1900: this range is October 1995 to July 2050. (Boxes of the post have numbers below it.)
_SERIAL_FROM, _SERIAL_TO = 35_000, 55_000
# fmt: off
_EMPTY_WORDS = frozenset(
    {
        "-", "--", "---", ".", "..", "?", "/", "n/a", "na", "n.a.", "#n/a", "#n/b", "nvt", "n.v.t.", "n.v.t",
        "null", "none", "nan", "nil", "(leeg)", "leeg", "(empty)", "onbekend", "unknown", "#ref!", "#value!",
        "#waarde!", "#name?", "#naam?", "#div/0!", "#deel/0!", "#verw!",
    }
)
# fmt: on
_ALSO_NAMES = frozenset({"na", "nil", "none", "nan", "leeg"})
_LONGEST_EMPTY_WORD = max(map(len, _EMPTY_WORDS))


def tidy(text: str, *, is_prose: bool = True, is_name: bool = False) -> tuple[str, list[Finding]]:
    """The text of a cell with its letters and spaces in order, and what was mended on the way.

    Args:
        text: as it stands in the file, not empty.
        is_prose: HTML is taken out, and a text that begins with ``=`` is pointed out. Not for websites and numbers,
            which have stricter rules of their own.
        is_name: some words for "nothing" are names too.
    """
    if not _ODD.search(text):
        return _without_empty_word(text, [], is_name)
    findings: list[Finding] = []

    def note(code: str, severity: Severity, became: str) -> str:
        findings.append(Finding(code, severity, text, became))
        return became

    if not text.isascii():
        if (mended := repaired(text)) != text:
            text = note("mojibake", "repaired", mended)
        if _LOST.search(text):
            text = note("letter_lost", "check", _LOST.sub("\ufffd", text))
        text = _composed(text)
    if (shown := _CONTROL.sub("", text)) != text:
        text = note("control_removed", "repaired", shown)
    if is_prose and ("<" in text or "&" in text) and (bare := _without_html(text)) != text:
        text = note("html_removed", "repaired", bare.strip())
    text = text.strip()
    if (single := " ".join(text.split())) != text:
        text = note("spaces_collapsed", "repaired", single)
    if is_prose and text.startswith("="):
        note("formula_text", "check", text)
    return _without_empty_word(text, findings, is_name)


def _without_empty_word(text: str, findings: list[Finding], is_name: bool) -> tuple[str, list[Finding]]:
    if len(text) <= _LONGEST_EMPTY_WORD and (word := text.lower()) in _EMPTY_WORDS:
        if is_name and word in _ALSO_NAMES:
            return text, findings
        return "", [*findings, Finding("empty_word", "repaired", text, "")]
    return text, findings


def _composed(text: str) -> str:
    """Letters and their accents as one (NFC); not in words longer than words are, which would take very long."""
    if len(text) <= _LONGEST_WORD:
        return unicodedata.normalize("NFC", text)
    return " ".join(_composed(word) if len(word) <= _LONGEST_WORD else word for word in text.split(" "))


def _without_html(text: str) -> str:
    """The words between the tags. Entities first, so that an encoded tag goes too."""
    text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    text = _TAG.sub("", _BREAK.sub(" ", text))
    return _CONTROL.sub("", text)


def storable(text: str) -> str:
    """The text with the few letters replaced that no database and no JSON reader keeps: NUL and half letters."""
    return _UNSTORABLE.sub("\ufffd", text)


def without_decimals(text: str) -> str:
    """A whole number that was written with decimals (``123.0``) without them; any other text as it is."""
    found = _FLOAT.fullmatch(text)
    return found.group(1) if found else text


def is_scientific(text: str) -> bool:
    """Whether this is a number as spreadsheets shorten it, ``6,07E+06``: digits are lost."""
    return bool(_SCIENTIFIC.fullmatch(text))


def is_date(text: str) -> bool:
    """Whether this is a date, as people or spreadsheets write it."""
    return len(text) <= 32 and bool(_DATE.fullmatch(text))


def is_date_number(text: str) -> bool:
    """Whether this number may be a date as spreadsheets count them: 1995 to 2050."""
    return len(text) == 5 and text.isascii() and text.isdigit() and _SERIAL_FROM <= int(text) <= _SERIAL_TO
