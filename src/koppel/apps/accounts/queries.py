"""Who a signed-in user is as a viewer, and who works at a partner."""

from __future__ import annotations

from django.db import connections
from django.utils import translation

from koppel.apps.accounts.models import User
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import alias
from koppel.apps.sharing.rules import Role, Viewer


def viewer_of(user: User, *, scopes: frozenset[str] | None = None) -> Viewer:
    """The viewer that a user is; a user of a partner that was switched off sees what a visitor sees."""
    code, label, active = _party(user.party_id)
    if user.party_id is not None and not active:
        return Viewer(language=translation.get_language() or "nl")
    return Viewer(
        role=Role(user.role),
        user_id=user.pk,
        name=user.name,
        email=user.email,
        party_id=user.party_id,
        party_code=code,
        party_label=label,
        language=user.language,
        theme=user.theme,
        density=user.density,
        keys=user.review_keys,
        scopes=scopes,
    )


def _party(party_id: int | None) -> tuple[str, str, bool]:
    """Code, label and state of a party; read through a function, as there is no viewer yet."""
    if party_id is None:
        return ("", "", False)
    with connections[alias()].cursor() as cursor:
        cursor.execute("SELECT code, label, is_active FROM koppel_party(%s)", [party_id])
        row = cursor.fetchone()
    return (row[0], row[1], row[2]) if row else ("", "", False)


def user_by_email(email: str) -> User | None:
    """The active user with this address; addresses compare without capitals."""
    return User.objects.filter(email=email.strip().lower(), is_active=True).first()


def staff(party: Party) -> list[User]:
    """Everybody who works at a partner, active or not, by name."""
    return list(User.objects.filter(party=party))
