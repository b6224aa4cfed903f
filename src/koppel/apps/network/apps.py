"""Registers the network app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    """Organisations, records, deliveries, links, people and contact moments."""

    name = "koppel.apps.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the list of organisations into the menu."""
        from koppel.apps.ui.navigation import register_nav

        register_nav(_("Organisations"), "network:organisations", position=20, covers=("network",))
