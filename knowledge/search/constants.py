"""Misspelt constants: "NXDOMIAN", "ECONREFUSED", "oomkiled". What has a digit in it is never near another."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from knowledge.search.lines import lines_of
from knowledge.search.names import squash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.model import Code

SHORTEST, LONG = 5, 9
"""Letters of a constant that can be misspelt, and from which two slips are forgiven."""


def constants_of(codes: Sequence[Code]) -> str:
    """Every spelling of a code that is no plain word in capitals ("UNAVAILABLE"), a line each."""
    found = {code.key: None for code in codes if _looks_made(code.key)}
    for code in codes:
        spellings = (*code.spellings, *map(_bare, code.constants.values()))
        made = filter(_looks_made, spellings)
        found |= {spelling: None for spelling in made if "_" in spelling or not spelling.isupper()}
    return lines_of(found)


def _bare(constant: str) -> str:
    return constant.rpartition(".")[2].rpartition(":")[2]


def _looks_made(spelling: str) -> bool:
    """Whether it is of letters alone and written as no word is: "SERVFAIL", "NOT_FOUND", "CrashLoopBackOff"."""
    letters = spelling.replace("_", "")
    return len(letters) >= SHORTEST and letters.isascii() and letters.isalpha() and not letters[1:].islower()


class Constants:
    """Finds the constant that a word was meant to be."""

    def __init__(self, lines: str) -> None:
        """Take the spellings, a line each."""
        self._lines = lines

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """Letters of each spelling in lower case -> how it is written."""
        return {squash(spelling): spelling for spelling in self._lines.split("\n") if spelling}

    def nearest(self, word: str) -> str:
        """The one constant that a slip or two make of a word; "" where there is none, or more than one.

        Letters left out, put in, changed or swapped with their neighbour count as one slip each.
        The first is taken to be right.
        """
        letters = squash(word)
        if len(letters) < SHORTEST or not letters.isalpha() or letters in self._spellings:
            return ""
        from rapidfuzz import distance, process  # noqa: PLC0415 - its import takes longer than a whole exact answer

        begun = [spelling for spelling in self._spellings if spelling[0] == letters[0]]
        forgiven = 1 + (len(letters) >= LONG)
        near = process.extract(letters, begun, scorer=distance.OSA.distance, score_cutoff=forgiven, limit=2)
        if not near or (len(near) > 1 and near[0][1] == near[1][1]):
            return ""
        return self._spellings[near[0][0]]
