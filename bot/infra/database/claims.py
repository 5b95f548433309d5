"""Who deals with what, over all machines: each thing once."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from bot.infra.database.batch import Batch
from bot.infra.memory import Claims

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

    from bot.infra.database.backend import Backend, Rows

    Run = Callable[..., Awaitable[Rows | None]]

CLAIM_SECONDS = 10.0
"""How long an update counts as under way in a process that does not say that it is done: longer than a stopping one
finishes what it has, shorter than people wait."""
ASK_AGAIN_SECONDS = 0.25


class DatabaseClaims:
    """`claim` and `first_time` of a `Store`. Without a database they hold in this process."""

    def __init__(self, backend: Backend, run: Run, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the database, and the way to run a statement on it: None where that cannot be done."""
        self._pack = backend.pack
        self._words = backend.statements
        self._run = run
        self._clock = clock
        self._here = Claims()
        self._batches: dict[tuple[str, float], Batch[bool]] = {}

    @asynccontextmanager
    async def claim(self, key: str, seconds: float) -> AsyncIterator[bool]:
        """See `bot.ports.Store`."""
        async with self._here.claim(key, seconds) as first:
            if not first or not await self._claimed(key):
                yield False
                return
            try:
                yield True
            except BaseException:
                # Not dealt with: whoever gets it again need not wait.
                await self._run(self._words.give_back, key)
                raise
            await self._batch(self._words.finish, seconds)(key)

    async def first_time(self, key: str, seconds: float) -> bool:
        """See `bot.ports.Store`."""
        return self._here.first_time(key, seconds) and await self._batch(self._words.note, seconds)(key) is not False

    def note(self, key: str, seconds: float) -> asyncio.Future[bool | None] | None:
        """See `bot.ports.Store`; what is done when it is kept, None where nothing is to be done."""
        return self._batch(self._words.note, seconds)(key) if self._here.first_time(key, seconds) else None

    async def sweep(self) -> None:
        """Delete what has expired."""
        await self._run(self._words.sweep)

    async def _claimed(self, key: str) -> bool:
        """Whether it is ours to deal with.

        Waits while another process is at it. That one counts as dead when it has not finished within `CLAIM_SECONDS` of
        our own time: the time that stands beside the key only tells whether it is still the same taking, for the clock
        may have been set meanwhile.
        """
        seen: float | None = None
        since = self._clock()
        while await self._batch(self._words.take, CLAIM_SECONDS)(key) is False:
            for done, until in await self._run(self._words.state, key) or ():
                if done:
                    return False
                if until != seen:
                    seen, since = until, self._clock()
            if seen is not None and self._clock() - since >= CLAIM_SECONDS:
                taken = await self._run(self._words.take_over, CLAIM_SECONDS, key, seen)
                if taken is None or taken:
                    return True
            await asyncio.sleep(ASK_AGAIN_SECONDS)
        return True

    def _batch(self, statement: str, seconds: float) -> Batch[bool]:
        """What is done to keys one by one is done to many at once: updates come in bursts."""
        batch = self._batches.get((statement, seconds))
        if batch is None:
            batch = self._batches[statement, seconds] = Batch(partial(self._many, statement, seconds))
        return batch

    async def _many(self, statement: str, seconds: float, keys: Sequence[str]) -> Mapping[str, bool] | None:
        rows = await self._run(statement, seconds, self._pack(keys))
        if rows is None:
            return None
        done = {row[0] for row in rows}
        return {key: key in done for key in keys}
