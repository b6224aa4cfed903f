"""How often a job is tried, how long it waits in between, and when it counts as stalled."""

RETRIES = 5
STALLED_AFTER_SECONDS = 120
# Nothing that we put in the queue takes this long to be started while a worker runs.
TOO_OLD_SECONDS = 900


def wait_seconds() -> int:
    """Base of the growing pause between two tries, in seconds: 4, 16, 64, …"""
    return 4
