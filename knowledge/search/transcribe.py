"""Pinyin as the characters it most likely stands for, by what the book and its vocabulary write next to each other."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING

from knowledge.search.fold import HAN, LATIN
from knowledge.search.needles import Expression
from knowledge.search.pinyin import blur, syllables, toneless
from knowledge.search.postings import NamedPostings, Postings
from knowledge.search.tokens import stem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from knowledge.search.index import Index
    from knowledge.search.tokens import Tokenizer
    from knowledge.search.vector import Vectorizer

MOST = 60
"""Syllables of the longest text that is transcribed; what is longer is no question."""

_WORD = re.compile(rf"[{LATIN}]+(?:'[{LATIN}]+)*")
_GAP = Expression(f"(?<=[{HAN}]) (?=[{HAN}])")

_IN_VOCABULARY = 20
"""How often two characters are taken to stand side by side that do so in the vocabulary alone."""

_AS_WORD = 0.08
"""Share of the phrases that a character which is a word by itself ("被") is taken to be in: the index leaves it out."""

_APART, _INEXACT, _NEVER = log(0.05), log(0.2), log(1e-7)
"""Logarithm of what a character is likely less where it does not follow on the one before, where its sound is only
nearly the one that was typed ("si" for "shi"), and of a syllable that stays as it is."""

_FITTING = 0.6
"""Share of the syllables that must stand beside another, or be a word, for a text to be pinyin."""

_LONG = 4
"""Letters from which a word of the book is meant as it stands ("pending"), not as the syllables that it spells."""

_Way = tuple[float, tuple[str, ...]]
"""How likely the characters so far are, and which they are."""


def spells(text: str) -> bool:
    """Whether a text could hold pinyin at all: two syllables or more. Needs nothing of the book."""
    words = (syllables(run) for word in _WORD.findall(toneless(text).lower()) for run in word.split("'"))
    return sum(map(len, words)) > 1


class Transcriber:
    """Transcribes with the neighbours that one index knows: a bigram model over its phrases."""

    def __init__(self, index: Index, tokenizer: Tokenizer, vectorizer: Vectorizer) -> None:
        """Take the index, what knows the sounds, and what knows the words of the book."""
        self._beside = NamedPostings(index.homophones)
        self._terms = Postings(index.terms)
        self._phrases = len(index.phrases.view())
        self._vectorizer = vectorizer
        self._tokenizer = tokenizer
        self._words = frozenset(word for word in tokenizer.lexicon.filler_zh if len(word) == 1)

    def written(self, text: str) -> str:
        """The text with its pinyin as characters; as it is where it is none, or spells nothing that is ever written."""
        bare = toneless(text)
        words = [(match, self._spelt(match[0])) for match in _WORD.finditer(bare.lower())]
        found = [(match, parts) for match, parts in words if parts]
        spelt = [part for _, parts in found for part in parts]
        if not 1 < len(spelt) <= MOST or not self._is_pinyin(words):
            return text
        characters = self._likeliest(spelt)
        if not characters:
            return text
        pieces: list[str] = []
        end = at = 0
        for match, parts in found:
            pieces += (bare[end : match.start()], *characters[at : at + len(parts)])
            end, at = match.end(), at + len(parts)
        return _GAP.pattern.sub("", "".join((*pieces, bare[end:])))

    def _spelt(self, word: str) -> tuple[str, ...]:
        """The syllables of a word; () where it is none of pinyin, or a word of the book."""
        parts = tuple(part for run in word.split("'") for part in syllables(run) or ("",))
        return () if "" in parts or (len(word) > _LONG and self._is_known(word)) else parts

    def _is_known(self, word: str) -> bool:
        return "w" + stem(word) in self._vectorizer

    def _is_pinyin(self, words: Iterable[tuple[re.Match[str], Sequence[str]]]) -> bool:
        """Whether most letters are pinyin, words apart that are the book's, and those that are English as well.

        Args:
            words: each with its syllables, () where it has none.
        """
        filler = self._tokenizer.lexicon.filler_en
        spelt = other = 0
        for match, parts in words:
            word = match[0]
            if self._is_known(word):
                continue
            if not parts:
                other += len(word)
            elif stem(word) not in filler:
                spelt += len(word)
        return spelt > other

    def _likeliest(self, spelt: Sequence[str]) -> tuple[str, ...]:
        """The likeliest characters, one a syllable (Viterbi); () where few of them are ever written so.

        A syllable that fits nowhere stays as it is.
        """
        pairs = [self._pairs(first, second) for first, second in pairwise(spelt)]
        ways: dict[str, _Way] = {"": (0.0, ())}
        for at, syllable in enumerate(spelt):
            likely, said = max(ways.values())
            reached: dict[str, _Way] = {syllable: (likely + _NEVER, (*said, syllable))}
            begun = {first for first, _ in pairs[at]} if at < len(pairs) else set()
            for character in {*begun, *self._single.get(blur(syllable), ())}:
                total = likely + _APART + log(self._count(character) / self._phrases) + self._off(character, syllable)
                reached[character] = (total, (*said, character))
            for (first, second), follows in pairs[at - 1].items() if at else ():
                if first in ways:
                    total = ways[first][0] + follows + self._off(second, syllable)
                    if second not in reached or total > reached[second][0]:
                        reached[second] = (total, (*ways[first][1], second))
            ways = reached
        _, said = max(ways.values())
        return said if self._fitting(said, pairs) >= _FITTING * len(said) else ()

    def _fitting(self, said: Sequence[str], pairs: Sequence[Collection[tuple[str, str]]]) -> int:
        """How many characters are words, or stand beside one that they stand beside elsewhere."""
        beside = [couple in known for couple, known in zip(pairwise(said), pairs, strict=True)]
        words = [character in self._words for character in said]
        return sum(map(any, zip(words, [False, *beside], [*beside, False], strict=True)))

    def _off(self, character: str, syllable: str) -> float:
        return 0.0 if syllable in self._tokenizer.readings(character) else _INEXACT

    def _pairs(self, first: str, second: str) -> Mapping[tuple[str, str], float]:
        """Two characters that sound so and stand side by side -> how likely the second is next, as a logarithm."""
        found = {}
        for number in self._beside.get(f"s{blur(first)}-{blur(second)}"):
            pair = self._vectorizer.tokens[number][1:]
            times = self._terms.length(number) or _IN_VOCABULARY
            found[pair[0], pair[1]] = log(times / max(times, self._count(pair[0])))
        return found

    def _count(self, character: str) -> float:
        """In how many phrases a character is."""
        if character in self._words:
            return _AS_WORD * self._phrases
        number = self._vectorizer.tokens.get("u" + character)
        return (number is not None and self._terms.length(number)) or 1

    @cached_property
    def _single(self) -> Mapping[str, Sequence[str]]:
        """Sound -> the characters that are words by themselves, and the commonest of the others."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            found[blur(self._tokenizer.sound(word)[0])].append(word)
        commonest: dict[str, tuple[int, str]] = {}
        tokens = self._vectorizer.tokens
        for number in range(bisect_left(tokens, "u"), bisect_left(tokens, "v")):  # they are sorted
            character = tokens[number][1]
            sound = self._tokenizer.sound(character)[0]
            commonest[sound] = max(commonest.get(sound, (0, "")), (self._terms.length(number), character))
        for sound, (_, character) in commonest.items():
            found[blur(sound)].append(character)
        return found
