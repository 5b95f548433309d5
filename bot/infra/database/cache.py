"""Choices kept in the process, so that a question does not wait for the database."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.outcome import Preferences

MOST = 50_000
STALE_SECONDS = 1.0
"""How old a choice may be that nobody has told us is still right."""


class Cache:
    """The choices read last. While notices of changes come in, they hold; else for `STALE_SECONDS`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start empty."""
        self._clock = clock
        self._entries: OrderedDict[str, tuple[float, Preferences]] = OrderedDict()
        self._told_until = 0.0
        self.turn = 0
        """Grows with every notice: what was read before one is not to be kept after it."""

    def fresh(self, key: str) -> Preferences | None:
        """What surely holds, or at most `STALE_SECONDS` ago did."""
        found = self._entries.get(key)
        if found is None:
            return None
        now = self._clock()
        if now > self._told_until and now - found[0] > STALE_SECONDS:
            return None
        self._entries.move_to_end(key)
        return found[1]

    def last(self, key: str) -> Preferences | None:
        """What held when it was read, however long ago."""
        found = self._entries.get(key)
        return found[1] if found else None

    def put(self, key: str, value: Preferences, turn: int) -> None:
        """Keep what was read, unless something changed since `turn`."""
        if turn != self.turn:
            return
        self._entries[key] = (self._clock(), value)
        self._entries.move_to_end(key)
        if len(self._entries) > MOST:
            self._entries.popitem(last=False)

    def drop(self, key: str | None) -> None:
        """The choices of a key were changed; None: of any."""
        self.turn += 1
        if key is None:
            self._entries.clear()
        else:
            self._entries.pop(key, None)

    def told(self, since: float) -> None:
        """All notices up to a moment of the clock have come in."""
        self._told_until = since + STALE_SECONDS

    def now(self) -> float:
        """The clock that `told` counts by."""
        return self._clock()
