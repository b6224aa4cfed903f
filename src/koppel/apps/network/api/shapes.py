"""What goes in and comes out of the endpoints of the network."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, field_validator

Short = Annotated[str, Field(max_length=400)]
AudienceKind = Literal["public", "partners", "private", "circle"]


class Strict(Schema):
    """An input in which a field that does not exist is an error, so that nothing is silently ignored."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="after")
    @classmethod
    def _storable(cls, value: object) -> object:
        """PostgreSQL keeps no NUL, and half a surrogate pair is no text."""
        if isinstance(value, str) and ("\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value)):
            raise ValueError("The text holds a character that cannot be stored. Take it out.")
        return value


class Problem(Schema):
    """Why a call was refused (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""


class Partner(Schema):
    """An agency or association that works here."""

    code: str
    label: str
    name: str
    provinces: list[str]
    website: str
    is_hub: bool


class Me(Schema):
    """Whose token this is."""

    name: str
    role: str
    partner: str
    scopes: list[str]


class Audience(Schema):
    """Who may see something."""

    kind: AudienceKind
    members: list[str] = Field(default_factory=list, description="codes of the parties in a circle")
    until: datetime.date | None = None
    purpose: str = ""
    name: str = ""


class AudienceIn(Strict):
    """Who may see something, as chosen."""

    kind: AudienceKind
    members: list[Annotated[str, Field(max_length=60)]] = Field(default_factory=list, max_length=50)
    until: datetime.date | None = None
    purpose: Annotated[str, Field(max_length=300)] = ""
    name: Annotated[str, Field(max_length=120)] = ""


class OrganisationLine(Schema):
    """One line of the list."""

    id: UUID
    name: str
    kvk: str
    city: str
    province: str
    kind: str
    sector: str
    partners: list[str]


class OrganisationPage(Schema):
    """One page of the list; ``next`` is the cursor of the following one, null at the end."""

    items: list[OrganisationLine]
    total: int
    next: str | None


class ProfileValue(Schema):
    """One value of a profile, and the codes of the parties that say it."""

    field: str
    value: str
    sources: list[str]
    differs: bool
    others: list[dict[str, Any]]


class RecordOut(Schema):
    """One visible record."""

    id: UUID
    partner: str
    reference: str
    organisation: UUID | None
    name: str
    acronym: str
    legal_form: str
    kvk: str
    pic: str
    street: str
    number: str
    postcode: str
    city: str
    country: str
    province: str
    website: str
    phone: str
    sector: str
    text: str
    kind: str
    audience: Audience | None = Field(description="known to the owner only")
    version: int
    is_own: bool
    changed_at: datetime.datetime


class OrganisationOut(Schema):
    """An organisation as its visible records describe it."""

    id: UUID
    profile: list[ProfileValue]
    partners: list[str]
    records: list[RecordOut]


class RecordIn(Strict):
    """What an owner writes of an organisation."""

    reference: Annotated[str, Field(max_length=120)] = ""
    name: Annotated[str, Field(min_length=1, max_length=400)]
    acronym: Annotated[str, Field(max_length=60)] = ""
    kvk: Annotated[str, Field(max_length=20)] = ""
    pic: Annotated[str, Field(max_length=12)] = ""
    street: Annotated[str, Field(max_length=200)] = ""
    number: Annotated[str, Field(max_length=30)] = ""
    postcode: Annotated[str, Field(max_length=16)] = ""
    city: Annotated[str, Field(max_length=120)] = ""
    country: Annotated[str, Field(max_length=60)] = ""
    website: Annotated[str, Field(max_length=300)] = ""
    phone: Annotated[str, Field(max_length=60)] = ""
    sector: Annotated[str, Field(max_length=200)] = ""
    text: Annotated[str, Field(max_length=20000)] = ""
    kind: Annotated[str, Field(max_length=60)] = ""
    legal_form: Annotated[str, Field(max_length=20)] = ""


class NewRecordIn(RecordIn):
    """A new record, and who may see it."""

    audience: AudienceIn = AudienceIn(kind="partners")


class ChangedRecordIn(RecordIn):
    """A changed record; ``version`` is the one that was read."""

    version: int


class PersonIn(Strict):
    """Somebody at an organisation."""

    name: Annotated[str, Field(min_length=1, max_length=160)]
    role: Annotated[str, Field(max_length=160)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    phone: Annotated[str, Field(max_length=60)] = ""
    purpose: Annotated[str, Field(min_length=1, max_length=300)]
    keep_until: datetime.date
    audience: AudienceIn = AudienceIn(kind="private")


class PersonOut(Schema):
    """Somebody at an organisation, as one partner knows them."""

    id: UUID
    record: UUID
    partner: str
    name: str
    role: str
    email: str
    phone: str
    purpose: str
    keep_until: datetime.date
    is_invented: bool
    version: int


class MomentIn(Strict):
    """One contact."""

    on: datetime.date
    manner: Literal["visit", "call", "mail", "event", "other"]
    note: Annotated[str, Field(max_length=5000)] = ""
    person: UUID | None = None
    purpose: Annotated[str, Field(min_length=1, max_length=300)]
    keep_until: datetime.date
    audience: AudienceIn = AudienceIn(kind="private")


class MomentOut(Schema):
    """One contact, as far as its owner shows it."""

    id: UUID
    record: UUID
    partner: str
    on: datetime.date
    manner: str
    note: str
    person: UUID | None
    is_invented: bool
    version: int


class DeliveryOut(Schema):
    """One delivery and where it stands."""

    id: UUID
    file_name: str
    state: str
    format: str
    size_bytes: int
    done_rows: int
    total_rows: int
    counts: dict[str, int]
    refusal: str
    mappings: dict[str, dict[str, str]]
    created_at: datetime.datetime


class DeliveryRowOut(Schema):
    """One row of a delivery's report."""

    row: int
    sheet: str
    reference: str
    name: str
    outcome: str
    change: str
    remarks: list[dict[str, Any]]


class DeliveryRowPage(Schema):
    """One page of a row report."""

    items: list[DeliveryRowOut]
    next: str | None


class ColumnsIn(Strict):
    """Confirmed columns: sheet name, then field to header; and who may see new records."""

    mappings: dict[str, dict[str, str]] = Field(default_factory=dict, description="empty = as recognised")
    audience: AudienceIn | None = None


class CandidateOut(Schema):
    """A question: are these two records one organisation? ``other`` is null when it is hidden from you."""

    id: UUID
    probability: float | None
    own: RecordOut
    other: RecordOut | None
    why: str
    evidence: list[dict[str, Any]]


class CandidatePage(Schema):
    """One page of questions, what matters most first."""

    items: list[CandidateOut]
    total: int
    next: str | None


class VerdictIn(Strict):
    """An answer to one question."""

    answer: Literal["same", "different", "related", "unsure"]
    reason: Annotated[str, Field(max_length=300)] = ""


class VerdictOut(Schema):
    """An answer that was given."""

    id: UUID
    partner: str
    answer: str
    reason: str
    at: datetime.datetime
    undone_at: datetime.datetime | None
