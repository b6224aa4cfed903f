"""Paging, sorting and filtering keep the rest of the address."""

import re
from html import unescape

from django.core.paginator import Paginator

from koppel.apps.ui.facets import Facet, FacetChoice

from .pages import rendered

PROVINCE = Facet(
    "province",
    "Province",
    [
        FacetChoice("nb", "Noord-Brabant", 83, chosen=True),
        FacetChoice("ov", "Overijssel", 31),
        FacetChoice("dr", "Drenthe", 0),
        FacetChoice("ze", "Zeeland", 1, chosen=True),
        FacetChoice("gr", "Groningen", 4),
    ],
    shown=2,
)


def addresses(markup: str) -> list[str]:
    return [unescape(found) for found in re.findall(r' href="([^"]*)"', markup)]


def test_an_address_changes_one_key_and_goes_to_the_first_page():
    assert unescape(rendered('{% url_with sort="name" %}', "/en/components/?q=laser&page=3")) == "?q=laser&sort=name"


def test_an_address_keeps_the_page_that_it_is_told():
    assert unescape(rendered("{% url_with page=4 %}", "/en/components/?q=laser&page=3")) == "?q=laser&page=4"


def test_one_value_of_a_key_is_taken_out():
    assert unescape(rendered('{% url_without "a" "2" %}', "/en/components/?a=1&a=2&b=3")) == "?a=1&b=3"


def test_pages_are_numbered_and_keep_the_question():
    markup = rendered("{% pages page %}", "/en/components/?q=a%26b&page=4", page=Paginator(range(214), 18).page(4))
    assert "55 to 72 of 214" in markup
    assert "?q=a%26b&page=3" in addresses(markup)
    assert '<b aria-current="page">4</b>' in markup


def test_one_page_has_no_links():
    assert not addresses(rendered("{% pages page %}", page=Paginator(range(5), 18).page(1)))


def test_pages_refresh_a_part_by_htmx_when_asked():
    markup = rendered('{% pages page target="#rows" %}', page=Paginator(range(50), 18).page(1))
    assert 'hx-target="#rows"' in markup and 'hx-push-url="true"' in markup


def test_a_sorted_column_says_so_and_turns_round():
    markup = rendered('{% sort_header "name" "Name" "name" %}')
    assert 'aria-sort="ascending"' in markup
    assert addresses(markup) == ["?sort=-name"]


def test_a_column_may_start_with_the_most():
    markup = rendered('{% sort_header "records" "Records" "name" numeric=True first="desc" %}')
    assert "aria-sort" not in markup and 'class="k-num"' in markup
    assert addresses(markup) == ["?sort=-records"]


def test_a_facet_shows_the_first_and_the_ticked_and_keeps_the_rest_behind_more():
    in_sight, more = rendered("{% facet facet %}", facet=PROVINCE).split("<details")
    assert all(name in in_sight for name in ("Noord-Brabant", "Overijssel", "Zeeland"))
    assert all(name in more for name in ("Drenthe", "Groningen", "2 more"))
    assert 'class="off"' in more


def test_a_ticked_facet_with_nothing_left_is_not_greyed():
    assert "off" not in rendered("{% facet facet %}", facet=Facet("a", "A", [FacetChoice("x", "X", 0, chosen=True)]))


def test_chips_take_one_choice_away_each_and_all_at_the_end():
    markup = rendered("{% chips facets %}", "/en/components/?q=x&province=nb&province=ze&page=2", facets=[PROVINCE])
    assert addresses(markup) == ["?q=x&province=ze", "?q=x&province=nb", "?q=x"]


def test_nothing_chosen_gives_no_chips():
    assert rendered("{% chips facets %}", facets=[]) == ""


def test_the_form_of_facets_keeps_question_and_order():
    markup = rendered(
        '{% filters facets target="#rows" %}', "/en/components/?q=x&sort=name&province=nb&page=2", facets=[PROVINCE]
    )
    hidden = re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', markup)
    assert hidden == [("q", "x"), ("sort", "name")]
    assert "<noscript><button" in markup


def test_the_search_box_keeps_the_chosen_facets_and_what_was_typed():
    markup = rendered('{% search_within "Name" target="#rows" %}', '/en/components/?q="><b>&province=nb')
    assert 'name="province" value="nb"' in markup
    assert "&quot;&gt;&lt;b&gt;" in markup


def test_the_order_of_a_list_is_a_select():
    markup = rendered('{% order choices "name" %}', choices=[("name", "Name"), ("-records", "Most records")])
    assert '<option value="name" selected>Name</option>' in markup
