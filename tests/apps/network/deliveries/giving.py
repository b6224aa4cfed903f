"""Deliver a file in a test as a user does, and read it at once."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from koppel.apps.network.actions import deliveries as actions
from koppel.apps.network.actions.delivery_reading import read_delivery
from koppel.apps.network.models import Delivery
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Viewer

HEADER = ("Relatienr", "Bedrijfsnaam", "KvK-nummer", "Plaats")


def demo_file(name: str) -> bytes:
    """One of the demonstration's files, for instance ``bom/relaties-2024-08.csv``."""
    return files("koppel.apps.network").joinpath("demo", name).read_bytes()


def export(*rows: Sequence[str], header: Sequence[str] = HEADER) -> bytes:
    """A small CSV export; each row is own id, name, KvK number and place."""
    return "\n".join(";".join(cells) for cells in (header, *rows)).encode()


def companies(first: int, last: int, *, suffix: str = "") -> list[tuple[str, str, str, str]]:
    """Rows of so many companies, numbered."""
    return [
        (str(number), f"Bedrijf {number}{suffix} B.V.", str(10_000_000 + number), "Eindhoven")
        for number in range(first, last + 1)
    ]


def give(actor: Viewer, payload: bytes, *, name: str = "export.csv", audience: str | None = None) -> Delivery:
    """Deliver a file, confirm what was recognised, and read it."""
    received = actions.deliver_file(actor, file_name=name, payload=payload, audience=audience)
    return read_now(actor, received)


def read_now(actor: Viewer, delivery: Delivery, *, accepted: bool = False) -> Delivery:
    """Read a confirmed delivery as its job does, and give what it is then."""
    read_delivery(actor, delivery.pk, accepted=accepted)
    return again(actor, delivery)


def again(actor: Viewer, delivery: Delivery) -> Delivery:
    """The delivery as it is now."""
    with viewing(actor):
        return Delivery.objects.defer("payload").select_related("owner").get(pk=delivery.pk)


def changes(delivery: Delivery) -> tuple[int, int, int, int]:
    """How many are new, changed, unchanged and gone."""
    counts = delivery.counts
    return (counts["new"], counts["changed"], counts["unchanged"], counts["gone"])
