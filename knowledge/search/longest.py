"""Finding the words of a list in a running text, the longest at each place; no pattern has to be compiled for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


class Longest:
    """A list of words to be found."""

    def __init__(self, words: Collection[str]) -> None:
        """Take the words; an empty one is never found."""
        self._words = words
        self._starts: dict[str, int] = {}
        for word in words:
            if word:
                self._starts[word[0]] = max(self._starts.get(word[0], 0), len(word))

    def at(self, text: str, start: int) -> str:
        """The longest word that begins at an offset; "" where none does."""
        for length in range(min(self._starts.get(text[start], 0), len(text) - start), 0, -1):
            word = text[start : start + length]
            if word in self._words:
                return word
        return ""

    def everywhere(self, text: str) -> Iterator[tuple[int, str]]:
        """The longest word at each offset that begins one; they may overlap."""
        for start in range(len(text)):
            word = self.at(text, start)
            if word:
                yield start, word

    def apart(self, text: str) -> Iterator[tuple[int, str]]:
        """The longest words from left to right, none over another."""
        start = 0
        while start < len(text):
            word = self.at(text, start)
            if word:
                yield start, word
            start += len(word) or 1
