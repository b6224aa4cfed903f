"""Somebody who types part of what they remember finds the organisation, best first."""

from __future__ import annotations

import pytest

from koppel.apps.network.queries.organisations import organisations, suggestions
from koppel.apps.network.queries.search import LONGEST_QUERY, best_matches, cleaned_query, matches
from koppel.apps.sharing.owned import viewing
from tests.apps.network.organisations.world import a_known_record, owner_of
from tests.cast import VISITOR, a_partner

pytestmark = pytest.mark.usefixtures("database_rolled_back")

NETWORK = (
    {"name": "Demcon Advanced Mechatronics B.V.", "kvk": "06070325", "postcode": "7521 PH", "city": "Enschede",
     "website": "https://www.demcon.nl", "sector": "Machinebouw"},
    {"name": "Universiteit Twente", "acronym": "UT", "city": "Enschede", "website": "utwente.nl", "kvk": "50130536"},
    {"name": "University of Amsterdam", "city": "Amsterdam"},
    {"name": "Toegepast Natuurwetenschappelijk Onderzoek", "city": "Den Haag", "postcode": "2595 DA"},
    {"name": "Bakkerij De Groot", "city": "'s-Hertogenbosch", "text": "Ambachtelijke broden en innovaties in deeg"},
    {"name": "Philips Electronics Nederland B.V.", "kvk": "17001910", "website": "philips.com"},
    {"name": "Twentse Machinebouwers", "city": "Hengelo"},
    {"name": "Bedrijvenpark Noord", "pic": "999888777"},
    {"name": "Huis van de Energie"},
)  # fmt: skip


@pytest.fixture
def found_by(database_rolled_back: None) -> object:
    """What a search finds, as names, best first."""
    partner = a_partner("oost")
    for values in NETWORK:
        fields = dict(values)
        a_known_record(partner, fields.pop("name"), **fields)

    def search(text: str) -> list[str]:
        with viewing(owner_of(partner)):
            listed = [one.name for one in organisations(words=text, order="best")]
            suggested = [one.name for one in suggestions(text, most=20)]
        assert sorted(listed) == sorted(suggested)
        assert listed[:1] == suggested[:1] or len(listed) > 1
        return listed

    return search


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("demcon", "Demcon Advanced Mechatronics B.V."),
        ("DEMCON BV", "Demcon Advanced Mechatronics B.V."),
        ("advanced mechatronic", "Demcon Advanced Mechatronics B.V."),
        ("mechatr", "Demcon Advanced Mechatronics B.V."),
        ("demcom", "Demcon Advanced Mechatronics B.V."),
        ("Demcon Advancd Mechatroncs", "Demcon Advanced Mechatronics B.V."),
        ("06070325", "Demcon Advanced Mechatronics B.V."),
        ("0607 0325", "Demcon Advanced Mechatronics B.V."),
        ("06070", "Demcon Advanced Mechatronics B.V."),
        ("7521PH", "Demcon Advanced Mechatronics B.V."),
        ("7521 ph", "Demcon Advanced Mechatronics B.V."),
        ("7521", "Demcon Advanced Mechatronics B.V."),
        ("www.demcon.nl", "Demcon Advanced Mechatronics B.V."),
        ("https://demcon.nl/contact", "Demcon Advanced Mechatronics B.V."),
        ("ut", "Universiteit Twente"),
        ("university twente", "Universiteit Twente"),
        ("universiteiten enschede", "Universiteit Twente"),
        ("universiteit van amsterdam", "University of Amsterdam"),
        ("tno", "Toegepast Natuurwetenschappelijk Onderzoek"),
        ("T.N.O.", "Toegepast Natuurwetenschappelijk Onderzoek"),
        ("onderzoek the hague", "Toegepast Natuurwetenschappelijk Onderzoek"),
        ("onderzoek 's-gravenhage", "Toegepast Natuurwetenschappelijk Onderzoek"),
        ("bakkerijen den bosch", "Bakkerij De Groot"),
        ("bakery de groot", "Bakkerij De Groot"),
        ("innovation bakkerij", "Bakkerij De Groot"),
        ("philps", "Philips Electronics Nederland B.V."),
        ("phillips", "Philips Electronics Nederland B.V."),
        ("philips.com", "Philips Electronics Nederland B.V."),
        ("twentse machine bouw", "Twentse Machinebouwers"),
        ("bedrijf", "Bedrijvenpark Noord"),
        ("bedrijve", "Bedrijvenpark Noord"),
        ("999888777", "Bedrijvenpark Noord"),
        ("energie huizen", "Huis van de Energie"),
        ("energy", "Huis van de Energie"),
    ],
)
def test_what_people_type_finds_it_first(found_by, text: str, name: str) -> None:  # type: ignore[no-untyped-def]
    assert found_by(text)[0] == name


def test_each_letter_more_keeps_what_is_meant(found_by) -> None:  # type: ignore[no-untyped-def]
    for word, name in (("universiteit twente", "Universiteit Twente"), ("bedrijvenpark", "Bedrijvenpark Noord")):
        for length in range(3, len(word) + 1):
            assert name in found_by(word[:length]), word[:length]


@pytest.mark.parametrize("text", ["", "   ", "-", "'", "zzzzzzqqq", "%", "_", "\\", "::", "& | !", "a" * 40])
def test_nothing_fits_nonsense(found_by, text: str) -> None:  # type: ignore[no-untyped-def]
    with viewing(VISITOR):
        assert best_matches(text) == []
        assert len(matches(text).organisations) == 0
    assert cleaned_query(text) == "" or found_by(text) == []


def test_an_exact_name_comes_before_a_longer_one_and_a_mention() -> None:
    partner = a_partner("oost")
    a_known_record(partner, "Alfa Beheer Groep")
    a_known_record(partner, "Zorgcentrum", text="werkt samen met alfa")
    a_known_record(partner, "Alfa B.V.")
    with viewing(owner_of(partner)):
        assert [one.name for one in organisations(words="alfa", order="best")] == [
            "Alfa B.V.", "Alfa Beheer Groep", "Zorgcentrum",
        ]  # fmt: skip


def test_a_search_and_a_filter_go_together() -> None:
    partner, other = a_partner("oost"), a_partner("limburg")
    a_known_record(partner, "Alfa Een", city="Enschede")
    a_known_record(other, "Alfa Twee", city="Maastricht")
    with viewing(owner_of(partner)):
        found = organisations(words="alfa", provinces=["NL-LI"])
        assert [one.name for one in found] == ["Alfa Twee"]
        assert found.counts.provinces["NL-OV"] == 1


@pytest.mark.parametrize(
    "text", ["x\x00y", "\x00", "\ud800", "😀" * 10, "''" * 30, "a" * (LONGEST_QUERY * 4), "1" * 300]
)
def test_no_text_breaks_a_search(found_by, text: str) -> None:  # type: ignore[no-untyped-def]
    assert not cleaned_query(text) or isinstance(found_by(text), list)
    with viewing(VISITOR):
        assert best_matches(text) == []
