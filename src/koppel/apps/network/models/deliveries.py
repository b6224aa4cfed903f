"""Deliveries of records by a partner, and their row reports."""

from __future__ import annotations

import uuid

from django.db import models

from koppel.apps.sharing.owned import Owned


class Delivery(Owned):
    """One export of a partner: the stored bytes, how its columns were read, and what came of it."""

    class State(models.TextChoices):
        COLUMNS = "columns", "waits until the columns are confirmed"
        READING = "reading", "rows are read and checked"
        PARKED = "parked", "waits for a steward, because it would change or remove much"
        APPLYING = "applying", "rows become records"
        LINKING = "linking", "records are compared with the other networks"
        DONE = "done", "linked"
        REFUSED = "refused", "could not be read"
        WITHDRAWN = "withdrawn", "stopped by a steward"

    class Format(models.TextChoices):
        CSV = "csv"
        XLSX = "xlsx"
        JSONL = "jsonl"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=5, choices=Format, blank=True)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    payload = models.BinaryField()
    preview = models.JSONField(default=dict, help_text="sheets, headers, samples and recognised columns")
    mappings = models.JSONField(default=dict, help_text="sheet name -> field -> header, as confirmed")
    new_audience = models.ForeignKey("sharing.Audience", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.COLUMNS)
    refusal = models.JSONField(default=dict, help_text="code and parameters of why it could not be read")
    done_rows = models.PositiveIntegerField(default=0)
    total_rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(
        default=dict, help_text="taken repaired check refused duplicate; new changed unchanged gone"
    )
    made_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    linked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return self.file_name


class DeliveryRow(Owned):
    """One row of a delivery: what was read, what was repaired, and what became of it."""

    class Outcome(models.TextChoices):
        TAKEN = "taken"
        REPAIRED = "repaired"
        CHECK = "check"
        REFUSED = "refused"
        DUPLICATE = "duplicate"

    class Change(models.TextChoices):
        NEW = "new"
        CHANGED = "changed"
        UNCHANGED = "unchanged"
        GONE = "gone"
        NONE = ""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField(help_text="as the reader sees it in the file; 0 = no longer in it")
    sheet = models.CharField(max_length=120, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=400, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome)
    change = models.CharField(max_length=9, choices=Change, blank=True, default="")
    values = models.JSONField(default=dict)
    raw = models.JSONField(default=dict)
    remarks = models.JSONField(default=list, help_text="list of field, code, was, became, severity, params")
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["row", "id"]
        indexes = [models.Index(fields=["delivery", "outcome", "row"], name="rows_by_outcome")]

    def __str__(self) -> str:
        return f"{self.row} {self.outcome}"


class DeliverySettings(Owned):
    """What a partner chose last time: columns per layout, audience of new records, how much change is normal."""

    mappings = models.JSONField(default=dict, help_text="key of the headers -> field -> header")
    new_audience = models.ForeignKey("sharing.Audience", on_delete=models.PROTECT, related_name="+")
    park_share = models.FloatField(default=0.2, help_text="0..1: park when more of the records would change or go")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="settings_once_per_owner")]
        verbose_name_plural = "delivery settings"

    def __str__(self) -> str:
        return str(self.owner_id)
