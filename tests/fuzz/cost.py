"""What it costs to answer a text, in processor time, beside what is promised.

Other work on a machine makes the same work dearer by any clock, and never cheaper: of several tries the least counts.
Before each of them the engine forgets the text, or the second would only look it up.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from knowledge.search import pinyin, tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.engine import Engine
    from bot.outcome import Outcome
    from bot.query import Query

MOST_MS = 50.0
"""Milliseconds for a kilobyte of the worst text. Shorter texts count as a kilobyte."""

TRIES = 7


class TooSlowError(AssertionError):
    """A text took longer than it may."""


def allowed(text: str) -> float:
    """Milliseconds that answering a text may take."""
    return MOST_MS * max(1.0, len(text.encode("utf-8", "surrogatepass")) / 1024)


def milliseconds(work: Callable[[], object], *, enough: float = 0.0) -> float:
    """The least that some work takes; once it takes no more than what is enough it is not tried again."""
    least = float("inf")
    for _ in range(TRIES):
        started = time.process_time_ns()
        work()
        least = min(least, (time.process_time_ns() - started) / 1e6)
        if least <= enough:
            break
    return least


def answered(engine: Engine, query: Query) -> Outcome | None:
    """The outcome of a query.

    Raises:
        TooSlowError: it took longer than its text allows.
    """
    text, outcomes = query.quoted or query.text, []

    def answer() -> None:
        forget(engine)
        outcomes.append(engine.answer(query))

    most = allowed(text)
    if (took := milliseconds(answer, enough=most)) > most:
        message = f"{took:.0f} ms of {most:.0f}: {text[:200]!r}"
        raise TooSlowError(message)
    return outcomes[-1]


def forget(engine: Engine) -> None:
    """All that is kept of texts and their words; what is kept of the book stays."""
    engine.forget()
    for kept in (engine.catalogue.search, tokens.stem, pinyin.syllables, pinyin.blur):
        kept.cache_clear()
