"""The words we listen for, from `cues.toml`, as compiled patterns."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

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
    def _patterns(self) -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
        tables = {name: table for name, table in self._words.items() if name not in (_EVERYDAY, _ORDINARY)}
        return {name: (_english(table["en"]), _chinese(table["zh"])) for name, table in tables.items()}

    def heard(self, folded: str) -> frozenset[str]:
        """The names of the cues ("meaning", "compare" …) that a folded text gives."""
        wishes = ((name, pair) for name, pair in self._patterns.items() if name != THINGS)
        return frozenset(name for name, (en, zh) in wishes if en.search(folded) or zh.search(folded))

    def only(self, folded: str, name: str) -> bool:
        """Whether the text consists of one cue and nothing else but punctuation."""
        en, zh = self._patterns[name]
        bare = folded.strip(" \t\n.!?,;:。！？，；~～")
        return bool(en.fullmatch(bare) or zh.fullmatch(bare))

    def without(self, folded: str, names: Sequence[str]) -> str:
        """The text without the words of the given cues."""
        for name in names:
            for pattern in self._patterns[name]:
                folded = pattern.sub(" ", folded)
        return folded

    @cached_property
    def ordinary(self) -> frozenset[str]:
        """Spellings of codes, in lower case, that are words of a language as well ("refused", "completed")."""
        return frozenset(self._words[_ORDINARY]["en"])

    def everyday(self, before: str, after: str) -> bool:
        """Whether what stands directly before or after a number makes it one of daily life ("bus", "块钱")."""
        return bool(self._before.search(before) or self._after.match(after))

    @cached_property
    def _before(self) -> re.Pattern[str]:
        table = self._words[_EVERYDAY]
        return re.compile(
            rf"(?:(?:^|[^a-z])(?:{'|'.join(table['before_en'])})(?:[ #.:-]{{0,2}}| (?:is|was|number) )|(?:{'|'.join(table['before_zh'])})(?:号|是|号是)?[ :：]?)$"
        )

    @cached_property
    def _after(self) -> re.Pattern[str]:
        table = self._words[_EVERYDAY]
        between = r"(?:(?!(?:for|on|in|from|to|after|when|with|by|every|and|or|is|are|at|if|of|but|error|errors|vs)\b)[a-z]+ )?"
        return re.compile(
            rf"\s?-?(?:(?:the |an? ){{0,1}}{between}(?:{'|'.join(table['after_en'])})(?![a-z0-9])|(?:{'|'.join(table['after_zh'])}))"
        )


@lru_cache(maxsize=1)
def load() -> Cues:
    """The cues of this package."""
    import tomllib  # noqa: PLC0415 - a number alone needs no words

    return Cues(tomllib.loads(Path(__file__).with_name("cues.toml").read_text(encoding="utf-8")))


def _english(words: Sequence[str]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(ordered)})(?![a-z0-9])")


def _chinese(words: Sequence[str]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(rf"(?<![a-z]){w}(?![a-z])" if w.isascii() and w.isalpha() else w for w in ordered))
