"""Numbers, dates and money as each language writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from koppel.apps.ui.components import formats

SUMMER = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "decimals", "dutch", "english"),
    [
        (18420, 0, "18.420", "18,420"),
        (0.97, 2, "0,97", "0.97"),
        (3.9999999, 1, "4,0", "4.0"),
        (-9.0, 1, "\u22129,0", "\u22129.0"),
        (-0.01, 1, "0,0", "0.0"),
        (Decimal("1234.5"), 2, "1.234,50", "1,234.50"),
        (None, 0, "–", "–"),
    ],
)
def test_numbers(value, decimals, dutch, english):
    assert formats.number(value, decimals) == english
    with translation.override("nl"):
        assert formats.number(value, decimals) == dutch


def test_a_signed_number_always_shows_its_sign():
    assert formats.signed(2.1) == "+2.1"
    assert formats.signed(-0.4) == "\u22120.4"


def test_dutch_dates_and_times():
    with translation.override("nl"):
        assert formats.day(date(2026, 12, 3)) == "3 december 2026"
        assert formats.day_month(date(2026, 12, 3)) == "3 dec"
        assert formats.short_month(date(2026, 12, 3)) == "dec"
        assert formats.short_day(date(2026, 12, 3)) == "3 dec 2026"
        assert formats.clock_time(datetime(2026, 11, 24, 8, 12, tzinfo=UTC)) == "9.12 uur"


def test_english_dates_and_times():
    assert formats.day(date(2026, 12, 3)) == "3 December 2026"
    assert formats.clock_time(datetime(2026, 11, 24, 8, 12, tzinfo=UTC)) == "9:12"
    assert formats.moment(datetime(2026, 11, 24, 8, 12, tzinfo=UTC)) == "24 November 2026, 9:12"


def test_a_moment_near_midnight_is_a_day_in_amsterdam():
    assert formats.day(SUMMER) == "2 July 2026"


def test_money_and_shares():
    assert formats.euro(18_000_000) == "EUR\u00a018,000,000"
    assert formats.percent(0.7) == "70\u202f%"
    with translation.override("nl"):
        assert formats.euro(18_000_000) == "€\u00a018.000.000"


@pytest.mark.parametrize(
    "filter_name", ["euro", "percent", "day", "short_day", "day_month", "short_month", "clock_time", "moment"]
)
def test_nothing_is_a_dash(filter_name):
    assert getattr(formats, filter_name)(None) == "–"
