"""The words for what the activity log holds as codes."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from koppel.apps.network.queries.delivery_sentences import field_label

# Verbs that one may filter by, in the order of the choice.
VERBS = {
    "added": _lazy("added"),
    "edited": _lazy("edited"),
    "shared": _lazy("changed who sees it"),
    "withdrew": _lazy("withdrew"),
    "removed": _lazy("removed"),
    "restored": _lazy("restored"),
    "exported": _lazy("exported"),
    "judged": _lazy("judged"),
    "received": _lazy("received a delivery"),
    "delivered": _lazy("applied a delivery"),
    "signed in": _lazy("signed in"),
}

_SENTENCES = {
    ("added", "record"): _lazy("Added a record"),
    ("edited", "record"): _lazy("Edited a record"),
    ("shared", "record"): _lazy("Changed who sees a record"),
    ("withdrew", "record"): _lazy("Withdrew a record"),
    ("removed", "record"): _lazy("Removed a record"),
    ("restored", "record"): _lazy("Restored a record"),
    ("shared", "records"): _lazy("Changed who sees many records at once"),
    ("added", "person"): _lazy("Added a person"),
    ("edited", "person"): _lazy("Edited a person"),
    ("removed", "person"): _lazy("Erased a person"),
    ("added", "contact moment"): _lazy("Noted a contact"),
    ("edited", "contact moment"): _lazy("Edited a contact"),
    ("removed", "contact moment"): _lazy("Erased a contact"),
    ("received", "delivery"): _lazy("Delivered a file"),
    ("confirmed", "delivery"): _lazy("Confirmed the columns of a delivery"),
    ("approved", "delivery"): _lazy("Let a parked delivery go on"),
    ("delivered", "delivery"): _lazy("Koppel applied a delivery"),
    ("parked", "delivery"): _lazy("Koppel parked a delivery, because it would change much"),
    ("refused", "delivery"): _lazy("Koppel could not read a delivery"),
    ("withdrew", "delivery"): _lazy("Withdrew a delivery"),
    ("put back", "delivery"): _lazy("Put the previous delivery back"),
    ("signed in", "user"): _lazy("Signed in"),
    ("signed out", "user"): _lazy("Signed out"),
    ("sign-in refused", "user"): _lazy("A sign-in was refused"),
    ("second step refused", "user"): _lazy("A second step was refused"),
    ("changed", "settings"): _lazy("Changed their settings"),
    ("changed", "password"): _lazy("Changed their password"),
    ("changed role", "user"): _lazy("Changed somebody's role"),
    ("deactivated", "user"): _lazy("Deactivated a user"),
    ("reactivated", "user"): _lazy("Reactivated a user"),
    ("signed out", "device"): _lazy("Signed a device out"),
    ("signed out", "devices"): _lazy("Signed other devices out"),
    ("made", "token"): _lazy("Made an API token"),
    ("revoked", "token"): _lazy("Revoked an API token"),
    ("invited", "invitation"): _lazy("Invited somebody"),
    ("sent again", "invitation"): _lazy("Sent an invitation again"),
    ("withdrew", "invitation"): _lazy("Withdrew an invitation"),
    ("accepted", "invitation"): _lazy("Accepted an invitation"),
}

_AUDIENCES = {
    "public": _lazy("everyone"),
    "partners": _lazy("all partners"),
    "private": _lazy("only us"),
    "circle": _lazy("a circle"),
}

# Fields of a record that no delivery brings.
_FIELDS = {"legal_form": _lazy("Legal form")}


def sentence(verb: str, noun: str) -> str:
    """What was done, in words; the codes themselves for an act that has no sentence yet."""
    words = _SENTENCES.get((verb, noun))
    return str(words) if words is not None else _("%(noun)s: %(verb)s") % {"noun": noun, "verb": verb}


def audience_words(kind: str) -> str:
    """Who may see something, by the kind of audience."""
    return str(_AUDIENCES.get(kind, kind))


def field_words(field: str) -> str:
    """What a field of a record is called."""
    return field_label(field) or str(_FIELDS.get(field, field))
