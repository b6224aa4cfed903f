"""Which records are the same organisation, and why: Splink for candidates and evidence, own thin layers above it.

>>> from koppel.engines.linking import LinkRecord, link
>>> found = link([
...     LinkRecord(id="a", partner="x", name="Qmulus B.V.", city="Venlo"),
...     LinkRecord(id="b", partner="y", name="QMULUS BV", city="Venlo"),
...     LinkRecord(id="c", partner="y", name="Bejo Zaden", city="Warmenhuizen"),
... ])
>>> found.clusters
(('a', 'b'), ('c',))
"""

from koppel.engines.linking.comparing import compare, nearest
from koppel.engines.linking.errors import (
    BadLabels,
    BadModel,
    BadSettings,
    DuplicateIds,
    LinkingError,
    MissingColumn,
    UnreadableFile,
)
from koppel.engines.linking.explaining import WHY_CODES, why
from koppel.engines.linking.files import link_file
from koppel.engines.linking.identities import EVENT_KINDS, Assignment, IdEvent, assign_ids
from koppel.engines.linking.linking import kvk_near, link
from koppel.engines.linking.model import Model, shipped_model
from koppel.engines.linking.normalising import (
    Name,
    Place,
    normalise_city,
    normalise_country,
    normalise_domain,
    normalise_kvk,
    normalise_name,
    normalise_page,
    normalise_phone,
    normalise_place,
    normalise_postcode,
)
from koppel.engines.linking.records import (
    DEFAULT,
    Contribution,
    DroppedBlock,
    Judgement,
    Linking,
    LinkRecord,
    LinkSettings,
    Pair,
)

__all__ = [
    "DEFAULT",
    "EVENT_KINDS",
    "WHY_CODES",
    "Assignment",
    "BadLabels",
    "BadModel",
    "BadSettings",
    "Contribution",
    "DroppedBlock",
    "DuplicateIds",
    "IdEvent",
    "Judgement",
    "LinkRecord",
    "LinkSettings",
    "Linking",
    "LinkingError",
    "MissingColumn",
    "Model",
    "Name",
    "Pair",
    "Place",
    "UnreadableFile",
    "assign_ids",
    "compare",
    "kvk_near",
    "link",
    "link_file",
    "nearest",
    "normalise_city",
    "normalise_country",
    "normalise_domain",
    "normalise_kvk",
    "normalise_name",
    "normalise_page",
    "normalise_phone",
    "normalise_place",
    "normalise_postcode",
    "shipped_model",
    "why",
]
