"""Finds a benchmark by its name."""

from __future__ import annotations

from koppel.site.commands.refusals import Unknown


def run_bench(*, name: str, size: int) -> None:
    """Run one benchmark; it prints its own table.

    Raises:
        Unknown: there is no benchmark with this name.
    """
    if name == "linking":
        from koppel.site.benches.linking import run as measure_linking

        measure_linking(size)
    elif name == "pages":
        from koppel.site.benches.pages import run as measure_pages

        measure_pages(size)
    else:
        raise Unknown(f"There is no benchmark '{name}'. Choose linking or pages.")
