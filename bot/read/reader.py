"""From a query to a reading: what is read at all, and the short way of a number that stands alone."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from bot.reading import Certainty, Mention, Reading, Shape
from knowledge.search.fold import clean

if TYPE_CHECKING:
    from bot.read.text import TextReader
    from knowledge.catalogue import Catalogue

SCANNED = 262_144
"""Characters of a pasted text that are looked at: the size of the largest file a platform hands over."""

_NUMBER = re.compile(r"-?\d{1,5}")


class Reader:
    """Reads questions with the help of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Take the book."""
        self._catalogue = catalogue

    @cached_property
    def _texts(self) -> TextReader:
        from bot.read.text import TextReader  # noqa: PLC0415 - a number alone, the commonest question, needs none of it

        return TextReader(self._catalogue)

    def read(self, text: str, quoted: str = "") -> Reading:
        """Read a typed text, or, where it says nothing by itself, the one it points at.

        Never raises, whatever the text; time is bounded by what is looked at, not by its length.
        """
        cleaned = clean(text[:SCANNED]).strip()
        pasted = clean(quoted[:SCANNED]).strip()
        if pasted and not (cleaned and self._texts.says_something(cleaned)):
            cleaned = pasted
        if not cleaned:
            return Reading("", "", "", Shape.EMPTY)
        return self._number(cleaned) if _NUMBER.fullmatch(cleaned) else self._texts.read(cleaned)

    def _number(self, digits: str) -> Reading:
        """A number and nothing else: nothing about it has to be weighed."""
        mention = Mention(self._catalogue.exact(digits), digits, 0, Certainty.FAIR, "number")
        return Reading(digits, digits, "", Shape.NUMBER, (mention,))
