"""How long until a term, in words and in one of three states."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

State = Literal["ok", "soon", "late"]

_SOON_WITHOUT_START = timedelta(days=3, hours=12)


def term(until: datetime, now: datetime, start: datetime | None = None) -> tuple[State, str]:
    """The state of a term and how much time is left or over, in words.

    Args:
        until: when the term ends.
        now: the moment of asking.
        start: when it began; under a fifth of the time left is "soon". Without it: about three days.
    """
    left = until - now
    if left < timedelta(0):
        return "late", _("%(time)s late") % {"time": _length(-left)}
    soon = (until - start) / 5 if start is not None else _SOON_WITHOUT_START
    state: State = "soon" if left < soon else "ok"
    if left >= timedelta(days=2):
        return state, _length(left)
    return state, _("%(time)s left") % {"time": _length(left)}


def _length(span: timedelta) -> str:
    """The largest one or two units of a span that is not negative."""
    minutes = int(span.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days >= 2 or (days and not hours):
        return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
    if days:
        return _("1 day %(hours)d h") % {"hours": hours}
    if hours and rest:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    if hours:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(minutes)d min") % {"minutes": rest}
