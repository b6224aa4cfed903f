"""What linking reads and what it gives: records, verdicts, pairs with their evidence, and clusters."""

from dataclasses import dataclass

from koppel.engines.linking.errors import BadSettings


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """What the engine reads of one record; an empty text means unknown."""

    id: str
    partner: str
    name: str
    kvk: str = ""
    street: str = ""
    number: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    website: str = ""
    phone: str = ""
    sector: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's verdict on two records; it outweighs every score."""

    left: str
    right: str
    same: bool


@dataclass(frozen=True, slots=True)
class Contribution:
    """One bar of the waterfall.

    Args:
        field: code of what was compared: prior, name, kvk, address, website, phone, country, verdict.
        level: code of the outcome, e.g. exact, similar, different, missing.
        weight: bits (log2 of the Bayes factor); positive speaks for one organisation.
    """

    field: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records and the evidence that they are one organisation.

    Args:
        left: id of the record that sorts first.
        right: id of the other one.
        probability: 0..1, that both are one organisation.
        weight: bits; the sum of the contributions.
        contributions: the bars of the waterfall, prior first.
        decision: "link" (they are linked), "ask" (a person should say) or "no".
    """

    left: str
    right: str
    probability: float
    weight: float
    contributions: tuple[Contribution, ...]
    decision: str


@dataclass(frozen=True, slots=True)
class DroppedBlock:
    """A kind of blocking key of which some values were too common to compare all pairs."""

    kind: str
    values: int
    records: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Linking:
    """Which records are one organisation, and why.

    Args:
        clusters: every record once; ids inside a cluster and the clusters themselves in sorted order.
        pairs: those that link and those to ask, in sorted order.
        to_judge: the pairs to ask, the most valuable question first.
        dropped: what blocking left out because a key was too common.
        contradictions: "different" verdicts that "same" verdicts overrule.
        compared: number of pairs that were compared.
    """

    clusters: tuple[tuple[str, ...], ...]
    pairs: tuple[Pair, ...] = ()
    to_judge: tuple[Pair, ...] = ()
    dropped: tuple[DroppedBlock, ...] = ()
    contradictions: tuple[Judgement, ...] = ()
    compared: int = 0


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """How careful linking is and how much of the machine it may take.

    Args:
        link_from: probability from which two records link by themselves, 0..1.
        ask_from: probability from which a person is asked, 0..1, at most `link_from`.
        block_cap: most records that may share one blocking key.
        block_cap_strong: the same for keys that are evidence by themselves (KvK, website, address, name).
        threads: threads for the database; 0 = as many as there are, at most four.
        memory: memory limit of the database, e.g. "2GB".
        most_to_judge: most questions to ask at a time.
    """

    link_from: float = 0.5
    ask_from: float = 0.1
    block_cap: int = 40
    block_cap_strong: int = 200
    threads: int = 0
    memory: str = "2GB"
    most_to_judge: int = 20_000

    def __post_init__(self) -> None:
        if not 0 < self.link_from <= 1:
            raise BadSettings("link_from", "above 0 and at most 1")
        if not 0 < self.ask_from <= self.link_from:
            raise BadSettings("ask_from", "above 0 and at most link_from")
        if self.block_cap < 2 or self.block_cap_strong < 2:
            raise BadSettings("block_cap", "2 or more")


DEFAULT = LinkSettings()
