"""Codes of any family: by the words that point at a family, by how a family's programs print its codes, by spelling.

A bare number belongs to whom the words point at ("grpc 14", "退出码 137"); a spelling that is no word of a language
("ECONNREFUSED", "CrashLoopBackOff", "nxdomain") needs no hint, one that is ("REFUSED", "Completed") does.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from bot.reading import Certainty, Mention
from knowledge.search.fold import HAN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.texts.cues import Cues
    from knowledge.catalogue import Catalogue
    from knowledge.model import Family

_EDGE = rf"A-Za-z0-9_{HAN}"
_SPELLING = re.compile(r"(?<![A-Za-z0-9_.@-])-?[A-Za-z0-9][A-Za-z0-9_]*(?:\.\d+)*(?![A-Za-z0-9_]|\.\d)")
_NUMERAL = re.compile(r"-?\d+")
_HUMPS = re.compile(r"[A-Z][a-z]+[A-Z]|[a-z][A-Z]|[A-Z]{2,}[a-z]{2,}")
_SHORTEST = 4
"""Letters of a spelling that can stand without a hint; shorter ones ("ASK", "UH") are words or chance."""


class Families:
    """Finds mentions of codes of all families but HTTP's own bare numbers."""

    def __init__(self, catalogue: Catalogue, cues: Cues) -> None:
        """Take what knows families and spellings, and what knows daily life."""
        self._catalogue = catalogue
        self._cues = cues

    @cached_property
    def _hints(self) -> Sequence[tuple[str, re.Pattern[str]]]:
        return [(family.id, _hint_pattern(family)) for family in self._catalogue.families.values()]

    @cached_property
    def _patterns(self) -> Sequence[tuple[str, re.Pattern[str]]]:
        return [
            (family.id, re.compile(pattern, re.MULTILINE))
            for family in self._catalogue.families.values()
            for pattern in family.patterns
        ]

    def hinted(self, folded: str) -> tuple[str, ...]:
        """The families that the words of a folded text point at, in order of appearance."""
        places = [(match.start(), id_) for id_, pattern in self._hints if (match := pattern.search(folded)) is not None]
        return tuple(id_ for _, id_ in sorted(places))

    def printed(self, text: str) -> Iterator[Mention]:
        """Codes as the programs of a family print them: "curl: (28)", "errno=116", "SQLSTATE 40001"."""
        for family, pattern in self._patterns:
            for match in pattern.finditer(text):
                ids = self._in_family(match["key"], family)
                if ids:
                    yield Mention(ids, match["key"], match.start("key"), Certainty.SURE, f"log: {family}")

    def spelt(self, text: str, families: Sequence[str]) -> Iterator[Mention]:
        """Codes by what they are called, and numbers that the families in the text have."""
        for match in _SPELLING.finditer(text):
            word = match[0]
            numeral = _NUMERAL.fullmatch(word) is not None
            pointed = tuple(id_ for family in families for id_ in self._in_family(word, family))
            if pointed and numeral and self._everyday(text, match):
                continue
            if pointed and (numeral or not word.islower() or _distinct(word) or len(families) == 1):
                rest = () if numeral else self._catalogue.exact(word.lower())
                yield Mention(tuple(dict.fromkeys([*pointed, *rest])), word, match.start(), Certainty.SURE, "family")
            elif not numeral and (ids := self._alone(word)):
                yield Mention(ids, word, match.start(), Certainty.SURE, "spelling")

    def _in_family(self, word: str, family: str) -> tuple[str, ...]:
        return self._catalogue.exact(word.lower(), family)

    def _alone(self, word: str) -> tuple[str, ...]:
        """What a spelling means that stands without a hint; () where it may as well be a word."""
        ids = self._catalogue.exact(word.lower())
        if not ids or len(word) < _SHORTEST or word.lower() in self._cues.ordinary:
            return ()
        return ids if _distinct(word) or _distinct(self._catalogue.get(ids[0]).key) else ()

    def _everyday(self, text: str, match: re.Match[str]) -> bool:
        simple = self._catalogue.folder.simplify(text.lower())
        before, after = simple[max(0, match.start() - 40) : match.start()], simple[match.end() : match.end() + 40]
        return self._cues.everyday(before, after)


def _distinct(word: str) -> bool:
    """Whether a spelling looks like no word of a language: "E2BIG", "ERR_X", "OOMKilled", "ECONNREFUSED"."""
    mixed = any(c.isdigit() for c in word) and any(c.isalpha() for c in word)
    return mixed or "_" in word or _HUMPS.search(word) is not None or (word.isupper() and len(word) >= _SHORTEST)


def _hint_pattern(family: Family) -> re.Pattern[str]:
    english = "|".join(sorted((re.escape(hint) for hint in family.hints.en), key=len, reverse=True))
    chinese = "|".join(sorted((re.escape(hint) for hint in family.hints.zh), key=len, reverse=True))
    parts = [rf"(?<![a-z0-9])(?:{english})(?![a-z])"] if english else []
    return re.compile("|".join([*parts, *([chinese] if chinese else [])]) or r"(?!)", re.IGNORECASE)
