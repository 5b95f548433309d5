"""Likeness to names, letter by letter and by sound, for texts short enough to be one."""

from __future__ import annotations

from functools import cached_property
from heapq import nlargest
from typing import TYPE_CHECKING

from knowledge.search.postings import NamedPostings
from knowledge.search.texts import Texts
from knowledge.search.vector import sharing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.search.index import Index
    from knowledge.search.tokens import Tokenizer, Tokens

_HOMOPHONE, _SPELT = 0.97, 0.95
"""What a likeness by sound is worth beside one by character: Chinese against Chinese, pinyin against Chinese."""

_SHORTENED = {3: 0.62}
_SHORTENED_MOST = 0.9
"""Likeness of initials ("wgcs") to the name they are of; three letters are often chance."""

_WIDE = 2.5
"""How many letters a Chinese character is worth."""

_NOISE = 0.55
"""Likeness that any two short texts have."""

_LONGEST = 60
"""Letters of the longest text that is compared; no name is longer."""

_SHORT_HAN = 8
"""Characters of a Chinese text whose order may be mixed up."""

_COMPARED = 40
"""Names that one text is compared with, of those that share tokens and of those that share letters."""


class Names:
    """The names of one index."""

    def __init__(self, index: Index, tokenizer: Tokenizer) -> None:
        """Take the index; what few texts need waits until there is one."""
        self._index = index
        self._tokenizer = tokenizer
        self._squashed = Texts(index.squashed)

    def _spelt(self, name: int) -> tuple[str, str, str]:
        """The letters of a name, its sound, and the Latin letters beside Chinese characters."""
        letters, spoken, latin = self._squashed[name].split("\t")
        return letters, spoken, latin

    @cached_property
    def _letters(self) -> NamedPostings:
        return NamedPostings(self._index.letters)

    @cached_property
    def _initials(self) -> NamedPostings:
        return NamedPostings(self._index.initials)

    def alike(self, tokens: Tokens, phrases: dict[int, float]) -> Iterable[tuple[int, float, str]]:
        """Names like a text: phrase number, likeness 0 to 1, and by what: "name" or "sound".

        Args:
            tokens: the text.
            phrases: phrases that share tokens with it, and how near they are.
        """
        latin, han = "".join(tokens.raw), "".join(tokens.han)
        if (not latin and not han) or len(latin) + 2 * len(han) > _LONGEST:
            return
        heard = "".join(self._tokenizer.sound(han)) if han else latin
        # A name in one script speaks for as much of a mixed text as is in that script.
        in_latin = _share(len(latin), _WIDE * len(han))
        for phrase in self._candidates(latin, phrases):
            name, spoken, beside = self._spelt(phrase)
            if not spoken:
                yield phrase, alike(latin, name) * in_latin, "name"
                continue
            # "grpc 找不到资源" is whole with its Latin part, and half a name of what 找不到资源 asks for.
            there = len(beside) if beside in latin else 0
            share = _share(_WIDE * len(han), len(latin) - there) if han else 1.0
            share *= _share(_WIDE * len(name), len(beside) - there)
            score = alike(han, name) * share
            sound = alike(heard, spoken) * (_HOMOPHONE if han else _SPELT) * share
            yield (phrase, score, "name") if score >= sound else (phrase, sound, "sound")

    def initials(self, tokens: Tokens) -> Iterable[tuple[int, float, str]]:
        """Chinese names whose syllables begin with the letters of a text, as `alike` gives them."""
        letters = "".join(tokens.raw)
        likeness = _SHORTENED.get(len(letters), _SHORTENED_MOST)
        for name in self._initials.get(letters):
            yield name, likeness, "sound"

    def _candidates(self, latin: str, phrases: dict[int, float]) -> Iterable[int]:
        """Names that share tokens, and names that share letters with a text written without spaces."""
        names = len(self._squashed)
        named = nlargest(_COMPARED, (phrase for phrase in phrases if phrase < names), key=phrases.__getitem__)
        lettered = sharing(latin, self._letters, _COMPARED) if latin else []
        return dict.fromkeys([*named, *lettered])


def _share(part: float, other: float) -> float:
    return part / (part + other) if part else 0.0


def alike(one: str, other: str) -> float:
    """Likeness of two squashed names, 0 to 1, what is mere chance taken off; the order of the letters may differ."""
    if not one or not other:
        return 0.0
    from rapidfuzz import fuzz  # noqa: PLC0415 - its import takes longer than a whole exact answer

    ratio = fuzz.ratio(one, other) / 100
    if ratio < 1 and len(one) <= _SHORT_HAN and not one.isascii():
        ratio = max(ratio, 0.95 * fuzz.ratio(sorted(one), sorted(other)) / 100)
    return max(0.0, (ratio - _NOISE) / (1 - _NOISE))
