"""Codes of any family: by the words that point at a family, by how a family's programs print its codes, by spelling.

A bare number belongs to whom the words point at ("grpc 14", "退出码 137"); a spelling that is no word of a language
("ECONNREFUSED", "CrashLoopBackOff", "nxdomain") needs no hint, one that is ("REFUSED", "Completed") does.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from bot.reading import Certainty, Mention
from knowledge.search.focus import HOME, Focus
from knowledge.search.names import squash
from knowledge.search.needles import Sieve
from knowledge.search.tokens import stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.texts.cues import Cues
    from knowledge.catalogue import Catalogue

_SPELLING = re.compile(
    r"(?<![A-Za-z0-9_.@-])(?<![A-Za-z][/\[])-?[A-Za-z0-9][A-Za-z0-9_]*(?:\.\d+)*(?![A-Za-z0-9_]|\.\d)"
)
_NUMERAL = re.compile(r"-?\d+(?:\.\d+)*")
_HUMPS = re.compile(r"[A-Z][a-z]+[A-Z]|[a-z][A-Z]|[A-Z]{2}[a-z]{2}")
_SHORTEST = 4
"""Letters of a spelling that can stand without a hint; shorter ones ("ASK", "UH") are words or chance."""

_CONSTANT = re.compile(r"(?<![A-Za-z0-9_.@/-])[A-Za-z][A-Za-z_]{4,}(?![A-Za-z0-9_./-])")
_RESPELT, _LONG = 120, 6
"""Characters of a text whose words may be misspelt constants, and letters of such a word that is in small letters."""

_FEW = 4
"""Words of a text in which an ordinary word beside a hint names a code."""


class Families:
    """Finds mentions of codes of all families but HTTP's own bare numbers."""

    def __init__(self, catalogue: Catalogue, cues: Cues) -> None:
        """Take what knows families and spellings, and what knows daily life."""
        self._catalogue = catalogue
        self._cues = cues

    @cached_property
    def _hints(self) -> Sieve:
        return Sieve(self._catalogue.signs.hints)

    @cached_property
    def _topics(self) -> Sieve:
        return Sieve(self._catalogue.signs.topics)

    @cached_property
    def _prints(self) -> Sieve:
        return Sieve(self._catalogue.signs.printed)

    def hinted(self, folded: str) -> tuple[str, ...]:
        """The families that the words of a folded text point at, in order of appearance, the general ones last.

        Where one hint begins with another ("http2", "http"), the longer one counts.
        """
        places = list(self._hints.matches(folded))
        longest: dict[int, int] = {}
        for _, match in places:
            longest[match.start()] = max(longest.get(match.start(), 0), match.end())
        known = self._catalogue.families
        meant = sorted(
            (known[id_].general, match.start(), id_) for id_, match in places if match.end() == longest[match.start()]
        )
        return tuple(dict.fromkeys(id_ for _, _, id_ in meant))

    def focus(self, folded: str, hinted: tuple[str, ...]) -> Focus:
        """What a folded text is about: of the families it points at the general ones only where there is no other."""
        known = self._catalogue.families
        touched = list(self._topics.matches(folded))
        pointers = [match[0] for id_, match in self._hints.matches(folded) if id_ != HOME]
        families = tuple(id_ for id_ in hinted if not known[id_].general) or hinted
        return Focus(
            families=families,
            topics=tuple(dict.fromkeys(id_ for id_, _ in touched)),
            pointers=" ".join([*pointers, *(match[0] for _, match in touched)]),
            alone=all(known[id_].alone for id_ in families),
        )

    def specific(self, focus: Focus) -> Focus:
        """The same without general families: an exit status says nothing about what went wrong before it."""
        known = self._catalogue.families
        families = tuple(id_ for id_ in focus.families if not known[id_].general)
        return Focus(families, tuple(id_ for id_ in focus.topics if not known[id_].general), focus.pointers)

    def printed(self, text: str) -> Iterator[Mention]:
        """Codes as the programs of a family print them: "curl: (28)", "errno=116", "SQLSTATE 40001"."""
        for family, match in self._prints.matches(text):
            ids = self._in_family(match["key"], family)
            if ids:
                yield Mention(ids, match["key"], match.start("key"), Certainty.SURE, f"log: {family}")

    def respelt(self, text: str) -> str:
        """A short text with its misspelt constants ("NXDOMIAN", "oomkiled") as they are spelt; else as it is.

        What is written in capitals or has a hump or an underscore looks like a constant; another word has to be long.
        """
        if len(text) > _RESPELT:
            return text
        return _CONSTANT.sub(lambda found: self._meant(found[0]), text)

    def _meant(self, word: str) -> str:
        made = _distinct(word) and not word.islower()
        if len(word) <= (_SHORTEST if made else _LONG) or (word.islower() and "_" in word):
            return word
        if self._catalogue.exact(word.lower()) or self._catalogue.exact("=" + squash(word)):
            return word
        if self._catalogue.knows(word.lower()):
            return word
        meant = self._catalogue.constants.nearest(word)
        return word if meant.lower() in self._cues.ordinary else meant or word

    def spelt(self, text: str, families: Sequence[str], topics: Sequence[str] = ()) -> Iterator[Mention]:
        """Codes by what they are called, and numbers of the families that the text, or a code in it, points at.

        A number with dots ("5.1.1") is a version as a rule; where the text is about its field it is a code.
        """
        words = list(_SPELLING.finditer(text))
        numerals = [word for word in words if _NUMERAL.fullmatch(word[0])]
        named = [mention for word in words if word not in numerals and (mention := self._named(word, families))]
        yield from named
        beside = dict.fromkeys([*families, *(mention.ids[0].partition(":")[0] for mention in named)])
        for word in numerals:
            about = (*beside, *topics) if "." in word[0] else beside
            pointed = tuple(id_ for family in about for id_ in self._in_family(word[0], family))
            if pointed and not self._everyday(text, word):
                yield Mention(pointed, word[0], word.start(), Certainty.SURE, "family")

    def _named(self, word: re.Match[str], families: Sequence[str]) -> Mention | None:
        """The code that a word names, with the help of the families that the text points at."""
        said = word[0]
        pointed = tuple(id_ for family in families for id_ in self._in_family(said, family))
        if pointed and (_distinct(said) or self._stands_out(said, word.string, families)):
            ids = tuple(dict.fromkeys([*pointed, *self._catalogue.exact(said.lower())]))
            return Mention(ids, said, word.start(), Certainty.SURE, "family")
        ids = self._alone(said)
        return Mention(ids, said, word.start(), Certainty.SURE, "spelling") if ids else None

    def _stands_out(self, word: str, text: str, families: Sequence[str]) -> bool:
        """Whether a word beside a hint is meant as a name ("dns refused"), not said in passing."""
        if word.lower() in self._cues.ordinary and not word.isupper():
            return len(families) == 1 and len(text.split()) <= _FEW
        filler = self._catalogue.tokenizer.lexicon.filler_en
        return not word.islower() or (len(families) == 1 and stem(word) not in filler)

    def general(self, mentions: Sequence[Mention]) -> bool:
        """Whether nothing but what follows the error itself is named, as an exit status does."""
        families = {mention.ids[0].partition(":")[0] for mention in mentions if mention.ids}
        return all(id_ != HOME and self._catalogue.families[id_].general for id_ in families)

    def by_the_way(self, mentions: Sequence[Mention], hinted: Sequence[str]) -> bool:
        """Whether numbers are none of what is asked for: how a program ended is ("curl -f on a 404, exit code?")."""
        meant = [id_ for id_ in hinted if id_ != HOME]
        general = {self._catalogue.families[id_].general for id_ in meant}
        numbers = [m for m in mentions if m.via == "number"]
        return (
            len(general) > 1
            and bool(numbers)
            and len(numbers) == len(mentions)
            and not any(id_.partition(":")[0] in meant for m in numbers for id_ in m.ids)
        )

    def _in_family(self, word: str, family: str) -> tuple[str, ...]:
        return self._catalogue.exact(word.lower(), family)

    def _alone(self, word: str) -> tuple[str, ...]:
        """What a spelling means that stands without a hint; () where it may as well be a word."""
        ids = self._catalogue.exact(word.lower())
        if not ids or len(word) < _SHORTEST:
            return ()
        if word.lower() in self._cues.ordinary:  # in capitals it is a word of a program: "MOVED 3999 127.0.0.1:6381"
            return ids if word.isupper() and self._catalogue.get(ids[0]).key == word else ()
        if _HUMPS.search(word) and any(id_.startswith("http:") for id_ in self._catalogue.exact("=" + word.lower())):
            return ()  # "NotFound", "AccessDenied": constants of HTTP as well, and found as such
        return ids if _distinct(word) or _distinct(self._catalogue.get(ids[0]).key) else ()

    def _everyday(self, text: str, match: re.Match[str]) -> bool:
        simple = self._catalogue.folder.simplify(text.lower())
        before, after = simple[max(0, match.start() - 40) : match.start()], simple[match.end() : match.end() + 40]
        return self._cues.everyday(before, after)


def _distinct(word: str) -> bool:
    """Whether a spelling looks like no word of a language: "E2BIG", "ERR_X", "OOMKilled", "ECONNREFUSED"."""
    mixed = any(c.isdigit() for c in word) and any(c.isalpha() for c in word)
    return mixed or "_" in word or _HUMPS.search(word) is not None or (word.isupper() and len(word) >= _SHORTEST)
