"""Small marks: each says its meaning in words, not by colour alone."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation

from koppel.apps.ui.components.icons import ICON_NAMES, icon
from koppel.apps.ui.components.marks import audience_badge, audience_words, blocks, clock, source_chips, status, strip
from koppel.apps.ui.components.terms import term

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def a_partner(code: str, label: str, letter: str, position: int) -> SimpleNamespace:
    return SimpleNamespace(code=code, label=label, letter=letter, name=f"{label} in full", position=position)


BRABANT, LIMBURG = a_partner("brabant", "Brabant", "B", 1), a_partner("limburg", "Limburg", "L", 2)


def test_there_are_at_most_twenty_icons():
    assert len(ICON_NAMES) <= 20
    assert all('aria-hidden="true"' in icon(name) for name in ICON_NAMES)


def test_an_answer_has_its_own_shape_and_word():
    made = {answer: status(answer, "word") for answer in ("yes", "no", "ask")}
    assert len(set(made.values())) == 3
    assert all("word" in mark for mark in made.values())


def test_a_hidden_word_is_still_read_out():
    assert '<span class="k-sr">met</span>' in status("yes", "met", hidden=True)


def test_the_strip_gives_every_partner_its_own_place():
    made = strip([BRABANT, LIMBURG], {"limburg"}, "brabant")
    assert made.index("<i aria-hidden") < made.index('<i class="on"')
    assert "Known to Limburg in full" in made
    assert "Brabant" not in made


def test_an_empty_cell_gives_nothing_away():
    assert "Brabant" not in strip([BRABANT, LIMBURG], set(), None)


def test_the_own_partner_stands_on_the_mark():
    assert '<i class="me" aria-hidden="true">B</i>' in strip([BRABANT, LIMBURG], {"brabant", "limburg"}, "brabant")


def test_public_sources_are_outlined_and_the_own_partner_marked():
    made = source_chips([BRABANT, LIMBURG, "CORDIS"], "brabant")
    chips = '<span class="me">Brabant</span><span>Limburg</span><span class="pub">CORDIS</span>'
    assert made == f'<span class="k-src">{chips}</span>'


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("public", "", "everyone"),
        ("partners", "", "all partners"),
        ("private", "", "only Brabant"),
        ("circle", "BOM and LIOF", "BOM and LIOF"),
        ("circle", "", "a circle"),
    ],
)
def test_an_audience_is_said_in_words(kind, name, words):
    assert audience_words(SimpleNamespace(kind=kind, name=name, until=None), BRABANT) == words


def test_the_eye_badge_says_who_and_until_when():
    shared = SimpleNamespace(kind="partners", name="", until=date(2027, 12, 31))
    made = audience_badge(shared, url="/en/who/")
    assert made.startswith('<a class="k-aud" href="/en/who/"')
    assert "visible to" in made and "all partners" in made and "until 31 Dec 2027" in made


def test_without_an_address_the_eye_badge_is_no_link():
    assert audience_badge(who="everyone", small=True).startswith('<span class="k-aud k-aud-sm">')


@pytest.mark.parametrize(
    ("left", "start", "state", "words"),
    [
        (timedelta(days=114), None, "ok", "114 days"),
        (timedelta(days=3), None, "soon", "3 days"),
        (timedelta(days=1, hours=6), timedelta(days=3), "ok", "1 day 6 h left"),
        (timedelta(hours=3, minutes=40), timedelta(days=2), "soon", "3 h 40 min left"),
        (timedelta(minutes=12), None, "soon", "12 min left"),
        (timedelta(hours=-5), None, "late", "5 h late"),
        (timedelta(days=-3), None, "late", "3 days late"),
        (timedelta(days=-1), None, "late", "1 day late"),
    ],
)
def test_a_term_says_how_long(left, start, state, words):
    assert term(NOW + left, NOW, NOW - start if start else None) == (state, words)


def test_a_clock_carries_its_state_and_words():
    assert "k-clock-late" in clock(NOW - timedelta(hours=5), NOW)


@pytest.mark.parametrize(
    ("score", "filled"), [(0, 0), (0.04, 0), (0.05, 1), (0.74, 7), (0.75, 8), (1, 10), (1.2, 10), (-1, 0)]
)
def test_blocks_are_rounded_to_tenths(score, filled):
    made = blocks(score)
    assert made.count("f-bar") == filled
    assert f'aria-label="{filled} of 10"' in made


def test_blocks_follow_the_language():
    with translation.override("nl"):
        in_dutch = blocks(0.7)
    assert in_dutch.count("<rect") == 10
