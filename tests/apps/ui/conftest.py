"""Every test of ui reads English unless it asks for another language, and knows only the addresses of ui."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import translation

from koppel.apps.ui import navigation


@pytest.fixture(autouse=True)
def _only_ui(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(navigation, "_search", {})
    with translation.override("en"), override_settings(ROOT_URLCONF="tests.apps.ui.addresses"):
        yield


@pytest.fixture(scope="session")
def built_assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fonts and Bootstrap's stylesheet, made as at set-up."""
    from koppel.apps.ui.assets import build_assets

    folder = tmp_path_factory.mktemp("static")
    build_assets(folder)
    return folder
