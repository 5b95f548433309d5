"""Who deals with what, over all machines: each thing once."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Boolean, Double, bindparam, delete, select, true, update

from bot.infra.database.batch import Batch
from bot.infra.database.tables import claim
from bot.infra.memory import Claims

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Mapping, Sequence

    from sqlalchemy import Executable
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.infra.database.backend import Backend

    _R = TypeVar("_R")
    Do = Callable[[Callable[[AsyncConnection], Awaitable[_R]]], Coroutine[Any, Any, _R | None]]

CLAIM_SECONDS = 10.0
"""How long an update counts as under way in a process that does not say that it is done: longer than a stopping one
finishes what it has, shorter than people wait."""
ASK_AGAIN_SECONDS = 0.25


class DatabaseClaims:
    """`claim` and `first_time` of a `Store`. Without a database they hold in this process."""

    def __init__(self, backend: Backend, do: Do[Any]) -> None:
        """Take the database, and the way to do something with a connection to it."""
        self._backend = backend
        self._do = do
        self._here = Claims()
        self._batches: dict[tuple[str, float], Batch] = {}
        now = backend.now
        seconds, done = bindparam("seconds", type_=Double), bindparam("done", type_=Boolean)
        given = select(backend.keys, done, now + seconds).where(true())
        insert = backend.insert(claim).from_select(["key", "done", "expires"], given)
        self._take: Executable = insert.on_conflict_do_update(
            index_elements=["key"],
            set_={"done": insert.excluded.done, "expires": insert.excluded.expires},
            where=claim.c.expires <= now,
        ).returning(claim.c.key)
        ours = claim.c.key.in_(select(backend.keys))
        self._finish: Executable = update(claim).where(ours).values(done=done, expires=now + seconds)
        self._finish = self._finish.returning(claim.c.key)

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
                await self._write(delete(claim).where(claim.c.key == key))
                raise
            await self._batch("finish", seconds)(key)

    async def first_time(self, key: str, seconds: float) -> bool:
        """See `bot.ports.Store`."""
        return self._here.first_time(key, seconds) and await self._batch("note", seconds)(key) is not False

    async def sweep(self) -> None:
        """Delete what has expired."""
        await self._write(delete(claim).where(claim.c.expires <= self._backend.now))

    async def _claimed(self, key: str) -> bool:
        """Whether it is ours to deal with. Waits while another process is at it: that one may be dead."""
        dealt_with = select(claim.c.done).where(claim.c.key == key)
        while await self._batch("take", CLAIM_SECONDS)(key) is False:
            if await self._do(lambda connection: connection.scalar(dealt_with)):
                return False
            await asyncio.sleep(ASK_AGAIN_SECONDS)
        return True

    def _batch(self, what: str, seconds: float) -> Batch:
        """What is done to keys one by one is done to many at once: updates come in bursts."""
        batch = self._batches.get((what, seconds))
        if batch is None:
            statement = self._finish if what == "finish" else self._take
            values = {"done": what != "take", "seconds": seconds}
            batch = self._batches[what, seconds] = Batch(partial(self._many, statement, values))
        return batch

    async def _many(
        self, statement: Executable, values: Mapping[str, object], keys: Sequence[str]
    ) -> Collection[str] | None:
        async def work(connection: AsyncConnection) -> set[str]:
            return set(await connection.scalars(statement, {**values, "keys": self._backend.pack(keys)}))

        return await self._do(work)

    async def _write(self, statement: Executable) -> None:
        await self._do(lambda connection: connection.execute(statement))
