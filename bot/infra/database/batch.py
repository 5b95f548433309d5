"""Many small writes in one: what comes while one is under way goes with the next."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence

    Work = Callable[[Sequence[str]], Awaitable[Collection[str] | None]]

MOST = 500
"""Keys of one statement."""


class Batch:
    """Does the same to many keys. A single one does not wait; those that come in a burst share a statement."""

    def __init__(self, work: Work) -> None:
        """Take what is done to some keys: it gives those that it did something to; None where it could not."""
        self._work = work
        self._waiting: dict[str, asyncio.Future[bool | None]] = {}
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, key: str) -> bool | None:
        """Whether something was done to the key; None where that could not be tried."""
        future = self._waiting.get(key)
        if future is None:
            future = self._waiting[key] = asyncio.get_running_loop().create_future()
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return await asyncio.shield(future)

    async def _run(self) -> None:
        try:
            while self._waiting:
                # Sorted: two processes that lock the same rows in different orders would wait for each other.
                keys = sorted(self._waiting)[:MOST]
                futures = {key: self._waiting.pop(key) for key in keys}
                done: Collection[str] | None = None
                try:
                    done = await self._work(keys)
                finally:
                    for key, future in futures.items():
                        future.set_result(None if done is None else key in done)
        finally:
            self._task = None
