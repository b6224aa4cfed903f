"""Users, invitations and API tokens. Not under row security: sign-in must find a user before there is a viewer."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.crypto import salted_hmac

from koppel.apps.accounts.rules import normal_address
from koppel.apps.sharing.rules import Role


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a user with a hashed password; without one the user cannot sign in by password."""
        user = self.model(email=normal_address(email), **fields)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in: staff of a partner, a user of a company, or an operator."""

    class Theme(models.TextChoices):
        SYSTEM = "system"
        LIGHT = "light"
        DARK = "dark"

    class Density(models.TextChoices):
        DENSE = "dense"
        GENEROUS = "generous"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    party = models.ForeignKey("sharing.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=14, choices=[(role.value, role.value) for role in Role if role != Role.VISITOR])
    language = models.CharField(max_length=2, default="nl", choices=[("nl", "Nederlands"), ("en", "English")])
    theme = models.CharField(max_length=8, choices=Theme, default=Theme.SYSTEM)
    density = models.CharField(max_length=8, choices=Density, default=Density.DENSE)
    review_keys = models.BooleanField(default=True, help_text="single-letter keys in link review")
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    session_generation = models.PositiveIntegerField(default=0, help_text="one higher ends all sessions at once")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name", "email"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name to greet somebody with."""
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django ends sessions when the password changes; the generation does so for every other reason.
        return salted_hmac(
            "koppel.accounts.session", f"{self.password}:{self.session_generation}", secret=secret, algorithm="sha256"
        ).hexdigest()


class Invitation(models.Model):
    """A single-use invitation bound to partner, role, address and expiry; only its hash is stored."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField()
    party = models.ForeignKey("sharing.Party", null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=14)
    language = models.CharField(max_length=2, default="nl", help_text="of the mail")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.uuid)


class ApiToken(models.Model):
    """A named, scoped, expiring token of one user; only its hash is stored."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=12))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name
