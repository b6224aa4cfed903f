"""How long people and contact moments are kept."""

from __future__ import annotations

import datetime

USUAL_YEARS = 2
MOST_YEARS = 5


def usual_end(today: datetime.date) -> datetime.date:
    """The last day of keeping when nobody says otherwise."""
    return years_later(today, USUAL_YEARS)


def latest_end(today: datetime.date) -> datetime.date:
    """The latest last day that one may choose."""
    return years_later(today, MOST_YEARS)


def years_later(day: datetime.date, years: int) -> datetime.date:
    """The same day so many years on; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
