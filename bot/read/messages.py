"""Error texts as programs print them, found word for word: "connection reset by peer", "Too many open files"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from bot.reading import Certainty, Mention
from knowledge.search.fold import HAN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.catalogue import Catalogue

_WORD = re.compile(rf"[A-Za-z0-9]+|[{HAN}]")
_LONGEST = 14
"""Words of the longest text that is looked for, a Chinese character counted as one."""


class _Least(msgspec.Struct, frozen=True):
    """How long a text must be to be no chance: words, letters, and characters where it is Chinese."""

    words: int
    letters: int
    characters: int


# People use the words of short ones when they talk, and describe in Chinese; programs print nothing else.
_TYPED, _PASTED = _Least(3, 16, _LONGEST + 1), _Least(2, 10, 4)


class Messages:
    """Finds error texts with the help of the catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Take what knows them."""
        self._catalogue = catalogue

    def typed(self, text: str, families: Sequence[str]) -> Mention | None:
        """The longest error text in what a person wrote; `families` are those that the text points at."""
        return self._longest(text, _TYPED, families)

    def pasted(self, text: str, families: Sequence[str]) -> Mention | None:
        """The same in what a program wrote."""
        return self._longest(text, _PASTED, families)

    def _longest(self, text: str, least: _Least, families: Sequence[str]) -> Mention | None:
        """The first that an HTTP status is known by goes before those of its causes; else the longest."""
        found = list(self._all(text, least, families))
        status = next((mention for mention in found if mention.ids[0].startswith("http:")), None)
        return status or max(found, key=lambda mention: len(mention.text), default=None)

    def _all(self, text: str, least: _Least, families: Sequence[str]) -> Iterator[Mention]:
        words = list(_WORD.finditer(self._catalogue.folder.simplify(text).lower()))
        at = 0
        while at < len(words):
            end, ids = self._longest_at(words, at, least)
            if ids:
                ordered = sorted(ids, key=lambda id_: id_.partition(":")[0] not in families)
                start = words[at].start()
                said = text[start : words[end - 1].end()]
                yield Mention(tuple(ordered), said, start, Certainty.SURE, "message")
            at = end

    def _longest_at(self, words: Sequence[re.Match[str]], at: int, least: _Least) -> tuple[int, tuple[str, ...]]:
        """Where the longest error text that begins with a word ends, and what it means; else the next word."""
        for end in range(min(len(words), at + _LONGEST), at + least.words - 1, -1):
            key = "".join(word[0] for word in words[at:end])
            if len(key) < (least.letters if key.isascii() else least.characters):
                break
            if ids := self._catalogue.exact(f"={key}"):
                return end, ids
        return at + 1, ()
