"""The parts of a delivery's page: steps, progress, figures, chips, bars; values only, the templates show them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from koppel.apps.network.models import Delivery
from koppel.apps.network.queries import deliveries as queries
from koppel.apps.network.queries import delivery_sentences as sentences
from koppel.apps.ui.components.formats import clock_time, day_month, number
from koppel.apps.ui.parts import Figure, Step
from koppel.apps.ui.pictures import bars
from koppel.apps.ui.pictures.bars import Bar
from koppel.apps.ui.pictures.picture import Picture

State = Delivery.State
REPORT_COLUMNS = (
    "row", "sheet", "reference", "name", "outcome_label", "change_label", "field", "was", "became", "why",
)  # fmt: skip
_FIRST_ROWS_FOR_A_GUESS = 1_000


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter above the row report: the rows it keeps, and how many they are."""

    label: str
    count: int
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the running step of a delivery is."""

    title: str
    done: int
    total: int | None
    detail: str
    url: str


def report_headers() -> list[str]:
    """The heads of the row report as a file."""
    return [
        _("Row"), _("Sheet"), _("Own id"), _("Organisation"), _("Outcome"), _("What changed"), _("Field"), _("Was"),
        _("Became"), _("Why"),
    ]  # fmt: skip


def has_rows(delivery: Delivery) -> bool:
    """Whether the row report can be shown: compared, and its rows are still kept."""
    return "new" in delivery.counts and bool(delivery.preview) and delivery.state != State.WITHDRAWN


def is_emptied(delivery: Delivery) -> bool:
    """Whether the file and rows of an old delivery were removed."""
    return not delivery.preview


def left_out(delivery: Delivery) -> int:
    """Rows that did not become a record."""
    return int(delivery.counts.get("refused", 0)) + int(delivery.counts.get("duplicate", 0))


def with_remarks(delivery: Delivery) -> int:
    """Rows at which something was noticed."""
    return left_out(delivery) + int(delivery.counts.get("repaired", 0)) + int(delivery.counts.get("check", 0))


def rows_read(delivery: Delivery) -> int:
    """All rows of the file that were read."""
    return int(delivery.counts.get("taken", 0)) + with_remarks(delivery)


def listed(delivery: Delivery) -> dict[str, Any]:
    """One line of the list of deliveries."""
    counts = delivery.counts
    url_name = "network:delivery_columns" if delivery.state == State.COLUMNS else "network:delivery"
    compared = "new" in counts
    return {
        "delivery": delivery,
        "url": reverse(url_name, args=[delivery.uuid]),
        "state": sentences.STATE_LABELS[State(delivery.state)],
        "answer": {State.DONE: "yes", State.REFUSED: "no", State.WITHDRAWN: "no"}.get(State(delivery.state), "ask"),
        "rows": rows_read(delivery) if compared else None,
        "new": counts["new"] if compared else None,
        "changed": counts["changed"] if compared else None,
        "gone": counts["gone"] if compared else None,
        "left_out": left_out(delivery) if compared else None,
    }


def steps(delivery: Delivery) -> list[Step]:
    """Received, read, compared, decided."""
    state = State(delivery.state)
    received = f"{clock_time(delivery.created_at)}, {_size(delivery.size_bytes)}"
    place = {State.COLUMNS: 1, State.READING: 1, State.APPLYING: 2, State.PARKED: 3, State.LINKING: 2}.get(state, 4)
    if state in (State.REFUSED, State.WITHDRAWN):
        place = 2 if delivery.read_at is not None else 1
    details = [received, _read_detail(delivery), _compared_detail(delivery), _decided_detail(delivery)]
    titles = [_("Received"), _("Read"), _("Compared"), _("Decided")]
    return [
        Step(title, detail, "done" if at < place else "now" if at == place else "todo")
        for at, (title, detail) in enumerate(zip(titles, details, strict=True))
    ]


def _size(size_bytes: int) -> str:
    if size_bytes < 1024 * 1024:
        return _("%(size)s kB") % {"size": number(max(1, round(size_bytes / 1024)))}
    return _("%(size)s MB") % {"size": number(size_bytes / 1024 / 1024, 1)}


def _read_detail(delivery: Delivery) -> str:
    match State(delivery.state):
        case State.COLUMNS:
            return _("waits for its columns")
        case State.READING:
            return _("%(done)s of %(total)s") % _of(delivery)
        case State.REFUSED:
            return _("could not be read")
        case State.WITHDRAWN:
            return _("stopped")
    if "taken" not in delivery.counts:
        return _("all rows")
    words = _("%(rows)s rows, %(refused)s left out")
    return words % {"rows": number(rows_read(delivery)), "refused": number(left_out(delivery))}


def _compared_detail(delivery: Delivery) -> str:
    state = State(delivery.state)
    if state == State.LINKING and delivery.total_rows:
        return _("%(done)s of %(total)s") % _of(delivery)
    if state in (State.APPLYING, State.LINKING):
        return _("busy")
    if state in (State.PARKED, State.DONE):
        counts = delivery.counts
        words = _("%(changed)s changed, %(gone)s gone")
        return words % {"changed": number(counts.get("changed", 0)), "gone": number(counts.get("gone", 0))}
    return _("not started yet")


def _decided_detail(delivery: Delivery) -> str:
    state = State(delivery.state)
    if state == State.PARKED:
        return _("waits for a steward")
    if state == State.DONE:
        return _("in the network, %(time)s") % {"time": clock_time(delivery.linked_at)}
    return _("not started yet")


def _of(delivery: Delivery) -> dict[str, str]:
    return {"done": number(delivery.done_rows), "total": number(delivery.total_rows)}


def progress(delivery: Delivery, *, now: datetime.datetime) -> Progress | None:
    """What is happening now; none when nothing runs."""
    # The state goes along, so that the page is loaded anew once another step begins.
    url = f"{reverse('network:delivery_progress', args=[delivery.uuid])}?state={delivery.state}"
    match State(delivery.state):
        case State.READING:
            began = delivery.counts.get("began_at")
            started = datetime.datetime.fromtimestamp(began, datetime.UTC) if began else None
            return Progress(_("Reading the rows"), *_amounts(delivery), _how_far(delivery, started, now), url)
        case State.APPLYING:
            return Progress(_("Comparing with your records"), delivery.total_rows, None, _("All rows were read."), url)
        case State.LINKING:
            title = _("Comparing with the other networks")
            return Progress(title, *_amounts(delivery), _how_far(delivery, delivery.applied_at, now), url)
    return None


def _amounts(delivery: Delivery) -> tuple[int, int | None]:
    return delivery.done_rows, delivery.total_rows or None


def _how_far(delivery: Delivery, started: datetime.datetime | None, now: datetime.datetime) -> str:
    if not delivery.total_rows:
        return _("It starts in a moment.")
    told = _("%(done)s of %(total)s rows.") % _of(delivery)
    if started is None or delivery.done_rows < min(_FIRST_ROWS_FOR_A_GUESS, delivery.total_rows):
        return told
    left = (now - started).total_seconds() / delivery.done_rows * (delivery.total_rows - delivery.done_rows)
    if left < 90:
        seconds = max(5, round(left / 5) * 5)
        return (
            told
            + " "
            + ngettext("About %(number)d second left.", "About %(number)d seconds left.", seconds) % {"number": seconds}
        )
    minutes = round(left / 60)
    return (
        told
        + " "
        + ngettext("About %(number)d minute left.", "About %(number)d minutes left.", minutes) % {"number": minutes}
    )


def figures(delivery: Delivery) -> list[Figure]:
    """What the delivery changes, each number with its rows behind it."""
    if "new" not in delivery.counts:
        return []
    named = [
        (delivery.counts["unchanged"], _("unchanged"), "unchanged"),
        (delivery.counts["changed"], _("changed"), "changed"),
        (delivery.counts["new"], _("new"), "new"),
        (left_out(delivery), _("left out"), "left-out"),
        (delivery.counts["gone"], _("gone from your file"), "gone"),
    ]
    links = has_rows(delivery)
    return [Figure(count, label, f"{_report_url(report)}#rows" if links else "") for count, label, report in named]


def first_report(delivery: Delivery) -> str:
    """The rows that are shown first: what a parked delivery would take away or change, else the remarks."""
    if delivery.state != State.PARKED:
        return "remarks"
    return "gone" if delivery.counts["gone"] else "changed"


def rows_told(delivery: Delivery) -> str:
    """How many rows have a remark, and how many of them need attention, in words."""
    noticed, attention = with_remarks(delivery), left_out(delivery) + int(delivery.counts["check"])
    words = ngettext("%(number)s row with a remark", "%(number)s rows with a remark", noticed)
    told = words % {"number": number(noticed)}
    if not attention:
        return told
    words = ngettext("%(number)s needs attention", "%(number)s need attention", attention)
    return f"{told}, {words % {'number': number(attention)}}"


def chips(delivery: Delivery, report: str) -> list[Chip]:
    """The filters of the row report; the first is the sum of the others."""
    counts = delivery.counts
    named = [
        ("remarks", _("All remarks"), with_remarks(delivery)),
        ("check", _("To check"), counts["check"]),
        ("refused", _("Refused"), counts["refused"]),
        ("duplicate", _("Twice in the file"), counts["duplicate"]),
        ("repaired", _("Repaired"), counts["repaired"]),
    ]
    changes = {
        "unchanged": _("Unchanged"),
        "changed": _("Changed"),
        "new": _("New"),
        "left-out": _("Left out"),
        "gone": _("Gone from your file"),
    }
    if report in changes:
        named.append((report, changes[report], left_out(delivery) if report == "left-out" else counts[report]))
    return [Chip(label, count, _report_url(key), key == report) for key, label, count in named]


def _report_url(report: str) -> str:
    return f"?show={report}"


def changed_share(delivery: Delivery) -> float | None:
    """0..1: the part of the earlier records that a delivery changes or takes away; none at a first delivery."""
    present = delivery.counts.get("present", 0)
    if not present:
        return None
    return float((delivery.counts["changed"] + delivery.counts["gone"]) / present)


def same_as(delivery: Delivery) -> Delivery | None:
    """An earlier delivery of exactly this file that was the last one before it."""
    if delivery.applied_at is None:
        return None
    before = queries.last_applied(delivery.owner_id, before=delivery)
    return before if before is not None and before.sha256 == delivery.sha256 else None


def history(delivery: Delivery) -> Picture | None:
    """Bars of the rows left out in the last deliveries; none before there are two."""
    earlier = [one for one in queries.refused_history(delivery) if "new" in one.counts]
    if len(earlier) < 2:
        return None
    values = [
        Bar(day_month(timezone.localtime(one.created_at)), left_out(one), reverse("network:delivery", args=[one.uuid]))
        for one in earlier
    ]
    told = ", ".join(number(bar.value) for bar in values)
    return bars(values, _("Rows left out in the last deliveries: %(numbers)s") % {"numbers": told})
