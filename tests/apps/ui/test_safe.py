"""Markup is made of escaped parts, and nothing active gets in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.apps.ui.safe import BadMarkup, element, is_safe_address, joined

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</svg><script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "&lt;script&gt;",
    "{{ request }}",
    "\u2028<iframe>",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_and_attributes_are_escaped(payload):
    made = element("a", {"title": payload, "href": "/x"}, payload)
    assert made.count("<") == 2
    assert made.count('"') == 4


def test_markup_that_came_from_here_is_kept():
    assert element("p", None, element("b", None, "a & b"), " c") == "<p><b>a &amp; b</b> c</p>"


def test_absent_children_and_attributes_are_left_out():
    assert element("input", {"checked": True, "disabled": False, "id": None}) == "<input checked>"
    assert element("p", None, None, "x") == "<p>x</p>"


@pytest.mark.parametrize("name", ["style", "STYLE", "onclick", "onload", "x y", 'a"b', "a>b"])
def test_inline_style_and_scripts_are_refused(name):
    with pytest.raises(BadMarkup):
        element("p", {name: "x"})


@pytest.mark.parametrize("name", ["script", "style", "SCRIPT", "p onclick", "p>", ""])
def test_active_elements_are_refused(name):
    with pytest.raises(BadMarkup):
        element(name)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JavaScript:alert(1)", " java\tscript:x", "data:text/html,x", "\x01javascript:x"]
)
def test_addresses_that_run_something_are_refused(address):
    with pytest.raises(BadMarkup):
        element("a", {"href": address}, "x")


@pytest.mark.parametrize("address", ["/nl/", "?page=2", "#rows", "https://example.org/a:b", "mailto:a@example.org", ""])
def test_plain_addresses_pass(address):
    assert is_safe_address(address)


@given(st.text(max_size=60))
def test_no_text_closes_its_element(words):
    made = element("p", {"title": words}, words)
    assert made.startswith("<p") and made.endswith("</p>")
    assert made.count("<") == 2


def test_a_separator_is_escaped_too():
    assert joined(["a", "b"], "<") == "a&lt;b"
