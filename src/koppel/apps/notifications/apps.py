"""Registers the notifications app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Mail through an outbox."""

    name = "koppel.apps.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Post the letters of accounts, and put the operator's page into the menu."""
        from koppel.apps.accounts.actions.letters import use_post
        from koppel.apps.notifications.actions import write_mail
        from koppel.apps.ui.navigation import register_nav

        use_post(write_mail)
        register_nav(_("Mails"), "notifications:mails", place="operator", position=50)
