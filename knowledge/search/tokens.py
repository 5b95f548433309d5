"""From a text to the tokens that the index knows: stems, compounds, concepts, Chinese character pairs, syllable pairs.

A token's first letter says what it is: `w` a stemmed word, `k` a compound as written ("retry-after") or the name of a
header field ("accept:"), `c` a concept of the lexicon (the same in both languages), `h` two neighbouring Chinese
characters, `u` one, `s` two syllables.
Digits are never tokens: numbers take an exact path of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.search.fold import HAN, LATIN
from knowledge.search.longest import Longest
from knowledge.search.pinyin import blur

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from snowballstemmer.english_stemmer import EnglishStemmer

    from knowledge.search.fold import Folder
    from knowledge.search.sounds import Sounds

_PIECE = re.compile(rf"[{HAN}]+|[{LATIN}\d]+(?:['_.:/+-]+[{LATIN}\d]+)*|\*/")
_PART = re.compile(rf"[{LATIN}]+(?:'[{LATIN}]+)?")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_HAN_RUN = re.compile(f"[{HAN}]+")
_CODE_LIKE = re.compile(r"(?<![a-z])[a-z]+(?:[_+-]+[a-z]+)+")
_FIELD = re.compile(
    r"[a-z]+(?:-[a-z]+)+|accept|allow|authorization|connection|cookie|dav|depth|destination|etag|expect|expires|host|if"
    r"|link|location|origin|overwrite|pragma|range|referer|trailer|upgrade|vary|via"
)
"""Names of header fields: of several words, or one of the registry of HTTP's. "chrome:" and "error:" are none."""
_FIELD_AFTER = re.compile(r":(?![\w/])| ?(?:(?:请求|响应|标)?头(?!像)| header)")
_JOINTS = str.maketrans("_+", "--")

_DENIED = 4
"""How far behind a word that denies a concept may stand, counted in words from it."""


@lru_cache(maxsize=1)
def _stemmer() -> EnglishStemmer:
    from snowballstemmer.english_stemmer import EnglishStemmer  # noqa: PLC0415 - an exact answer needs none

    return EnglishStemmer()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The English stem of a folded word (Porter 2), apostrophes dropped first."""
    return str(_stemmer().stemWord(word.replace("'", "")))


def uncamel(cleaned: str) -> str:
    """`TooManyRequests` as `Too Many Requests`; the text is as long or longer, so offsets do not carry over."""
    return _CAMEL.sub(" ", cleaned)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The vocabulary of the language the book is asked in, from `data/lexicon*.toml`, ready for matching.

    Attributes:
        concepts_en: first stem -> the stem sequences that begin with it, longest first, each with its concepts.
        concepts_zh: Chinese word -> its concepts.
        filler_en: stems that say nothing about the subject.
        filler_zh: Chinese phrases that say nothing about the subject.
        negators_en: stems that turn the next concept into its opposite.
        negators_zh: the same in Chinese.
    """

    concepts_en: Mapping[str, Sequence[tuple[tuple[str, ...], tuple[str, ...]]]]
    concepts_zh: Mapping[str, tuple[str, ...]]
    filler_en: frozenset[str]
    filler_zh: frozenset[str]
    negators_en: frozenset[str]
    negators_zh: tuple[str, ...]


@dataclass(slots=True)
class Tokens:
    """The tokens of a text.

    Attributes:
        words: stems in order, fillers left out.
        raw: the folded words the stems came from, in the same order.
        compounds: `k` tokens.
        concepts: `c` tokens, in order; a negated one has "!" before its name.
        pairs: `h` and `u` tokens.
        sounds: `s` tokens of the Chinese characters.
        han: the Chinese runs, fillers left out.
    """

    words: list[str] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    compounds: list[str] = field(default_factory=list)
    concepts: list[str] = field(default_factory=list)
    pairs: list[str] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)
    han: list[str] = field(default_factory=list)

    def all(self) -> Iterator[str]:
        """All tokens but the sounds, as the index holds them."""
        for word in self.words:
            yield "w" + word
        yield from self.compounds
        yield from self.concepts
        yield from self.pairs


