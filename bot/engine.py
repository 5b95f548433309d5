"""From a query to an outcome: read once, let the first intent that hears it act, finish the answer for its place."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.action import Ask, Command, encode
from bot.answer import Answer, Tone, plain
from bot.compose import Composer
from bot.intents import Scene, discover
from bot.outcome import Known, Outcome, Suggestion
from bot.query import Query, Venue
from bot.read.reader import Reader
from bot.texts.words import LANGUAGES, Words, words_in
from bot.wording import line, say, unmarked
from knowledge.catalogue import open_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answer import Removal
    from bot.commands import CommandSpec
    from bot.intents import Intent
    from bot.reading import Reading
    from knowledge.catalogue import Catalogue

ASK = "ask"
"""The verb of a question put as a command: its argument is an id or free text, understood as if it had been typed."""

NOTHING = "nothing"
"""The verb where nothing was found."""

_SOMEWHERE = "somewhere"

_KEPT = 1024
"""Texts of which it is kept what they say, and how they were answered."""

_DIGITS = 3
"""Of most codes that people type."""
_TRADITIONAL = ("hant", "tw", "hk", "mo")


class Engine:
    """Answers queries from a catalogue. Synchronous and pure: no I/O, no clock, no memory of earlier questions."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Take the book and find the intents."""
        self._catalogue = catalogue
        self._reader = Reader(catalogue)
        self._intents: Sequence[Intent] = discover()
        self._by_verb = {intent.verb: intent for intent in self._intents}
        self._composers = {language: Composer(catalogue, words_in(language)) for language in LANGUAGES}
        self._readings = lru_cache(maxsize=_KEPT)(self._reader.read)
        self._said = lru_cache(maxsize=_KEPT)(self._outcome)

    @property
    def catalogue(self) -> Catalogue:
        """The book that answers."""
        return self._catalogue

    def warm(self) -> None:
        """Unpack what questions in words need, which the first of them would else wait for."""
        self._catalogue.warm()

    def forget(self) -> None:
        """Understand everything anew, as after the start: for those who measure."""
        self._readings.cache_clear()
        self._said.cache_clear()

    def _read(self, text: str, quoted: str = "") -> Reading:
        """What a text says, read once whichever way it came."""
        return self._readings(text, quoted)

    # --- answers -----------------------------------------------------------------------------------------------------

    def answer(self, query: Query, known: Known = Known()) -> Outcome | None:  # noqa: B008 - frozen
        """The outcome of a query; None where the bot should stay silent (it was not addressed)."""
        if not query.addressed and query.command is None:
            return None
        outcome = self._said(_by_anyone(query), known) if _is_in_words(query) else self._outcome(query, known)
        if query.pressed and outcome.command.verb == NOTHING:  # a button of an older version, or of a code that is gone
            return Outcome(outcome.command, self.notice(query, known, "stale"))
        finished = self._finished(outcome, query, known)
        return outcome if finished is outcome.answer else replace(outcome, answer=finished)

    def _outcome(self, query: Query, known: Known) -> Outcome:
        scene = self._scene(query, self._read(query.text, query.quoted), known)
        return self._act(query.command or self._hear(scene), scene)

    def _scene(self, query: Query, reading: Reading, known: Known) -> Scene:
        language = reading.language or known.effective.language or self.language(query.languages)
        return Scene(
            query=query,
            reading=reading,
            known=known,
            catalogue=self._catalogue,
            composer=self._composers[language],
            read=self._read,
            act=self._act,
            speaking=self._composers.__getitem__,
        )

    def _hear(self, scene: Scene) -> Command:
        for intent in self._intents:
            command = intent.hear(scene)
            if command is not None:
                return command
        return Command(NOTHING)

    def _act(self, command: Command, scene: Scene) -> Outcome:
        if command.verb == ASK:
            return self._asked(" ".join(command.args), scene)
        if command.verb not in self._by_verb:  # of an older version, or not of ours
            command = Command(NOTHING)
        return self._by_verb[command.verb].act(command, scene)

    def _asked(self, text: str, scene: Scene) -> Outcome:
        if text in self._catalogue:
            return self._act(Command("show", (text,)), scene)
        inner = scene.about(text)
        if inner.reading.language:
            inner = inner.speak(inner.reading.language)
        return self._act(self._hear(inner), inner)

    def _finished(self, outcome: Outcome, query: Query, known: Known) -> Answer | Removal:
        """The answer with what depends on the place: who sees it, and the buttons to post and to remove it."""
        answer = outcome.answer
        if not isinstance(answer, Answer):
            return answer
        words = words_in(answer.language)
        private = answer.private or (
            query.discreet and query.venue is Venue.GROUP and known.place.private is not False and not answer.fresh
        )
        extra: list[Ask] = []
        if query.venue is Venue.GROUP and private and query.discreet and answer.answered:
            extra += _if_it_fits(words("button-share"), Command("share", (outcome.command.verb, *outcome.command.args)))
        if query.venue is Venue.GROUP and query.asker and not private:
            extra += _if_it_fits(words("button-remove"), Command("remove", (query.owner or query.asker,)))
        if not extra and private == answer.private:
            return answer
        return replace(answer, private=private, actions=(*answer.actions, *extra))

    # --- what is offered while typing -----------------------------------------------------------------------------

    def suggest(self, query: Query, known: Known, most: int) -> tuple[Suggestion, ...]:
        """Up to `most` codes for what is being typed: exact ones first, then prefixes, then what the words fit.

        Where picking sends the answer, a comparison that was typed goes before them.
        """
        reading = self._read(query.text, "")
        scene = self._scene(query, reading, known)
        ids = list(dict.fromkeys(self._suggested(reading, most)))[:most]
        whole = query.venue is Venue.INLINE
        codes = (self._suggestion(id_, scene, whole=whole) for id_ in ids)
        return (*(self._compared(scene) if whole else ()), *codes)[:most]

    def _compared(self, scene: Scene) -> Iterator[Suggestion]:
        heard = self._by_verb["compare"].hear(scene)
        answer = self._act(heard, scene).answer if heard else None
        if heard and isinstance(answer, Answer) and len(answer.subject) > 1:
            yield Suggestion("+".join(answer.subject), answer.title, plain(answer.lead), heard, answer)

    def _suggested(self, reading: Reading, most: int) -> Sequence[str]:
        typed = reading.folded.strip()
        if not typed:
            return self._catalogue.offered.ids[:most]
        found = [*reading.ranges, *(id_ for mention in reading.mentions for id_ in mention.ids)]
        found += self._catalogue.exact(typed)
        started = self._catalogue.offered.starting_with(typed)
        # "50" is a 503 that is being typed rather than the fiftieth error of a system.
        begun = typed.isdecimal() and len(typed) < _DIGITS
        found = [*started, *found] if begun else [*found, *started]
        if reading.words.strip():
            found += [hit.id for hit in self._catalogue.search(reading.words, most, reading.focus)]
        return found

    def _suggestion(self, id_: str, scene: Scene, *, whole: bool) -> Suggestion:
        code = self._catalogue.get(id_)
        composer = scene.composer
        name = " · ".join(
            dict.fromkeys((composer.number(code), code.name.en, say(code.name, self._chinese(composer.words))))
        )
        command = Command("show", (id_,))
        card = composer.card(id_, "") if whole else None
        return Suggestion(id_, name, unmarked(code.lead, composer.words), command, card)

    def _chinese(self, words: Words) -> Words:
        return words if words.chinese else words_in("zh-Hans")

    # --- the bot's own words -----------------------------------------------------------------------------------------

    def notice(self, query: Query, known: Known, notice: str, **details: str | int) -> Answer:
        """A sentence of the bot's own ("stale", "failed" …) in the language of the question."""
        words = self._scene(query, self._read(query.text, ""), known).composer.words
        return Answer(
            kind="notice",
            title=words(f"notice-{notice}-title"),
            lead=line(words(f"notice-{notice}-lead", **details)),
            tone=Tone.NOTICE,
            language=words.language,
            answered=False,
            private=True,
        )

    def menu(self) -> Sequence[CommandSpec]:
        """The commands of the menus, in order."""
        shown = sorted((intent for intent in self._intents if intent.menu), key=lambda intent: intent.menu_rank)
        return tuple(intent.menu() for intent in shown if intent.menu)

    def phrase(self, key: str, language: str, **details: str | int) -> str:
        """A message of the interface.

        Raises:
            KeyError: there is no such message.
        """
        return words_in(language)(key, **details)

    def language(self, languages: Sequence[str]) -> str:
        """Which of our languages fits the hints (BCP 47 tags, best first); English where none does."""
        for tag in languages:
            primary, *rest = tag.lower().replace("_", "-").split("-")
            if primary == "zh":
                return "zh-Hant" if any(part in _TRADITIONAL for part in rest) else "zh-Hans"
            if primary == "en":
                return "en"
        return "en"


def _is_in_words(query: Query) -> bool:
    """Whether something is asked that was typed, in a message or into a command."""
    return query.command is None or query.command.verb == ASK


def _by_anyone(query: Query) -> Query:
    """The question without who put it and where: what is typed is answered alike, and only buttons know their owner."""
    return replace(query, asker="", place=query.place and _SOMEWHERE, owner="")


def _if_it_fits(text: str, command: Command) -> list[Ask]:
    try:
        encode(command)
    except ValueError:
        return []
    return [Ask(text, command)]


def build_engine() -> Engine:
    """The engine on the installed book.

    Raises:
        knowledge.load.DataError: a data file is broken; the message names file, id and key.
    """
    return Engine(open_catalogue())
