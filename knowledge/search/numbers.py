"""Whole numbers as the bytes that they are made of, as few as they need: looked at where they lie in the book."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONG = 1 << 16


class Numbers(msgspec.Struct, frozen=True, array_like=True):
    """Unsigned numbers of 16 or 32 bits.

    Attributes:
        kind: their type, as `array` and `memoryview.cast` write it.
        packed: the bytes.
    """

    kind: Literal["H", "I"]
    packed: memoryview

    def view(self) -> memoryview[int]:
        """The numbers; nothing is copied."""
        return self.packed.cast("H") if self.kind == "H" else self.packed.cast("I")


def pack_numbers(numbers: Iterable[int]) -> Numbers:
    """Numbers below 2³², in 16 bits each where the largest of them fits."""
    found = array("I", numbers)
    if max(found, default=0) < _LONG:
        return Numbers("H", as_bytes(array("H", found)))
    return Numbers("I", as_bytes(found))


def as_bytes(numbers: array[int] | array[float]) -> memoryview:
    """An array as the bytes that it is made of."""
    return memoryview(numbers).cast("B")
