"""Words in two languages, singular and plural, apart and joined, have one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.apps.network.rules.words import name_words, other_words, query_words, search_name, sort_name, word_form

SAME = """
bedrijf bedrijven|organisatie organisaties|organisatie organisation|organisation organizations|huis huizen
brief brieven|industrie industrieën|industrie industry|industry industries|technologie technologies
technologie technology|energie energy|systeem systemen|systeem system|systems systemen|school scholen
boom bomen|raad raden|taak taken|muur muren|straat straten|machine machines|dienst diensten|service services
universiteit universiteiten|universiteit university|universities university|innovatie innovation
innovatie innovaties|visie vision|haven havens|netwerk netwerken|bak bakken|kas kassen|glas glazen
gemeente gemeenten|gemeente gemeentes|provincie provincies|stad steden|lid leden|schip schepen|centrum centra
centre centrum|nationaal nationale|mogelijkheid mogelijkheden|kwaliteit kwaliteiten|product producten
product products|proces processen|process processes|adres adressen|prijs prijzen|reis reizen|gas gassen
bus bussen|analyse analyses|idee ideeën|bureau bureaus|onderneming ondernemingen|verzekering verzekeringen
instituut instituten|materiaal materialen|instrument instrumenten|sensor sensoren|motor motoren|robot robots
drone drones|company companies|battery batteries|city cities|factory factories|laboratorium laboratoria
laboratory laboratories|museum musea|house houses|box boxes|solution solutions|coöperatie coöperaties
kliniek klinieken|fabriek fabrieken|ziekenhuis ziekenhuizen|zorg zorg|organisatie ORGANISATIE|café cafe
reünie reunie
"""
PAIRS = [tuple(pair.split()) for line in SAME.strip().splitlines() for pair in line.split("|")]

DIFFERENT = [
    ("bank", "band"), ("bouw", "boud"), ("zorg", "zon"), ("water", "waren"), ("radio", "raad"), ("metaal", "meting"),
    ("chip", "schip"), ("data", "dak"), ("bedrijf", "bedrag"), ("machine", "machiavelli"), ("glas", "gas"),
]  # fmt: skip


def form(word: str) -> str:
    return query_words(word)[0]


def test_the_list_is_long_enough() -> None:
    assert len(set(PAIRS)) >= 60


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_both_ways_of_writing_have_one_form(one: str, other: str) -> None:
    assert form(one) == form(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_words_keep_different_forms(one: str, other: str) -> None:
    assert form(one) != form(other)


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("machinebouw", ["machine", "bouw"]),
        ("Hightechsystemen", ["hightech", "systeem"]),
        ("metaalbewerking", ["metaal", "bewerking"]),
        ("scheepsbouw", ["bouw"]),
        ("voedingsindustrie", ["voeding", "industrie"]),
        ("bedrijvenpark", ["bedrijf", "park"]),
        ("ziekenhuisapparatuur", ["apparatuur"]),
        ("zonne-energie", ["zonne", "energie"]),
        ("InnovationQuarter", ["innovation", "quarter"]),
    ],
)
def test_a_compound_is_found_by_its_parts_and_whole(compound: str, parts: list[str]) -> None:
    words = name_words(compound).split()
    assert {word_form(part) for part in parts} <= set(words)
    assert set(query_words(compound)) <= set(words)


def test_known_words_that_stand_apart_are_found_joined() -> None:
    assert form("machinebouw") in name_words("Twentse machine bouw").split()


@pytest.mark.parametrize(
    ("name", "acronym"),
    [
        ("Toegepast Natuurwetenschappelijk Onderzoek", "tno"),
        ("Brabantse Ontwikkelings Maatschappij B.V.", "bom"),
        ("Nederlandse Aardolie Maatschappij", "nam"),
        ("T.N.O.", "tno"),
        ("Vereniging VNO-NCW", "vnoncw"),
    ],
)
def test_an_acronym_is_found(name: str, acronym: str) -> None:
    assert query_words(acronym)[0] in name_words(name).split()


def test_a_given_acronym_counts_too() -> None:
    assert "ut" in name_words("Universiteit Twente", "UT").split()


@pytest.mark.parametrize(
    "written", ["ASML Netherlands B.V.", "ASML Netherlands BV", "asml netherlands b v", "ASML Netherlands"]
)
def test_the_legal_form_does_not_decide(written: str) -> None:
    assert query_words(written)[:2] == query_words("ASML Netherlands")
    assert search_name("ASML Netherlands B.V.") == "asml netherlands"


def test_words_that_decide_nothing_are_asked_only_when_there_is_nothing_else() -> None:
    assert query_words("Universiteit van Amsterdam") == query_words("University of Amsterdam")
    assert query_words("stichting") == [word_form("stichting")]
    assert query_words("Stichting Philips") == query_words("Philips")
    assert query_words("") == query_words(" - ") == []


def test_digits_stay() -> None:
    assert {"3d", "4tu"} <= set(name_words("3D Hubs 4TU").split())


def test_a_place_is_found_under_its_other_names() -> None:
    for written in ("Den Haag", "The Hague", "'s-Gravenhage"):
        assert {word_form("hague"), word_form("haag"), word_form("gravenhage")} <= set(other_words(written).split())
    assert set(query_words("Den Bosch")) <= set(other_words("'s-Hertogenbosch").split())


def test_names_sort_without_article_and_legal_form() -> None:
    assert sort_name("De Bakker B.V.") == "bakker bv"
    assert sort_name("Stichting De Hoge Veluwe") == "hoge veluwe"
    assert sort_name("Één & Twee") == "een twee"
    assert sort_name("De") == "de"


@given(st.text(max_size=80))
def test_any_text_gives_forms_that_can_be_indexed(text: str) -> None:
    for forms in (name_words(text, text), other_words(text, text)):
        assert all(word.isalnum() for word in forms.split())
        assert len(forms.split()) == len(set(forms.split()))
    assert all(word.isalnum() for word in query_words(text))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéëï -", max_size=40))
def test_what_a_name_is_made_of_finds_it(name: str) -> None:
    assert set(query_words(name)) <= set(name_words(name).split())
