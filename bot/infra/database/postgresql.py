"""PostgreSQL: a server, for one machine or several."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import asyncpg

from bot.infra.database.backend import CONNECT_SECONDS, LOOK_SECONDS, OPERATION_SECONDS
from bot.infra.database.statements import statements

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.infra.database.backend import Changed, Engines, Rows

CHANNEL = "whatcode_preference"
"""Where the trigger on the table tells whose preferences were changed (see the first migration)."""

_NOW = "extract(epoch from clock_timestamp())::double precision"
_KEYS = "(SELECT unnest({}::text[]) AS key) AS given"

CONNECTIONS, IDLE_SECONDS = 16, 60.0
"""The most there may be besides the one that stays, and when one that nobody needs is closed."""

# The server notices within eleven seconds that a machine is gone that cannot say so, and gives its locks free
# (https://www.postgresql.org/docs/current/runtime-config-connection.html). A killed process is noticed at once.
_KEEPALIVE = {"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3"}


class Postgresql:
    """A `Backend`. asyncpg reads the address as libpq would (sslmode, several hosts, PGPASSWORD)."""

    name = "PostgreSQL"
    errors: tuple[type[Exception], ...] = (asyncpg.PostgresError, asyncpg.InterfaceError)

    def __init__(self, address: str) -> None:
        """Take the address ("postgresql://user:password@host/name")."""
        self._address = address
        parts = urlsplit(address)
        self.place = f"{parts.netloc.rpartition('@')[2] or 'local socket'}{parts.path}"
        self.statements = statements(now=_NOW, keys=_KEYS)

    def pack(self, keys: Sequence[str]) -> object:
        """See `Backend`."""
        return list(keys)

    def prepare(self) -> None:
        """See `Backend`: whoever made the server made the database."""

    def exists(self) -> bool:
        """See `Backend`."""
        return True

    async def step(self) -> str:
        """See `Backend`."""
        connection = await self.connect(command_seconds=OPERATION_SECONDS)
        try:
            if not await connection.fetchval("SELECT to_regclass('alembic_version')"):
                return ""
            return str(await connection.fetchval("SELECT version_num FROM alembic_version") or "")
        finally:
            connection.terminate()

    async def connect(self, *, command_seconds: float) -> Any:  # noqa: ANN401 - untyped
        """A connection of the driver's.

        Raises:
            Exception: there is none to be had: of the driver, or of the network.
        """
        return await asyncpg.connect(self._address, **_options(command_seconds))

    @asynccontextmanager
    async def link(self, changed: Changed) -> AsyncIterator[PostgresqlLink]:
        """See `Backend`."""
        connection = await self.connect(command_seconds=LOOK_SECONDS)
        try:
            await connection.add_listener(CHANNEL, lambda *told: changed(told[3]))
            pool = await asyncpg.create_pool(
                self._address,
                min_size=0,
                max_size=CONNECTIONS,
                max_inactive_connection_lifetime=IDLE_SECONDS,
                reset=_as_it_is,
                **_options(OPERATION_SECONDS),
            )
            link = PostgresqlLink(connection, pool)
            try:
                yield link
            finally:
                link.close()
        finally:
            # Not `close`, which waits for a server that may not be there any more.
            connection.terminate()

    def engines(self) -> Engines:
        """See `Backend`."""
        from bot.infra.database.postgresql_engines import PostgresqlEngines  # noqa: PLC0415 - where it is wanted

        return PostgresqlEngines(self.connect, _NOW)


def _options(command_seconds: float) -> dict[str, Any]:
    return {
        "timeout": CONNECT_SECONDS,
        "command_timeout": command_seconds,
        "server_settings": {"application_name": "whatcode", **_KEEPALIVE},
    }


async def _as_it_is(_connection: object) -> None:
    """Single statements leave nothing behind: the driver would ask the server to forget what is not there."""


class PostgresqlLink:
    """A `Link`: session locks (advisory), which the server frees when the connection is gone, and a pool beside it."""

    def __init__(self, connection: Any, pool: Any) -> None:  # noqa: ANN401 - untyped
        """Take a connection that nobody else uses, and those for statements."""
        self._connection = connection
        self._pool = pool
        self._turn = asyncio.Lock()
        self._under_way: set[asyncio.Task[Rows]] = set()
        self._closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self, statement: str, *values: object) -> Rows:
        """See `Link`."""
        # A task of its own: getting rid of a connection that hangs takes seconds, which nobody has to wait for.
        task: asyncio.Task[Rows] = asyncio.create_task(self._pool.fetch(statement, *values))
        self._under_way.add(task)
        task.add_done_callback(self._left)
        both: set[asyncio.Future[Any]] = {task, self._closed}
        try:
            await asyncio.wait(both, timeout=OPERATION_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
        finally:
            task.cancel()
        if self._closed.done():
            message = "the link was closed"
            raise ConnectionError(message)
        message = f"no answer within {OPERATION_SECONDS} s"
        raise TimeoutError(message)

    def _left(self, task: asyncio.Task[Rows]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # that it was looked at: nobody waits for it any more

    async def look(self) -> None:
        """See `Link`."""
        if await self._value("SELECT pg_is_in_recovery()"):
            message = "the server is a standby and takes no writes"
            raise ConnectionError(message)

    async def lock(self, name: str) -> bool:
        """See `Link`."""
        return bool(await self._value("SELECT pg_try_advisory_lock(hashtextextended($1, 0))", _key(name)))

    async def unlock(self, name: str) -> None:
        """See `Link`."""
        await self._value("SELECT pg_advisory_unlock(hashtextextended($1, 0))", _key(name))

    async def _value(self, query: str, *values: str) -> object:
        async with self._turn:
            return await self._connection.fetchval(query, *values)

    def close(self) -> None:
        """Let go of those who wait, and of the connections."""
        if not self._closed.done():
            self._closed.set_result(None)
        self._pool.terminate()


def _key(name: str) -> str:
    return f"whatcode:{name}"
