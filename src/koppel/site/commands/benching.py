"""Finds a benchmark by its name."""

from __future__ import annotations

from koppel.site.commands.refusals import Unknown


def run_bench(*, name: str, size: int) -> None:
    """Run one benchmark; it prints its own table.

    Raises:
        Unknown: there is no benchmark with this name.
    """
    if name == "linking":
        from koppel.site.benches import linking

        linking.run(size)
    elif name == "pages":
        from koppel.site.benches import pages

        pages.run(size)
    else:
        raise Unknown(f"There is no benchmark '{name}'. Choose linking or pages.")
