"""Jobs about deliveries."""

from __future__ import annotations

from django.contrib.auth import get_user_model

from koppel.apps.accounts.queries import viewer_of
from koppel.apps.network.actions import delivery_reading
from koppel.apps.network.models import Delivery
from koppel.apps.queue.actions import task
from koppel.apps.sharing.rules import Role, Viewer


@task("network.read_delivery")
def read_delivery(delivery_id: int, owner_id: int, user_id: int | None = None, accepted: bool = False) -> None:
    """Read one delivery with the rights that its user has now; may stop anywhere and run again.

    Args:
        delivery_id: of the delivery.
        owner_id: id of the party that delivers.
        user_id: who confirmed or approved it; none for a command on this machine, which acts for the partner.
        accepted: a person agreed to a large change.
    """
    partner = Viewer(role=Role.STEWARD, party_id=owner_id)
    actor = partner if user_id is None else _viewer(user_id)
    if actor.party_id != owner_id:
        delivery_reading.end_without_rights(partner, delivery_id)
        return
    delivery_reading.read_delivery(actor, delivery_id, accepted=accepted)


def read_delivery_now(delivery: Delivery) -> None:
    """Read a confirmed delivery here and now, for set-up; the job that waits for it then finds nothing to do."""
    read_delivery(delivery.pk, delivery.owner_id, delivery.made_by_id, accepted=True)


def _viewer(user_id: int) -> Viewer:
    user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
    return viewer_of(user) if user is not None else Viewer()
