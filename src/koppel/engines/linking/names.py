"""How two organisation names relate: the same, a slip of the pen, cut short, or one company beside its sibling.

Names of one group share their rare words and differ in *Holding*, *Beheer*, a region or a numeral. String distance
cannot tell that from a word left out, so the words are aligned first and what is left over on either side decides.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from koppel.engines.linking.normalising import Name, normalise_word
from koppel.engines.linking.words import CITY_WORDS, NUMERALS, QUALIFIERS, REGIONS

# The outcomes of comparing two names; the position in this tuple is the number that the database sees.
RELATIONS = (
    "different",
    "weak",
    "overlap",
    "siblings",
    "extra_rare",
    "extra",
    "qualifier",
    "region",
    "place",
    "acronym",
    "abbreviated",
    "similar",
    "short_typo",
    "typo",
    "other_name",
    "exact",
)
CODE = {relation: number for number, relation in enumerate(RELATIONS)}

_COMMON_RATE = 1 / 400
_LEAST_BITS = 7.0  # what two names share must be rarer than one word in 128, or they share nothing
_PLACE_BITS = 3.0
_PRIOR_NAMES = 5_000


class WordRates:
    """How often a word occurs in names of different organisations, from public names and the corpus at hand.

    A word that six partners use for one organisation must not look common, so distinct names are counted, not records.
    """

    def __init__(self, prior: Mapping[str, float], names: Iterable[tuple[str, ...]] = ()) -> None:
        self._prior = prior
        self._seen: Counter[str] = Counter()
        self._names = 0
        for words in names:
            self._names += 1
            self._seen.update(set(words))
        self._total = self._names + _PRIOR_NAMES
        self._floor = 1.0 / max(20_000, self._total)
        self._known: dict[str, float] = {}

    def rate(self, word: str) -> float:
        """Share of names (0..1) that hold this word, never quite zero."""
        known = self._known.get(word)
        if known is None:
            expected = self._prior.get(word, 0.0) * _PRIOR_NAMES
            seen = max(self._seen.get(word, 0) - 1, 0)  # the name at hand is no evidence that the word is common
            known = max((expected + seen) / self._total, self._floor)
            self._known[word] = known
        return known

    def bits(self, word: str) -> float:
        """How much a shared word says, in bits; a place says little, as many organisations are called after it."""
        bits = -math.log2(self.rate(word))
        return min(bits, _PLACE_BITS) if word in CITY_WORDS or word in REGIONS else bits

    def rate_of_name(self, words: Sequence[str]) -> float:
        """Chance that another organisation has all of these words, 1e-6 at least, as if words were independent."""
        rate = 1.0
        for word in set(words):
            rate *= min(1.0, self.rate(word) * (4.0 if word in QUALIFIERS or word in REGIONS else 1.0))
        return max(rate, 1e-6)


@lru_cache(maxsize=500_000)
def _same_word(left: str, right: str) -> int:
    """2 = a slip of the pen, 1 = one cut short, 0 = other words."""
    shortest, longest = sorted((left, right), key=len)
    room = 0 if len(longest) < 4 else 1 if len(longest) < 9 else 2
    if shortest in NUMERALS or any(letter.isdigit() for letter in longest):
        room = 0
    if room and len(longest) - len(shortest) <= room and OSA.distance(left, right, score_cutoff=room) <= room:
        return 2
    return 1 if len(shortest) >= 3 and longest.startswith(shortest) else 0


def relation(left: Name, right: Name, rates: WordRates) -> str:
    """One of :data:`RELATIONS`; the order of the two does not matter."""
    if not left.letters or not right.letters:
        return "different"
    if left.letters == right.letters or (
        len(left.words) == len(right.words) and sorted(left.words) == sorted(right.words)
    ):
        return "exact"
    if right.letters < left.letters:
        left, right = right, left
    if (left.other and left.other in (right.letters, right.other)) or (right.other and right.other == left.letters):
        return "other_name"
    aligned = _aligned(left, right, rates)
    if aligned in ("different", "weak", "overlap", "extra_rare", "extra"):
        whole = _as_letters(left, right)
        if whole != "different" and not (whole == "acronym" and aligned.startswith("extra")):
            return whole
    return aligned


def _tail_relation(tail: str) -> str:
    """What letters that only one name has at its end are: a qualifier, a region, or a word cut short."""
    word = normalise_word(tail)
    return "qualifier" if word in QUALIFIERS else "region" if word in REGIONS else "abbreviated"


def _as_letters(left: Name, right: Name) -> str:
    """What the names without spaces tell: a slip, a cut, or an acronym."""
    shortest, longest = (left, right) if len(left.letters) <= len(right.letters) else (right, left)
    if len(shortest.words) == 1 and len(shortest.letters) >= 3 and shortest.letters == longest.acronym:
        return "acronym"
    if len(left.words) == len(right.words) > 1 or longest.words[: len(shortest.words)] == shortest.words:
        return "different"  # the words were compared one by one, which is surer
    length = len(longest.letters)
    room = max(1, length // 7) if length >= 5 else 0
    apart = (
        OSA.distance(left.letters, right.letters, score_cutoff=room)
        if length - len(shortest.letters) <= room
        else room + 1
    )
    if apart <= room and room:
        return "typo" if apart <= 1 + length // 14 and length >= 6 else "similar" if length >= 6 else "short_typo"
    if len(shortest.letters) >= 8 and longest.letters.startswith(shortest.letters):
        return _tail_relation(longest.letters[len(shortest.letters) :])
    return "different"


def _aligned(left: Name, right: Name, rates: WordRates) -> str:
    """The relation that follows from the words both have and the words that are left over."""
    left_over, right_over = Counter(left.words), Counter(right.words)
    shared = left_over & right_over
    left_over -= shared
    right_over -= shared
    matched = exactly = sum(rates.bits(word) for word in shared)
    slips = cuts = 0
    lefts, rights = sorted(left_over.elements()), sorted(right_over.elements())
    if lefts and rights:
        for wanted in (2, 1):
            for word in list(lefts):
                for candidate in rights:
                    if _same_word(word, candidate) == wanted:
                        lefts.remove(word)
                        rights.remove(candidate)
                        matched += min(rates.bits(word), rates.bits(candidate)) * (0.8 if wanted == 2 else 0.5)
                        slips, cuts = slips + (wanted == 2), cuts + (wanted == 1)
                        break
    if not lefts and not rights:
        if cuts:
            return "abbreviated"
        return "short_typo" if len(left.letters) < 6 else "typo"
    if matched < _LEAST_BITS:
        return "weak" if matched > 3 else "different"
    if lefts and rights:
        if all(_sets_apart(word) for word in (*lefts, *rights)):
            return "siblings"
        left_bits, right_bits = sum(map(rates.bits, lefts)), sum(map(rates.bits, rights))
        return "overlap" if matched >= 0.6 * max(left_bits, right_bits) else "weak"
    if exactly < _LEAST_BITS and slips:
        return "overlap"
    return _extra(lefts or rights, matched, rates)


def _sets_apart(word: str) -> bool:
    return word.isdigit() or word in QUALIFIERS or word in REGIONS or word in NUMERALS or word in CITY_WORDS


def _extra(over: Sequence[str], matched: float, rates: WordRates) -> str:
    """The relation when only one name has words left over."""
    if all(word in CITY_WORDS for word in over):
        return "place"
    if all(word in REGIONS or word in CITY_WORDS for word in over):
        return "region"
    if all(_sets_apart(word) for word in over):
        return "qualifier"
    bits = sum(map(rates.bits, over))
    if all(rates.rate(word) > _COMMON_RATE for word in over):
        return "extra"
    return "extra_rare" if matched >= 0.4 * bits else "weak"
