"""Ports that live in this process only: for the terminal, and for a service without a database."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.outcome import Preferences
from bot.ports import Ports, Verdict

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from bot.ports import Call, Reply


SEEN_MOST = 100_000


class Claims:
    """What this process is at or has dealt with, the `SEEN_MOST` latest."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with nothing."""
        self._clock = clock
        self._until: dict[str, float] = {}

    def first_time(self, key: str, seconds: float) -> bool:
        """Whether the key was not seen within its time; from now on it is."""
        now = self._clock()
        new = self._until.pop(key, now) <= now
        self._until[key] = now + seconds
        if len(self._until) > SEEN_MOST:
            del self._until[next(iter(self._until))]
        return new

    @asynccontextmanager
    async def claim(self, key: str, seconds: float) -> AsyncIterator[bool]:
        """See `bot.ports.Store`."""
        if not self.first_time(key, seconds):
            yield False
            return
        try:
            yield True
        except BaseException:
            self._until.pop(key, None)
            raise


@dataclass(slots=True)
class MemoryStore:
    """A `Store` that forgets when the process ends."""

    choices: dict[str, Preferences] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    claims: Claims = field(default_factory=Claims)
    working: bool = True

    async def preferences(self, key: str) -> Preferences:
        """See `bot.ports.Store`."""
        return self.choices.get(key, Preferences())

    async def prefer(self, key: str, choice: Preferences) -> bool:
        """See `bot.ports.Store`."""
        self.choices[key] = choice.over(self.choices.get(key, Preferences()))
        return True

    async def forget(self, key: str) -> bool:
        """See `bot.ports.Store`."""
        self.choices.pop(key, None)
        return True

    def claim(self, key: str, seconds: float) -> AbstractAsyncContextManager[bool]:
        """See `bot.ports.Store`."""
        return self.claims.claim(key, seconds)

    async def first_time(self, key: str, seconds: float) -> bool:
        """See `bot.ports.Store`."""
        return self.claims.first_time(key, seconds)

    def note(self, key: str, seconds: float) -> None:
        """See `bot.ports.Store`."""
        self.claims.first_time(key, seconds)

    async def recall(self, name: str) -> str | None:
        """See `bot.ports.Store`."""
        return self.values.get(name)

    async def keep(self, name: str, value: str) -> bool:
        """See `bot.ports.Store`."""
        self.values[name] = value
        return True

    @asynccontextmanager
    async def lease(self, name: str) -> AsyncIterator[asyncio.Event]:  # noqa: ARG002 - nobody to share with
        """See `bot.ports.Store`."""
        yield asyncio.Event()


class Unlimited:
    """A `Limiter` that lets everything through."""

    async def check(self, asker: str, place: str, cost: float, *, aloud: bool = True) -> Verdict:  # noqa: ARG002 - that is the point
        """See `bot.ports.Limiter`."""
        return Verdict.ALLOWED


class Uncounted:
    """`Metrics` that count nothing."""

    def question(self, *, platform: str, venue: str, intent: str, outcome: str, language: str, seconds: float) -> None:
        """See `bot.ports.Metrics`."""

    def error(self, *, platform: str, kind: str) -> None:
        """See `bot.ports.Metrics`."""

    def reconnect(self, *, platform: str) -> None:
        """See `bot.ports.Metrics`."""

    def queue(self, *, platform: str, waiting: int) -> None:
        """See `bot.ports.Metrics`."""


class Unwatched:
    """`Health` that nobody looks at."""

    def beat(self, part: str) -> None:
        """See `bot.ports.Health`."""

    def down(self, part: str, why: str) -> None:
        """See `bot.ports.Health`."""


class Closed:
    """A `Door` that never opens."""

    def add(self, method: str, path: str, handler: Callable[[Call], Awaitable[Reply]], *, limit: int) -> None:
        """See `bot.ports.Door`."""


def memory_ports() -> Ports:
    """All ports of a process that serves one person."""
    return Ports(MemoryStore(), Unlimited(), Uncounted(), Unwatched(), Closed())
