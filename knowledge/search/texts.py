"""Many short texts, from number to text and back, read where they lie in the book, however many there are."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING
from zlib import crc32

import msgspec

from knowledge.search.numbers import Numbers, pack_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable


class PackedTexts(msgspec.Struct, frozen=True, array_like=True):
    """Texts, by number.

    Attributes:
        starts: where each text starts in `letters`, and where the last one ends.
        letters: all texts in UTF-8, one after the other.
    """

    starts: Numbers
    letters: memoryview


class PackedKeys(msgspec.Struct, frozen=True, array_like=True):
    """Texts whose numbers can be asked for: a hash table with open addressing, no more than half of it taken.

    Attributes:
        texts: the texts, each once.
        slots: a power of two of them. Each is 0, or the number of a text plus one; a text's is at its hash or, where
            others were there before it, at the next free one.
    """

    texts: PackedTexts
    slots: Numbers


def pack_texts(texts: Iterable[str]) -> PackedTexts:
    """Texts, as they come."""
    encoded = [text.encode() for text in texts]
    starts = pack_numbers(accumulate(map(len, encoded), initial=0))
    return PackedTexts(starts, memoryview(b"".join(encoded)))


def pack_keys(keys: Iterable[str]) -> PackedKeys:
    """Different texts, as they come."""
    texts = list(keys)
    size = 1 << (2 * len(texts)).bit_length()
    slots = [0] * size
    for number, text in enumerate(texts, 1):
        at = crc32(text.encode()) % size
        while slots[at]:
            at = (at + 1) % size
        slots[at] = number
    return PackedKeys(pack_texts(texts), pack_numbers(slots))


class Texts:
    """Packed texts."""

    __slots__ = ("_letters", "_starts")

    def __init__(self, packed: PackedTexts) -> None:
        """Look at the packed bytes; nothing is copied."""
        self._starts = packed.starts.view()
        self._letters = packed.letters

    def __len__(self) -> int:
        """How many there are."""
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> str:
        """A text.

        Raises:
            IndexError: there are not so many.
        """
        return str(self._letters[self._starts[number] : self._starts[number + 1]], "utf-8")


class Keys(Texts):
    """Packed texts whose numbers can be asked for."""

    __slots__ = ("_mask", "_slots")

    def __init__(self, packed: PackedKeys) -> None:
        """Look at the packed bytes; nothing is copied."""
        super().__init__(packed.texts)
        self._slots = packed.slots.view()
        self._mask = len(self._slots) - 1

    def get(self, text: str) -> int | None:
        """The number of a text; None where it is not there."""
        wanted = text.encode("utf-8", "replace")  # a platform can deliver half a character
        at = crc32(wanted) & self._mask
        while number := self._slots[at]:
            if self._letters[self._starts[number - 1] : self._starts[number]] == wanted:
                return number - 1
            at = (at + 1) & self._mask
        return None
