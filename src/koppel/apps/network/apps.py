"""Registers the network app."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """Organisations, records, deliveries, links, people and contact moments."""

    name = "koppel.apps.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"
