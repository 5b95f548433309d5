"""`Store` on a database, and the keeper who sees that the database is there, goes on without it, and comes back."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.infra.database import schema
from bot.infra.database.backend import OPERATION_SECONDS, cause
from bot.infra.database.cache import Cache
from bot.infra.database.claims import DatabaseClaims
from bot.infra.database.leases import Leases
from bot.infra.database.tables import note, preference
from bot.infra.health import STORE
from bot.outcome import Preferences

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy import Executable
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.infra.database.backend import Backend, Link
    from bot.ports import Health, Metrics

LOOK_SECONDS = 0.5
"""How often the keeper looks. Twice within `cache.STALE_SECONDS`, so that choices in the process hold on."""
RETRY_SECONDS = 1.0
SWEEP_SECONDS = 600.0
"""How often what has expired is deleted."""

CLOSE_SECONDS = 2.0
"""How long closing may take: a database that hangs must not hold up the end."""

_PROBE = "store:probe"

_log = structlog.get_logger()
_T = TypeVar("_T")


class DatabaseStore:
    """A `Store`. Use it within `open`."""

    def __init__(self, backend: Backend, health: Health, metrics: Metrics) -> None:
        """Take the database; nothing is connected yet."""
        self._backend = backend
        self._health = health
        self._metrics = metrics
        self._engine = backend.engine()
        self._cache = Cache()
        self._wake = asyncio.Event()
        self._leases = Leases(self._wake.set)
        self._claims = DatabaseClaims(backend, self._do)
        self._under_way: set[asyncio.Task[Any]] = set()
        self._in_doubt = False
        self._tried = asyncio.Event()
        self._swept = float("-inf")
        self._gone = False
        self._lost: asyncio.Future[None] = asyncio.Future()
        """Done when the database is gone: nobody need wait for what will not come."""
        self._up = False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Keep the database while within. Comes back when it was tried once, whether it is there or not."""
        keeper = asyncio.create_task(self._keep(), name=STORE)
        try:
            await self._tried.wait()
            yield
        finally:
            keeper.cancel()
            await asyncio.wait({keeper, *self._under_way}, timeout=CLOSE_SECONDS)
            await self._engine.dispose()

    @property
    def working(self) -> bool:
        """See `bot.ports.Store`."""
        return self._up and not self._in_doubt

    # --- what is kept ------------------------------------------------------------------------------------------------

    async def preferences(self, key: str) -> Preferences:
        """See `bot.ports.Store`. Without a database: what was read last."""
        found = self._cache.fresh(key)
        if found is not None:
            return found
        turn = self._cache.turn
        columns = preference.c
        query = select(columns.language, columns.detail, columns.private).where(columns.key == key)

        async def read(connection: AsyncConnection) -> Preferences:
            row = (await connection.execute(query)).one_or_none()
            return Preferences(*row) if row else Preferences()

        found = await self._do(read)
        if found is None:
            return self._cache.last(key) or Preferences()
        self._cache.put(key, found, turn)
        return found

    async def prefer(self, key: str, choice: Preferences) -> bool:
        """See `bot.ports.Store`."""
        chosen = {"language": choice.language, "detail": choice.detail, "private": choice.private}
        insert = self._backend.insert(preference).values(key=key, **chosen)
        kept = {name: func.coalesce(insert.excluded[name], preference.c[name]) for name in chosen}
        done = await self._write(insert.on_conflict_do_update(index_elements=["key"], set_=kept))
        self._cache.drop(key)
        return done is not None

    async def forget(self, key: str) -> bool:
        """See `bot.ports.Store`."""
        done = await self._write(delete(preference).where(preference.c.key == key))
        self._cache.drop(key)
        return done is not None

    async def recall(self, name: str) -> str | None:
        """See `bot.ports.Store`."""
        query = select(note.c.value).where(note.c.name == name)
        return await self._do(lambda connection: connection.scalar(query))

    async def keep(self, name: str, value: str) -> bool:
        """See `bot.ports.Store`."""
        return await self._write(self._note(name, value)) is not None

    def _note(self, name: str, value: str) -> Executable:
        insert = self._backend.insert(note).values(name=name, value=value)
        keep: Executable = insert.on_conflict_do_update(index_elements=["name"], set_={"value": value})
        return keep

    # --- who does what -----------------------------------------------------------------------------------------------

    def claim(self, key: str, seconds: float) -> AbstractAsyncContextManager[bool]:
        """See `bot.ports.Store`."""
        return self._claims.claim(key, seconds)

    async def first_time(self, key: str, seconds: float) -> bool:
        """See `bot.ports.Store`."""
        return await self._claims.first_time(key, seconds)

    def lease(self, name: str) -> AbstractAsyncContextManager[asyncio.Event]:
        """See `bot.ports.Store`."""
        return self._leases.hold(name)

    # --- one statement -----------------------------------------------------------------------------------------------

    async def _write(self, statement: Executable) -> int | None:
        """How many rows it touched; None where there is no database."""

        async def write(connection: AsyncConnection) -> int:
            return (await connection.execute(statement)).rowcount

        return await self._do(write)

    async def _do(self, work: Callable[[AsyncConnection], Awaitable[_T]]) -> _T | None:
        if not self._up:
            return None
        # A task of its own: getting rid of a connection that hangs takes seconds, which nobody has to wait for.
        task = self._begun(self._alone(work))
        try:
            both: set[asyncio.Future[Any]] = {task, self._lost}
            done, _ = await asyncio.wait(both, timeout=OPERATION_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                self._failed(TimeoutError(f"no answer within {OPERATION_SECONDS} s"))
            return task.result() if task in done else None
        finally:
            task.cancel()

    def _begun(self, work: Coroutine[Any, Any, _T]) -> asyncio.Task[_T]:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _alone(self, work: Callable[[AsyncConnection], Awaitable[_T]]) -> _T | None:
        try:
            async with self._engine.connect() as connection:
                return await work(connection)
        except Exception as error:  # noqa: BLE001 - whatever a driver raises: answers go on
            self._failed(error)
            return None

    def _failed(self, error: Exception) -> None:
        """One operation failed. Whether the database is gone the keeper finds out: it may be busy, or we were wrong."""
        why = cause(error)
        self._metrics.error(platform=STORE, kind=type(why).__name__)
        if not self._in_doubt:
            _log.warning("not kept, or not read", kind=self._backend.name, why=f"{type(why).__name__}: {why}")
        self._in_doubt = True
        self._wake.set()

    # --- the keeper --------------------------------------------------------------------------------------------------

    async def _keep(self) -> None:
        """Connect, look again and again, and start anew when the database is gone."""
        while True:
            try:
                await self._connected()
            except Exception as error:  # noqa: BLE001 - as above
                self._went(error)
            self._tried.set()
            await asyncio.sleep(RETRY_SECONDS)

    async def _connected(self) -> None:
        """From the first connection to the moment when something fails, which is raised."""
        await self._engine.dispose()
        state = await schema.upgrade(self._backend)
        async with self._backend.link(self._engine, self._cache.drop) as link:
            await self._look(link)
            await self._probe()
            self._came(state)
            self._leases.connected(link)
            while True:
                await self._look(link)
                if self._in_doubt:
                    self._in_doubt = False
                    await self._probe()
                self._health.beat(STORE)
                await self._leases.settle()
                self._sweep()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), LOOK_SECONDS)
                self._wake.clear()

    async def _look(self, link: Link) -> None:
        since = self._cache.now()
        await link.look()
        self._cache.told(since)

    async def _probe(self) -> None:
        """See that something can be written. It differs each time: SQLite writes nothing where nothing changes."""
        async with asyncio.timeout(2 * OPERATION_SECONDS), self._engine.connect() as connection:
            await connection.execute(self._note(_PROBE, secrets.token_hex(4)))

    def _came(self, state: schema.State) -> None:
        if self._gone:
            self._metrics.reconnect(platform=STORE)
        self._cache.drop(None)
        self._up, self._gone, self._lost = True, False, asyncio.Future()
        self._tried.set()
        step = state.there if state.newer else state.ours
        _log.info("store open", kind=self._backend.name, place=self._backend.place, schema=step, before=state.there)
        if state.newer:
            _log.warning("the tables are those of a newer version of the bot, and are used as they are", schema=step)

    def _went(self, error: Exception) -> None:
        why = cause(error)
        kind = type(why).__name__
        if not self._gone:
            unexpected = None if isinstance(error, SQLAlchemyError | OSError) else error
            where = {"kind": self._backend.name, "place": self._backend.place}
            _log.error("store gone", **where, why=f"{kind}: {why}", exc_info=unexpected)
            self._metrics.error(platform=STORE, kind=kind)
        self._up, self._gone, self._in_doubt = False, True, False
        if not self._lost.done():
            self._lost.set_result(None)
        self._health.down(STORE, f"{kind}: answers go on, choices are not kept")
        self._leases.gone()

    def _sweep(self) -> None:
        """Delete what has expired, in the background: it may be much."""
        now = self._cache.now()
        if now - self._swept > SWEEP_SECONDS:
            self._swept = now
            self._begun(self._claims.sweep())
