"""Registers the notifications app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Mail through an outbox."""

    name = "koppel.apps.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"
