"""Registers the desk app: its place in the menu, the search box, and what was done with a record."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _lazy


class DeskConfig(AppConfig):
    """Start pages and search over everything."""

    name = "koppel.apps.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the desk first in the menu, answer the search box, and fill the slot on the page of a record."""
        from koppel.apps.desk.panels import activity_panel
        from koppel.apps.ui.navigation import register_nav, register_search
        from koppel.apps.ui.panels import register

        register_nav(
            _lazy("Desk"),
            "desk:start",
            position=10,
            shown_to=lambda viewer: viewer is not None and viewer.is_authenticated,
        )
        register_nav(
            _lazy("Activity"),
            "desk:activity",
            position=12,
            place="account",
            shown_to=lambda viewer: viewer is not None and viewer.is_authenticated and viewer.party_id is not None,
        )
        register_search("desk:search", suggest="desk:suggest")
        register("record.main", activity_panel)
