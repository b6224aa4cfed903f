"""Whole pages, fragments, error pages, menus and the frame around them."""

import pytest
from django.http import Http404, HttpRequest
from django.template.loader import get_template
from django.test import override_settings
from django.utils import translation

from koppel.apps.sharing.rules import Role, Viewer
from koppel.apps.ui import pages
from koppel.apps.ui.context import PageFrame
from koppel.apps.ui.middleware import ReferenceMiddleware
from koppel.apps.ui.navigation import register_nav

from .pages import ANNA, a_request

VISITOR = Viewer(language="en")


@pytest.fixture(autouse=True)
def _own_menu() -> None:
    register_nav("Organisations", "ui:components", position=20, covers=("ui",))
    register_nav("Desk", "ui:menu", position=10, shown_to=lambda viewer: viewer.is_authenticated)


def page(request: HttpRequest) -> str:
    return pages.menu(request).content.decode()


def test_htmx_gets_the_fragment_and_everybody_else_the_page():
    for headers, whole in (
        ({}, True),
        ({"HX-Request": "true"}, False),
        ({"HX-Request": "true", "HX-Boosted": "true"}, True),
    ):
        answer = pages.render_page(a_request(**headers), "ui/menu.html", {}, fragment="ui/mark.html")
        assert (b"<html" in answer.content) is whole
        assert "HX-Request" in answer["Vary"]


def test_a_restored_history_entry_gets_the_whole_page():
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert b"<html" in pages.render_page(a_request(**headers), "ui/menu.html", {}, fragment="ui/mark.html").content


def test_a_page_may_answer_with_another_status():
    assert pages.render_page(a_request(), "ui/menu.html", {}, status=422).status_code == 422


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_an_error_page_says_what_did_not_happen_and_gives_a_number(status):
    answer = pages.error_page(a_request(), status, happened="Nothing was <saved>.")
    assert answer.status_code == status
    assert b"Nothing was &lt;saved&gt;." in answer.content
    assert b"Number for the helpdesk" in answer.content


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_an_error_page_needs_no_context_and_no_database(status):
    markup = get_template(f"{status}.html").render()
    assert '<html lang="en">' in markup and markup.count("<h1>") == 1
    assert "To the start page" in markup


def test_the_number_on_the_page_is_the_one_in_the_answer():
    answer = ReferenceMiddleware(lambda request: pages.error_page(request, 404))(a_request())
    assert answer["X-Reference"].encode() in answer.content
    assert len(answer["X-Reference"]) == 9


def test_two_requests_have_two_numbers():
    middleware = ReferenceMiddleware(lambda request: pages.error_page(request, 404))
    assert middleware(a_request())["X-Reference"] != middleware(a_request())["X-Reference"]


def test_the_menu_is_in_order_and_marks_where_one_is():
    markup = page(a_request("/en/menu/"))
    assert markup.index(">Desk<") < markup.index(">Organisations<")
    assert 'aria-current="page">Organisations' in markup


def test_a_link_is_shown_only_to_whom_it_is_for():
    assert ">Desk<" not in page(a_request("/en/menu/", VISITOR))


def test_without_a_viewer_there_is_no_menu_but_a_page():
    assert "k-nav" not in page(a_request("/en/menu/", None))


@pytest.mark.parametrize(("theme", "attribute"), [("light", "light"), ("dark", "dark"), ("system", ""), ("<b>", "")])
def test_the_theme_is_the_readers_choice(theme, attribute):
    markup = page(a_request("/en/menu/", Viewer(role=Role.ADVISER, user_id=1, theme=theme)))
    assert (f'data-bs-theme="{attribute}"' in markup) if attribute else ("data-bs-theme" not in markup)


@pytest.mark.parametrize(
    ("viewer", "density"),
    [(VISITOR, "ruim"), (ANNA, "dicht"), (Viewer(role=Role.ADVISER, user_id=1, density="generous"), "ruim")],
)
def test_readers_get_room_and_advisers_their_choice(viewer, density):
    assert PageFrame(a_request(viewer=viewer)).density == density


def test_the_other_language_is_this_page_with_its_question():
    (dutch,) = PageFrame(a_request("/en/components/?q=a%26b")).other_languages
    assert (dutch.code, dutch.url) == ("nl", "/nl/components/?q=a%26b")


def test_an_address_without_a_page_has_another_language_too():
    request = a_request("/en/menu/")
    request.path = request.path_info = "/en/nowhere/"
    assert PageFrame(request).other_languages[0].url == "/nl/nowhere/"


def test_a_dutch_page_says_that_it_is_dutch():
    with translation.override("nl"):
        assert '<html lang="nl"' in page(a_request("/nl/menu/"))


def test_the_page_has_a_way_past_the_menu_and_no_inline_code():
    markup = page(a_request("/en/menu/"))
    assert 'class="k-skip" href="#content"' in markup and 'id="content"' in markup
    assert " style=" not in markup and "<style" not in markup and "javascript:" not in markup
    assert all("src=" in tag for tag in markup.split("<script")[1:])


def test_the_components_are_for_developers_and_demonstrations():
    with override_settings(IS_DEMONSTRATION=False, DEBUG=False), pytest.raises(Http404):
        pages.components(a_request())
    with override_settings(IS_DEMONSTRATION=True):
        assert pages.components(a_request()).status_code == 200


@pytest.mark.parametrize("view", [pages.accessibility, pages.privacy])
def test_the_pages_of_ui_have_one_head(view):
    assert view(a_request("/en/privacy/")).content.count(b"<h1>") == 1
