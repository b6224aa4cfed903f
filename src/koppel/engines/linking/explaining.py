"""One sentence why: a code and its parameters, which the page turns into the reader's language."""

from koppel.engines.linking.records import Pair

# Each code is one sentence; see docs/subjects/linking.md for the English text.
WHY_CODES = (
    "judged_same",
    "judged_different",
    "kvk_same",
    "kvk_one_digit",
    "kvk_different",
    "name_same_only",
    "name_same_and",
    "name_same_but",
    "name_alike_only",
    "name_alike_and",
    "sibling",
    "name_differs_but",
    "little_in_common",
)

_ALIKE = frozenset(
    (
        "typo",
        "short_typo",
        "similar",
        "abbreviated",
        "acronym",
        "place",
        "other_name",
        "slip_alone",
        "cut_alone",
        "extra",
    )
)
_SIBLINGS = frozenset(("qualifier", "siblings", "region"))
_NO_EVIDENCE = frozenset(("prior", "verdict"))


def why(pair: Pair) -> tuple[str, dict[str, object]]:
    """The sentence that says best why these two are, or may be, one organisation.

    Returns:
        One of :data:`WHY_CODES`, and its parameters: `name` = outcome of the names (empty when one has none),
        `supports` and `opposes` = fields that speak for and against, the heaviest first, as (field, level).
    """
    levels = {bar.field: bar.level for bar in pair.contributions}
    evidence = [bar for bar in pair.contributions if bar.field not in _NO_EVIDENCE]
    supports = [(bar.field, bar.level) for bar in sorted(evidence, key=lambda bar: -bar.weight) if bar.weight > 0]
    opposes = [(bar.field, bar.level) for bar in sorted(evidence, key=lambda bar: bar.weight) if bar.weight < 0]
    parameters: dict[str, object] = {
        "name": levels.get("name", ""),
        "supports": tuple(supports),
        "opposes": tuple(opposes),
    }
    return _code(levels, supports, opposes), parameters


def _code(levels: dict[str, str], supports: list[tuple[str, str]], opposes: list[tuple[str, str]]) -> str:
    """The first sentence that fits, the surest ground first."""
    if "verdict" in levels:
        return "judged_same" if levels["verdict"] == "same" else "judged_different"
    kvk, name = levels.get("kvk"), levels.get("name", "")
    if kvk:
        return {"exact": "kvk_same", "near": "kvk_one_digit"}.get(kvk, "kvk_different")
    others = [field for field, _ in supports if field not in ("name", "country")]
    against = [field for field, _ in opposes if field != "name"]
    if name == "exact":
        return "name_same_and" if others else "name_same_but" if against else "name_same_only"
    if name in _SIBLINGS:
        return "sibling"
    if name in _ALIKE:
        return "name_alike_and" if others else "name_alike_only"
    return "name_differs_but" if others else "little_in_common"
