"""Registers the accounts app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, roles, invitations, sign-in and tokens."""

    name = "koppel.apps.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the pages about accounts into the menus."""
        from koppel.apps.sharing.rules import Policy, Role, may_open
        from koppel.apps.ui.navigation import register_nav

        register_nav(
            _("Users"),
            "accounts:users",
            place="account",
            position=10,
            shown_to=lambda viewer: bool(may_open(viewer, Policy.ADMINISTRATOR)) and not viewer.is_operator,
        )
        register_nav(
            _("Company users"),
            "accounts:company_users",
            place="account",
            position=15,
            shown_to=lambda viewer: viewer.role == Role.STEWARD and bool(may_open(viewer, Policy.STEWARD)),
        )
        register_nav(
            _("Operator"),
            "accounts:users",
            place="main",
            position=90,
            covers=("queue", "notifications"),
            shown_to=lambda viewer: viewer.is_operator,
        )
        register_nav(
            _("Account"),
            "accounts:account",
            place="account",
            position=20,
            shown_to=lambda viewer: viewer.is_authenticated,
        )
        register_nav(
            _("Sign out"),
            "account_logout",
            place="account",
            position=30,
            shown_to=lambda viewer: viewer.is_authenticated,
            posts=True,
        )
        register_nav(
            _("Sign in"),
            "account_login",
            place="account",
            position=20,
            shown_to=lambda viewer: not viewer.is_authenticated,
        )
        register_nav(_("Users"), "accounts:users", place="operator", position=10)
        register_nav(_("Partners"), "accounts:partners", place="operator", position=20)
        register_nav(_("Companies"), "accounts:companies", place="operator", position=30)
