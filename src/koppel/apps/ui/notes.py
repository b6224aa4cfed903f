"""What an act has to say on the next page, with an undo where there is one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from django.contrib import messages
from django.http import HttpRequest

Kind = Literal["done", "ask", "no"]

_LEVELS: dict[Kind, int] = {"done": messages.SUCCESS, "ask": messages.WARNING, "no": messages.ERROR}
_CLASSES = {"warning": "k-note-ask", "error": "k-note-no"}


@dataclass(frozen=True, slots=True)
class Note:
    """A notice as the page shows it."""

    text: str
    lead: str
    undo: str
    css: str
    is_error: bool


def tell(request: HttpRequest, text: str, *, lead: str = "", undo: str = "", kind: Kind = "done") -> None:
    """Say something on the next page.

    Args:
        request: of the person it is for.
        text: one or two sentences.
        lead: first words, bold.
        undo: a path on this site that takes the act back when posted to.
        kind: done, ask (look at this) or no (did not happen).
    """
    messages.add_message(request, _LEVELS[kind], str(text), extra_tags=json.dumps({"lead": str(lead), "undo": undo}))


def notes_of(request: HttpRequest) -> list[Note]:
    """The notices waiting for this person, also those that other packages left; reading takes them away."""
    notes: list[Note] = []
    for message in messages.get_messages(request):
        extra = _extra(message.extra_tags)
        undo = extra.get("undo", "")
        level = message.level_tag
        notes.append(
            Note(
                text=str(message.message),
                lead=extra.get("lead", ""),
                undo=undo if undo.startswith("/") and not undo.startswith("//") else "",
                css=_CLASSES.get(level, ""),
                is_error=level == "error",
            )
        )
    return notes


def _extra(tags: str | None) -> dict[str, str]:
    """What ``tell`` packed into the tags; other packages put plain words there."""
    return json.loads(tags) if tags and tags.startswith("{") else {}
