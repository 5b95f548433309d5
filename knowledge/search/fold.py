"""One form for the many ways a text is written: NFKC, case, Traditional to Simplified, regional words.

The one place where letters are told from non-letters; an ASCII idea of a letter would make Chinese vanish.
Chinese text copied from a PDF holds Kangxi look-alikes (U+2F64 for U+7528) and full-width digits: NFKC maps them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from knowledge.search.longest import Longest
from knowledge.search.needles import Expression

if TYPE_CHECKING:
    from collections.abc import Mapping

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
"""The ranges of Chinese characters, to stand inside a character class."""

LATIN = "a-z\u00df-\u00f6\u00f8-\u024f"
"""The ranges of folded Latin letters, to stand inside a character class."""

_ONE_HAN = Expression(f"[{HAN}]")
"""Compiled for the first text that is not ASCII, as in `names.py`."""

# Variation selectors, keycaps, zero-width and direction marks: they change how a text looks, never what it says.
_INVISIBLE = dict.fromkeys(
    [
        0xAD,
        0x20E3,
        0xFEFF,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2065),
        *range(0xFE00, 0xFE10),
    ]
)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


_GAP = re.compile(r"(\s{32})\s+")


def clean(text: str) -> str:
    """Compatibility forms, invisible marks and typographic quotes gone; case, script and line breaks kept.

    Lone surrogates and NULs, which a platform can deliver, become spaces. Of white space no more than 32 characters in
    a row are kept: many patterns try each place in it again, and a wider gap says nothing more.
    """
    if not text.isascii():
        whole = text.translate(_INVISIBLE).encode("utf-8", "replace").decode("utf-8")
        text = unicodedata.normalize("NFKC", whole).translate(_QUOTES)
    return _GAP.sub(r"\1", text.replace("\0", " "))


def has_han(text: str) -> bool:
    """Whether there is a Chinese character in the text."""
    return not text.isascii() and _ONE_HAN.pattern.search(text) is not None


def count_han(text: str) -> int:
    """How many Chinese characters are in the text."""
    return 0 if text.isascii() else len(_ONE_HAN.pattern.findall(text))


class Folder:
    """Folds with tables that the book brings: characters (Traditional to Simplified) and words of regions.

    Args:
        characters: Traditional character -> Simplified character.
        words: a region's word -> the word of the book, both in Simplified characters and lower case.
    """

    def __init__(self, characters: Mapping[str, str], words: Mapping[str, str]) -> None:
        """Prepare the tables."""
        self._characters = str.maketrans(dict(characters))
        self._words = dict(words)
        self._longest = Longest(self._words)

    def simplify(self, text: str) -> str:
        """Traditional characters as Simplified ones, the words as they are."""
        return text.translate(self._characters)

    def fold(self, cleaned: str) -> str:
        """The searchable form of a text that went through `clean`."""
        lower = cleaned.lower()
        if lower.isascii() or not has_han(lower):
            return lower
        simple = lower.translate(self._characters)
        parts: list[str] = []
        end = 0
        for start, word in self._longest.apart(simple):
            parts += (simple[end:start], self._words[word])
            end = start + len(word)
        return "".join((*parts, simple[end:]))
