"""What the network remembers."""

from koppel.apps.network.models.contacts import ContactMoment, Person
from koppel.apps.network.models.deliveries import Delivery, DeliveryRow, DeliverySettings
from koppel.apps.network.models.links import Candidate, Evidence, LinkEvent, Verdict
from koppel.apps.network.models.organisations import DataVersion, Organisation, Record

__all__ = [
    "Candidate",
    "ContactMoment",
    "DataVersion",
    "Delivery",
    "DeliveryRow",
    "DeliverySettings",
    "Evidence",
    "LinkEvent",
    "Organisation",
    "Person",
    "Record",
    "Verdict",
]
