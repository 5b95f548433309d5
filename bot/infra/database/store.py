"""`Store` on a database, and the keeper who sees that the database is there, goes on without it, and comes back."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import structlog

from bot.infra.database import schema
from bot.infra.database.backend import cause
from bot.infra.database.batch import Batch
from bot.infra.database.cache import Cache
from bot.infra.database.claims import DatabaseClaims
from bot.infra.database.leases import Leases
from bot.infra.health import STORE
from bot.outcome import Preferences

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager

    from bot.infra.database.backend import Backend, Link, Rows
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


class DatabaseStore:
    """A `Store`. Use it within `open`."""

    def __init__(self, backend: Backend, health: Health, metrics: Metrics) -> None:
        """Take the database; nothing is connected yet."""
        self._backend = backend
        self._words = backend.statements
        self._health = health
        self._metrics = metrics
        self._link: Link | None = None
        """What statements go over; None while the database is gone: nobody need wait for what will not come."""
        self._cache = Cache()
        self._chosen = Batch(self._read)
        self._wake = asyncio.Event()
        self._leases = Leases(self._wake.set)
        self._claims = DatabaseClaims(backend, self._run)
        self._under_way: set[asyncio.Future[Any]] = set()
        """What nobody waits for."""
        self._in_doubt = False
        self._tried = asyncio.Event()
        self._swept = float("-inf")
        self._gone = False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Keep the database while within. Comes back when it was tried once, whether it is there or not."""
        keeper = asyncio.create_task(self._keep(), name=STORE)
        try:
            await self._tried.wait()
            yield
        finally:
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=CLOSE_SECONDS / 2)
            keeper.cancel()
            await asyncio.wait({keeper}, timeout=CLOSE_SECONDS / 2)

    @property
    def working(self) -> bool:
        """See `bot.ports.Store`."""
        return self._link is not None and not self._in_doubt

    # --- what is kept ------------------------------------------------------------------------------------------------

    async def preferences(self, key: str) -> Preferences:
        """See `bot.ports.Store`. Without a database: what was read last."""
        found = self._cache.fresh(key)
        if found is not None:
            return found
        turn = self._cache.turn
        found = await self._chosen(key)
        if found is None:
            return self._cache.last(key) or Preferences()
        self._cache.put(key, found, turn)
        return found

    async def _read(self, keys: Sequence[str]) -> Mapping[str, Preferences] | None:
        rows = await self._run(self._words.preferences, self._backend.pack(keys))
        if rows is None:
            return None
        chosen = {key: Preferences(language, detail, _truth(private)) for key, language, detail, private in rows}
        return {key: chosen.get(key) or Preferences() for key in keys}

    async def prefer(self, key: str, choice: Preferences) -> bool:
        """See `bot.ports.Store`."""
        done = await self._run(self._words.prefer, key, choice.language, choice.detail, choice.private)
        self._cache.drop(key)
        return done is not None

    async def forget(self, key: str) -> bool:
        """See `bot.ports.Store`."""
        done = await self._run(self._words.forget, key)
        self._cache.drop(key)
        return done is not None

    async def recall(self, name: str) -> str | None:
        """See `bot.ports.Store`."""
        rows = await self._run(self._words.recall, name)
        return rows[0][0] if rows else None

    async def keep(self, name: str, value: str) -> bool:
        """See `bot.ports.Store`."""
        return await self._run(self._words.keep, name, value) is not None

    # --- who does what -----------------------------------------------------------------------------------------------

    def claim(self, key: str, seconds: float) -> AbstractAsyncContextManager[bool]:
        """See `bot.ports.Store`."""
        return self._claims.claim(key, seconds)

    async def first_time(self, key: str, seconds: float) -> bool:
        """See `bot.ports.Store`."""
        return await self._claims.first_time(key, seconds)

    def note(self, key: str, seconds: float) -> None:
        """See `bot.ports.Store`."""
        noted = self._claims.note(key, seconds)
        if noted is not None:
            self._begun(noted)

    def lease(self, name: str) -> AbstractAsyncContextManager[asyncio.Event]:
        """See `bot.ports.Store`."""
        return self._leases.hold(name)

    # --- one statement -----------------------------------------------------------------------------------------------

    async def _run(self, statement: str, *values: object) -> Rows | None:
        """What one statement gives; None where there is no database."""
        link = self._link
        if link is None:
            return None
        try:
            return await link.run(statement, *values)
        except Exception as error:  # noqa: BLE001 - whatever a driver raises: answers go on
            if link is self._link:
                self._failed(error)
            return None

    def _begun(self, work: asyncio.Future[Any]) -> None:
        self._under_way.add(work)
        work.add_done_callback(self._under_way.discard)

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
        await asyncio.to_thread(self._backend.prepare)
        state = await schema.look(self._backend)
        if state.behind:
            from bot.infra.database import steps  # noqa: PLC0415 - see `schema`

            state = await steps.upgrade(self._backend)
        async with self._backend.link(self._cache.drop) as link:
            await self._look(link)
            await self._probe(link)
            self._came(state, link)
            while True:
                await self._look(link)
                if self._in_doubt:
                    self._in_doubt = False
                    await self._probe(link)
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

    async def _probe(self, link: Link) -> None:
        """See that something can be written. It differs each time: SQLite writes nothing where nothing changes."""
        await link.run(self._words.keep, _PROBE, secrets.token_hex(4))

    def _came(self, state: schema.State, link: Link) -> None:
        if self._gone:
            self._metrics.reconnect(platform=STORE)
        self._cache.drop(None)
        self._link, self._gone = link, False
        self._leases.connected(link)
        self._tried.set()
        step = state.there if state.newer else state.ours
        _log.info("store open", kind=self._backend.name, place=self._backend.place, schema=step, before=state.there)
        if state.newer:
            _log.warning("the tables are those of a newer version of the bot, and are used as they are", schema=step)

    def _went(self, error: Exception) -> None:
        why = cause(error)
        kind = type(why).__name__
        if not self._gone:
            unexpected = None if isinstance(why, (*self._backend.errors, OSError)) else error
            where = {"kind": self._backend.name, "place": self._backend.place}
            _log.error("store gone", **where, why=f"{kind}: {why}", exc_info=unexpected)
            self._metrics.error(platform=STORE, kind=kind)
        self._link, self._gone, self._in_doubt = None, True, False
        self._health.down(STORE, f"{kind}: answers go on, choices are not kept")
        self._leases.gone()

    def _sweep(self) -> None:
        """Delete what has expired, in the background: it may be much."""
        now = self._cache.now()
        if now - self._swept > SWEEP_SECONDS:
            self._swept = now
            self._begun(asyncio.ensure_future(self._claims.sweep()))


def _truth(value: int | None) -> bool | None:
    """One database has a type for truth, the other numbers."""
    return None if value is None else bool(value)
