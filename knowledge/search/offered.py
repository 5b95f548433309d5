"""What is offered while somebody types: codes whose key or name begins so, found without unpacking any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from knowledge.search.lines import Lines, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
        keys=lines_of(code.key.lower() for code in by_use),
        english=lines_of(code.name.en.lower() for code in by_use),
        chinese=lines_of(code.name.zh for code in by_use),
    )


class Offered:
    """Looks through an offer."""

    def __init__(self, offer: Offer) -> None:
        """Take what was packed."""
        self.ids: Sequence[str] = offer.ids
        self._keys, self._english, self._chinese = map(Lines, (offer.keys, offer.english, offer.chinese))

    def starting_with(self, typed: str) -> list[str]:
        """The ids of codes whose key begins with a folded text, then those whose name does, or a word of it."""
        if not typed or len(typed) > LONGEST or "\n" in typed:
            return []
        keys, names = self._keys.having(f"\n{typed}"), self._english.having(f"\n{typed}")
        within = sorted({*self._english.having(f" {typed}"), *self._chinese.having(typed)})
        return [self.ids[at] for at in (*keys, *names, *within)]
