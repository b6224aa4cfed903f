"""A running demonstration and a real Chromium; without Chromium the tests are skipped, in CI they fail."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
ARGUMENTS = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync"
START_SECONDS = 400


@dataclass
class Site:
    """A running Koppel with the demonstration network."""

    url: str
    home: Path
    password: str

    def koppel(self, *arguments: str) -> str:
        """What a command prints."""
        return subprocess.run(
            [sys.executable, "-m", "koppel.site.cli", *arguments],
            env=environment(self.home),
            capture_output=True,
            text=True,
            check=True,
        ).stdout


def environment(home: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("KOPPEL_", "DATABASE_", "PORT"))}
    return {**clean, "KOPPEL_DATA": str(home)}


# A module at a time: while Playwright is open its event loop runs, and neither Django nor another Playwright likes that.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed, and in CI the browser tests must run.")
        pytest.skip("Chromium is not installed.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS.split())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(chromium: Browser) -> Iterator[Site]:
    """``koppel run`` in an empty folder, as a newcomer starts it; or one that runs: KOPPEL_TEST_URL, KOPPEL_TEST_HOME."""
    if os.environ.get("KOPPEL_TEST_URL"):
        running = Path(os.environ["KOPPEL_TEST_HOME"])
        password = json.loads((running / "secrets.json").read_text())["demonstration"][:14]
        yield Site(os.environ["KOPPEL_TEST_URL"], running, password)
        return
    home = Path(tempfile.mkdtemp(prefix="kb-", dir="/tmp"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (home / "run.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "koppel.site.cli", "run"],
            env={**environment(home), "PORT": str(port)},
            stdout=log,
            stderr=log,
        )
        url = f"http://localhost:{port}"
        deadline = time.monotonic() + START_SECONDS
        while not answers(url) and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.5)
        assert answers(url), (home / "run.log").read_text()[-3000:]
        password = json.loads((home / "secrets.json").read_text())["demonstration"][:14]
        yield Site(url, home, password)
        process.send_signal(signal.SIGINT)
        process.wait(60)
    shutil.rmtree(home, ignore_errors=True)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages in a context of their own; a message of the console about an error fails the test."""
    contexts, errors = [], []

    def opened(width: int = 1280, scheme: str = "light", *, script: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: errors.append(message.text) if "Content Security Policy" in message.text else None,
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


# A code counts once, so each account signs in once and keeps its cookies.
_signed_in: dict[tuple[str, str], list[Any]] = {}


def sign_in(page: Page, site: Site, email: str, language: str = "en") -> None:
    """Sign in as somebody would: address and password, then the code."""
    if (site.url, email) in _signed_in:
        page.context.add_cookies(_signed_in[site.url, email])
        return
    page.goto(f"{site.url}/{language}/account/sign-in/")
    page.fill("main input[type=email]", email)
    page.fill("main input[type=password]", site.password)
    page.click("main button[type=submit]")
    page.fill("main input[name=code]", site.koppel("code", email).strip())
    page.click("main button[type=submit]")
    # The saved language of the account decides where signing in leads.
    page.wait_for_url(re.compile(r"/(nl|en)/$"))
    _signed_in[site.url, email] = page.context.cookies()
