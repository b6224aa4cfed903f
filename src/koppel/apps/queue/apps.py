"""Registers the queue app."""

from django.apps import AppConfig


class QueueConfig(AppConfig):
    """Jobs in PostgreSQL and the operator page about them."""

    name = "koppel.apps.queue"
    label = "queue"
    default_auto_field = "django.db.models.BigAutoField"
