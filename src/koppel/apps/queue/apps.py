"""Registers the queue app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QueueConfig(AppConfig):
    """Jobs in PostgreSQL and the operator page about them."""

    name = "koppel.apps.queue"
    label = "queue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the operator's page into the menu."""
        from koppel.apps.ui.navigation import register_nav

        register_nav(_("Jobs"), "queue:jobs", place="operator", position=40)
