"""What is compared, with which outcomes, and how much each outcome weighs: the model that Splink scores with."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from koppel.engines.linking.errors import BadModel
from koppel.engines.linking.names import RELATIONS

# Splink wants probabilities; only their ratio counts. An outcome of weight w gets m = u * 2**w around this value.
_U = 1e-6

# In a smaller corpus the prior is that of this size: who delivers fifty records has not picked them for being alike.
LEAST_RECORDS = 10_000

_STREETS_ALIKE = 'jaro_winkler_similarity("street_l", "street_r") >= 0.9'
_PLACE_ALIKE = '("city_l" = "city_r" or "area_l" = "area_r")'
_PHONE_SLIP = 'damerau_levenshtein("phone_l", "phone_r") <= 1'


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison.

    Args:
        code: its name in explanations.
        condition: SQL on the two records; the first that holds wins.
        rarity: column whose value's rarity is worth extra weight, else empty.
    """

    code: str
    condition: str
    rarity: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field and its outcomes, strongest first; the last one takes what is left."""

    field: str
    missing: str
    levels: tuple[Level, ...]


# How two names relate is worked out before Splink runs. For a whole run it travels in the one column of the registered
# pairs that Splink passes on, `match_key`; looking it up per outcome (a join each) took three times as long and twice
# the memory.
RELATION_OF_PAIR = '"match_key"'
RELATION_LOOKED_UP = 'name_relation("name_l", "name_r")'


def _relation(code: str, rarity: str = "") -> Level:
    number = RELATIONS.index(code)
    return Level(code, f"{RELATION_OF_PAIR} = {number}", rarity)


_NO_CONTACT = " and ".join(f'("{column}_l" is null or "{column}_r" is null)' for column in ("kvk", "domain", "phone"))
_CONTACT_SHARED = " or ".join(f'coalesce("{column}_l" = "{column}_r", false)' for column in ("kvk", "domain", "phone"))
_NO_HOUSE = '("house_l" is null or "house_r" is null)'
_NO_PLACE = '(("city_l" is null and "area_l" is null) or ("city_r" is null and "area_r" is null))'


def _alone(code: str, relations: tuple[str, ...], nowhere: str = _NO_PLACE) -> Level:
    """Names that are only alike, where neither record says anything else that the other says, too."""
    numbers = ", ".join(str(RELATIONS.index(relation)) for relation in relations)
    return Level(code, f"{RELATION_OF_PAIR} in ({numbers}) and {_NO_CONTACT} and {nowhere}")


COMPARISONS = (
    Comparison(
        "name",
        '"name_l" is null or "name_r" is null',
        (
            _relation("exact", "name"),
            _alone("slip_alone", ("typo", "short_typo", "similar")),
            _alone("cut_alone", ("abbreviated", "acronym", "place", "region")),
            # A town that is the same supports a name that is the same; it cannot make a name of a part of one.
            _alone("part_alone", ("qualifier", "siblings", "extra", "extra_rare", "overlap"), _NO_HOUSE),
            Level("unlike_alone", f"{RELATION_OF_PAIR} in (0, 1) and not ({_CONTACT_SHARED})"),
            _relation("other_name"),
            _relation("typo", "name"),
            *(_relation(code) for code in RELATIONS[12:0:-1]),
            Level("different", "ELSE"),
        ),
    ),
    Comparison(
        "kvk",
        '"kvk_l" is null or "kvk_r" is null',
        (
            Level("exact", '"kvk_l" = "kvk_r"'),
            Level("near", 'damerau_levenshtein("kvk_l", "kvk_r") <= 1'),
            Level("different", "ELSE"),
        ),
    ),
    Comparison(
        "address",
        '("city_l" is null and "area_l" is null) or ("city_r" is null and "area_r" is null)',
        (
            Level("exact", '"postcode_l" = "postcode_r" and "house_l" = "house_r"', "spot"),
            Level("similar", f'"house_l" = "house_r" and {_STREETS_ALIKE} and {_PLACE_ALIKE}'),
            Level("near", f'("postcode_l" = "postcode_r") or ("house_l" = "house_r" and {_STREETS_ALIKE})'),
            Level("same_place", f'{_PLACE_ALIKE} and ("house_l" is null or "house_r" is null)', "town"),
            Level("other_place_unsure", '"house_l" is null or "house_r" is null'),
            Level("moved", _PLACE_ALIKE, "town"),
            Level("different", "ELSE"),
        ),
    ),
    Comparison(
        "website",
        '"domain_l" is null or "domain_r" is null',
        (
            Level("exact", '"domain_l" = "domain_r" and "page_l" = "page_r"', "stem"),
            Level("other_page", '"domain_l" = "domain_r"'),
            Level("other_suffix", '"stem_l" = "stem_r"'),
            Level(
                "similar",
                'jaro_winkler_similarity("stem_l", "stem_r") >= 0.92 '
                'and length("stem_l") >= 6 and length("stem_r") >= 6',
            ),
            Level("different", "ELSE"),
        ),
    ),
    Comparison(
        "phone",
        '"phone_l" is null or "phone_r" is null',
        (
            Level("exact", '"phone_l" = "phone_r"'),
            Level("near", _PHONE_SLIP),
            Level("different", "ELSE"),
        ),
    ),
    Comparison(
        "country",
        '"country_l" is null or "country_r" is null',
        (Level("exact", '"country_l" = "country_r"'), Level("different", "ELSE")),
    ),
)


@dataclass(frozen=True, slots=True)
class Model:
    """Weights in bits, trained on labelled records.

    Args:
        prior: weight of the prior at `records` records; it falls by one bit when the corpus doubles.
        records: size of the corpus the prior was trained on.
        weights: per "field:level".
        rarity: per "field:level", bits per halving of the share (of names, or of users of an address, site or number).
        word_rates: share of public names that hold a word.
        trained_on: in words, for the reader of an explanation.
    """

    prior: float
    records: int
    weights: Mapping[str, float]
    rarity: Mapping[str, float]
    word_rates: Mapping[str, float]
    trained_on: str = ""

    def prior_for(self, records: int) -> float:
        """The prior for a corpus of this size: who has more records has more namesakes, not more doubles per record."""
        return self.prior - math.log2(max(records, LEAST_RECORDS) / self.records)

    def with_weights(self, prior: float, weights: Mapping[str, float], rarity: Mapping[str, float]) -> "Model":
        """The same model with other weights."""
        return replace(self, prior=prior, weights=dict(weights), rarity=dict(rarity))


# Where the rarity of a value is measured, and the share that gives no extra weight.
RARITY_BASE = {"name": 1e-4, "town": 0.02, "spot": 1.0, "stem": 1.0}


def splink_settings(model: Model, records: int, relation: str = RELATION_OF_PAIR) -> dict[str, Any]:
    """The model as Splink reads it, with the prior for this number of records.

    Args:
        relation: SQL that gives the number of the relation between the two names.
    """
    odds = 2.0 ** model.prior_for(records)
    comparisons = []
    for comparison in COMPARISONS:
        levels: list[dict[str, Any]] = [
            {"sql_condition": comparison.missing, "label_for_charts": "missing", "is_null_level": True}
        ]
        for level in comparison.levels:
            key = f"{comparison.field}:{level.code}"
            base = RARITY_BASE.get(level.rarity, 1.0)
            settings = {
                "sql_condition": level.condition.replace(RELATION_OF_PAIR, relation),
                "label_for_charts": level.code,
                "m_probability": _U * base * 2.0 ** model.weights.get(key, 0.0),
                "u_probability": _U * base,
            }
            if level.rarity and model.rarity.get(key):
                # Splink takes u of the level as the common share, so the shares in the table are scaled alike.
                settings |= {
                    "tf_adjustment_column": level.rarity,
                    "tf_adjustment_weight": model.rarity[key],
                    "tf_minimum_u_value": 0.0,
                    "disable_tf_exact_match_detection": True,
                    "u_probability": base,
                    "m_probability": base * 2.0 ** model.weights.get(key, 0.0),
                }
            levels.append(settings)
        comparisons.append({"output_column_name": comparison.field, "comparison_levels": levels})
    return {
        "link_type": "dedupe_only",
        "sql_dialect": "duckdb",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": odds / (1.0 + odds),
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": comparisons,
    }


def dump_model(model: Model) -> str:
    """The model as JSON text."""
    return json.dumps(
        {
            "trained_on": model.trained_on,
            "records": model.records,
            "prior": round(model.prior, 4),
            "weights": {key: round(value, 4) for key, value in sorted(model.weights.items())},
            "rarity": {key: round(value, 4) for key, value in sorted(model.rarity.items())},
            "word_rates": {word: round(rate, 6) for word, rate in sorted(model.word_rates.items())},
        },
        indent=1,
        ensure_ascii=False,
    )


def parse_model(text: str) -> Model:
    """The model in this JSON text.

    Raises:
        BadModel: it is not a model that :func:`dump_model` wrote.
    """
    try:
        found = json.loads(text)
        return Model(
            prior=float(found["prior"]),
            records=int(found["records"]),
            weights={str(key): float(value) for key, value in found["weights"].items()},
            rarity={str(key): float(value) for key, value in found["rarity"].items()},
            word_rates={str(key): float(value) for key, value in found["word_rates"].items()},
            trained_on=str(found["trained_on"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BadModel(f"This is not a linking model: {problem}.") from problem


@cache
def shipped_model() -> Model:
    """The model that comes with the package."""
    return parse_model(files("koppel.engines.linking").joinpath("model.json").read_text(encoding="utf-8"))
