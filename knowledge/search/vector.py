"""A text as the index sees it: what each of its tokens weighs, what typos stand for, and what nobody knows."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from knowledge.search.index import KIND_WEIGHT, grams, weigh
from knowledge.search.postings import NamedPostings
from knowledge.search.texts import Keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.search.index import Index
    from knowledge.search.tokens import Tokens

TYPO = 0.78
"""How alike an unknown word and a word of the index must be to be taken for it; longer words may differ more."""

TYPO_LEAST = 0.6
"""The same for the longest words: below it they have little in common but their length."""

TRIPLES_MOST = 2_000
"""Words or names that one search for misspellings looks at, counted once for each triple."""

FAINT = 0.7
"""What a word weighs beside its usual weight that only tells which family is meant."""

_FOREIGN = 0.7
"""What an unknown word weighs beside the rarest of the known ones."""

_STRANGE = -0.5
"""Which way a word leans that the book and small talk know nothing of."""

_TURNED = 0.95
"""How alike words are that two neighbouring letters in the wrong order tell apart."""

_SHORTEST = 4
"""Letters of a word that can be misspelt; three are too few to be sure of anything."""


@dataclass(frozen=True, slots=True)
class Vector:
    """The weights of a text.

    Attributes:
        weights: number of a token -> weight.
        usual: the same -> what it weighs in the phrases of the book.
        unknown: squared weight of what nobody knows.
        strangers: how many words or character pairs nobody knows.
        faint: how many of the tokens only point at a family.
    """

    weights: dict[int, float]
    usual: dict[int, float]
    unknown: float
    strangers: int
    faint: int

    @property
    def norm(self) -> float:
        """The length of the vector."""
        return (sum(w * w for w in self.weights.values()) + self.unknown) ** 0.5 or 1.0

    @property
    def told(self) -> float:
        """How much is said beside what it is about: the natural logarithm of the number of tokens, plus one."""
        return math.log1p(len(self.weights) - self.faint + self.strangers)


class Vectorizer:
    """Weighs the tokens of texts with the figures of one index."""

    def __init__(self, index: Index) -> None:
        """Take the index; what only misspelt words need waits until there is one."""
        self._index = index
        self.tokens = Keys(index.tokens)
        self._idf = index.idf.cast("f")
        self._rarest = max(self._idf, default=1.0)

    @cached_property
    def _grams(self) -> NamedPostings:
        return NamedPostings(self._index.grams)

    @cached_property
    def _leaning(self) -> memoryview[float]:
        return self._index.leaning.cast("f")

    def idf(self, token: str) -> float:
        """How rare a token is among the phrases; 0 where none has it."""
        at = self.tokens.get(token)
        return 0.0 if at is None else self._idf[at]

    def __contains__(self, token: object) -> bool:
        """Whether a phrase has the token."""
        return isinstance(token, str) and self.idf(token) > 0

    def vector(self, tokens: Tokens, faint: frozenset[str] = frozenset()) -> Vector:
        """The weights of a text that was cut; those of `faint` tokens weigh `FAINT` times what they would."""
        usual: dict[int, float] = {}
        unknown = 0.0
        strangers = 0
        for token in (*tokens.compounds, *tokens.concepts, *tokens.pairs):
            if known := self._known(token):
                usual[known[0]] = known[1]
            elif token[0] in "hu":
                strangers += token[0] == "h"
                unknown += (KIND_WEIGHT[token[0]] * self._rarest) ** 2 * 0.5
        for token in dict.fromkeys(tokens.sounds):
            if known := self._known(token):
                usual[known[0]] = known[1]
        weights = usual.copy()
        foreign = self._latin(tokens, weights, usual)
        unknown += foreign * (self._rarest * _FOREIGN) ** 2
        pointing = {number for token in faint if (number := self.tokens.get(token)) in weights}
        for number in pointing:
            weights[number] *= FAINT
        return Vector(weights, usual, unknown, strangers + foreign, len(pointing))

    def _known(self, token: str) -> tuple[int, float] | None:
        """The number of a token that a phrase has, and what it weighs."""
        at = self.tokens.get(token)
        return None if at is None or not self._idf[at] else (at, weigh(token, self._idf[at]))

    def _latin(self, tokens: Tokens, weights: dict[int, float], usual: dict[int, float]) -> int:
        """Add the Latin words, known or misspelt, to the weights. Returns how many are neither."""
        unknown = 0
        for word in tokens.words:
            if known := self._known("w" + word):
                weights[known[0]] = usual[known[0]] = known[1]
            elif near := self.nearest(word):
                at, likeness = near
                usual[at] = weigh("w", self._idf[at])
                weights[at] = max(weights.get(at, 0.0), usual[at] * likeness)
            else:
                unknown += 1
        return unknown

    def nearest(self, word: str) -> tuple[int, float] | None:
        """The token of the word that an unknown one most likely stands for, by number, and how alike they are."""
        if len(word) < _SHORTEST:
            return None
        if swapped := next(filter(None, (self._known("w" + other) for other in _swapped(word))), None):
            return swapped[0], _TURNED
        from rapidfuzz import distance  # noqa: PLC0415 - its import takes longer than a whole exact answer

        best, likeness = -1, 0.0
        for number in sharing(word, self._grams, 24):
            candidate = self.tokens[number][1:]
            alike = distance.DamerauLevenshtein.normalized_similarity(word, candidate)
            alike += 0.03 * (word[0] == candidate[0]) + 0.03 * (sorted(word) == sorted(candidate))
            if alike > likeness:
                best, likeness = number, alike
        wanted = max(TYPO_LEAST, TYPO - 0.02 * max(0, len(word) - 6))
        return (best, min(likeness, 0.95)) if likeness >= wanted else None

    def leaning(self, vector: Vector) -> float:
        """The log odds of the words, added up and damped by their number: they are not independent.

        Above 0 where they are those of questions about codes, below where they are those of small talk.
        """
        odds = [value for number in vector.weights if (value := self._leaning[number])]
        odds += [_STRANGE] * vector.strangers
        return sum(odds) / len(odds) ** 0.5 if odds else 0.0


def _swapped(word: str) -> Iterator[str]:
    """The word with two neighbouring letters swapped, place by place; "fonud" shares no three letters with "found"."""
    return (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))


def sharing(text: str, postings: NamedPostings, most: int) -> list[int]:
    """The numbers that share the most letter triples with a text; the rarest triples are looked at first."""
    found = sorted((numbers for gram in sorted(grams(text)) if (numbers := postings.get(gram))), key=len)
    shared: Counter[int] = Counter()
    budget = TRIPLES_MOST
    for numbers in found:
        shared.update(array("I", numbers))
        budget -= len(numbers)
        if budget < 0:
            break
    return [number for number, _ in shared.most_common(most)]
