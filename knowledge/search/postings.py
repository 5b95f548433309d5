"""Lists of numbers, many of them, packed end to end: read without being unpacked, however large the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from knowledge.search.numbers import Numbers, pack_numbers
from knowledge.search.texts import Keys, PackedKeys, pack_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """Lists of unsigned numbers.

    Attributes:
        starts: where each list starts in `numbers`, and where the last one ends.
        numbers: all lists, one after the other.
        values: what goes with each number, in thousandths; empty where nothing does.
    """

    starts: Numbers
    numbers: Numbers
    values: Numbers


class Named(msgspec.Struct, frozen=True, array_like=True):
    """Lists that have names, each the number of its list."""

    names: PackedKeys
    lists: Packed


THOUSAND = 1000
"""Values are stored as thousandths."""


def pack(lists: Iterable[Sequence[int]]) -> Packed:
    """Lists of numbers, as they come."""
    starts, numbers = [0], list[int]()
    for each in lists:
        numbers.extend(each)
        starts.append(len(numbers))
    return Packed(pack_numbers(starts), pack_numbers(numbers), pack_numbers(()))


def pack_valued(lists: Iterable[Mapping[int, float]]) -> Packed:
    """Lists of numbers with a value each."""
    valued = list(lists)
    bare = pack([*each] for each in valued)
    values = (round(value * THOUSAND) for each in valued for value in each.values())
    return Packed(bare.starts, bare.numbers, pack_numbers(values))


def pack_named(lists: Mapping[str, Sequence[int]]) -> Named:
    """Lists by name."""
    return Named(pack_keys(lists), pack(lists.values()))


class Postings:
    """Packed lists, by number."""

    __slots__ = ("_numbers", "_starts", "_values")

    def __init__(self, packed: Packed) -> None:
        """Look at the packed bytes; nothing is copied."""
        self._starts = packed.starts.view()
        self._numbers = packed.numbers.view()
        self._values = packed.values.view()

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
        """Look at the packed bytes; nothing is copied."""
        self._names = Keys(named.names)
        self._postings = Postings(named.lists)

    def get(self, name: str) -> Sequence[int]:
        """The numbers of the list of this name; () where there is none."""
        at = self._names.get(name)
        return () if at is None else self._postings.numbers(at)
