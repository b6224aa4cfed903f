"""Numbers, money, dates and times as the reader's language writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import formats, timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

Number = int | float | Decimal
MINUS = "\u2212"
NARROW_SPACE = "\u202f"


@register.filter
def number(value: Number | str | None, decimals: int = 0) -> str:
    """A number with thousands apart and so many decimals; a dash for none (a template has an empty text for none)."""
    if value is None or value == "":
        return "–"
    # Rounded here: Django's own formatting cuts the decimals of a float off.
    rounded = round(Decimal(str(value)), decimals)
    text = formats.number_format(rounded, decimal_pos=decimals, use_l10n=True, force_grouping=True)
    return MINUS + text[1:] if rounded < 0 else text.removeprefix("-")


@register.filter
def signed(value: Number, decimals: int = 1) -> str:
    """A number that always shows its sign: +2.1 or −0.4."""
    text = number(value, decimals)
    return text if text.startswith(MINUS) else f"+{text}"


@register.filter
def euro(value: Number | None) -> str:
    """An amount in whole euros: € 18.000.000 in Dutch, EUR 18,000,000 in English."""
    if value is None:
        return "–"
    sign = "€" if _is_dutch() else "EUR"
    return f"{sign}\u00a0{number(value)}"


@register.filter
def percent(value: Number | None, decimals: int = 0) -> str:
    """A share of 0..1 as a percentage: 70 %."""
    return "–" if value is None else f"{number(value * 100, decimals)}{NARROW_SPACE}%"


@register.filter
def day(value: date | None) -> str:
    """A day in full: 3 December 2026."""
    return "–" if value is None else format_date(_local(value), "j F Y")


@register.filter
def short_day(value: date | None) -> str:
    """A day in short: 3 Dec 2026."""
    return "–" if value is None else format_date(_local(value), f"j {_short_month()} Y")


@register.filter
def day_month(value: date | None) -> str:
    """A day without its year: 3 Dec."""
    return "–" if value is None else format_date(_local(value), f"j {_short_month()}")


@register.filter
def short_month(value: date | None) -> str:
    """Only the month, in short: dec in Dutch, Dec in English; for under a large number of the day."""
    return "–" if value is None else format_date(_local(value), _short_month())


@register.filter
def clock_time(value: datetime | None) -> str:
    """A time of day: 9.12 uur in Dutch, 9:12 in English."""
    if value is None:
        return "–"
    return format_date(_local(value), r"G.i \u\u\r" if _is_dutch() else "G:i")


@register.filter
def moment(value: datetime | None) -> str:
    """A day and a time: 24 November 2026, 9:12."""
    return "–" if value is None else _("%(day)s, %(time)s") % {"day": day(value), "time": clock_time(value)}


def _local(value: date) -> date:
    """An aware moment in the time zone of the page; a plain day as it is."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _short_month() -> str:
    """The format letter of a short month: small in Dutch (dec), with a capital in English (Dec)."""
    return "b" if _is_dutch() else "M"


def _is_dutch() -> bool:
    return (get_language() or "").startswith("nl")
