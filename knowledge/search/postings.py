"""Lists of numbers, many of them, packed end to end: read without being unpacked, however large the book."""

from __future__ import annotations

from array import array
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """Lists of 32-bit unsigned numbers.

    Attributes:
        starts: where each list starts in `numbers`, and where the last one ends.
        numbers: all lists, one after the other.
        values: what goes with each number, in thousandths; empty where nothing does.
    """

    starts: memoryview
    numbers: memoryview
    values: memoryview = memoryview(b"")


class Named(msgspec.Struct, frozen=True, array_like=True):
    """Lists that have names, which are joined by line feeds in the order of the lists."""

    names: str
    lists: Packed


THOUSAND = 1000
"""Values are stored as thousandths."""


def as_bytes(numbers: array[int] | array[float]) -> memoryview:
    """An array as the bytes that it is made of."""
    return memoryview(numbers).cast("B")


def pack(lists: Iterable[Sequence[int]]) -> Packed:
    """Lists of numbers, as they come."""
    starts, numbers = array("I", [0]), array("I")
    for each in lists:
        numbers.extend(each)
        starts.append(len(numbers))
    return Packed(as_bytes(starts), as_bytes(numbers))


def pack_valued(lists: Iterable[Mapping[int, float]]) -> Packed:
    """Lists of numbers with a value each."""
    starts, numbers, values = array("I", [0]), array("I"), array("I")
    for each in lists:
        numbers.extend(each)
        values.extend(round(value * THOUSAND) for value in each.values())
        starts.append(len(numbers))
    return Packed(as_bytes(starts), as_bytes(numbers), as_bytes(values))


def pack_named(lists: Mapping[str, Sequence[int]]) -> Named:
    """Lists by name."""
    return Named("\n".join(lists), pack(lists.values()))


class Postings:
    """Packed lists, by number."""

    __slots__ = ("_numbers", "_starts", "_values")

    def __init__(self, packed: Packed) -> None:
        """Look at the packed bytes; nothing is copied."""
        self._starts = packed.starts.cast("I")
        self._numbers = packed.numbers.cast("I")
        self._values = packed.values.cast("I")

    def length(self, at: int) -> int:
        """How many numbers a list has."""
        return self._starts[at + 1] - self._starts[at]

    def numbers(self, at: int) -> memoryview[int]:
        """The numbers of a list."""
        return self._numbers[self._starts[at] : self._starts[at + 1]]

    def pairs(self, at: int) -> Iterator[tuple[int, int]]:
        """The numbers of a list with their values, in thousandths."""
        start, end = self._starts[at], self._starts[at + 1]
        return zip(self._numbers[start:end], self._values[start:end], strict=True)


class NamedPostings:
    """Packed lists, by name."""

    def __init__(self, named: Named) -> None:
        """Keep the lists packed; the names are read when one is first asked for."""
        self._named = named
        self._postings = Postings(named.lists)

    @cached_property
    def _at(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self._named.names.split("\n"))} if self._named.names else {}

    def __contains__(self, name: object) -> bool:
        """Whether there is a list of this name."""
        return name in self._at

    def get(self, name: str) -> Sequence[int]:
        """The numbers of the list of this name; () where there is none."""
        at = self._at.get(name)
        return () if at is None else self._postings.numbers(at)
