"""Fonts and stylesheets: built at set-up, small, and the two dark themes alike."""

import os
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from koppel.apps import ui
from koppel.apps.ui.assets import build_assets, static_dirs
from koppel.apps.ui.fonts import build_fonts

STATIC = Path(ui.__file__).parent / "static" / "ui"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b")


def test_the_fonts_are_small_and_keep_both_axes(built_assets):
    for name in ("plex.woff2", "plex-i.woff2"):
        file = built_assets / "ui" / name
        assert file.stat().st_size < 90_000
        font = TTFont(file)
        assert {axis.axisTag for axis in font["fvar"].axes} == {"wght", "wdth"}
        assert {ord(letter) for letter in "Aé€–→−ëŁ"} <= set(font.getBestCmap())


def test_fonts_that_are_up_to_date_are_left_alone(built_assets):
    assert build_fonts(built_assets / "ui") == []


def test_a_font_older_than_its_source_is_made_again(built_assets):
    file = built_assets / "ui" / "plex.woff2"
    os.utime(file, (1, 1))
    assert build_fonts(built_assets / "ui") == [file]


def test_bootstrap_comes_without_a_pointer_to_its_map(built_assets):
    css = (built_assets / "ui" / "bootstrap.min.css").read_text("utf-8")
    assert "Bootstrap" in css[:200] and "sourceMappingURL" not in css
    assert build_assets(built_assets) == []


def test_the_static_folder_is_made_when_it_is_missing(tmp_path):
    (folder,) = static_dirs(tmp_path / "fresh")
    assert folder.is_dir()


def values(block: str) -> dict[str, str]:
    return dict(re.findall(r"(--k-[\w-]+):\s*([^;]+);", block))


def test_the_dark_theme_of_the_system_equals_the_chosen_one():
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "tokens.css").read_text("utf-8"), flags=re.DOTALL)
    chosen = re.search(r'\n  \[data-bs-theme="dark"\] \{(.*?)\n  \}', css, re.DOTALL)
    system = re.search(
        r"prefers-color-scheme: dark\) \{\s*:root:not\(\[data-bs-theme\]\) \{(.*?)\n  \}", css, re.DOTALL
    )
    assert chosen and system
    assert values(chosen[1]) == values(system[1])
    assert len(values(chosen[1])) > 25


def test_components_take_their_colours_from_the_tokens():
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "koppel.css").read_text("utf-8"), flags=re.DOTALL)
    # The dark band and paper in print have one look each; these are their values.
    allowed = {"#5d7579", "#e6f26a", "#fff", "#0d2226", "#566a6e", "#6fc3cb", "#000", "#222", "#444"}
    assert {colour.lower() for colour in COLOUR.findall(css)} <= allowed


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT_ON_GROUND = """
    ink surface, ink-2 surface, ink-3 surface, ink-3 sunken, ink-3 soft, link paper, link soft, on-action action,
    on-band band, on-band-2 band, on-mark mark, yes yes-soft, no no-soft, ask ask-soft, yes surface, no surface,
    ask surface, ink bar-2
"""


@pytest.mark.parametrize("theme", [0, 1])
def test_text_and_edges_stand_out_enough_in_both_themes(theme):
    css = (STATIC / "tokens.css").read_text("utf-8")
    colours = values(css.split('[data-bs-theme="dark"] {')[theme])
    for pair in TEXT_ON_GROUND.split(","):
        text, ground = pair.split()
        assert contrast(colours[f"--k-{text}"], colours[f"--k-{ground}"]) >= 4.5, pair
    assert contrast(colours["--k-edge"], colours["--k-paper"]) >= 3
