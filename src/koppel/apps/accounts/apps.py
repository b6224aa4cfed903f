"""Registers the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, roles, invitations, sign-in and tokens."""

    name = "koppel.apps.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
