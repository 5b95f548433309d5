"""The sounds of Chinese characters, one a character, looked up in a table as long as their block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from knowledge.search.numbers import Numbers, pack_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIRST, _BEYOND = 0x4E00, 0xA000
"""The basic block of Chinese characters."""


class PackedSounds(msgspec.Struct, frozen=True, array_like=True):
    """Sounds.

    Attributes:
        syllables: each once, the first of them "".
        numbers: for each character of the basic block, the number of its syllable.
    """

    syllables: tuple[str, ...]
    numbers: Numbers


def pack_sounds(characters: Mapping[str, str]) -> PackedSounds:
    """Syllables and the characters that have them, all of the basic block."""
    numbers = [0] * (_BEYOND - _FIRST)
    for number, having in enumerate(characters.values(), 1):
        for character in having:
            numbers[ord(character) - _FIRST] = number
    return PackedSounds(("", *characters), pack_numbers(numbers))


class Sounds:
    """Packed sounds."""

    __slots__ = ("_numbers", "_syllables")

    def __init__(self, packed: PackedSounds) -> None:
        """Look at the packed table; nothing is copied."""
        self._syllables = packed.syllables
        self._numbers = packed.numbers.view()

    def of(self, character: str) -> str:
        """The toneless syllable of a character; the character itself where it has none."""
        at = ord(character) - _FIRST
        return (self._syllables[self._numbers[at]] if 0 <= at < len(self._numbers) else "") or character
