"""Operations on single keys, done to many at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

T = TypeVar("T")

MOST = 500
"""Keys of one statement."""


class Batch(Generic[T]):
    """Does the same to many keys. A single one does not wait; those that come in a burst share a statement."""

    def __init__(self, work: Callable[[Sequence[str]], Awaitable[Mapping[str, T] | None]]) -> None:
        """Take what is done to some keys: it gives what came of it for each; None where it could not."""
        self._work = work
        self._waiting: dict[str, list[asyncio.Future[T | None]]] = {}
        self._task: asyncio.Task[None] | None = None

    def __call__(self, key: str) -> asyncio.Future[T | None]:
        """What comes of it for the key; None where that could not be tried."""
        future: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append(future)
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return future

    async def _run(self) -> None:
        try:
            while self._waiting:
                # Sorted: two processes that lock the same rows in different orders would wait for each other.
                keys = sorted(self._waiting)[:MOST]
                futures = [(key, future) for key in keys for future in self._waiting.pop(key)]
                found: Mapping[str, T] | None = None
                try:
                    found = await self._work(keys)
                finally:
                    for key, future in futures:
                        if not future.done():
                            future.set_result(None if found is None else found[key])
        finally:
            self._task = None
