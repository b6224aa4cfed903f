"""Parties, audiences with their members, and the activity log."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Party(models.Model):
    """A partner, or an organisation that has users here."""

    class Kind(models.TextChoices):
        PARTNER = "partner"
        ORGANISATION = "organisation"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    label = models.CharField(max_length=12, help_text="short name in lists and chips")
    letter = models.CharField(max_length=2, blank=True, help_text="one or two letters in the network strip")
    provinces = ArrayField(models.CharField(max_length=5), default=list, blank=True, help_text="ISO 3166-2 codes")
    website = models.URLField(blank=True)
    is_hub = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="fixed place in strips and lists")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return self.label


class Audience(models.Model):
    """Who may see a record, until when and what for; equal ones are one row per owner.

    ``owner`` is empty for the three everybody has: public, partners and private without end or purpose.
    """

    class Kind(models.TextChoices):
        PUBLIC = "public"
        PARTNERS = "partners"
        PRIVATE = "private"
        CIRCLE = "circle"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    owner = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True, help_text="what a circle is called")
    purpose = models.CharField(max_length=300, blank=True)
    until = models.DateField(null=True, blank=True, help_text="last day that it counts")
    members_key = models.CharField(max_length=500, blank=True, help_text="sorted party ids, to find an equal circle")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "owner", "name", "purpose", "until", "members_key"],
                nulls_distinct=False,
                name="one_row_per_equal_audience",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class AudienceMember(models.Model):
    """One party in one circle."""

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="members")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "party"], name="party_once_per_audience")]

    def __str__(self) -> str:
        return f"{self.audience_id}:{self.party_id}"


class Activity(models.Model):
    """Who did what to which record, for which party and when. Append-only in the database.

    ``owner`` is the party whose record it was (none for the platform's own); the actor's party sees the row too.
    Ids only, no personal values.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor_party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    actor_role = models.CharField(max_length=14)
    verb = models.CharField(max_length=60)
    noun = models.CharField(max_length=60)
    noun_id = models.CharField(max_length=60, db_index=True)
    details = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return f"{self.verb} {self.noun}"
