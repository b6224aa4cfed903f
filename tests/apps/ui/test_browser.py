"""The page of components in a real browser: accessible in both themes, wide and narrow; and the script."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import override_settings
from django.utils import translation
from playwright.sync_api import Browser, Page, sync_playwright

from koppel.apps.sharing.rules import Role, Viewer
from koppel.apps.ui import pages

from .pages import a_request

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'"
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.browser


class _Site(BaseHTTPRequestHandler):
    """The page of components under the production CSP, with its static files."""

    def __init__(self, built: Path, *arguments: object) -> None:
        self._built = built
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path.startswith("/static/"):
            name = path.removeprefix("/static/")
            file = self._built / name
            found = str(file) if file.exists() else finders.find(name)
            self._answer(Path(found).read_bytes() if found else b"", mimetypes.guess_type(path)[0] or "font/woff2")
            return
        theme, _, density = query.partition("-")
        viewer = Viewer(
            role=Role.ADVISER, user_id=1, party_id=1, party_label="Brabant", theme=theme, density=density or "dense"
        )
        with (
            translation.override("en"),
            override_settings(ROOT_URLCONF="tests.apps.ui.addresses", IS_DEMONSTRATION=True),
        ):
            answer = pages.components(a_request(viewer=viewer))
        self._answer(answer.content, "text/html; charset=utf-8")

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", CSP)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing; the tests look at the page."""


@pytest.fixture(scope="module")
def site(built_assets: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Site, built_assets))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    shown = browser.new_page()
    shown.complaints = []  # type: ignore[attr-defined]
    shown.on("console", lambda message: shown.complaints.append(message.text) if message.type == "error" else None)  # type: ignore[attr-defined]
    yield shown
    shown.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("theme", ["light", "dark", "light-generous"])
def test_every_component_is_accessible_and_fits(page, site, width, theme):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}?{theme}")
    violations = Axe().run(page).response["violations"]
    assert [(found["id"], [node["target"] for node in found["nodes"]]) for found in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []


@pytest.mark.parametrize(("scheme", "paper"), [("dark", "rgb(12, 22, 24)"), ("light", "rgb(242, 244, 243)")])
def test_as_my_system_follows_the_system(page, site, scheme, paper):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}?system")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper


def test_the_own_typeface_is_used(page, site):
    page.goto(site)
    assert page.evaluate("document.fonts.ready.then(() => [...document.fonts].some(f => f.status === 'loaded'))")


def test_slash_goes_to_the_search_box_of_a_page_but_not_while_typing(page, site):
    page.goto(site)
    page.evaluate("document.querySelector('.k-bar-in').insertAdjacentHTML('beforeend', '<input id=q>')")
    page.focus("#id_kvk")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "id_kvk"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def test_a_single_key_presses_its_button_unless_keys_are_off(page, site):
    page.goto(site)
    page.evaluate(
        """() => {
            document.getElementById('content').insertAdjacentHTML(
                'beforeend', '<button data-key="1" type="button">Same</button>');
            window.pressed = 0;
            document.querySelector('[data-key]').addEventListener('click', () => { window.pressed += 1; });
        }"""
    )
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("1")
    page.evaluate("document.body.dataset.keys = 'off'")
    page.keyboard.press("1")
    assert page.evaluate("window.pressed") == 1


def test_errors_of_a_form_get_the_focus(page, site):
    page.goto(site)
    assert page.evaluate("document.activeElement.classList.contains('k-errs')")


def test_filters_are_open_on_a_wide_screen_and_folded_on_a_phone(page, site):
    for width, visible in ((1280, True), (390, False)):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(site)
        assert page.locator("#f-province-overijssel").is_visible() is visible


def test_what_was_refreshed_is_announced_once(page, site):
    page.goto(site)
    page.evaluate(
        """() => {
            const part = document.getElementById('progress');
            part.dataset.say = 'Comparing is done';
            document.dispatchEvent(new CustomEvent('htmx:afterSwap', { detail: { target: part } }));
        }"""
    )
    assert page.locator("#announcer").inner_text() == "Comparing is done"


def test_a_failed_refresh_is_said_in_a_sentence(page, site):
    page.goto(site)
    page.evaluate("document.dispatchEvent(new CustomEvent('htmx:sendError', { detail: { elt: document.body } }))")
    assert "That did not work" in page.locator("[role=alert][data-failed-note]").inner_text()
