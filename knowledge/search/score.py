"""Ranking: how well each code fits a text without digits, and why.

Five views, each between 0 and 1: *phrase* (cosine with the best phrase of the code), *entry* (BM25 over all that is
written about it), *odds* (the probability that of all codes this one is described: naive Bayes), *name* (fuzzy likeness
to a name, for short texts) and *sound* (the same by pinyin). What each found is kept, so that an answer can say why it
is there.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from typing import TYPE_CHECKING

from knowledge.search.focus import HOME, NOWHERE
from knowledge.search.likeness import Names
from knowledge.search.postings import THOUSAND, Postings
from knowledge.search.texts import Texts
from knowledge.search.tokens import stem
from knowledge.search.vector import Vectorizer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.search.focus import Focus
    from knowledge.search.index import Index
    from knowledge.search.tokens import Tokenizer, Tokens
    from knowledge.search.transcribe import Transcriber
    from knowledge.search.vector import Vector

SEARCHED = 600
"""Characters of a text that are searched: a question in words is never longer."""

POSTINGS_MOST = 3_000
"""Postings that one view looks at; it bounds the time, however large the book."""

CANDIDATES = 30
"""Codes of each view that are weighed against each other."""

APART, APART_EVERYWHERE = 0.8, 0.9
"""What the fit of other families is worth where nothing points at any: of most, and how well a text describes a code of
those that any program meets. Their names may be as short as "timeout"."""

AT_HOME, FAR, BESIDE, ABROAD = 0.75, 0.6, 0.65, 0.45
"""Where something points at a family: what the fit of `HOME` is worth, the same where the family stands alone, of
families whose field the text is about, and of all others. Measured, see CONTRIBUTING."""

DETAIL = 0.75
"""What a code is worth whose key has parts ("5.2.2"): it tells more closely what another means, and people ask for."""

_PHRASE, _ENTRY, _ODDS = 0.4, 0.5, 0.5
"""What each view adds to the score; of the odds, their square root. Measured: see CONTRIBUTING."""

_TELLING, _MOST_IMPACT = 8, 2.2
"""A text scores at most so many times the weights of its heaviest tokens in BM25."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One code that was found.

    Attributes:
        id: the code.
        score: 0 to 1, all views together.
        view: the view that said most: "phrase", "entry", "name" or "sound".
        matched: the phrase of the book that fits best; "" where none does.
        phrase: cosine with the best phrase.
        entry: share of what the text could have scored at most.
        odds: the probability, among all codes, that this one is described.
        name: likeness to the best name.
        talk: cosine of the text with the best phrase of small talk.
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
    leaning: float
    told: float


_Best = dict[int, tuple[float, int]]
"""Number of a code -> its best phrase's score and number."""

_NONE = (0.0, -1)


@dataclass(frozen=True, slots=True)
class _Views:
    """What each view says of the codes, by their numbers."""

    phrases: _Best
    entries: dict[int, float]
    odds: dict[int, float]
    names: dict[int, tuple[float, int, str]]

    def candidates(self) -> set[int]:
        """The codes that some view puts among its first."""
        return {
            *nlargest(CANDIDATES, self.phrases, key=self.phrases.__getitem__),
            *nlargest(CANDIDATES, self.entries, key=self.entries.__getitem__),
            *self.odds,
            *self.names,
        }

    def score(self, owner: int, meant: float, named: float) -> float:
        """All views together, 0 to 1: what describes the code is worth `meant`, what names it `named`."""
        told: float = _PHRASE * self.phrases.get(owner, _NONE)[0] + _ENTRY * min(1.0, self.entries.get(owner, 0.0))
        told += _ODDS * self.odds.get(owner, 0.0) ** 0.5
        return max(min(1.0, told) * meant, self.names[owner][0] * named if owner in self.names else 0.0)


