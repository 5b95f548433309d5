"""A thread that does what it is given, one after the other: what blocks there stops nobody here."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    Job = tuple[Callable[[], Any], asyncio.Future[Any]]

_T = TypeVar("_T")


class Worker:
    """A thread and the way to it. Through an executor the way there and back takes twice the processor time."""

    def __init__(self, name: str) -> None:
        """Start the thread, for the event loop that runs now."""
        self._loop = asyncio.get_running_loop()
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        Thread(target=self._work, name=name).start()

    def run(self, function: Callable[[], _T]) -> asyncio.Future[_T]:
        """What the function gives, or raises, once the thread has come to it."""
        result: asyncio.Future[_T] = self._loop.create_future()
        self._jobs.put((function, result))
        return result

    def end(self) -> None:
        """Let the thread end after what it was given. Does not wait for it."""
        self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            function, result = job
            value, error = None, None
            try:
                value = function()
            except BaseException as raised:  # noqa: BLE001 - it belongs to the one who waits
                error = raised
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                self._loop.call_soon_threadsafe(_settle, result, value, error)


def _settle(result: asyncio.Future[Any], value: object, error: BaseException | None) -> None:
    if result.done():  # given up meanwhile
        return
    if error is None:
        result.set_result(value)
    else:
        result.set_exception(error)
