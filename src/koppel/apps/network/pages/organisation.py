"""The page of one organisation: merged profile, records, links, history, people and contacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from koppel.apps.network.forms.contacts import MANNERS
from koppel.apps.network.models import ContactMoment, Evidence, Person
from koppel.apps.network.queries import contacts, links, neighbours, profiles
from koppel.apps.network.queries import link_sentences as sentences
from koppel.apps.network.queries.neighbours import Neighbouring
from koppel.apps.network.queries.profile_rows import profile_rows
from koppel.apps.network.queries.profiles import Portrait, VisibleRecord
from koppel.apps.network.rules.provinces import PROVINCES
from koppel.apps.sharing.models import Audience
from koppel.apps.sharing.rules import (
    NotFound,
    Policy,
    Viewer,
    allow,
    may_edit_record,
    may_note_contact,
    may_see_deliveries,
)
from koppel.apps.ui.components.formats import day
from koppel.apps.ui.pages import render_page
from koppel.apps.ui.pictures import Neighbour, Picture, network_picture

# From the widest to the narrowest.
_WIDTHS = (Audience.Kind.PUBLIC, Audience.Kind.PARTNERS, Audience.Kind.CIRCLE, Audience.Kind.PRIVATE)


@allow(Policy.PUBLIC)
@require_safe
def organisation(request: HttpRequest, address: UUID) -> HttpResponse:
    """One organisation as the viewer may see it; an address that was merged away leads to the living one."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    try:
        portrait = profiles.portrait(address)
    except NotFound as missing:
        raise Http404 from missing
    living = portrait.organisation
    if living.uuid != address:
        return HttpResponsePermanentRedirect(reverse("network:organisation", args=[living.uuid]))
    standing = [one.record.pk for one in portrait.standing]
    around = neighbours.neighbours(standing, is_staff=viewer.is_staff_of_partner)
    evidence = neighbours.evidence_between(standing)
    own = portrait.own[0] if portrait.own else None
    picture, linked = _picture(portrait, around), len(around)
    context: dict[str, Any] = {
        "portrait": portrait,
        "organisation": living,
        "rows": profile_rows(portrait),
        "place": _place(portrait),
        "kvk": portrait.profile.text("kvk"),
        "own": own,
        "badge": own or _widest(portrait),
        "readers": profiles.readers(own.record) if own else None,
        "records": [_record_line(viewer, one, portrait, evidence.get(one.record.pk)) for one in portrait.standing],
        "gone": portrait.gone,
        "may_edit": bool(own and may_edit_record(viewer, own.record.owner_id)),
        "may_note": bool(own and may_note_contact(viewer)),
        "people": [_kept(person, portrait) for person in contacts.people_at(standing)],
        "moments": [_kept(moment, portrait) for moment in contacts.moments_at(standing)],
        "history": links.history_of(portrait.organisation),
        "around": around,
        "around_counted": ngettext("%(number)d other", "%(number)d others", linked) % {"number": linked}
        if linked
        else "",
        "picture": picture,
        "counted": _counted(portrait),
    }
    return render_page(request, "network/organisation.html", context)


def _place(portrait: Portrait) -> str:
    city, province = portrait.profile.text("city"), portrait.province
    names = PROVINCES.get(province)
    region = names[0] if names else ""
    return ", ".join(filter(None, (city, region)))


def _widest(portrait: Portrait) -> VisibleRecord:
    return min(portrait.sights, key=lambda one: _WIDTHS.index(Audience.Kind(one.record.audience.kind)))


def _counted(portrait: Portrait) -> str:
    number = len(portrait.standing)
    return ngettext("from %(number)d record", "merged from %(number)d records", number) % {"number": number}


def _record_line(viewer: Viewer, one: VisibleRecord, portrait: Portrait, evidence: Evidence | None) -> dict[str, Any]:
    """One record for the list: whose, which number, how it came, why it is linked and with which other."""
    record = one.record
    line: dict[str, Any] = {
        "seen": one,
        "came": _came(one),
        "why": sentences.why(evidence.why) if evidence else "",
        "pair_url": "",
        "delivery_url": "",
    }
    if one.is_own and record.delivery_uuid and may_see_deliveries(viewer):  # type: ignore[attr-defined]
        line["delivery_url"] = reverse("network:delivery", args=[record.delivery_uuid])  # type: ignore[attr-defined]
    if evidence is not None:
        other_id = evidence.right_id if evidence.left_id == record.pk else evidence.left_id
        other = next((known.record for known in portrait.standing if known.record.pk == other_id), None)
        if other is not None and viewer.is_staff_of_partner:
            line["pair_url"] = reverse("network:pair", kwargs={"record": record.uuid, "other": other.uuid})
    return line


def _came(one: VisibleRecord) -> str:
    record = one.record
    if record.is_by_hand:
        return _("Added by hand on %(day)s.") % {"day": day(record.created_at)}
    delivered = record.delivered_at  # type: ignore[attr-defined]
    if delivered:
        return _("Delivered on %(day)s.") % {"day": day(delivered)}
    return _("Last changed on %(day)s.") % {"day": day(record.changed_at)}


def _kept(kept: Person | ContactMoment, portrait: Portrait) -> dict[str, Any]:
    """A person or contact moment with the party that keeps it."""
    home = next(one for one in portrait.standing if one.record.pk == kept.record_id)
    manner = dict(MANNERS).get(kept.manner, "") if isinstance(kept, ContactMoment) else ""
    return {"seen": kept, "source": home.source, "is_own": home.is_own, "manner": manner}


def _picture(portrait: Portrait, around: Sequence[Neighbouring]) -> Picture | None:
    """The organisation with its related ones, those that may be the same, and the partners that hold records."""
    linked = [
        Neighbour(
            one.name,
            _("related") if one.is_related else _("perhaps the same"),
            3.0 if one.is_related else 1.0,
            reverse("network:organisation", args=[one.organisation]),
        )
        for one in around
    ]
    holders: dict[str, int] = {}
    for one in portrait.standing:
        holders[one.source.code] = holders.get(one.source.code, 0) + 1
    partners = [
        Neighbour(
            portrait.sources[code].label,
            ngettext("%(number)d record", "%(number)d records", number) % {"number": number},
            2.0,
        )
        for code, number in holders.items()
    ]
    if not linked and len(partners) < 2:
        return None
    sentence = ngettext(
        "%(name)s: records of %(partners)s, and a link with %(number)d other organisation.",
        "%(name)s: records of %(partners)s, and links with %(number)d other organisations.",
        len(linked),
    ) % {
        "name": portrait.profile.name,
        "partners": ", ".join(neighbour.name for neighbour in partners),
        "number": len(linked),
    }
    return network_picture(portrait.profile.name, [*linked, *partners], sentence)
