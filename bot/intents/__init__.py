"""What people want, one module each: `hear` recognises it in a reading, `act` answers it.

To add an intent (`bot/intents/random.py`): write `hear`, `act` and `INTENT`; add its words to `bot/texts/*.ftl` (a
test names the missing keys) and its queries to `tests/eval/`. Menus, slash commands and help show it then.

Ranks, the first that recognises the text wins: 10 talk about the bot itself, 30 pasted text, 40 comparisons,
50 classes, 60 a code by number or spelling, 80 search in words, 99 nothing.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from bot.commands import Localized
from bot.texts.words import words_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.action import Command
    from bot.commands import CommandSpec
    from bot.compose import Composer
    from bot.outcome import Known, Outcome
    from bot.query import Query
    from bot.reading import Reading
    from knowledge.catalogue import Catalogue


class Scene(msgspec.Struct, frozen=True):
    """All that an intent has at hand for one question.

    Attributes:
        query: the question as it came.
        reading: the question, read; of an empty text where a button was pressed.
        known: what is kept of the asker and the place.
        catalogue: the book.
        composer: makes answers in the language of this question.
        read: reads another text (an argument of a command).
        act: answers another command, in the scene given.
        speaking: the composer of another language.
    """

    query: Query
    reading: Reading
    known: Known
    catalogue: Catalogue
    composer: Composer
    read: Callable[[str], Reading]
    act: Callable[[Command, Scene], Outcome]
    speaking: Callable[[str], Composer]

    def speak(self, language: str) -> Scene:
        """The same scene in another language."""
        return replace(self, composer=self.speaking(language))

    def about(self, text: str) -> Scene:
        """The same scene with another text as the question."""
        return replace(self, reading=self.read(text))


class Intent(msgspec.Struct, frozen=True):
    """One thing people want.

    Attributes:
        verb: the first part of its commands.
        rank: its turn among those that hear; lower first.
        hear: the command that a text means, or None.
        act: the answer to its command.
        menu: makes what is shown in menus; None where nothing is.
        menu_rank: its place in the menus.
    """

    verb: str
    rank: int
    hear: Callable[[Scene], Command | None]
    act: Callable[[Command, Scene], Outcome]
    menu: Callable[[], CommandSpec] | None = None
    menu_rank: int = 99


def unheard(_scene: Scene) -> Command | None:
    """For intents that no text leads to, only a button or a menu."""
    return None


def localized(key: str) -> Localized:
    """A message in the three languages."""
    return Localized(words_in("en")(key), words_in("zh-Hans")(key), words_in("zh-Hant")(key))


def discover() -> Sequence[Intent]:
    """The intents of this package, by rank."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return sorted((module.INTENT for module in modules), key=lambda intent: (intent.rank, intent.verb))
