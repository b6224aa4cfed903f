"""Collect what is to be translated into each app's catalogue; needs the gettext tools, so for developers only."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.management import call_command
from django.core.management.commands import makemessages

APPS = Path(__file__).resolve().parents[2] / "apps"
# Connectors know no gettext: the app that shows their sentences holds the translations.
ELSEWHERE = {"network": (Path("../../connectors/tabular"), ("sentences.py",))}


class Collection(makemessages.Command):
    """Django's own command, with our words for "to be translated", for the folder of one app."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=N_", "--keyword=_lazy"]
    # A guess at a translation is never right enough to start from.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def find_files(self, root: str) -> list[makemessages.TranslatableFile]:
        """The files of the app, and those elsewhere whose sentences it shows."""
        folder, names = ELSEWHERE.get(Path.cwd().name, (Path(), ()))
        more = [self.translatable_file_class(str(folder), name, self.locale_paths[0]) for name in names]
        return [*super().find_files(root), *more]


def collect() -> None:
    """Bring every app's Dutch catalogue up to date with its code and templates; new sentences come in untranslated."""
    before = Path.cwd()
    try:
        for app in sorted(path for path in APPS.iterdir() if (path / "apps.py").exists()):
            (app / "locale").mkdir(exist_ok=True)
            os.chdir(app)
            call_command(Collection(), locale=["nl"], no_location=True, no_obsolete=True, verbosity=0)
    finally:
        os.chdir(before)


if __name__ == "__main__":
    collect()
