"""A higher app fills a slot of a lower app's page."""

from collections.abc import Iterator

import pytest

from koppel.apps.ui import panels as module
from koppel.apps.ui.panels import Panel, panels, register

from .pages import ANNA, rendered


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "_fillers", {})
    yield


def test_panels_come_by_position_and_silent_ones_are_left_out():
    register("page.side", lambda viewer, subject: Panel("Second", "x.html"), position=20)
    register("page.side", lambda viewer, subject: None, position=5)
    register("page.side", lambda viewer, subject: Panel(f"First of {subject}", "x.html"), position=10)
    assert [panel.title for panel in panels("page.side", ANNA, "Acme")] == ["First of Acme", "Second"]


def test_registering_twice_shows_it_once():
    def filler(viewer: object) -> Panel:
        return Panel("One", "x.html")

    register("page.side", filler)
    register("page.side", filler)
    assert len(panels("page.side", ANNA)) == 1


def test_an_unknown_slot_is_empty():
    assert panels("nobody.fills", ANNA) == []


def test_a_slot_shows_its_panels_as_sections_for_the_viewer():
    register("page.side", lambda viewer, subject: Panel(f"{viewer.name} & {subject}", "ui/mark.html", count="3"))
    markup = rendered('{% slot "page.side" "Acme" %}')
    assert '<h2 id="anna-acme">Anna &amp; Acme</h2><span class="k-n">3</span>' in markup
    assert "k-ring-a" in markup
