"""Organisations, and the records of which they consist."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower

from koppel.apps.network.rules.facets import KIND_BITS, PROVINCE_BITS
from koppel.apps.sharing.owned import Owned


def _bit(field: str, bits: dict[str, int]) -> models.Case:
    cases = [models.When(**{field: value}, then=models.Value(bit)) for value, bit in bits.items()]
    return models.Case(*cases, default=models.Value(0), output_field=models.IntegerField())


def _key(text: Combinable) -> models.Func:
    """A number for a text: equal for equal texts, so that a list can be counted without reading it."""
    return models.Func(text, models.Value(0), function="hashtextextended", output_field=models.BigIntegerField())


def _letters(field: str) -> models.Func:
    """A text in lower case with nothing but its letters and digits."""
    replaced = [models.Value("[^[:alnum:]]+"), models.Value(""), models.Value("g")]
    return models.Func(Lower(field), *replaced, function="regexp_replace", output_field=models.TextField())


class Organisation(models.Model):
    """A stable id and nothing more: what it is, its visible records say. Seen exactly when one of them is."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField()
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="absorbed",
        help_text="tombstone: go there",
    )

    def __str__(self) -> str:
        return str(self.uuid)


class Record(Owned):
    """What one party says of one organisation, under its own id there."""

    class Kind(models.TextChoices):
        COMPANY = "company"
        KNOWLEDGE = "knowledge"
        GOVERNMENT = "government"
        ASSOCIATION = "association"
        UNKNOWN = ""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=120, help_text="the owner's own id")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="records")
    delivery = models.ForeignKey(
        "network.Delivery", null=True, blank=True, on_delete=models.SET_NULL, related_name="records"
    )
    name = models.CharField(max_length=400)
    acronym = models.CharField(max_length=60, blank=True)
    legal_form = models.CharField(max_length=20, blank=True)
    kvk = models.CharField(max_length=8, blank=True)
    pic = models.CharField(max_length=12, blank=True, help_text="participant number of the European Commission")
    street = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=30, blank=True)
    postcode = models.CharField(max_length=16, blank=True)
    city = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1")
    province = models.CharField(max_length=5, blank=True, help_text="ISO 3166-2; empty = unknown, XX = abroad")
    website = models.CharField(max_length=300, blank=True)
    domain = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    sector = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=12, choices=Kind, blank=True, default="")
    raw = models.JSONField(default=dict, help_text="the row as delivered")
    content_hash = models.CharField(max_length=64)
    sort_name = models.CharField(max_length=400)
    search_name = models.CharField(max_length=480, help_text="normalised name and acronym, for typing errors")
    name_words = models.TextField(blank=True, help_text="normalised words of name and acronym")
    other_words = models.TextField(blank=True, help_text="normalised words of place, sector and text")
    words = models.GeneratedField(
        expression=SearchVector("name_words", weight="A", config="simple")
        + SearchVector("other_words", weight="B", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    facets = models.GeneratedField(
        expression=_bit("province", PROVINCE_BITS) + _bit("kind", KIND_BITS),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    name_key = models.GeneratedField(
        expression=_key(_letters("name")), output_field=models.BigIntegerField(), db_persist=True
    )
    sector_key = models.GeneratedField(
        expression=models.Case(
            models.When(sector="", then=models.Value(0)),
            default=_key(Lower("sector")),
            output_field=models.BigIntegerField(),
        ),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    place = models.GeneratedField(expression=Lower("city"), output_field=models.TextField(), db_persist=True)
    version = models.PositiveIntegerField(default=1)
    is_by_hand = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True, help_text="no longer in the owner's export, or removed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "reference"], name="reference_once_per_owner"),
        ]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="record_newest", condition=models.Q(gone_at=None)),
            # Holds all that the outline of a list reads, so that it never opens the rows themselves.
            models.Index(
                fields=["sort_name", "id"],
                include=["organisation", "owner", "audience", "gone_at", "facets", "name_key", "sector_key"],
                name="record_outline",
                condition=models.Q(gone_at=None),
            ),
            models.Index(
                fields=["place", "id"],
                include=["organisation", "owner", "audience", "gone_at"],
                name="record_places",
                condition=models.Q(gone_at=None),
            ),
            models.Index(fields=["sector_key", "id"], name="record_by_sector", condition=models.Q(gone_at=None)),
            models.Index(fields=["organisation", "sort_name", "id"], name="record_of_organisation"),
            models.Index(fields=["province"], name="record_by_province"),
            models.Index(fields=["kvk"], name="record_by_kvk", condition=~models.Q(kvk="")),
            models.Index(fields=["pic"], name="record_by_pic", condition=~models.Q(pic="")),
            models.Index(fields=["postcode"], name="record_by_postcode", condition=~models.Q(postcode="")),
            models.Index(fields=["domain"], name="record_by_domain", condition=~models.Q(domain="")),
            GinIndex(fields=["words"], name="record_words"),
            GinIndex(fields=["search_name"], name="record_search_name", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


class DataVersion(models.Model):
    """One number that grows whenever a record changes, so that counts are cached exactly as long as they hold."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
