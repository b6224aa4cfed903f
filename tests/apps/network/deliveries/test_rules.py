"""The pure decisions about records and deliveries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.apps.network.rules.deliveries import (
    KnownRecord,
    change_of,
    column_troubles,
    known_columns,
    layout_key,
    must_park,
    short_reference,
)  # fmt: skip
from koppel.apps.network.rules.records import (
    LENGTHS,
    REFERENCE_LENGTH,
    content_hash,
    domain_of,
    kind_of,
    legal_form_of,
    prepared,
)  # fmt: skip


def codes(sheets: dict[str, list[str]], mappings: dict[str, dict[str, str]]) -> list[str]:
    return [trouble.code for trouble in column_troubles(sheets, mappings)]


def test_columns_need_a_name_and_are_used_once() -> None:
    sheets = {"": ["Naam", "Plaats"]}
    assert codes(sheets, {"": {"name": "Naam"}}) == []
    assert codes(sheets, {"": {"city": "Plaats"}}) == ["name_column_needed"]
    assert codes(sheets, {"": {"name": "Naam", "city": "Naam"}}) == ["column_used_twice"]
    assert codes(sheets, {"": {"name": "Weg"}}) == ["no_such_column"]
    assert codes(sheets, {"": {"name": "Naam", "shoe": "Plaats"}}) == ["no_such_field"]
    assert codes(sheets, {"Blad2": {"name": "Naam"}}) == ["no_such_sheet"]
    assert codes(sheets, {"": {}}) == ["nothing_to_read"]


def test_remembered_columns_come_before_recognised_ones() -> None:
    headers = ["Naam", "Plaats"]
    assert known_columns(headers, {"name": "Naam"}, None) == {"name": "Naam"}
    assert known_columns(headers, {"name": "Naam"}, {"name": "Plaats", "city": "Weg"}) == {"name": "Plaats"}


def test_a_layout_is_its_columns_in_their_order() -> None:
    assert layout_key(["a", "b"]) == layout_key(("a", "b"))
    assert len({layout_key(["a", "b"]), layout_key(["b", "a"]), layout_key(["a,b"])}) == 3


@pytest.mark.parametrize(
    ("present", "changed", "gone", "parks"),
    [(0, 0, 0, False), (100, 10, 10, False), (100, 10, 11, True), (3, 0, 1, True), (0, 5, 5, False)],
)
def test_much_change_is_parked_but_never_a_first_delivery(present: int, changed: int, gone: int, parks: bool) -> None:
    assert must_park(present=present, changed=changed, gone=gone, share=0.2) is parks


def test_a_row_is_new_changed_or_unchanged_by_its_record() -> None:
    assert change_of("a", None) == "new"
    assert change_of("a", KnownRecord("a", is_gone=False, is_by_hand=False)) == "unchanged"
    assert change_of("a", KnownRecord("b", is_gone=False, is_by_hand=True)) == "changed"
    assert change_of("a", KnownRecord("a", is_gone=True, is_by_hand=False)) == "new"
    assert change_of("a", KnownRecord("b", is_gone=True, is_by_hand=True)) == "unchanged"


@given(st.text(max_size=200), st.text(max_size=200))
def test_two_own_ids_stay_two_however_long(one: str, other: str) -> None:
    assert len(short_reference(one)) <= REFERENCE_LENGTH
    assert (short_reference(one) == short_reference(other)) == (one == other)


@given(st.dictionaries(st.sampled_from(sorted(LENGTHS)), st.text(max_size=500)))
def test_prepared_fields_fit_their_record(values: dict[str, str]) -> None:
    fields = prepared(values)
    assert all(len(fields[field]) <= length for field, length in LENGTHS.items())
    assert len(fields["sort_name"]) <= 400
    assert len(fields["search_name"]) <= 480
    assert len(fields["domain"]) <= 120
    assert fields["kind"] in {"", "company", "knowledge", "government", "association"}
    assert prepared(dict(reversed(values.items())))["content_hash"] == fields["content_hash"]


def test_the_fingerprint_changes_with_what_is_said_only() -> None:
    assert content_hash({"name": "A", "city": ""}) == content_hash({"name": "A"})
    assert content_hash({"name": "A"}) != content_hash({"city": "A"})


@pytest.mark.parametrize(
    ("word", "name", "kind"),
    [
        ("Bedrijf", "X", "company"),
        ("Kennisinstelling", "X B.V.", "knowledge"),
        ("public_body", "X", "government"),
        ("foundation_or_association", "X", "association"),
        ("", "Universiteit Twente", "knowledge"),
        ("", "Gemeente Breda", "government"),
        ("", "Stichting Wetsus", "association"),
        ("", "Demcon B.V.", "company"),
        ("", "Demcon", ""),
    ],
)
def test_the_kind_follows_from_the_owners_word_then_the_name(word: str, name: str, kind: str) -> None:
    assert kind_of(word, name=name) == kind


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Demcon B.V.", "B.V."),
        ("DEMCON BV", "B.V."),
        ("Foo b v", "B.V."),
        ("Stichting X", "Stichting"),
        ("Demcon", ""),
    ],
)
def test_the_legal_form_is_read_from_the_name(name: str, form: str) -> None:
    assert legal_form_of(name) == form


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.demcon.nl/over", "demcon.nl"),
        ("demcon.nl", "demcon.nl"),
        ("http://user@demcon.nl:8080/", "demcon.nl"),
        ("www", ""),
        ("", ""),
    ],
)
def test_the_domain_is_the_host_of_a_website(website: str, domain: str) -> None:
    assert domain_of(website) == domain
