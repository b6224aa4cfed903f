"""IBM Plex Sans cut to Latin and compressed, made at set-up so that no font file lies in the repository."""

from __future__ import annotations

from pathlib import Path

from fontpkg_ibm_plex_sans import ROOT
from fontTools import subset
from fontTools.ttLib import TTFont

_FILES = {
    "plex.woff2": "IBMPlexSans[wdth,wght].ttf",
    "plex-i.woff2": "IBMPlexSans-Italic[wdth,wght].ttf",
}
# Latin with the letters of European names, and the punctuation, signs and arrows that the pages use.
_LETTERS = (
    *range(0x0020, 0x007F),
    *range(0x00A0, 0x0180),
    *range(0x0218, 0x021C),
    *range(0x1E80, 0x1E86),
    *range(0x2010, 0x2027),
    0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x202F, 0x2009, 0x20AC, 0x2122, 0x2212, 0x2260, 0x2264, 0x2265,
    *range(0x2190, 0x2194),
)  # fmt: skip


def build_fonts(target: Path) -> list[Path]:
    """Write the two font files into a folder; a file that is newer than its source is left alone.

    Args:
        target: folder for ``plex.woff2`` and ``plex-i.woff2``; made if missing.

    Returns:
        The files that were written now.
    """
    target.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name, source_name in _FILES.items():
        source, made = Path(ROOT) / "files" / source_name, target / name
        if made.exists() and made.stat().st_mtime >= source.stat().st_mtime:
            continue
        _cut(source, made)
        written.append(made)
    return written


def _cut(source: Path, made: Path) -> None:
    """Keep our letters and both axes; the file appears under its name only when it is whole."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "zero", "tnum", "lnum"]
    options.hinting = False
    options.notdef_outline = True
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=_LETTERS)
    subsetter.subset(font)
    half_done = made.with_suffix(".part")
    font.flavor = "woff2"
    font.save(half_done)
    half_done.replace(made)
