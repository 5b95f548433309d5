"""Ranking: how well each code fits a text without digits, and why.

Five views, each between 0 and 1: *phrase* (cosine with the best phrase of the code), *entry* (BM25 over all that is
written about it), *odds* (the probability that of all codes this one is described: naive Bayes), *name* (fuzzy likeness
to a name, for short texts) and *sound* (the same by pinyin). What each found is kept, so that an answer can say why it
is there.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.search.index import KIND_WEIGHT, Index, grams, weigh
from knowledge.search.pinyin import blur, syllables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from knowledge.search.tokens import Tokenizer, Tokens

SEARCHED = 600
"""Characters of a text that are searched: a question in words is never longer."""

_TYPO = 0.78
"""How alike an unknown word and a word of the index must be to be taken for it."""


_HOMOPHONE, _SPELT = 0.97, 0.95
"""What a likeness by sound is worth beside one by character: Chinese against Chinese, pinyin against Chinese."""

_SOUNDS_ONLY = 0.5
"""How long the vector of a text in pinyin is taken to be: a phrase it fits entirely then gets about 1."""

_SHORTENED = {3: 0.62}
_SHORTENED_MOST = 0.9
"""Likeness of initials ("wgcs") to the name they are of; three letters are often chance."""

POSTINGS_MOST = 6_000
"""Postings that one search looks at; it bounds the time, however large the book."""

HOME, APART, FAVOUR = "http", 0.85, 1.3
"""The family that is meant where nothing points at another; what the fit of the others is worth then, and beside a
word that points at them. Measured, see CONTRIBUTING."""

CANDIDATES = 30
"""Codes of each view that are weighed against each other."""

TRIPLES_MOST = 2_000
"""Words or names that one search for misspellings looks at, counted once for each triple."""

_FOREIGN = 0.7
"""What an unknown word weighs beside the rarest of the known ones."""

_STRANGE = -0.5
"""Which way a word leans that the book and small talk know nothing of."""

_THOUSAND = 1000

_PHRASE, _ENTRY, _ODDS = 0.4, 0.5, 0.3
"""What each view adds to the score; of the odds, their square root. Measured: see CONTRIBUTING."""

_WIDE = 2.5
"""How many letters a Chinese character is worth."""

_NOISE = 0.55
"""Likeness that any two short texts have."""


def _alike(one: str, other: str) -> float:
    """Likeness of two squashed names, 0 to 1, what is mere chance taken off; the order of the letters may differ."""
    if not one or not other:
        return 0.0
    from rapidfuzz import fuzz  # noqa: PLC0415 - its import takes longer than a whole exact answer

    ratio = fuzz.ratio(one, other) / 100
    if ratio < 1 and len(one) <= _SHORT_HAN and not one.isascii():
        ratio = max(ratio, 0.95 * fuzz.ratio(sorted(one), sorted(other)) / 100)
    return max(0.0, (ratio - _NOISE) / (1 - _NOISE))


_SHORT_HAN = 8


def _sharing(text: str, postings: Mapping[str, bytes], most: int) -> list[int]:
    """The numbers that share the most letter triples with a text; the rarest triples are looked at first."""
    found = sorted((packed for gram in grams(text) if (packed := postings.get(gram))), key=len)
    shared: Counter[int] = Counter()
    budget = TRIPLES_MOST
    for packed in found:
        shared.update(array("I", packed))
        budget -= len(packed) // 4
        if budget < 0:
            break
    return [number for number, _ in shared.most_common(most)]


@dataclass(frozen=True, slots=True)
class Hit:
    """One code that was found.

    Attributes:
        id: the code.
        score: 0 to 1, all views together.
        view: the view that said most: "phrase", "entry", "name" or "sound".
        matched: the phrase of the book, or the words, that fit best.
        phrase: cosine with the best phrase.
        entry: share of what the text could have scored at most.
        odds: the probability, among all codes, that this one is described.
        name: likeness to the best name.
        talk: cosine of the text with the best phrase of small talk.
        known: share of the text that the book has words for.
        leaning: how much the words are those of questions about codes and not of small talk; 0 where they do not tell.
        told: how much the text says: the natural logarithm of the number of its tokens, plus one.
    """

    id: str
    score: float
    view: str
    matched: str
    phrase: float
    entry: float
    odds: float
    name: float
    talk: float
    known: float
    leaning: float
    told: float


@dataclass(slots=True)
class _Vector:
    """A text as the index sees it: token -> weight, what typos stand for, and the weight of what nobody knows.

    `strangers` counts the words that nobody knows; `spelt` tells that it is pinyin, which meets only the sounds.
    """

    weights: dict[str, float]
    unknown: float
    strangers: int = 0
    spelt: bool = False

    @property
    def known(self) -> float:
        have = sum(w * w for w in self.weights.values())
        return have / (have + self.unknown) if have else 0.0

    @property
    def norm(self) -> float:
        return (sum(w * w for w in self.weights.values()) + self.unknown) ** 0.5 or 1.0


class Scorer:
    """Searches one index."""

    def __init__(self, index: Index, tokenizer: Tokenizer) -> None:
        """Unpack what every search needs; the rest waits until it is asked for."""
        self._index = index
        self._tokenizer = tokenizer
        self._owner = array("I", index.phrases)
        self._norms = array("f", index.norms)
        self._breadth = array("f", index.breadth)
        self._rarest = max(index.idf.values(), default=1.0)

    @cached_property
    def _texts(self) -> list[str]:
        return self._index.texts.split("\n")

    @cached_property
    def _vocabulary(self) -> list[str]:
        return self._index.vocabulary.split(" ")

    @cached_property
    def _names(self) -> dict[int, tuple[str, str]]:
        """Phrase number of each name -> its letters, and its sound."""
        lines = (line.partition("\t") for line in self._index.squashed.split("\n"))
        return {number: (name, spoken) for number, (name, _, spoken) in zip(self._numbers, lines, strict=True)}

    @cached_property
    def _numbers(self) -> array[int]:
        return array("I", self._index.names)

    def search(self, cleaned: str, most: int = 8, families: frozenset[str] = frozenset()) -> list[Hit]:
        """The codes that fit a cleaned text best, best first; [] where nothing fits at all.

        Args:
            cleaned: the text.
            most: how many are wanted at most.
            families: those that the text points at.
        """
        return self.search_tokens(self._tokenizer.cut(cleaned[:SEARCHED]), most, families)

    def leaning(self, cleaned: str) -> tuple[float, int]:
        """Which way the words of a text lean (see `Hit.leaning`), and how many of them tell."""
        vector = self._vector(self._tokenizer.cut(cleaned[:SEARCHED]))
        return self._leaning(vector), len(vector.weights) + vector.strangers

    def search_tokens(self, tokens: Tokens, most: int = 8, families: frozenset[str] = frozenset()) -> list[Hit]:
        """As `search`, for a text already cut."""
        vector = self._vector(tokens)
        phrases = self._phrase_scores(vector)
        best: dict[int, tuple[float, int]] = {}
        for phrase, score in phrases.items():
            owner = self._owner[phrase]
            if score > best.get(owner, (0.0, 0))[0]:
                best[owner] = (score, phrase)
        entries = self._entry_scores(vector)
        odds = self._odds(vector)
        names = self._name_scores(tokens, phrases)
        known = vector.known
        top = sum(sorted(vector.weights.values())[-8:]) * 2.2 or 1.0
        talk = len(self._index.ids) - 1
        leaning = round(self._leaning(vector), 4)
        told = round(math.log1p(len(vector.weights) + vector.strangers), 4)
        chatter = best.pop(talk, (0.0, 0))[0]
        names.pop(talk, None)
        hits = []
        for owner in {
            *nlargest(CANDIDATES, best, key=best.__getitem__),
            *names,
            *nlargest(CANDIDATES, entries, key=entries.__getitem__),
            *odds,
        }:
            cosine, at = best.get(owner, (0.0, -1))
            entry = min(1.0, entries.get(owner, 0.0) / top)
            name, name_at, view = names.get(owner, (0.0, -1, "name"))
            likely = odds.get(owner, 0.0)
            score = _PHRASE * cosine + _ENTRY * entry + _ODDS * likely**0.5
            score = max(min(1.0, score), name)
            family = self._index.ids[owner].partition(":")[0]
            score = min(1.0, score * (FAVOUR if family in families else APART if family != HOME else 1.0))
            view, at = (view, name_at) if name >= max(cosine, 0.5) else ("phrase" if cosine >= entry else "entry", at)
            hits.append(
                Hit(
                    id=self._index.ids[owner],
                    score=round(score, 4),
                    view=view,
                    matched=self._texts[at] if at >= 0 else "",
                    phrase=round(cosine, 4),
                    entry=round(entry, 4),
                    odds=round(likely, 4),
                    name=round(name, 4),
                    talk=round(chatter, 4),
                    known=round(known, 4),
                    leaning=leaning,
                    told=told,
                )
            )
        hits.sort(key=lambda hit: (-hit.score, hit.id))
        return hits[:most]

    # --- the text --------------------------------------------------------------------------------------------------

    def _vector(self, tokens: Tokens) -> _Vector:
        idf = self._index.idf
        weights: dict[str, float] = {}
        unknown = 0.0
        strangers = 0
        known_pairs = False
        for token in (*tokens.compounds, *tokens.concepts, *tokens.pairs):
            if token in idf:
                weights[token] = weigh(token, idf[token])
                known_pairs = known_pairs or token[0] == "h"
            elif token[0] in "hu" and token not in weights:
                strangers += token[0] == "h"
                unknown += (KIND_WEIGHT[token[0]] * self._rarest) ** 2 * 0.5
        for token in dict.fromkeys(tokens.sounds):
            if token in idf:
                weights[token] = weigh(token, idf[token])
        sounds = self.spelt_sounds(tokens)
        foreign = self._latin(tokens, sounds, weights)
        unknown += foreign * (self._rarest * _FOREIGN) ** 2
        return _Vector(weights, unknown, strangers + foreign, spelt=bool(sounds) and not tokens.han)

    def _latin(self, tokens: Tokens, sounds: Sequence[str], weights: dict[str, float]) -> int:
        """Add the weights of the Latin words: known, misspelt, or pinyin. Returns how many are none of these."""
        idf = self._index.idf
        unknown = 0
        strange: list[tuple[str, str]] = []
        for word, raw in zip(tokens.words, tokens.raw, strict=True):
            token = "w" + word
            if token in idf:
                weights[token] = weigh(token, idf[token])
            else:
                strange.append((word, raw))
        for token in sounds:
            if token in idf:
                weights[token] = max(weights.get(token, 0.0), 2 * weigh(token, idf[token]))
        for word, raw in strange:
            if sounds and syllables(raw):
                continue
            near = self.nearest(word)
            if near:
                token = "w" + near[0]
                weights[token] = max(weights.get(token, 0.0), weigh(token, idf[token]) * near[1])
            else:
                unknown += 1
        return unknown

    def spelt_sounds(self, tokens: Tokens) -> list[str]:
        """Syllable pairs of the Latin words, where most of the unknown ones are pinyin; else []."""
        run: list[str] = []
        pinyin = other = 0
        for word, raw in zip(tokens.words, tokens.raw, strict=True):
            parts = syllables(raw)
            known = "w" + word in self._index.idf
            if parts and not (known and len(parts) < 2 and len(raw) > 4):  # noqa: PLR2004 - "change" is English
                run += [blur(part) for part in parts]
            pinyin += len(raw) if parts and not known else 0
            other += len(raw) if not parts else 0
        return [f"s{a}-{b}" for a, b in pairwise(run)] if pinyin > other else []

    def nearest(self, word: str) -> tuple[str, float] | None:
        """The word of the index that an unknown word most likely stands for, and how alike they are."""
        if len(word) < 4:  # noqa: PLR2004 - three letters are too few to be sure of anything
            return None
        from rapidfuzz import distance  # noqa: PLC0415 - its import takes longer than a whole exact answer

        best, likeness = "", 0.0
        for number in _sharing(word, self._index.grams, 24):
            candidate = self._vocabulary[number]
            alike = distance.DamerauLevenshtein.normalized_similarity(word, candidate)
            alike += 0.03 * (word[0] == candidate[0]) + 0.03 * (sorted(word) == sorted(candidate))
            if alike > likeness:
                best, likeness = candidate, alike
        return (best, min(likeness, 0.95)) if likeness >= _TYPO - 0.02 * max(0, len(word) - 6) else None

    def _leaning(self, vector: _Vector) -> float:
        """The log odds of the words, added up and damped by their number: they are not independent."""
        table = self._index.leaning
        odds = [table[token] for token in vector.weights if token in table and (token[0] == "s") == vector.spelt]
        odds += [_STRANGE] * vector.strangers
        return sum(odds) / len(odds) ** 0.5 if odds else 0.0

    # --- the views ---------------------------------------------------------------------------------------------------

    def _phrase_scores(self, vector: _Vector) -> dict[int, float]:
        """Cosine of the text with every phrase that shares a token that tells something."""
        dots: defaultdict[int, float] = defaultdict(float)
        for token, weight in self._rarest_first(vector, self._index.terms):
            gain = weight * weigh(token, self._index.idf[token])
            for phrase in array("I", self._index.terms[token]):
                dots[phrase] += gain
        # Sounds are the smaller part of what a phrase is made of, and all that a text in pinyin has.
        norm = vector.norm * (_SOUNDS_ONLY if vector.spelt else 1.0)
        norms = self._norms
        return {phrase: min(1.0, dot / (norm * norms[phrase])) for phrase, dot in dots.items()}

    def _rarest_first(self, vector: _Vector, postings: Mapping[str, bytes]) -> Iterator[tuple[str, float]]:
        """The tokens that have postings, rarest first, until enough were looked at: the common ones tell the least."""
        budget = POSTINGS_MOST
        have = [
            (len(postings[token]) // 4, token, weight) for token, weight in vector.weights.items() if token in postings
        ]
        for length, token, weight in sorted(have):
            budget -= length
            if budget < 0 and budget + length < POSTINGS_MOST:
                return
            yield token, weight

    def _entry_scores(self, vector: _Vector) -> dict[int, float]:
        scores: defaultdict[int, float] = defaultdict(float)
        for token, weight in self._rarest_first(vector, self._index.entries):
            if token[0] == "s":
                continue
            share = min(1.0, weight / weigh(token, self._index.idf.get(token, 1.0)))
            pairs = array("I", self._index.entries[token])
            for owner, impact in zip(pairs[::2], pairs[1::2], strict=True):
                scores[owner] += impact / _THOUSAND * share
        return scores

    def _odds(self, vector: _Vector) -> dict[int, float]:
        """The likeliest codes, `CANDIDATES` at most, and how likely each of them is beside the others."""
        found: defaultdict[int, float] = defaultdict(float)
        whole = 0.0
        for token, weight in self._rarest_first(vector, self._index.odds):
            share = weight / vector.norm
            whole += share
            pairs = array("I", self._index.odds[token])
            for owner, likelihood in zip(pairs[::2], pairs[1::2], strict=True):
                found[owner] += likelihood / _THOUSAND * share
        for owner in found:
            found[owner] -= whole * self._breadth[owner]
        best = nlargest(CANDIDATES, found, key=found.__getitem__)
        if not best:
            return {}
        top = found[best[0]]
        odds = {owner: math.exp(found[owner] - top) for owner in best}
        total = sum(odds.values())
        return {owner: value / total for owner, value in odds.items()}

    def _name_scores(self, tokens: Tokens, phrases: dict[int, float]) -> dict[int, tuple[float, int, str]]:
        """Likeness to names, letter by letter, for texts short enough to be one."""
        latin = "".join(tokens.raw)
        han = "".join(tokens.han)
        if (not latin and not han) or len(latin) + 2 * len(han) > 60:  # noqa: PLR2004 - no name is longer
            return {}
        heard = "".join(self._tokenizer.sound(han)) if han else latin
        # A name in one script speaks for as much of a mixed text as is in that script.
        in_latin = len(latin) / (len(latin) + _WIDE * len(han))
        found: dict[int, tuple[float, int, str]] = {}
        for phrase in self._name_candidates(tokens, phrases):
            name, spoken = self._names[phrase]
            if spoken:
                share = 1 - in_latin if han else 1.0
                score = _alike(han, name) * share
                sound = _alike(heard, spoken) * (_HOMOPHONE if han else _SPELT) * share
                score, view = (score, "name") if score >= sound else (sound, "sound")
            else:
                score, view = _alike(latin, name) * in_latin, "name"
            owner = self._owner[phrase]
            if score > found.get(owner, (0.0, 0, ""))[0]:
                found[owner] = (score, phrase, view)
        if not han and "w" + latin not in self._index.idf:
            likeness = _SHORTENED.get(len(latin), _SHORTENED_MOST)
            for at in array("I", self._index.initials.get(latin, b"")):
                found[self._owner[self._numbers[at]]] = (likeness, self._numbers[at], "sound")
        return found

    def _name_candidates(self, tokens: Tokens, phrases: dict[int, float]) -> Iterable[int]:
        """Names that share tokens, and names that share letters with a text written without spaces."""
        named = nlargest(40, (phrase for phrase in phrases if phrase in self._names), key=phrases.__getitem__)
        return dict.fromkeys([*named, *self._by_letters("".join(tokens.raw))])

    def _by_letters(self, latin: str) -> list[int]:
        if not latin:
            return []
        return [self._numbers[at] for at in _sharing(latin, self._index.letters, 40)]
