"""What each field demands of its text, and what is said when it is not met."""

import pytest

from koppel.connectors.tabular import fields
from koppel.connectors.tabular.countries import country_code

Said = tuple[str, str]


def said(cleaned: fields.Cleaned) -> Said:
    value, findings = cleaned
    return value, findings[0].code if findings else ""


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("17014545", "17014545", ""),
        ("06070325", "06070325", ""),
        ("6070325", "06070325", "kvk_zero_restored"),
        ("6070325.0", "06070325", "kvk_zero_restored"),
        ("17014545.0", "17014545", "number_float"),
        ("KVK 72417605", "72417605", "kvk_notation"),
        ("83.675.499", "83675499", "kvk_notation"),
        ("170145450000", "17014545", "kvk_notation"),
        ("170145455", "", "kvk_length"),
        ("0170145", "", "kvk_length"),
        ("000012345678", "", "kvk_length"),
        ("00000000", "", "kvk_placeholder"),
        ("99999999", "", "kvk_placeholder"),
        ("NL123456789B01", "", "kvk_letters"),
        ("volgt", "", "kvk_letters"),
        ("١٢٣٤٥٦٧٨", "", "kvk_letters"),
        ("6,07E+06", "", "number_scientific"),
    ],
)
def test_a_kvk_number_has_eight_digits(text: str, value: str, code: str) -> None:
    assert said(fields.clean_kvk(text)) == (value, code)


@pytest.mark.parametrize(
    ("text", "country", "value", "code"),
    [
        ("1234 AB", "", "1234 AB", ""),
        ("1234ab", "", "1234 AB", "postcode_notation"),
        ("NL-1234 AB", "NL", "1234 AB", "postcode_notation"),
        ("2130AC Hoofddorp", "NL", "2130 AC", "postcode_notation"),
        ("1234", "NL", "1234", "postcode_incomplete"),
        ("1234 SS", "NL", "", "postcode_invalid"),
        ("0123 AB", "NL", "", "postcode_invalid"),
        ("88677", "NL", "", "postcode_invalid"),
        ("88677", "DE", "88677", ""),
        ("88677", "", "88677", "postcode_not_dutch"),
        ("NE13 6JQ", "", "NE13 6JQ", "postcode_not_dutch"),
        ("onbekend", "", "", "postcode_invalid"),
    ],
)
def test_a_postcode_is_dutch_or_says_of_which_country(text: str, country: str, value: str, code: str) -> None:
    assert said(fields.clean_postcode(text, country)) == (value, code)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("https://www.asml.com/en", "https://www.asml.com/en", ""),
        ("HTTP://WWW.ASML.COM/En", "http://www.asml.com/En", ""),
        ("www.asml.com", "www.asml.com", ""),
        ("asml.com.", "asml.com", ""),
        ("http://", "", "website_unfinished"),
        ("http://www.", "", "website_unfinished"),
        ("http//www.asml.com", "http://www.asml.com", "website_notation"),
        ("http:\\\\asml.com", "http://asml.com", "website_notation"),
        ("asml.com; daf.nl", "asml.com", "website_several"),
        ("info@asml.com", "", "website_email"),
        ("mailto:info@asml.com", "", "website_email"),
        ("javascript:alert(1)", "", "website_scheme"),
        ("ftp://asml.com", "", "website_scheme"),
        ("asml", "", "website_invalid"),
        ('asml.com/"><script>', "", "website_invalid"),
        ("geen site", "", "website_invalid"),
    ],
)
def test_a_website_is_an_address_on_the_web(text: str, value: str, code: str) -> None:
    assert said(fields.clean_website(text)) == (value, code)


@pytest.mark.parametrize(
    ("text", "country", "value", "code"),
    [
        ("(040) 268 3000", "", "(040) 268 3000", ""),
        ("+31 40 268 3000", "NL", "+31 40 268 3000", ""),
        ("14 040", "NL", "14 040", ""),
        ("402683000", "", "0402683000", "phone_zero_restored"),
        ("31402683000", "NL", "+31402683000", "phone_plus_restored"),
        ("402683000", "DE", "402683000", ""),
        ("040-2683000 toestel 12", "", "040-2683000 toestel 12", ""),
        ("bel de receptie", "", "bel de receptie", "phone_letters"),
        ("112", "", "112", "phone_short"),
        ("3,14E+10", "", "", "number_scientific"),
    ],
)
def test_a_telephone_number_stays_readable(text: str, country: str, value: str, code: str) -> None:
    assert said(fields.clean_phone(text, country)) == (value, code)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [("999683165", "999683165", ""), ("999683165.0", "999683165", "number_float"), ("9996", "", "pic_invalid")],
)
def test_a_participants_number_has_nine_digits(text: str, value: str, code: str) -> None:
    assert said(fields.clean_pic(text)) == (value, code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nederland", "NL"),
        ("The Netherlands", "NL"),
        ("nl", "NL"),
        ("NLD", "NL"),
        ("België", "BE"),
        ("belgie", "BE"),
        ("Deutschland", "DE"),
        ("DEU", "DE"),
        ("UK", "GB"),
        ("EL", "GR"),
        ("Verenigde Staten", "US"),
        ("Absurdistan", ""),
    ],
)
def test_a_country_is_known_by_its_names_and_codes(text: str, code: str) -> None:
    assert country_code(text) == code
    assert said(fields.clean_country(text)) == (code, "" if code else "country_unknown")


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("12-a", "12-a", ""),
        ("12.0", "12", "number_float"),
        ("1-mrt", "", "date_in_cell"),
        ("45352", "45352", "date_as_number"),
    ],
)
def test_a_house_number_is_no_date(text: str, value: str, code: str) -> None:
    assert said(fields.clean_number(text)) == (value, code)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [("A-12", "A-12", ""), ("123.0", "123", "number_float"), ("1,2E+11", "1,2E+11", "number_scientific")],
)
def test_an_own_id_keeps_its_letters(text: str, value: str, code: str) -> None:
    assert said(fields.clean_own_id(text)) == (value, code)


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        ("ASML", "name", ""),
        ("365", "name", "name_is_number"),
        ("45352", "name", "date_as_number"),
        ("01-03-2024", "city", "date_in_cell"),
        ("62010", "sector", ""),
    ],
)
def test_words_that_are_numbers_are_pointed_out(text: str, field: str, code: str) -> None:
    assert said(fields.clean_words(text, field)) == (text, code)


def test_a_text_that_is_too_long_for_its_field_is_cut_and_told() -> None:
    value, findings = fields.cut("x" * 400, "name")
    assert (len(value), findings[0].code, findings[0].params) == (300, "value_cut", {"limit": 300})
    assert fields.cut("x" * 5000, "text") == ("x" * 5000, [])