class Scorer:
    """Searches one index."""

    def __init__(self, index: Index, tokenizer: Tokenizer, everywhere: frozenset[str] = frozenset()) -> None:
        """Look at what every search needs; the rest waits until it is asked for.

        Args:
            index: what is searched.
            tokenizer: what cut its phrases.
            everywhere: families whose codes are described without naming the family.
        """
        self._everywhere = everywhere
        self._index = index
        self._tokenizer = tokenizer
        self._vectorizer = Vectorizer(index)
        self._names = Names(index, tokenizer)
        self._owner = index.phrases.view()
        self._norms = index.norms.cast("f")
        self._breadth = index.breadth.cast("f")
        self._terms, self._entries, self._odds = Postings(index.terms), Postings(index.entries), Postings(index.odds)
        self._talk = len(index.ids) - 1
        self._texts = Texts(index.texts)
        self._worth = [DETAIL if "." in id_ else 1.0 for id_ in index.ids]
        self._is_home = [id_.startswith(f"{HOME}:") for id_ in index.ids]

    def search(self, cleaned: str, most: int = 8, focus: Focus = NOWHERE) -> list[Hit]:
        """The codes that fit a cleaned text best, best first; [] where nothing fits at all.

        Args:
            cleaned: the text.
            most: how many are wanted at most.
            focus: which families it is about.
        """
        tokens = self._tokenizer.cut(cleaned[:SEARCHED])
        faint = frozenset(self._tokenizer.cut(focus.pointers).all()) if focus.pointers else frozenset[str]()
        vector = self._vectorizer.vector(tokens, faint)
        phrases, best = self._phrase_scores(vector)
        talk, _ = best.pop(self._talk, (0.0, -1))
        views = _Views(best, self._entry_scores(vector), self._likeliest(vector), self._name_scores(tokens, phrases))
        scored = [
            (views.score(owner, *self._meant(owner, focus)) * self._worth[owner], owner) for owner in views.candidates()
        ]
        first = sorted(scored, key=lambda item: (-item[0], self._index.ids[item[1]]))[:most]
        text = (round(talk, 4), round(self._vectorizer.leaning(vector), 4), round(vector.told, 4))
        return [self._hit(owner, score, views, text) for score, owner in first]

    def _hit(self, owner: int, score: float, views: _Views, text: tuple[float, float, float]) -> Hit:
        cosine, at = views.phrases.get(owner, (0.0, -1))
        entry = views.entries.get(owner, 0.0)
        name, name_at, view = views.names.get(owner, (0.0, -1, "name"))
        if name < max(cosine, 0.5):
            view, name_at = "phrase" if cosine >= entry else "entry", at
        return Hit(
            id=self._index.ids[owner],
            score=round(score, 4),
            view=view,
            matched=self._texts[name_at] if name_at >= 0 else "",
            phrase=round(cosine, 4),
            entry=round(entry, 4),
            odds=round(views.odds.get(owner, 0.0), 4),
            name=round(name, 4),
            talk=text[0],
            leaning=text[1],
            told=text[2],
        )

    @cached_property
    def transcriber(self) -> Transcriber:
        """Writes pinyin as characters."""
        from knowledge.search import transcribe  # noqa: PLC0415 - few questions are in pinyin

        return transcribe.Transcriber(self._index, self._tokenizer, self._vectorizer)

    def knows(self, word: str) -> bool:
        """Whether a phrase has a folded word, in any of its forms."""
        return "w" + stem(word) in self._vectorizer

    def leaning(self, cleaned: str) -> tuple[float, int]:
        """Which way the words of a text lean (see `Hit.leaning`), and how many of them tell."""
        vector = self._vectorizer.vector(self._tokenizer.cut(cleaned[:SEARCHED]))
        return self._vectorizer.leaning(vector), len(vector.weights) + vector.strangers

    def _meant(self, owner: int, focus: Focus) -> tuple[float, float]:
        """How likely it is that the family of a code is meant at all, 0 to 1: by a description, and by a name."""
        family = self._index.ids[owner].partition(":")[0]
        if not focus.families:
            if family == HOME or family in focus.topics:
                return 1.0, 1.0
            return (APART_EVERYWHERE if family in self._everywhere else APART), APART
        if family in focus.families:
            return 1.0, 1.0
        if family == HOME:
            return (FAR, FAR) if focus.alone else (AT_HOME, AT_HOME)
        return (BESIDE, BESIDE) if family in focus.topics else (ABROAD, ABROAD)

    # --- the views ---------------------------------------------------------------------------------------------------

    def _rarest_first(self, vector: Vector, postings: Postings) -> Iterator[tuple[int, float]]:
        """The tokens that have postings, rarest first, until enough were looked at: the common ones tell the least."""
        have = [(postings.length(token), token, weight) for token, weight in vector.weights.items()]
        budget = POSTINGS_MOST
        for length, token, weight in sorted(have):
            budget -= length
            if budget < 0 and budget + length < POSTINGS_MOST:
                return
            if length:
                yield token, weight

    def _phrase_scores(self, vector: Vector) -> tuple[dict[int, float], _Best]:
        """Cosine of the text with every phrase that shares a token that tells something, and the best of each code."""
        dots: defaultdict[int, float] = defaultdict(float)
        for token, weight in self._rarest_first(vector, self._terms):
            gain = weight * vector.usual[token]
            for phrase in array("I", self._terms.numbers(token)):
                dots[phrase] += gain
        norm = vector.norm
        norms, owners = self._norms, self._owner
        best: _Best = {}
        for phrase, dot in dots.items():
            dots[phrase] = score = dot / (norm * norms[phrase])
            owner = owners[phrase]
            if score > best.get(owner, _NONE)[0]:
                best[owner] = (min(1.0, score), phrase)
        return dots, best

    def _entry_scores(self, vector: Vector) -> dict[int, float]:
        """Share of the most that the text could score in BM25 over all that is written about each code."""
        scores: defaultdict[int, float] = defaultdict(float)
        top = sum(sorted(vector.weights.values())[-_TELLING:]) * _MOST_IMPACT * THOUSAND or 1.0
        for token, weight in self._rarest_first(vector, self._entries):
            share = min(1.0, weight / vector.usual[token]) / top
            for owner, impact in self._entries.pairs(token):
                scores[owner] += impact * share
        return scores

    def _likeliest(self, vector: Vector) -> dict[int, float]:
        """The likeliest codes, and how likely they are: those of `HOME` beside each other, and the rest likewise.

        Which family is meant is not for the odds to say: codes of others must not make those of `HOME` look unlikely.
        """
        found: defaultdict[int, float] = defaultdict(float)
        whole = 0.0
        norm = vector.norm
        for token, weight in self._rarest_first(vector, self._odds):
            whole += weight / norm
            share = weight / norm / THOUSAND
            for owner, likelihood in self._odds.pairs(token):
                found[owner] += likelihood * share
        at_home: dict[int, float] = {}
        abroad: dict[int, float] = {}
        for owner, summed in found.items():
            (at_home if self._is_home[owner] else abroad)[owner] = summed - whole * self._breadth[owner]
        return _shares(at_home) | _shares(abroad)

    def _name_scores(self, tokens: Tokens, phrases: dict[int, float]) -> dict[int, tuple[float, int, str]]:
        """For each code the likeness to its best name, the number of that name, and by what they are alike."""
        found: dict[int, tuple[float, int, str]] = {}
        for phrase, score, view in self._names.alike(tokens, phrases):
            owner = self._owner[phrase]
            if score > found.get(owner, (0.0, 0, ""))[0]:
                found[owner] = (score, phrase, view)
        if not tokens.han and "w" + "".join(tokens.raw) not in self._vectorizer:
            for phrase, score, view in self._names.initials(tokens):
                found[self._owner[phrase]] = (score, phrase, view)
        found.pop(self._talk, None)
        return found


def _shares(logarithms: dict[int, float]) -> dict[int, float]:
    """The `CANDIDATES` likeliest, as shares of one."""
    best = nlargest(CANDIDATES, logarithms, key=logarithms.__getitem__)
    likely = {owner: math.exp(logarithms[owner] - logarithms[best[0]]) for owner in best}
    total = sum(likely.values())
    return {owner: value / total for owner, value in likely.items()}
