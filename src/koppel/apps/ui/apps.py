"""Registers the ui app and its links in the foot of every page."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Base page, components, pictures, panels; no models."""

    name = "koppel.apps.ui"
    label = "ui"

    def ready(self) -> None:
        """Put the links that every page has into its foot."""
        from .navigation import register_nav

        register_nav(_("Accessibility"), "ui:accessibility", place="foot", position=10)
        register_nav(_("Privacy"), "ui:privacy", place="foot", position=20)
