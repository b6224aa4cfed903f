"""Registers the desk app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Start pages and search over everything."""

    name = "koppel.apps.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
