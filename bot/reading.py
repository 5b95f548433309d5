"""A question, read once for all intents: what it mentions, how surely, and in which language it was put."""

from __future__ import annotations

from enum import IntEnum, StrEnum

import msgspec

from knowledge.search.focus import NOWHERE, Focus


class Shape(StrEnum):
    """What kind of text it is."""

    EMPTY = "empty"
    NUMBER = "number"
    """A number and nothing else that says anything."""
    PHRASE = "phrase"
    """Words of a person."""
    LOG = "log"
    """Something pasted: a log line, a trace, an alert, an error page."""


class Certainty(IntEnum):
    """How surely a part of the text is a code."""

    WEAK = 1
    """The digits fit, the words around them do not speak for it ("took 404 ms")."""
    FAIR = 2
    """Nothing speaks against it."""
    SURE = 3
    """The words or the form around it say so ("HTTP 404", "status=404", "404 啥意思")."""


class Cue(StrEnum):
    """What the words around the subject ask for."""

    MEANING = "meaning"
    COMPARE = "compare"
    LIST = "list"
    HELP = "help"
    ABOUT = "about"
    LANGUAGE = "language"
    THANKS = "thanks"
    GREETING = "greeting"


class Mention(msgspec.Struct, frozen=True):
    """One code that the text names.

    Attributes:
        ids: what it can mean, best first; () for a number that looks like a code but is not in the book.
        text: as it stands in the question.
        start: offset in `Reading.text`.
        certainty: how surely it is meant as a code.
        via: how it was recognised ("number", "log", "spelling", "words").
    """

    ids: tuple[str, ...]
    text: str
    start: int
    certainty: Certainty
    via: str


class Reading(msgspec.Struct, frozen=True):
    """A question as all intents see it.

    Attributes:
        text: cleaned and with written-out numbers as digits; case kept.
        folded: `text` in the searchable form.
        language: "en", "zh-Hans" or "zh-Hant"; "" where the text does not tell.
        shape: what kind of text it is.
        mentions: codes in order of appearance, without those that stand for something else.
        ranges: ids of classes ("http:4xx") in order of appearance.
        cues: what the words around ask for.
        focus: the families that the words point at, best first.
        words: the text without mentions and digits: what the search sees.
        asked: whether a code is asked for beyond doubt, though none is named.
        excluded: ids that are known already: another than these is asked for.
        everyday: whether the numbers in the text are those of daily life (a bus, a price, a room).
    """

    text: str
    folded: str
    language: str
    shape: Shape
    mentions: tuple[Mention, ...] = ()
    ranges: tuple[str, ...] = ()
    cues: frozenset[Cue] = frozenset()
    focus: Focus = NOWHERE
    words: str = ""
    everyday: bool = False
    asked: bool = False
    excluded: tuple[str, ...] = ()

    @property
    def fair(self) -> tuple[Mention, ...]:
        """The mentions that nothing speaks against and that are in the book."""
        return tuple(m for m in self.mentions if m.certainty >= Certainty.FAIR and m.ids)
