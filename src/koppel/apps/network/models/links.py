"""Candidates for a link with their evidence, verdicts on them, and the event log of all links."""

from __future__ import annotations

import uuid

from django.db import models


class Candidate(models.Model):
    """Two records that may be one organisation, not yet judged. Both owners see that it is there.

    ``left`` has the lower id. The records themselves show only to who may see them.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    left = models.ForeignKey("network.Record", on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey("network.Record", on_delete=models.CASCADE, related_name="+")
    left_owner = models.ForeignKey("sharing.Party", on_delete=models.PROTECT, related_name="+")
    right_owner = models.ForeignKey("sharing.Party", on_delete=models.PROTECT, related_name="+")
    probability = models.FloatField(help_text="0..1")
    priority = models.FloatField(default=0, help_text="higher = matters more: what it would join, how unsure it is")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["left", "right"], name="pair_once")]
        indexes = [models.Index(fields=["-priority", "id"], name="candidate_by_priority")]

    def __str__(self) -> str:
        return f"{self.left_id}~{self.right_id}"


class Evidence(models.Model):
    """Why two records were linked or are asked about; shown only to who sees both records."""

    left = models.ForeignKey("network.Record", on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey("network.Record", on_delete=models.CASCADE, related_name="+")
    probability = models.FloatField(help_text="0..1")
    weight = models.FloatField(help_text="bits: log2 of the odds")
    contributions = models.JSONField(help_text="list of field, level, weight in bits; they add up to the weight")
    why = models.JSONField(help_text="code and parameters of one sentence")
    decision = models.CharField(max_length=5, help_text="link, ask or no")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["left", "right"], name="evidence_once")]
        indexes = [models.Index(fields=["right"], name="evidence_by_right")]

    def __str__(self) -> str:
        return f"{self.left_id}~{self.right_id}"


class Verdict(models.Model):
    """A person's answer on two records; outweighs every score until it is undone."""

    class Answer(models.TextChoices):
        SAME = "same"
        DIFFERENT = "different"
        RELATED = "related"
        UNSURE = "unsure"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    left = models.ForeignKey("network.Record", on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey("network.Record", on_delete=models.CASCADE, related_name="+")
    left_owner = models.ForeignKey("sharing.Party", on_delete=models.PROTECT, related_name="+")
    right_owner = models.ForeignKey("sharing.Party", on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey("sharing.Party", on_delete=models.PROTECT, related_name="+", help_text="who judged")
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.CharField(max_length=9, choices=Answer)
    reason = models.CharField(max_length=300, blank=True)
    probability = models.FloatField(null=True, help_text="what the engine thought at the time, 0..1")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["left", "right"], name="verdict_by_pair")]

    def __str__(self) -> str:
        return self.answer


class LinkEvent(models.Model):
    """One change of one record's organisation; together they make any day's state reproducible."""

    class Kind(models.TextChoices):
        MINTED = "minted", "first record of a new organisation"
        JOINED = "joined", "joined an organisation"
        LEFT = "left", "went to another organisation"
        MERGED = "merged", "its organisation was merged into another"
        SPLIT = "split", "its organisation was split"
        GONE = "gone", "the record went"

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=7, choices=Kind)
    record = models.ForeignKey("network.Record", on_delete=models.CASCADE, related_name="link_events")
    organisation = models.ForeignKey("network.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey("network.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=60, blank=True, help_text="what caused it: delivery, verdict, undo, hand")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"
