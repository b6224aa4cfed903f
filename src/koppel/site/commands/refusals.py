"""Which errors are an answer to the person at the keyboard, and their one sentence."""

from __future__ import annotations


class Unknown(Exception):
    """A name or an option that does not exist here; carries one sentence."""


def in_one_sentence(trouble: BaseException) -> str | None:
    """The sentence of a refusal; None for what is a fault of ours and must show as one."""
    from koppel.apps.sharing.rules import NotFound, Refused
    from koppel.connectors.errors import BadFile
    from koppel.engines.linking.errors import LinkingError

    if isinstance(trouble, Refused):
        return trouble.sentence
    if isinstance(trouble, Unknown | LinkingError | BadFile):
        return str(trouble)
    if isinstance(trouble, NotFound):
        return "That is not here, or you may not see it."
    if isinstance(trouble, FileNotFoundError | IsADirectoryError | PermissionError):
        return f"The file {trouble.filename} cannot be read or written. Check its name and its rights."
    return None
