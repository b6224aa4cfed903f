"""Endpoints of the network: one router, one file per noun."""

from ninja import Router

from koppel.apps.network.api.contacts import router as contacts
from koppel.apps.network.api.deliveries import router as deliveries
from koppel.apps.network.api.organisations import router as organisations
from koppel.apps.network.api.records import router as records
from koppel.apps.network.api.review import router as review

router = Router()
router.add_router("", organisations, tags=["organisations"])
router.add_router("", records, tags=["records"])
router.add_router("", contacts, tags=["people and contact moments"])
router.add_router("", deliveries, tags=["deliveries"])
router.add_router("", review, tags=["links"])
