"""What was done with the viewer's records, told in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from koppel.apps.desk.queries.sentences import VERBS, audience_words, field_words, sentence
from koppel.apps.network.queries.overview import Mentioned, mentioned
from koppel.apps.sharing import queries as sharing_queries
from koppel.apps.sharing.models import Activity, Party
from koppel.apps.sharing.owned import sight


@dataclass(frozen=True, slots=True)
class Told:
    """One activity in words.

    Args:
        at: when.
        party: whose user did it; none for a visitor or the platform itself.
        is_me: whether the reader did it.
        is_ours: whether somebody of the reader's party did it.
        sentence: what was done.
        about: the record it was done to, as far as the reader may see it.
        detail: more about it, or empty.
    """

    at: datetime.datetime
    party: Party | None
    is_me: bool
    is_ours: bool
    sentence: str
    about: Mentioned | None
    detail: str


def activities(verb: str = "") -> QuerySet[Activity]:
    """What was done by the viewer's party or with its records, newest first.

    Args:
        verb: only this verb, one of ``VERBS`` of the sentences.
    """
    found = sharing_queries.activities()
    return found.filter(verb=verb) if verb in VERBS else found


def activities_of(record: UUID) -> QuerySet[Activity]:
    """What was done with one record, newest first."""
    return sharing_queries.activities("record", record)


def told(activities: Iterable[Activity]) -> list[Told]:
    """Activities in words, with the names of the records that the viewer may see."""
    shown = list(activities)
    records = mentioned(activity.noun_id for activity in shown if activity.noun == "record")
    viewer = sight().viewer
    return [
        Told(
            at=activity.at,
            party=activity.actor_party,
            is_me=activity.actor_id is not None and activity.actor_id == viewer.user_id,
            is_ours=activity.actor_party_id is not None and activity.actor_party_id == viewer.party_id,
            sentence=sentence(activity.verb, activity.noun),
            about=records.get(activity.noun_id) if activity.noun == "record" else None,
            detail=_detail(activity.verb, activity.details),
        )
        for activity in shown
    ]


def _detail(verb: str, details: Mapping[str, Any]) -> str:
    """What the log holds beside the verb, for the verbs where it helps."""
    if verb in ("shared", "withdrew") and "before" in details:
        return _("from “%(before)s” to “%(after)s”") % {
            "before": audience_words(details["before"]),
            "after": audience_words(details.get("audience", "")),
        }
    if verb == "edited" and details.get("fields"):
        return _("fields: %(fields)s") % {"fields": ", ".join(map(field_words, details["fields"]))}
    return ""
