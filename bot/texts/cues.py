"""The words we listen for, from `cues.toml`, as patterns."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.search.needles import Expression, Sieve, with_needles

if TYPE_CHECKING:
    from collections.abc import Sequence

_EVERYDAY, _ORDINARY = "everyday", "ordinary"
THINGS = "things"
"""What families of codes are called: taken out of a text, never heard as a wish."""


class Cues:
    """What the words around a subject ask for, and whether a number belongs to daily life."""

    def __init__(self, words: dict[str, dict[str, list[str]]]) -> None:
        """Take the tables of `cues.toml`."""
        self._words = words

    @cached_property
    def _expressions(self) -> dict[str, tuple[Expression, Expression]]:
        tables = {name: table for name, table in self._words.items() if name not in (_EVERYDAY, _ORDINARY)}
        return {
            name: (with_needles(name, _english(table["en"])), with_needles(name, _chinese(table["zh"])))
            for name, table in tables.items()
        }

    @cached_property
    def _wishes(self) -> Sieve:
        return Sieve([one for name, pair in self._expressions.items() if name != THINGS for one in pair])

    def heard(self, folded: str) -> frozenset[str]:
        """The names of the cues ("meaning", "compare" …) that a folded text gives."""
        return frozenset(
            expression.owner for expression in self._wishes.left(folded) if expression.pattern.search(folded)
        )

    def only(self, folded: str, name: str) -> bool:
        """Whether the text consists of one cue and nothing else but punctuation."""
        bare = folded.strip(" \t\n.!?,;:。！？，；~～")
        return any(expression.pattern.fullmatch(bare) for expression in self._expressions[name])

    def without(self, folded: str, names: Sequence[str]) -> str:
        """The text without the words of the given cues."""
        for name in names:
            for expression in self._expressions[name]:
                folded = expression.pattern.sub(" ", folded)
        return folded

    @cached_property
    def ordinary(self) -> frozenset[str]:
        """Spellings of codes, in lower case, that are words of a language as well ("refused", "completed")."""
        return frozenset(self._words[_ORDINARY]["en"])

    def everyday(self, before: str, after: str) -> bool:
        """Whether what stands directly before or after a number makes it one of daily life ("bus", "块钱")."""
        return any(expression.pattern.search(before) for expression in self._before.left(before)) or any(
            expression.pattern.match(after) for expression in self._after.left(after)
        )

    @cached_property
    def _before(self) -> Sieve:
        table = self._words[_EVERYDAY]
        return _one(
            rf"(?:(?:^|[^a-z])(?:{'|'.join(table['before_en'])})(?:[ #.:-]{{0,2}}| (?:is|was|number) )|(?:{'|'.join(table['before_zh'])})(?:号|是|号是)?[ :：]?)$"
        )

    @cached_property
    def _after(self) -> Sieve:
        table = self._words[_EVERYDAY]
        between = r"(?:(?!(?:for|on|in|from|to|after|when|with|by|every|and|or|is|are|at|if|of|but|error|errors|vs)\b)[a-z]+ )?"
        return _one(
            rf"\s?-?(?:(?:the |an? ){{0,1}}{between}(?:{'|'.join(table['after_en'])})(?![a-z0-9])|(?:{'|'.join(table['after_zh'])}))"
        )


@lru_cache(maxsize=1)
def load() -> Cues:
    """The cues of this package."""
    import tomllib  # noqa: PLC0415 - a number alone needs no words

    return Cues(tomllib.loads(Path(__file__).with_name("cues.toml").read_text(encoding="utf-8")))


def _one(source: str) -> Sieve:
    return Sieve([with_needles(_EVERYDAY, source)])


def _english(words: Sequence[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return rf"(?<![a-z0-9])(?:{'|'.join(ordered)})(?![a-z0-9])"


def _chinese(words: Sequence[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(rf"(?<![a-z]){w}(?![a-z])" if w.isascii() and w.isalpha() else w for w in ordered)
