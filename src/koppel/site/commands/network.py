"""``koppel deliver`` and ``koppel export``: the same path that a page or an API call takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from koppel.site.commands.preparing import open_site
from koppel.site.commands.refusals import Unknown

Say = Callable[[str], None]


def _steward(code: str) -> Any:
    """The viewer that delivers for a partner from the command line."""
    from koppel.apps.sharing import queries
    from koppel.apps.sharing.owned import viewing
    from koppel.apps.sharing.rules import NotFound, Role, Viewer

    with viewing(Viewer()):
        try:
            partner = queries.partner(code)
        except NotFound as missing:
            known = ", ".join(partner.code for partner in queries.every_partner())
            raise Unknown(f"There is no partner '{code}'. Choose one of: {known}.") from missing
    return Viewer(
        role=Role.STEWARD,
        name="koppel deliver",
        party_id=partner.pk,
        party_code=partner.code,
        party_label=partner.label,
    )


def deliver_file(*, file: Path, partner: str, audience: str, yes: bool, say: Say) -> dict[str, Any]:
    """Deliver one file for a partner, work off what that causes, and give the counts."""
    payload = file.read_bytes()
    open_site(say)
    from koppel.apps.network.actions import deliveries
    from koppel.apps.queue.actions import work_off
    from koppel.connectors.tabular import Caps
    from koppel.site import demonstration

    demonstration.add_partners()
    if audience and audience not in {"private", "partners", "public"}:
        raise Unknown(f"There is no audience '{audience}'. Choose private, partners or public.")
    actor = _steward(partner)
    # Somebody's own file on their own machine: no limit on its size.
    delivery = deliveries.deliver_file(
        actor,
        file_name=file.name,
        payload=payload,
        audience=audience or None,
        accept_all=yes,
        caps=Caps.unlimited(),
    )
    say("Reading and linking …")
    work_off()
    return deliveries.outcome(actor, delivery.uuid)


def export_for(*, viewer: str, file_format: str, say: Say) -> bytes:
    """Every organisation that one user may see, as a file."""
    if file_format not in {"csv", "xlsx", "json"}:
        raise Unknown(f"There is no format '{file_format}'. Choose csv, xlsx or json.")
    open_site(say)
    from koppel.apps.accounts.queries import user_by_email, viewer_of
    from koppel.apps.network.actions.exports import export_organisations
    from koppel.apps.sharing.owned import viewing

    user = user_by_email(viewer)
    if user is None:
        raise Unknown(f"There is no active user with the address {viewer}.")
    actor = viewer_of(user)
    with viewing(actor):
        return export_organisations(actor, {}, file_format)


def export_all_links(*, say: Say) -> bytes:
    """Which record belongs to which organisation, over all partners."""
    open_site(say)
    from koppel.apps.network.actions.exports import export_links

    return export_links()
