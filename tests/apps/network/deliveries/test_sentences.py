"""Every code has its sentence, in the reader's language."""

from __future__ import annotations

import string
from typing import Any

import pytest
from django.utils import translation

from koppel.apps.network.actions import deliveries as actions
from koppel.apps.network.models import Delivery, DeliveryRow
from koppel.apps.network.queries import delivery_sentences as sentences
from koppel.apps.network.rules import deliveries as rules
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Refused
from koppel.connectors.tabular import sentences as codes
from tests.cast import anna
from tests.connectors.places import file_bytes


def params_of(sentence: str) -> dict[str, Any]:
    return {name: "1" for _text, name, _spec, _conversion in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_code_of_the_connector_becomes_a_sentence(language: str) -> None:
    with translation.override(language):
        for code, sentence in codes.REFUSALS.items():
            assert sentences.refusal(code, params_of(sentence)).endswith(".")
        for code in codes.NOTES:
            assert sentences.note(code).endswith(".")
        for code, sentence in codes.REMARKS.items():
            named = params_of(sentence)
            noticed = {"code": code, "was": named.pop("was", ""), "became": named.pop("became", ""), "params": named}
            assert "{" not in sentences.remark(noticed)


def test_a_translated_sentence_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = translation.trans_real.translation("nl")
    monkeypatch.setitem(catalogue._catalog._catalogs[0], codes.REFUSALS["empty_file"], "Het bestand is leeg.")
    with translation.override("nl"):
        assert sentences.refusal("empty_file", {}) == "Het bestand is leeg."
    with translation.override("en"):
        assert sentences.refusal("empty_file", {}) == codes.REFUSALS["empty_file"]


def test_every_field_outcome_change_and_state_has_a_word() -> None:
    assert set(sentences.FIELD_LABELS) == set(rules.FIELDS)
    assert set(sentences.OUTCOME_LABELS) == set(DeliveryRow.Outcome.values)
    assert set(sentences.CHANGE_LABELS) == set(DeliveryRow.Change.values) - {""}
    assert set(sentences.STATE_LABELS) == set(Delivery.State.values)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("empty.csv", "The file is empty."),
        ("report.pdf", "This is a PDF."),
        ("old.xls", "This is a workbook in the old Excel format"),
        ("no_header.csv", "No row with names of columns"),
        ("nul_bytes.csv", ""),
        ("protected.xlsx", "This workbook is protected"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence_and_stores_nothing(
    name: str, begins: str, database_rolled_back: None
) -> None:
    steward = anna()
    with viewing(steward), translation.override("en"):
        try:
            actions.receive_delivery(steward, file_name=name, payload=file_bytes(name))
        except Refused as refusal:
            assert refusal.sentence.startswith(begins)
            assert not Delivery.objects.exists()
        else:
            assert not begins
