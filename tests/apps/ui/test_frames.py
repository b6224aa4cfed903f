"""Sections, notices, progress, steps, pictures with their list."""

from koppel.apps.ui.parts import Figure, Step
from koppel.apps.ui.pictures import Bar, bars

from .pages import rendered


def test_a_section_is_named_by_its_head():
    markup = rendered(
        '{% section "My records" count="3 records" more="/en/" more_label="All" now=True %}<p>x</p>{% endsection %}'
    )
    assert '<section class="k-sec k-now" aria-labelledby="my-records">' in markup
    assert '<h2 id="my-records">My records</h2><span class="k-n">3 records</span>' in markup
    assert "<p>x</p></section>" in markup


def test_a_section_escapes_its_title():
    assert "&lt;b&gt;" in rendered("{% section title %}{% endsection %}", title="<b>")


def test_only_a_refusal_interrupts_a_screen_reader():
    assert 'role="alert"' in rendered('{% note kind="no" lead="Not saved." %}x{% endnote %}')
    assert "role" not in rendered('{% note lead="Saved." %}x{% endnote %}')


def test_a_figure_leads_to_its_list():
    assert '<a href="/en/x/"><b>1,200</b>records</a>' in rendered(
        "{% figures numbers %}", numbers=[Figure(1200, "records", "/en/x/")]
    )


def test_steps_say_their_state_in_words():
    markup = rendered(
        "{% steps process %}", process=[Step("Read", state="done"), Step("Compared", "1 of 2", "now"), Step("Decided")]
    )
    assert "(done)" in markup and "(busy)" in markup and "(to come)" in markup
    assert markup.count('aria-current="step"') == 1


def test_progress_shows_number_and_bar_and_asks_again():
    markup = rendered('{% progress title="Comparing" done=11806 total=18389 detail="d" url="/en/part/" %}')
    assert "64\u202f%" in markup and '<progress max="18389" value="11806"' in markup
    assert 'hx-get="/en/part/"' in markup and 'hx-trigger="every 2s"' in markup
    assert "<noscript>" in markup


def test_finished_progress_stops_asking_and_is_said_once():
    markup = rendered('{% progress title="Comparing" done=5 total=5 url="/en/part/" finished=True %}')
    assert "hx-get" not in markup and 'data-say="Comparing"' in markup


def test_progress_of_unknown_length_counts_without_a_bar():
    markup = rendered('{% progress title="Reading" done=1308 url="/en/part/" %}')
    assert "<progress" not in markup and "1,308" in markup


def test_progress_never_says_more_than_all():
    assert "100\u202f%" in rendered('{% progress title="Reading" done=9 total=5 %}')


def test_a_picture_has_its_numbers_as_a_list():
    markup = rendered("{% picture drawn %}", drawn=bars([Bar("Jun", 214), Bar("Jul", 160)], "Fewer refused rows."))
    assert '<summary>As a list<span class="k-sr">: Fewer refused rows.</span></summary>' in markup
    assert "<span>Jun</span> <b>214</b>" in markup


def test_an_empty_state_says_why():
    assert '<div class="k-empty"><h3>Nothing to judge</h3>why</div>' in rendered(
        '{% empty "Nothing to judge" %}why{% endempty %}'
    )
