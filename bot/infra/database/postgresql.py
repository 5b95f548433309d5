"""PostgreSQL: a server, for one machine or several."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import asyncpg
from sqlalchemy import Double, Text, bindparam, cast, extract, func, text
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, NullPool

from bot.infra.database.backend import CONNECT_SECONDS, LOOK_SECONDS, OPERATION_SECONDS, SCHEMA_SECONDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Table
    from sqlalchemy.ext.asyncio import AsyncEngine
    from sqlalchemy.pool import Pool

    from bot.infra.database.backend import Changed

CHANNEL = "whatcode_preference"
"""Where the trigger on the table tells whose preferences were changed (see the first migration)."""

CONNECTIONS, BURST = 4, 12
"""Connections kept, and how many more there may be for a moment."""

# The server notices within eleven seconds that a machine is gone that cannot say so, and gives its locks free
# (https://www.postgresql.org/docs/current/runtime-config-connection.html). A killed process is noticed at once.
_KEEPALIVE = {"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3"}

_SCHEMA = "schema"


class Postgresql:
    """A `Backend`. asyncpg reads the address as libpq would (sslmode, several hosts, PGPASSWORD)."""

    name = "PostgreSQL"

    def __init__(self, address: str) -> None:
        """Take the address ("postgresql://user:password@host/name")."""
        self._address = address
        parts = urlsplit(address)
        self.place = f"{parts.hostname or 'local socket'}{f':{parts.port}' if parts.port else ''}{parts.path}"
        self.now: ColumnElement[Any] = cast(extract("epoch", func.clock_timestamp()), Double)

        self.keys: ColumnElement[str] = func.unnest(bindparam("keys", type_=ARRAY(Text))).column_valued("key")

    def pack(self, keys: Sequence[str]) -> object:
        """See `Backend`."""
        return list(keys)

    async def connect(self, *_: object, command_seconds: float = OPERATION_SECONDS, **__: object) -> Any:  # noqa: ANN401 - untyped
        """A connection of the driver's.

        Raises:
            Exception: there is none to be had: of the driver, or of the network.
        """
        return await asyncpg.connect(
            self._address,
            timeout=CONNECT_SECONDS,
            command_timeout=command_seconds,
            server_settings={"application_name": "whatcode", **_KEEPALIVE},
        )

    def engine(self) -> AsyncEngine:
        """See `Backend`."""
        return self._engine(
            poolclass=AsyncAdaptedQueuePool,
            isolation_level="AUTOCOMMIT",
            pool_size=CONNECTIONS,
            max_overflow=BURST,
            pool_timeout=OPERATION_SECONDS,
        )

    def schema_engine(self) -> AsyncEngine:
        """See `Backend`."""
        return self._engine(SCHEMA_SECONDS, poolclass=NullPool)

    def snapshot_engine(self) -> AsyncEngine:
        """See `Backend`."""
        return self._engine(SCHEMA_SECONDS, poolclass=NullPool, isolation_level="REPEATABLE READ")

    def prepare(self) -> None:
        """See `Backend`: whoever made the server made the database."""

    def exists(self) -> bool:
        """See `Backend`."""
        return True

    def _engine(
        self,
        command_seconds: float = OPERATION_SECONDS,
        *,
        poolclass: type[Pool],
        **options: Any,  # noqa: ANN401 - SQLAlchemy's
    ) -> AsyncEngine:
        async def connect(*_: object, **__: object) -> Any:  # noqa: ANN401 - untyped
            return await self.connect(command_seconds=command_seconds)

        return create_async_engine(
            "postgresql+asyncpg://", async_creator=connect, poolclass=poolclass, hide_parameters=True, **options
        )

    def lock_schema(self, connection: Connection) -> None:
        """See `Backend`."""
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": _key(_SCHEMA)})

    def insert(self, table: Table) -> Any:  # noqa: ANN401 - see `Backend`
        """See `Backend`."""
        return insert(table)

    @asynccontextmanager
    async def link(self, engine: AsyncEngine, changed: Changed) -> AsyncIterator[PostgresqlLink]:  # noqa: ARG002 - a connection of its own
        """See `Backend`."""
        connection = await self.connect(command_seconds=LOOK_SECONDS)
        try:
            await connection.add_listener(CHANNEL, lambda *told: changed(told[3]))
            yield PostgresqlLink(connection)
        finally:
            # Not `close`, which waits for a server that may not be there any more.
            connection.terminate()


class PostgresqlLink:
    """A `Link`: session locks (advisory), which the server frees when the connection is gone."""

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - untyped
        """Take a connection that nobody else uses."""
        self._connection = connection
        self._turn = asyncio.Lock()

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


def _key(name: str) -> str:
    return f"whatcode:{name}"
