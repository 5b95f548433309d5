"""Limits by the `throttled` library, counted in this process: questions a minute of each person and in each place.

The algorithm is GCRA (generic cell rate): a minute's questions may come at once, then as many as time gives back. It
keeps one number a key and goes by the monotonic clock, so a wall clock that is set makes nobody wait.
"""

from __future__ import annotations

from throttled import BaseRateLimiter, MemoryStore, RateLimiterType, Throttled, per_min

from bot.ports import Verdict

SCALE = 20
"""Costs are fractions (a press is a quarter of a question), the library counts whole ones: a question is so many."""

REMEMBERED = 20_000
"""Keys of which the library knows the count; beyond them those that asked longest ago are forgotten."""


class MinuteLimiter:
    """A `Limiter`. The first excess is told apart, so that it can be answered with one sentence and then silence."""

    def __init__(self, person: int | None, place: int | None) -> None:
        """Take the questions a minute for a person and for a place; None is no limit."""
        self._person = _a_minute(person * SCALE) if person else None
        self._place = _a_minute(place * SCALE) if place else None
        self._told = _a_minute(1)

    async def check(self, asker: str, place: str, cost: float, *, aloud: bool = True) -> Verdict:
        """See `bot.ports.Limiter`."""
        parts = max(1, round(cost * SCALE))
        for limit, key in ((self._person, asker), (self._place, place)):
            if limit is None or not key or not limit.limit(key, parts).limited:
                continue
            return Verdict.FIRST_EXCESS if aloud and not self._told.limit(key).limited else Verdict.EXCESS
        return Verdict.ALLOWED


def _a_minute(most: int) -> BaseRateLimiter:
    store = MemoryStore(options={"MAX_SIZE": REMEMBERED})
    # The limiter itself: what stands around it waits and tries again, which is not for us.
    return Throttled(using=RateLimiterType.GCRA.value, quota=per_min(most, burst=most), store=store).limiter
