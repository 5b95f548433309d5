"""Error texts as programs print them, found word for word: "connection reset by peer", "Too many open files"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from bot.reading import Certainty, Mention
from knowledge.search.fold import HAN
from knowledge.search.names import squash

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from knowledge.catalogue import Catalogue
    from knowledge.search.focus import Focus

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

_SENTENCE = 5
"""Words of an error text that nobody says by chance, though it is no code's name."""

_MOSTLY = 0.7
"""Share of a text that an official name must be, where nothing points at its family: what else is said counts too."""

_WHOLE, _WHOLE_HAN = 6, 3
"""Letters, or characters, of a name that can stand alone."""


class Messages:
    """Finds error texts with the help of the catalogue."""

    def __init__(self, catalogue: Catalogue, ordinary: Collection[str]) -> None:
        """Take what knows them, and the names that are words of a language as well."""
        self._catalogue = catalogue
        self._ordinary = ordinary

    def typed(self, text: str, focus: Focus) -> Mention | None:
        """The longest error text in what a person wrote; where the text is about families, one of theirs."""
        about = focus.families or focus.topics
        found = self._longest(text, _TYPED, (*focus.families, *focus.topics))
        if found is None:
            return None
        code = self._catalogue.get(found.ids[0])
        if about and code.family not in about:
            return None
        name = squash(found.text)
        named = bool(focus.families) or (name == squash(code.name.en) and len(name) >= _MOSTLY * len(squash(text)))
        return found if named or len(found.text.split()) >= _SENTENCE else None

    def whole(self, text: str) -> Mention | None:
        """The code whose official name a text is; those of HTTP are found by what is nearest."""
        key = squash(self._catalogue.folder.simplify(text))
        ids = self._catalogue.exact(f"={key}") if len(key) >= (_WHOLE if key.isascii() else _WHOLE_HAN) else ()
        if not ids or any(id_.startswith("http:") for id_ in ids):
            return None
        code = self._catalogue.get(ids[0])
        if text.strip().lower() in self._ordinary:
            return None
        official = key in (squash(code.name.en), squash(code.name.zh), squash(code.key))
        return Mention(ids, text, 0, Certainty.SURE, "name") if official else None

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
