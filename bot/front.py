"""The asynchronous shell around the pure engine: limits, preferences, effects, metrics. What adapters talk to."""

from __future__ import annotations

import time
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.answer import Answer, Removal
from bot.outcome import Forget, Known, Preferences
from bot.ports import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.commands import CommandSpec
    from bot.engine import Engine
    from bot.outcome import Effect, Outcome, Suggestion
    from bot.ports import Ports
    from bot.query import Query

QUESTION_COST = 1.0
PRESS_COST = 0.25
SUGGEST_COST = 0.05


class Notice(StrEnum):
    """What the bot says of its own accord; the words are in `bot/texts`."""

    UNSUPPORTED = "unsupported"
    """The message holds nothing that can be read (a photo, a sticker)."""
    UNSEEN = "unseen"
    """The platform does not show us the text of the message that was pointed at."""
    TOO_LARGE = "too-large"
    """The file is larger than what is read; argument `limit` in kilobytes."""
    NOT_TEXT = "not-text"
    """The file is no text."""
    STALE = "stale"
    """The button is of an older version, or not of ours."""
    FAILED = "failed"
    """Something went wrong on our side; argument `incident` is the id that stands in the log."""
    LIMITED = "limited"
    """The asker or the place asks too often."""
    UNREMOVED = "unremoved"
    """The message could not be taken away."""
    UNKEPT = "unkept"
    """The choice could not be kept."""
    UNDELETED = "undeleted"
    """What is kept could not be deleted."""


class Bot:
    """Answers questions for all platforms. One instance serves every adapter of the process."""

    def __init__(self, engine: Engine, ports: Ports) -> None:
        """Put the engine into its surroundings."""
        self._engine = engine
        self.ports = ports

    async def ask(self, query: Query) -> Answer | Removal | None:
        """Answer a question; None means: stay silent.

        Never raises for anything a person can type. Applies effects, counts, and limits as it goes.
        """
        if not query.addressed and query.command is None:
            return None
        started = time.perf_counter()
        verdict = await self.ports.limiter.check(
            query.asker, query.place, PRESS_COST if query.pressed else QUESTION_COST
        )
        if verdict is Verdict.EXCESS:
            self._observe(query, "none", "limited", "", started)
            return None
        known = await self._known(query)
        if verdict is Verdict.FIRST_EXCESS:
            answer = self._engine.notice(query, known, Notice.LIMITED)
            self._observe(query, "none", "limited", answer.language, started)
            return answer
        outcome = self._engine.answer(query, known)
        if outcome is None:
            self._observe(query, "none", "silent", "", started)
            return None
        reply = await self._apply(query, known, outcome)
        self._observe(query, outcome.command.verb, _result(reply), getattr(reply, "language", ""), started)
        return reply

    async def suggest(self, query: Query, most: int) -> tuple[Suggestion, ...]:
        """Up to `most` suggestions for what is being typed, best first; the most useful ones for an empty text."""
        verdict = await self.ports.limiter.check(query.asker, query.place, SUGGEST_COST, aloud=False)
        if verdict is not Verdict.ALLOWED:
            return ()
        return self._engine.suggest(query, await self._known(query), most)

    async def notice(self, query: Query, notice: Notice, **details: str | int) -> Answer:
        """A sentence of the bot's own about this query, in the asker's language."""
        return self._engine.notice(query, await self._known(query), notice, **details)

    async def refuse(self, query: Query, notice: Notice, **details: str | int) -> Answer | None:
        """A sentence in place of an answer, limited like one; None means: stay silent."""
        verdict = await self.ports.limiter.check(query.asker, query.place, QUESTION_COST)
        if verdict is Verdict.EXCESS:
            return None
        if verdict is Verdict.FIRST_EXCESS:
            return await self.notice(query, Notice.LIMITED)
        return await self.notice(query, notice, **details)

    def menu(self) -> Sequence[CommandSpec]:
        """The commands to show in the platforms' menus, in order."""
        return self._engine.menu()

    def phrase(self, key: str, language: str, **details: str | int) -> str:
        """A label of the interface ("dialog-explain-title") in a language of ours."""
        return self._engine.phrase(key, language, **details)

    def language(self, languages: Sequence[str]) -> str:
        """Which of our languages fits the platform's hints best."""
        return self._engine.language(languages)

    async def _known(self, query: Query) -> Known:
        store = self.ports.store
        # One after the other: they are mostly at hand, and two tasks would take longer.
        person = await store.preferences(query.asker) if query.asker else Preferences()
        place = await store.preferences(query.place) if query.place else Preferences()
        return Known(person, place, certain=store.working)

    async def _apply(self, query: Query, known: Known, outcome: Outcome) -> Answer | Removal:
        for effect in outcome.effects:
            if not await self._carry_out(query, effect):
                notice = Notice.UNDELETED if isinstance(effect, Forget) else Notice.UNKEPT
                return self._engine.notice(query, known, notice)
        return outcome.answer

    async def _carry_out(self, query: Query, effect: Effect) -> bool:
        key = query.place if effect.of_place else query.asker
        if isinstance(effect, Forget):
            return not key or await self.ports.store.forget(key)
        return bool(key) and await self.ports.store.prefer(key, effect.choice)

    def _observe(self, query: Query, intent: str, outcome: str, language: str, started: float) -> None:
        self.ports.metrics.question(
            platform=(query.asker or query.place).partition(":")[0] or "unknown",
            venue=query.venue,
            intent=intent,
            outcome=outcome,
            language=language,
            seconds=time.perf_counter() - started,
        )


def _result(reply: Answer | Removal) -> str:
    if isinstance(reply, Removal):
        return "removed"
    return "answered" if reply.answered else "unanswered"
