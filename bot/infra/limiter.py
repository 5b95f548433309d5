"""Limits: a moving window of a minute for each person and each place.

Counted here rather than by a library: the one we had (`limits` 5.8, in memory) looked through all who had asked in
the last two minutes at each question, 1.8 ms where they were 10,000. Two counters that change places look at one entry.
"""

from __future__ import annotations

import time
from math import floor
from typing import TYPE_CHECKING

from bot.ports import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW_SECONDS = 60

SCALE = 20
"""Costs are fractions (a press is a quarter of a question), whole hits are counted: a question is so many."""


class Window:
    """A sliding window counter: of the last minute's hits, that share counts by which the window reaches into it.

    Two numbers a key, forgotten after two minutes.
    """

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        """Take how many hits a window may have, and what tells the seconds."""
        self._most = most
        self._clock = clock
        self._minute = 0
        self._now: dict[str, int] = {}
        self._before: dict[str, int] = {}

    def hit(self, key: str, hits: int) -> bool:
        """Count hits, unless they would be too many: whether they were counted."""
        minute, past = divmod(self._clock(), WINDOW_SECONDS)
        if minute != self._minute:
            self._before = self._now if minute == self._minute + 1 else {}
            self._now, self._minute = {}, int(minute)
        now = self._now.get(key, 0)
        before = self._before.get(key, 0) * (1 - past / WINDOW_SECONDS)
        if floor(before + now) + hits > self._most:
            return False
        self._now[key] = now + hits
        return True


class WindowLimiter:
    """A `Limiter`. The first excess is told apart, so that it can be answered with one sentence and then silence."""

    def __init__(self, person: int | None, place: int | None, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the questions a minute for a person and for a place; None is no limit."""
        self._person = Window(person * SCALE, clock) if person else None
        self._place = Window(place * SCALE, clock) if place else None
        self._told = Window(1, clock)

    async def check(self, asker: str, place: str, cost: float) -> Verdict:
        """See `bot.ports.Limiter`."""
        hits = max(1, round(cost * SCALE))
        for window, key in ((self._person, asker), (self._place, place)):
            if window is None or not key or window.hit(key, hits):
                continue
            return Verdict.FIRST_EXCESS if self._told.hit(key, 1) else Verdict.EXCESS
        return Verdict.ALLOWED
