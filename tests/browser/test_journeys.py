"""The journeys that nobody must lose, in a real browser on the demonstration network, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Open = Callable[..., Page]


def test_a_visitor_searches_and_opens_a_public_organisation_in_both_languages(site: Site, open_page: Open) -> None:
    page = open_page()
    for language, found in (("nl", "Organisaties"), ("en", "Organisations")):
        page.goto(f"{site.url}/{language}/")
        page.locator("main input[type=search]").first.fill("universiteit")
        page.locator("main form").first.locator("button").click()
        expect(page.locator("h1")).to_be_visible()
        page.goto(f"{site.url}/{language}/organisations/?q=universiteit")
        expect(page.locator("h1")).to_have_text(found)
        page.locator("main table tbody a.k-plain").first.click()
        expect(page.locator("main h1")).to_be_visible()
        assert f"/{language}/organisations/" in page.url


def test_an_adviser_signs_in_filters_the_list_and_opens_an_organisation(site: Site, open_page: Open) -> None:
    page = open_page()
    sign_in(page, site, "adviser@oost-nl.example", "nl")
    page.goto(f"{site.url}/nl/")
    expect(page.locator("h1")).to_have_text("Wat heeft mij vandaag nodig?")
    page.goto(f"{site.url}/nl/organisations/")
    page.locator("input[name=province][value='NL-ZH']").check()
    expect(page.locator(".k-chip").first).to_contain_text("Zuid-Holland")
    page.locator("main table tbody a.k-plain").first.click()
    expect(page.get_by_role("heading", name="Profiel")).to_be_visible()


def test_filters_work_without_script(site: Site, open_page: Open) -> None:
    page = open_page(script=False)
    page.goto(f"{site.url}/en/organisations/?province=NL-ZH")
    before = page.locator(".k-pagehead").inner_text()
    page.goto(f"{site.url}/en/organisations/")
    page.locator("input[name=province][value='NL-ZH']").check()
    page.locator("form.k-facets button[type=submit]").first.click()
    assert "province=NL-ZH" in page.url
    assert page.locator(".k-pagehead").inner_text() == before


def test_a_question_is_answered_by_key_and_undone_by_key(site: Site, open_page: Open) -> None:
    page = open_page()
    sign_in(page, site, "adviser@liof.example")
    page.goto(f"{site.url}/en/review/")
    page.get_by_role("link", name="Start judging").click()
    while page.get_by_text("The other record is not shown to you.").count():
        page.get_by_role("link", name="next").click()
    page.keyboard.press("2")
    expect(page.get_by_text("Recorded.")).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_text("The question is open again.")).to_be_visible()


def test_a_withdrawn_record_is_gone_for_another_partner_at_the_next_click(site: Site, open_page: Open) -> None:
    owner, other = open_page(), open_page()
    sign_in(owner, site, "steward@nom.example")
    sign_in(other, site, "adviser@liof.example")
    owner.goto(f"{site.url}/en/records/add/")
    owner.fill("main input[name=name]", "Proefbedrijf Zonlicht B.V.")
    owner.locator("main form button[type=submit]").first.click()
    owner.wait_for_url(re.compile(r"/en/organisations/[0-9a-f-]{36}/"))
    other.goto(owner.url)
    expect(other.locator("h1")).to_contain_text("Proefbedrijf Zonlicht")
    owner.get_by_role("button", name="Withdraw").first.click()
    expect(owner.locator("main")).to_contain_text("only")
    assert other.goto(owner.url).status == 404  # type: ignore[union-attr]


PAGES = {
    "visitor": ["", "organisations/", "organisations/map/", "account/sign-in/", "account/password/reset/", "menu/", "privacy/",
        "accessibility/", "absent/"],
    "adviser@bom.example": ["", "organisations/", "organisations/?province=NL-NB&kind=company", "review/", "review/verdicts/",
        "search/?q=universiteit", "records/add/", "activity/", "account/", "deliveries/"],
    "steward@bom.example": ["deliveries/new/"],
    "administrator@bom.example": ["users/", "users/invite/"],
    "operator@koppel.example": ["", "operator/jobs/", "operator/mails/", "operator/partners/", "users/"],
    "company@xsens.example": [""],
}  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("who", PAGES)
def test_every_page_is_accessible_and_fits_its_screen(
    site: Site, open_page: Open, who: str, width: int, scheme: str
) -> None:
    page = open_page(width, scheme)
    if who != "visitor":
        sign_in(page, site, who)
    addresses = [f"{site.url}/en/{path}" for path in PAGES[who]]
    if who == "adviser@bom.example":
        page.goto(f"{site.url}/en/organisations/?partner=bom")
        addresses.append(page.locator("main a.k-plain[href*='/organisations/']").first.evaluate("link => link.href"))
        page.goto(f"{site.url}/en/review/")
        addresses.append(page.get_by_role("link", name="Start judging").evaluate("link => link.href"))
    troubles = []
    for address in addresses:
        page.goto(address)
        found = Axe().run(page)
        troubles += [f"{address}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in found.response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            troubles.append(f"{address}: wider than the screen")
    assert troubles == []
