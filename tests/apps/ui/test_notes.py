"""What an act says on the next page."""

from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.template.loader import render_to_string

from koppel.apps.ui.notes import notes_of, tell

from .pages import a_request


def with_messages() -> HttpRequest:
    request = a_request()
    request._messages = CookieStorage(request)
    return request


def test_a_note_has_first_words_and_an_undo_that_is_posted():
    request = with_messages()
    tell(request, "Oost NL <sees> this.", lead="Saved.", undo="/en/undo/7/")
    markup = render_to_string("ui/notes.html", {}, request)
    assert "<b>Saved.</b> Oost NL &lt;sees&gt; this." in markup
    assert '<form class="k-undo" method="post" action="/en/undo/7/">' in markup and "csrfmiddlewaretoken" in markup


def test_a_refusal_interrupts_and_the_rest_is_polite():
    request = with_messages()
    tell(request, "no", kind="no")
    tell(request, "ask", kind="ask")
    markup = render_to_string("ui/notes.html", {}, request)
    assert markup.count('role="alert"') == 1 and markup.count('role="status"') == 1


def test_an_undo_stays_on_this_site():
    request = with_messages()
    tell(request, "x", undo="//evil.example/")
    tell(request, "y", undo="https://evil.example/")
    assert [note.undo for note in notes_of(request)] == ["", ""]


def test_messages_of_other_packages_are_shown_as_well():
    request = with_messages()
    messages.info(request, "Signed in.", extra_tags="account")
    assert [(note.text, note.lead) for note in notes_of(request)] == [("Signed in.", "")]


def test_nothing_to_say_shows_nothing():
    assert render_to_string("ui/notes.html", {}, with_messages()).strip() == ""
