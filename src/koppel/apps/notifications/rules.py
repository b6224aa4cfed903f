"""How a mail is named and how often it is tried."""

ATTEMPTS = 6


def message_id(uuid: str, host: str) -> str:
    """The Message-ID of a mail; the same at every try, so that a reader's program can tell a double."""
    return f"<{uuid}@{host}>"