class Tokenizer:
    """Cuts texts. Used alike for the phrases of the book and for questions, so both meet in the same tokens."""

    def __init__(self, folder: Folder, lexicon: Lexicon, sounds: Sounds, other: Mapping[str, str]) -> None:
        """Take the folding, the vocabulary, the sound of each Chinese character, and the other one of a few."""
        self.folder = folder
        self.lexicon = lexicon
        self._sound = sounds.of
        self._other = other
        self._concept_zh = Longest(lexicon.concepts_zh)
        self._filler_zh = Longest(lexicon.filler_zh)

    def sound(self, run: str) -> list[str]:
        """The syllables of a run of Simplified characters; a character without a known sound stands for itself."""
        return [self._sound(character) for character in run]

    def readings(self, character: str) -> tuple[str, ...]:
        """The syllables that a Simplified character is read as, the commonest first."""
        readings = (self._sound(character), self._other.get(character, ""))
        return readings if readings[1] else readings[:1]

    def sounds(self, run: str) -> list[str]:
        """The `s` tokens of a run of Simplified characters."""
        blurred = [blur(s) if s.isascii() else s for s in self.sound(run)]
        return [f"s{a}-{b}" for a, b in pairwise(blurred)]

    def cut(self, cleaned: str) -> Tokens:
        """The tokens of a text that went through `fold.clean`."""
        folded = self.folder.fold(uncamel(cleaned))
        found = Tokens()
        stems: list[tuple[str, str]] = []
        for match in _PIECE.finditer(folded):
            piece = match[0]
            if piece == "*/":
                found.compounds.append("k*/")
            elif _HAN_RUN.match(piece):
                self._latin(stems, found)
                stems = []
                self._han(piece, found)
            else:
                if _CODE_LIKE.fullmatch(piece):
                    found.compounds.append("k" + piece.translate(_JOINTS))
                if _FIELD.fullmatch(piece) and _FIELD_AFTER.match(folded, match.end()):
                    found.compounds.append(f"k{piece}:")
                stems += [(stem(part), part) for part in _PART.findall(piece)]
        self._latin(stems, found)
        return found

    def _latin(self, stems: list[tuple[str, str]], found: Tokens) -> None:
        """Add the stems of one stretch of Latin words and the concepts in them."""
        lexicon = self.lexicon
        at = 0
        denied_before = 0
        while at < len(stems):
            word, _ = stems[at]
            length = 1
            for sequence, concepts in lexicon.concepts_en.get(word, ()):
                if tuple(s for s, _ in stems[at : at + len(sequence)]) == sequence:
                    mark = "c!" if at < denied_before else "c"
                    found.concepts += [mark + concept for concept in concepts]
                    length = len(sequence)
                    denied_before = 0  # "not running behind the proxy" denies the first only
                    break
            else:
                if word in lexicon.negators_en:
                    denied_before = at + _DENIED
            for each, source in stems[at : at + length]:
                if len(each) > 1 and each not in lexicon.filler_en:
                    found.words.append(each)
                    found.raw.append(source)
            at += length

    def _han(self, run: str, found: Tokens) -> None:
        """Add what one run of Chinese characters holds."""
        for start, word in self._concept_zh.everywhere(run):
            mark = "c!" if self._denied(run[max(0, start - 4) : start]) else "c"
            found.concepts += [mark + concept for concept in self.lexicon.concepts_zh[word]]
        for part in self._without_filler(run):
            found.han.append(part)
            found.pairs += ["u" + character for character in part]
            found.pairs += ["h" + part[i : i + 2] for i in range(len(part) - 1)]
            found.sounds += self.sounds(part)

    def _denied(self, before: str) -> bool:
        """Whether a Chinese word is denied by what stands before it ("没超时", "不是很慢")."""
        before = before.rstrip("的地得是有很太") or before
        return before.endswith(self.lexicon.negators_zh)

    def _without_filler(self, run: str) -> Iterator[str]:
        end = 0
        for start, word in self._filler_zh.apart(run):
            if start > end:
                yield run[end:start]
            end = start + len(word)
        if end < len(run):
            yield run[end:]
