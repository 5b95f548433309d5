"""Limits by the `limits` library: a moving window of a minute for each person and each place.

Costs are fractions (a press is a quarter of a question), the library counts whole hits: a question is `SCALE` hits.
"""

from __future__ import annotations

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from bot.ports import Verdict

SCALE = 20


class WindowLimiter:
    """A `Limiter`. The first excess is told apart, so that it can be answered with one sentence and then silence."""

    def __init__(self, person: int | None, place: int | None) -> None:
        """Take the questions a minute for a person and for a place; None is no limit."""
        self._storage = MemoryStorage()
        self._window = SlidingWindowCounterRateLimiter(self._storage)
        self._person = RateLimitItemPerMinute(person * SCALE) if person else None
        self._place = RateLimitItemPerMinute(place * SCALE) if place else None
        self._told = RateLimitItemPerMinute(1)

    async def check(self, asker: str, place: str, cost: float) -> Verdict:
        """See `bot.ports.Limiter`."""
        hits = max(1, round(cost * SCALE))
        for limit, key in ((self._person, asker), (self._place, place)):
            if limit is None or not key or await self._window.hit(limit, key, cost=hits):
                continue
            return Verdict.FIRST_EXCESS if await self._window.hit(self._told, "told", key) else Verdict.EXCESS
        return Verdict.ALLOWED
