"""One form for every way of writing a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.engines.linking import (
    normalise_city,
    normalise_country,
    normalise_domain,
    normalise_kvk,
    normalise_name,
    normalise_page,
    normalise_phone,
    normalise_place,
    normalise_postcode,
)


@pytest.mark.parametrize(
    ("written", "kvk"),
    [
        ("KVK 72417605", "72417605"),
        ("83.675.499", "83675499"),
        ("1401966", "01401966"),
        ("01401966.0", "01401966"),
        ("123456789", ""),
        ("123456", ""),
        ("00000000", ""),
        ("99999999", ""),
        ("", ""),
        ("onbekend", ""),
    ],
)
def test_a_kvk_number_is_eight_digits_or_unknown(written: str, kvk: str) -> None:
    assert normalise_kvk(written) == kvk


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Qmulus B.V.", "QMULUS  besloten vennootschap"),
        ("AEGON n.v.", "Aegon"),
        ("Stichting Aardappel", "Aardappel Foundation"),
        ("Sif Nederland B.V.", "SifNetherlands"),
        ("Medicort Sports & Orthopedic Care", "Medicort Sports en Orthopedic Care"),
        ("Coöperatief Acme U.A.", "acme"),
        ("P.S.O. Beheer", "PSO Beheer BV"),
        ("Dienst JustitiÃ«le Inrichtingen", "Dienst Justitiële Inrichtingen"),
        ("Quantoz Tech", "Quantoz Technology B.V"),
    ],
)
def test_spellings_of_one_name_have_one_form(one: str, other: str) -> None:
    assert normalise_name(one).letters == normalise_name(other).letters


def test_a_former_or_trading_name_is_kept_beside_the_name() -> None:
    name = normalise_name("Platinion B.V. (voorheen Platnium)")
    assert name.words == ("platinion",)
    assert name.other == "platnium"
    assert normalise_name("gea food b.v. t.h.o.d.n. geafood").other == "geafood"


def test_a_name_of_nothing_but_a_legal_form_is_still_a_name() -> None:
    assert normalise_name("Stichting").letters
    assert normalise_name("   ").letters == ""


@pytest.mark.parametrize(
    ("written", "postcode"),
    [
        ("1234ab", "1234AB"),
        ("1234 AB", "1234AB"),
        ("1234", "1234"),
        ("0123 AB", ""),
        ("NL-5611 ZT", "5611ZT"),
        ("", ""),
    ],
)
def test_a_postcode_is_four_figures_and_two_letters_or_four_figures(written: str, postcode: str) -> None:
    assert normalise_postcode(written) == postcode


@pytest.mark.parametrize(
    ("written", "domain"),
    [
        ("https://www.Qmulus.nl/contact", "qmulus.nl"),
        ("shop.acme.co.uk", "acme.co.uk"),
        ("www.facebook.com/acme", ""),
        ("info@acme.nl", "acme.nl"),
        ("geen", ""),
        ("127.0.0.1", ""),
        ("http://", ""),
    ],
)
def test_a_website_is_its_registrable_domain(written: str, domain: str) -> None:
    assert normalise_domain(written) == domain


def test_units_of_a_university_differ_in_the_page_and_start_pages_do_not() -> None:
    assert normalise_page("https://www.ru.nl/en/donders") == "donders"
    assert normalise_page("https://ibed.uva.nl/") == "ibed"
    assert normalise_page("https://www.uva.nl/nl") == normalise_page("uva.nl/contact") == ""


@pytest.mark.parametrize(
    "written", ["+31 20 123 4567", "0031201234567", "(020) 123 4567", "020-1234567", "+31 (0)20 1234567"]
)
def test_a_phone_number_is_what_one_dials_inside_the_country(written: str) -> None:
    assert normalise_phone(written) == "0201234567"


def test_a_phone_number_that_is_too_short_is_unknown() -> None:
    assert normalise_phone("12345") == ""


def test_one_place_has_one_spelling() -> None:
    assert len({normalise_city(name) for name in ("The Hague", "'s-Gravenhage", "DEN HAAG", "Den  Haag")}) == 1
    assert normalise_country("Nederland") == normalise_country("The Netherlands") == "NL"


def test_a_whole_address_in_one_field_is_taken_apart() -> None:
    place = normalise_place("La Guardiaweg 94, 1043 DL Amsterdam", "", "", "")
    assert (place.street, place.house, place.postcode, place.city) == ("laguardiaweg", "94", "1043DL", "amsterdam")
    assert normalise_place("Maastricht", "", "", "").city == "maastricht"
    assert normalise_place("Raadhuisplein", "1", "5683 EA", "Best") == normalise_place(
        "Raadhuisplein 1", "", "5683ea", "BEST"
    )


@given(st.text(max_size=40))
def test_normalising_takes_any_text(text: str) -> None:
    normalise_name(text)
    assert normalise_kvk(text) == "" or len(normalise_kvk(text)) == 8
    assert normalise_domain(normalise_domain(text)) == normalise_domain(text)
    normalise_page(text)
    normalise_phone(text)
    normalise_place(text, text, text, text)
    normalise_country(text)
