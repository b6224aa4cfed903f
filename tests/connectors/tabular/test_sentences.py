"""Every code has a sentence, every sentence has a code, and the reference shows them all."""

import re
import string
from pathlib import Path

import pytest

import koppel.connectors.tabular
from koppel.connectors.tabular import FIELDS, Caps
from koppel.connectors.tabular.column_names import NAMES
from koppel.connectors.tabular.sentences import NOTES, REFUSALS, REMARKS

SOURCES = [
    path.read_text()
    for path in Path(koppel.connectors.tabular.__file__).parent.glob("*.py")
    if path.name != "sentences.py"
]
SOURCES.append((Path(koppel.connectors.tabular.__file__).parents[1] / "confined.py").read_text())
REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "deliveries.md"
ALL = {**REFUSALS, **NOTES, **REMARKS}


def test_no_code_is_in_two_tables() -> None:
    assert len(ALL) == len(REFUSALS) + len(NOTES) + len(REMARKS)


@pytest.mark.parametrize("code", sorted(ALL))
def test_each_code_is_used(code: str) -> None:
    assert any(f'"{code}"' in source for source in SOURCES)


def test_each_code_that_is_raised_has_a_sentence() -> None:
    calls = r'(?:BadFile|_Refused|_left_out|_kept|_mended|note|Finding)\(\s*(?:text, |bare, )?"([a-z_]+)"'
    codes = {code for source in SOURCES for code in re.findall(calls, source)}
    codes |= {code for source in SOURCES for code in re.findall(r'(?:refusal|note)="([a-z_]+)"', source)}
    codes |= {code for source in SOURCES for code in re.findall(r'notes\.append\("([a-z_]+)"', source)}
    codes |= {code for source in SOURCES for code in re.findall(r'"(is_[a-z_]+)"', source)}
    assert len(codes) > 60
    assert codes <= set(ALL)


@pytest.mark.parametrize("code", sorted(ALL))
def test_each_sentence_ends_and_names_its_placeholders(code: str) -> None:
    sentence = ALL[code]
    assert sentence[0].isupper() or sentence[0] in '"{'
    assert sentence.endswith(".")
    assert "!" not in sentence
    assert all(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


@pytest.mark.parametrize("code", sorted(ALL))
def test_the_reference_shows_each_code_with_its_sentence(code: str) -> None:
    row = f"| `{code}` | {ALL[code]} |"
    assert row in REFERENCE.read_text().splitlines()


def test_the_reference_shows_each_field_with_its_best_name_and_each_cap() -> None:
    shown = REFERENCE.read_text()
    for field in FIELDS:
        assert f"| `{field}` | " in shown
    for cap in Caps.__dataclass_fields__:
        assert f"`{cap}`" in shown
    assert all(NAMES[field] for field in FIELDS)
