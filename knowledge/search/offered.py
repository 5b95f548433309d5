"""What is offered while somebody types: codes whose key or name begins so, found without unpacking any of them."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from knowledge.model import Code

LONGEST = 40
"""Characters of the longest text that is looked for: no key or name begins with more."""


class Offer(msgspec.Struct, frozen=True, array_like=True):
    """The codes, those that people meet most first; their keys and names in small letters, a line each."""

    ids: tuple[str, ...]
    keys: str
    english: str
    chinese: str


def offer_of(codes: Iterable[Code]) -> Offer:
    """Make it of all codes; those that people meet equally often stay in their order."""
    by_use = sorted(codes, key=lambda code: -code.common)
    return Offer(
        ids=tuple(code.id for code in by_use),
        keys=_lines(code.key.lower() for code in by_use),
        english=_lines(code.name.en.lower() for code in by_use),
        chinese=_lines(code.name.zh for code in by_use),
    )


def _lines(texts: Iterable[str]) -> str:
    """Each with a line feed before it, and one after the last: so a beginning can be searched for, too."""
    return "".join(f"\n{text.replace(chr(10), ' ')}" for text in texts) + "\n"


class Offered:
    """Looks through an offer."""

    def __init__(self, offer: Offer) -> None:
        """Take what was packed."""
        self.ids: Sequence[str] = offer.ids
        self._keys, self._english, self._chinese = map(_Lines, (offer.keys, offer.english, offer.chinese))

    def starting_with(self, typed: str) -> list[str]:
        """The ids of codes whose key begins with a folded text, then those whose name does, or a word of it."""
        if not typed or len(typed) > LONGEST or "\n" in typed:
            return []
        keys, names = self._keys.having(f"\n{typed}"), self._english.having(f"\n{typed}")
        within = sorted({*self._english.having(f" {typed}"), *self._chinese.having(typed)})
        return [self.ids[at] for at in (*keys, *names, *within)]


class _Lines:
    """Lines in one text, which is looked through as a whole."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins: at the line feed before it."""
        return [0, *accumulate(len(line) + 1 for line in self._text[1:-1].split("\n"))]

    def having(self, part: str) -> Iterator[int]:
        """The numbers of the lines that have a part, each once, in order."""
        at = self._text.find(part)
        while at >= 0:
            line = bisect_right(self._starts, at) - 1
            yield line
            at = self._text.find(part, self._starts[line + 1])
