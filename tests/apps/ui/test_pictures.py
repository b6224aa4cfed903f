"""Pictures: classes only, everything escaped, the same numbers in the list."""

import re

import pytest

from koppel.apps.ui.pictures import (
    PROVINCE_NAMES,
    Bar,
    EvidenceStep,
    Neighbour,
    bars,
    network_picture,
    province_map,
    waterfall,
)

STEPS = [
    EvidenceStep("Beforehand", -8.0, prior=True),
    EvidenceStep("Same website", 6.1),
    EvidenceStep("KvK missing", None),
    EvidenceStep("<b>Other place</b>", -0.6),
]
EVERY_PICTURE = {
    "waterfall": lambda: waterfall(STEPS, -3.2, 6.6, label='A & "B"'),
    "provinces": lambda: province_map({"NL-NB": 83}, ["NL-NB"], lambda code: f"?province={code}"),
    "large map": lambda: province_map({"NL-NB": 83}, large=True),
    "network": lambda: network_picture("<i>", [Neighbour('"x"', "<b>", 2, "/en/")], "l"),
    "bars": lambda: bars([Bar("<b>", 3)], "l"),
}


@pytest.mark.parametrize("name", EVERY_PICTURE)
def test_a_picture_has_no_style_and_no_active_markup(name):
    markup = EVERY_PICTURE[name]().svg
    assert not re.search(r"\sstyle=|<script|\son\w+=|<b>|<i>|url\(", markup)
    assert markup.count("aria-label") >= 1


@pytest.mark.parametrize("name", EVERY_PICTURE)
def test_a_picture_without_links_is_an_image_and_one_with_links_a_group(name):
    markup = EVERY_PICTURE[name]().svg
    assert ('role="group"' in markup) == ("<a " in markup)
    assert ('role="img"' in markup) == ("<a " not in markup)


def bar_places(markup: str) -> list[tuple[float, float]]:
    """Left and right edge of each evidence bar in the wide drawing."""
    wide = markup.split("</svg>")[0]
    found = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="15"', wide)
    return [(float(left), float(left) + float(width)) for left, width in found]


def test_each_bar_starts_where_the_last_one_ended():
    prior, website, place = bar_places(waterfall(STEPS, -3.2, 6.6, label="l").svg)
    assert prior[0] == pytest.approx(website[0], abs=0.2)
    assert website[1] == pytest.approx(place[1], abs=0.2)


def test_evidence_is_drawn_to_one_scale():
    prior, website, _ = bar_places(waterfall(STEPS, -3.2, 6.6, label="l").svg)
    assert (prior[1] - prior[0]) / (website[1] - website[0]) == pytest.approx(8.0 / 6.1, rel=0.01)


def test_a_missing_value_is_a_dashed_stub_that_does_not_count():
    picture = waterfall(STEPS, -3.2, 6.6, label="l")
    assert "does not count" in picture.svg and 'stroke-dasharray="2 2"' in picture.svg
    assert ("KvK missing", "does not count") in [(entry.label, entry.value) for entry in picture.entries]


def test_the_sum_of_the_evidence_stands_at_the_end():
    assert waterfall(STEPS, -3.2, 6.6, label="l").entries[-1].value == "\u22122.5"


@pytest.mark.parametrize("weight", [-40.0, 0.0, 0.001, 60.0])
def test_evidence_of_any_weight_stays_within_the_picture(weight):
    places = bar_places(
        waterfall([EvidenceStep("a", -13.0, prior=True), EvidenceStep("b", weight)], -3, 7, label="l").svg
    )
    assert all(0 <= left <= right <= 690 for left, right in places)


def test_the_map_has_twelve_provinces_and_lists_the_most_first():
    picture = province_map({"NL-OV": 31, "Noord-Brabant": 83, "NL33": 49})
    assert picture.svg.count("<path") == len(PROVINCE_NAMES) == 12
    assert [entry.label for entry in picture.entries[:3]] == ["Noord-Brabant", "Zuid-Holland", "Overijssel"]
    assert "Most in Noord-Brabant (83), then Zuid-Holland (49)." in picture.label


def test_more_is_darker():
    picture = province_map({"NL-NB": 100, "NL-ZH": 75, "NL-OV": 50, "NL-GE": 25, "NL-DR": 1})
    assert [len(re.findall(rf'class="{shade} ', picture.svg)) for shade in ("p4", "p3", "p2", "p1")] == [1, 1, 1, 1]


def test_an_unknown_province_only_stands_in_the_list():
    picture = province_map({"NL-NB": 1, "": 7})
    assert [(entry.label, entry.value) for entry in picture.entries if entry.value == "7"] == [("unknown", "7")]


def test_the_map_credits_its_shapes():
    assert "CC BY 4.0" in province_map({}).credit


def test_the_chosen_province_has_a_heavy_edge_and_is_drawn_last():
    markup = province_map({"NL-NB": 1}, ["Noord-Brabant"]).svg
    assert markup.count("chosen") == 1
    assert markup.index("chosen") > markup.rindex("<path") - 1


def test_the_network_draws_eight_and_lists_all():
    picture = network_picture("Centre", [Neighbour(f"N{number}", "1 project") for number in range(11)], "l")
    assert picture.svg.count("<circle") == 9
    assert len(picture.entries) == 11


def test_more_often_together_is_a_thicker_line():
    markup = network_picture("C", [Neighbour("a", "", 3), Neighbour("b", "", 1)], "l").svg
    thick, thin = (float(width) for width in re.findall(r'stroke-width="([\d.]+)" class="s-bar2"', markup))
    assert thick > thin


def test_no_neighbours_still_gives_a_picture():
    assert network_picture("C", [], "l").svg.count("<circle") == 1


def test_the_last_bar_is_in_full_colour_and_heights_compare():
    markup = bars([Bar("a", 50), Bar("b", 100)], "l").svg
    heights = [float(height) for height in re.findall(r'width="38" height="([\d.]+)"', markup)]
    assert heights[1] == pytest.approx(2 * heights[0])
    assert markup.count('class="f-bar"') == 1


def test_bars_of_nothing_do_not_divide_by_zero():
    assert bars([Bar("a", 0)], "l").svg
    assert bars([], "l").entries == ()
