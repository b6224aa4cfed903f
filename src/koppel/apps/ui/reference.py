"""The number of a request that a person can read out to the helpdesk and that stands in the log."""

from __future__ import annotations

import secrets
from contextvars import ContextVar

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/i/l: they are read out over the telephone
_reference: ContextVar[str] = ContextVar("koppel_reference", default="")


def new_reference() -> str:
    """Eight letters and digits that are hard to mishear, in two groups; also the current one from now on."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    reference = f"{letters[:4]}-{letters[4:]}"
    _reference.set(reference)
    return reference


def current_reference() -> str:
    """The number of the running request; a new one where there is none."""
    return _reference.get() or new_reference()
