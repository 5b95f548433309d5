"""Work done side by side, and in order within a lane (a chat)."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Job = Callable[[], Awaitable[None]]

DRAIN_SECONDS = 7.0
"""How long what is under way may take when we are told to stop; the process waits ten, farewells included."""

DEEPEST = 1000
"""Jobs that may wait in one lane: a chat that asks faster than it may be answered must not eat the memory."""


_log = structlog.get_logger()


class Lanes:
    """Runs jobs at once, those of one lane one after the other. Jobs see to their own errors."""

    def __init__(self, most: int, deepest: int = DEEPEST) -> None:
        """Take how many lanes may be busy before `room` makes the giver wait, and how many jobs may wait in each."""
        self._most = most
        self._deepest = deepest
        self._lanes: dict[int, deque[Job]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._count = 0
        self._fewer = asyncio.Event()

    @property
    def count(self) -> int:
        """Jobs under way or waiting."""
        return self._count

    def put(self, lane: int, job: Job) -> bool:
        """Start a job, or queue it behind those of its lane; False where too many wait there already."""
        waiting = self._lanes.get(lane)
        if waiting is None:
            self._lanes[lane] = deque((job,))
            task = asyncio.create_task(self._work(lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif len(waiting) >= self._deepest:
            return False
        else:
            waiting.append(job)
        self._count += 1
        return True

    async def room(self) -> None:
        """Wait until fewer lanes are busy than may be. One slow chat is one lane: it does not hold up the others."""
        while len(self._lanes) >= self._most:
            self._fewer.clear()
            await self._fewer.wait()

    async def drain(self, seconds: float) -> int:
        """Wait for all jobs, at most so long; then give the others up. How many were given up."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        left = self._count
        if left:
            _log.warning("given up at the end", platform="telegram", updates=left)
        for task in tuple(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        return left

    async def _work(self, lane: int) -> None:
        waiting = self._lanes[lane]
        try:
            while waiting:
                try:
                    await waiting.popleft()()
                finally:
                    self._count -= 1
        finally:
            self._count -= len(waiting)
            del self._lanes[lane]
            self._fewer.set()
