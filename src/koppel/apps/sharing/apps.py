"""Registers the sharing app."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Parties, audiences, row security, activity log."""

    name = "koppel.apps.sharing"
    label = "sharing"
    default_auto_field = "django.db.models.BigAutoField"
