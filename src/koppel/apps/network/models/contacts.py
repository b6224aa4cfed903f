"""People at an organisation and moments of contact with them; private to begin with."""

from __future__ import annotations

import uuid

from django.db import models

from koppel.apps.sharing.owned import Owned


class Person(Owned):
    """Somebody at an organisation, as one partner knows them; personal data with a purpose and an end."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    record = models.ForeignKey("network.Record", on_delete=models.CASCADE, related_name="people")
    name = models.CharField(max_length=160)
    role = models.CharField(max_length=160, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=60, blank=True)
    purpose = models.CharField(max_length=300)
    keep_until = models.DateField(help_text="removed after this day")
    is_invented = models.BooleanField(default=False, help_text="demonstration: not a real person")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class ContactMoment(Owned):
    """One contact with an organisation: when, how, about what; others see it only when its owner lets them."""

    class Manner(models.TextChoices):
        VISIT = "visit"
        CALL = "call"
        MAIL = "mail"
        EVENT = "event"
        OTHER = "other"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    record = models.ForeignKey("network.Record", on_delete=models.CASCADE, related_name="contact_moments")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="moments")
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    on = models.DateField()
    manner = models.CharField(max_length=6, choices=Manner)
    note = models.TextField(blank=True)
    purpose = models.CharField(max_length=300)
    keep_until = models.DateField(help_text="removed after this day")
    is_invented = models.BooleanField(default=False, help_text="demonstration: not a real contact")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["-on", "-id"], name="contact_by_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.manner}"
