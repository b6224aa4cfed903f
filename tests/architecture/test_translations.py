"""Everything that is shown has its Dutch: complete, with the same placeholders, one word for one thing."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from koppel.site.commands.translating import APPS, ELSEWHERE

APP_NAMES = sorted(path.name for path in APPS.iterdir() if (path / "apps.py").exists())
MARKS = {"_", "_lazy", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "N_"}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}|</?\w[^>]*>")
# What ``templatize`` writes for a tag: a call with one or two literals.
CALL = re.compile(
    r"\b(?:n?gettext|_)\(u?('''(?:.*?)'''|\"\"\"(?:.*?)\"\"\"|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")", re.DOTALL
)


@cache
def catalogue(app: str) -> Catalog:
    with (APPS / app / "locale" / "nl" / "LC_MESSAGES" / "django.po").open("rb") as text:
        return read_po(text, locale="nl")


def messages(app: str) -> Iterator[Message]:
    return (message for message in catalogue(app) if message.id)


def singular(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else str(message.id)


def wordings(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, list | tuple) else [str(message.string or "")]


def marked_in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value
            assert not isinstance(first, ast.JoinedStr), f"{path}: a sentence with {{…}} in it cannot be translated"


def marked_in_template(path: Path) -> Iterator[str]:
    for literal in CALL.findall(templatize(path.read_text("utf-8"))):
        yield ast.literal_eval(literal)


def marked(app: str) -> set[str]:
    folder, names = ELSEWHERE.get(app, (Path(), ()))
    modules = [*(APPS / app).rglob("*.py"), *((APPS / app / folder / name).resolve() for name in names)]
    templates = [path for path in (APPS / app).rglob("templates/**/*") if path.suffix in {".html", ".txt"}]
    found = {sentence for path in modules for sentence in marked_in_python(path)}
    return found | {sentence for path in templates for sentence in marked_in_template(path)}


@pytest.mark.parametrize("app", APP_NAMES)
def test_every_sentence_of_an_app_is_in_its_catalogue(app: str) -> None:
    assert not marked(app) - {singular(message) for message in messages(app)}, "run: make messages"


@pytest.mark.parametrize("app", APP_NAMES)
def test_the_catalogue_holds_nothing_that_is_no_longer_said(app: str) -> None:
    assert not {singular(message) for message in messages(app)} - marked(app), "run: make messages"


@pytest.mark.parametrize("app", APP_NAMES)
def test_every_sentence_has_its_dutch(app: str) -> None:
    assert not [message.id for message in messages(app) if not all(wordings(message))]
    assert not [message.id for message in messages(app) if message.fuzzy]
    assert not catalogue(app).fuzzy


@pytest.mark.parametrize("app", APP_NAMES)
def test_a_translation_has_the_same_placeholders_and_markup(app: str) -> None:
    differing = []
    for message in messages(app):
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        needed = [sorted(PLACEHOLDER.findall(source)) for source in sources]
        wanted = [*needed, *needed[-1:] * (len(wordings(message)) - len(needed))]
        got = [sorted(PLACEHOLDER.findall(wording)) for wording in wordings(message)]
        if got != wanted:
            differing.append((message.id, message.string))
    assert not differing


@pytest.mark.parametrize("app", APP_NAMES)
def test_a_plural_has_both_its_forms(app: str) -> None:
    assert catalogue(app).num_plurals == 2
    assert not [message.id for message in messages(app) if message.pluralizable and len(wordings(message)) != 2]


def test_apps_give_an_equal_sentence_an_equal_translation() -> None:
    # All catalogues become one while running, so that only one of two translations would show.
    said: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for app in APP_NAMES:
        for message in messages(app):
            said[singular(message)].add(tuple(wordings(message)))
    assert not {sentence: wording for sentence, wording in said.items() if len(wording) > 1}


@pytest.mark.parametrize("app", APP_NAMES)
def test_dutch_says_u_and_does_not_shout(app: str) -> None:
    unwanted = re.compile(r"!|\b(helaas|je|jij|jou|jouw|jullie|klik hier)\b", re.IGNORECASE)
    assert not [wording for message in messages(app) for wording in wordings(message) if unwanted.search(wording)]
