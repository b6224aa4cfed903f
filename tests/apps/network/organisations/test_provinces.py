"""An address tells its province by its postcode, else by its place, and never guesses."""

from __future__ import annotations

import pytest

from koppel.apps.network.rules.provinces import PROVINCES, province_of


@pytest.mark.parametrize(
    ("postcode", "city", "country", "province"),
    [
        ("5611 AB", "Eindhoven", "NL", "NL-NB"),
        ("5611ab", "", "", "NL-NB"),
        ("NL-7511 AB", "", "NL", "NL-OV"),
        ("1012", "", "NL", "NL-NH"),
        ("8232 XX", "", "", "NL-FL"),
        ("", "Den Haag", "", "NL-ZH"),
        ("", "The Hague", "NL", "NL-ZH"),
        ("", "'s-Gravenhage", "NL", "NL-ZH"),
        ("", "s GRAVENHAGE", "", "NL-ZH"),
        ("", "Den Bosch", "", "NL-NB"),
        ("", "'S-HERTOGENBOSCH", "", "NL-NB"),
        ("", "MAASTRICHT", "", "NL-LI"),
        ("", "Hengelo", "NL", "NL-OV"),
        ("", "Hengelo (Gld)", "NL", "NL-GE"),
        ("", "Bergen NH", "NL", "NL-NH"),
        ("", "Súdwest-Fryslân", "NL", "NL-FR"),
        ("", "Bergen", "NL", ""),
        ("", "Onbekendstad", "NL", ""),
        ("", "", "NL", ""),
        ("9999 ZZ", "Groningen", "BE", "XX"),
        ("75008", "Paris", "FR", "XX"),
        ("1000", "Brussel", "", ""),
        ("3500", "Utrecht", "", "NL-UT"),
        ("0123 AB", "Utrecht", "NL", "NL-UT"),
        ("nonsense", "", "", ""),
    ],
)
def test_the_province_of_an_address(postcode: str, city: str, country: str, province: str) -> None:
    assert province_of(postcode, city, country) == province


def test_every_postcode_that_can_exist_gives_one_of_the_provinces_or_none() -> None:
    found = {province_of(str(digits), "", "NL") for digits in range(1000, 10_000)}
    assert found - {""} == set(PROVINCES)


def test_a_postcode_between_two_provinces_stays_unknown() -> None:
    assert province_of("1278", "", "NL") == ""
