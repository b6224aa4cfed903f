"""Static files that do not lie in the repository: fonts are cut, Bootstrap's stylesheet is taken from its package."""

from __future__ import annotations

import re
from pathlib import Path

from bootstrap_wrapper import get_bootstrap_css_dir

from .fonts import build_fonts

_FOLDER = "ui"


def build_assets(target: Path) -> list[Path]:
    """Write fonts and Bootstrap's stylesheet under a folder; what is up to date is left alone.

    Args:
        target: the folder that ``static_dirs`` names; made if missing.

    Returns:
        The files that were written now.
    """
    folder = target / _FOLDER
    written = build_fonts(folder)
    source = Path(get_bootstrap_css_dir()) / "bootstrap.min.css"
    # The source map is not served, so the pointer to it goes: hashed storage would look for the file.
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/\s*", "", source.read_text("utf-8"))
    made = folder / "bootstrap.min.css"
    if not made.exists() or made.read_text("utf-8") != css:
        made.write_text(css, "utf-8")
        written.append(made)
    return written


def static_dirs(data_folder: Path) -> list[Path]:
    """The folders for STATICFILES_DIRS, made if missing so that Django does not warn."""
    folder = data_folder / "static"
    folder.mkdir(parents=True, exist_ok=True)
    return [folder]
