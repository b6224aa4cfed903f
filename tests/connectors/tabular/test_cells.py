"""What may be wrong with any text, and how it is mended."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from koppel.connectors.tabular.addresses import Address, split_address, split_city, split_street
from koppel.connectors.tabular.cells import is_date, is_date_number, is_scientific, storable, tidy, without_decimals
from koppel.connectors.tabular.mojibake import repaired


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("ASML", "ASML", []),
        ("  ASML ", "ASML", []),
        ("ASML  Holding\nN.V.", "ASML Holding N.V.", ["spaces_collapsed"]),
        ("Café\u00a0Zoë", "Café Zoë", ["spaces_collapsed"]),
        ("<b>ASML</b>", "ASML", ["html_removed"]),
        ("R&amp;D", "R&D", ["html_removed"]),
        ("&lt;script&gt;x&lt;/script&gt;", "x", ["html_removed"]),
        ("Groot < Klein", "Groot < Klein", []),
        ("AT&T; x", "AT&T; x", []),
        ("AS\u200bML\x07", "ASML", ["control_removed"]),
        ("\u202eLMSA", "LMSA", ["control_removed"]),
        ("FryslÃƒÂ¢n", "Fryslân", ["mojibake"]),
        ("â€™s-Hertogenbosch", "’s-Hertogenbosch", ["mojibake"]),
        ("â‚¬ 5", "€ 5", ["mojibake"]),
        ("âžœ pijl", "âžœ pijl", []),
        ("ÃŒ\u00a0", "Ì", ["mojibake"]),
        ("Half\ufffd", "Half\ufffd", ["letter_lost"]),
        ("Half\ud800", "Half\ufffd", ["letter_lost"]),
        ("=1+1", "=1+1", ["formula_text"]),
        ("n.v.t.", "", ["empty_word"]),
        ("#N/A", "", ["empty_word"]),
        ("e\u0301", "é", []),
    ],
)
def test_a_cell_is_tidied_and_what_was_done_is_told(text: str, value: str, codes: list[str]) -> None:
    became, findings = tidy(text)
    assert (became, [finding.code for finding in findings]) == (value, codes)


def test_some_words_for_nothing_are_names() -> None:
    assert tidy("Nil", is_name=True)[0] == "Nil"
    assert tidy("-", is_name=True)[0] == ""


def test_endless_words_are_left_as_they_are_written() -> None:
    long = "e\u0301" * 400
    assert tidy(f"{long} e\u0301")[0] == f"{long} é"


def test_html_is_left_to_stricter_rules_where_there_are_any() -> None:
    assert tidy("<b>", is_prose=False) == ("<b>", [])


@given(some.text(max_size=60))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    once, _ = tidy(text) if text else ("", [])
    if once:
        again, findings = tidy(once)
        # Tags inside tags, and letters that come together when what stood between them goes, show later.
        assert again == once or {finding.code for finding in findings} & {"html_removed", "empty_word", "mojibake"}


@given(some.text(max_size=60))
def test_what_is_kept_can_be_stored(text: str) -> None:
    kept = storable(text)
    kept.encode()
    assert "\0" not in kept


@given(some.text(alphabet="abcéëïöüñçÉÅßøåÄ€ -'", max_size=40))
def test_double_encoding_of_european_text_is_undone(text: str) -> None:
    twice = text.encode().decode("cp1252", "replace")
    if "\ufffd" not in twice:
        assert repaired(twice) == repaired(text)


@pytest.mark.parametrize("text", ["CAFÉ®", "SÃO PAULO", "Wöhr Ä Ö", "Ångström", "wƒw«w", "Â", "Škoda"])
def test_real_letters_are_left_alone(text: str) -> None:
    assert repaired(text) == text


def test_numbers_and_dates_are_told_apart() -> None:
    assert without_decimals("123.0") == "123"
    assert without_decimals("123.5") == "123.5"
    assert is_scientific("1.2E+11")
    assert not is_scientific("12E")
    assert is_date("2024-03-01")
    assert is_date("1-mrt")
    assert not is_date("12-14")
    assert is_date_number("45352")
    assert not is_date_number("20011")


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("Bevelandseweg 1", "Bevelandseweg", "1"),
        ("LEGGELOO 31 A", "LEGGELOO", "31 A"),
        ("Plein 1944 12", "Plein 1944", "12"),
        ("Kerkstraat 12-14", "Kerkstraat", "12-14"),
        ("Straat 12bis", "Straat", "12bis"),
        ("KLOVENIERSBURGWAL 29 HET TRIPPENHUIS", "KLOVENIERSBURGWAL 29 HET TRIPPENHUIS", ""),
        ("12", "12", ""),
        ("1234 12", "1234 12", ""),
    ],
)
def test_a_house_number_is_split_off_when_it_is_clear(text: str, street: str, number: str) -> None:
    assert split_street(text) == (street, number)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Bevelandseweg 1, 1703 AZ Heerhugowaard", Address("Bevelandseweg", "1", "1703 AZ", "Heerhugowaard")),
        ("HAUPTSTRASSE 30, MARKDORF, 88677", Address("HAUPTSTRASSE", "30", "88677", "MARKDORF")),
        ("Warandelaan 2, TILBURG, 5037 AB", Address("Warandelaan", "2", "5037 AB", "TILBURG")),
        ("Kerkstraat 5, Best 5683 EA", Address("Kerkstraat", "5", "5683 EA", "Best")),
        ("Kerkstraat 5 5683 EA Best", Address("Kerkstraat", "5", "5683 EA", "Best")),
        ("Maastricht", Address(city="Maastricht")),
        ("Maastricht, Nederland", Address(city="Maastricht", country="NL")),
        ("Rue X 1, Luxembourg", Address("Rue X", "1", city="Luxembourg")),
        ("Kerkstraat, 5", Address("Kerkstraat", "5")),
        ("Kerkstraat 5", Address("Kerkstraat", "5")),
        ("5683 EA", Address(postcode="5683 EA", is_clear=False)),
        ("Kerkstraat 5, 5683 EA", Address("Kerkstraat", "5", "5683 EA", is_clear=False)),
        ("A, B, C", Address("A", city="B", is_clear=False)),
        (",,", Address(is_clear=False)),
        ("x" * 301, Address("x" * 301, is_clear=False)),
    ],
)
def test_an_address_in_one_cell_is_taken_apart(text: str, address: Address) -> None:
    assert split_address(text) == address


def test_postcode_and_city_in_one_cell_are_taken_apart() -> None:
    assert split_city("1703 AZ Heerhugowaard") == ("1703 AZ", "Heerhugowaard")
    assert split_city("1703 AZ") == ("1703 AZ", "")
    assert split_city("1703") == ("1703", "")
