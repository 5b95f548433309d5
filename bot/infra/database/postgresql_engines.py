"""PostgreSQL through SQLAlchemy: for the tables, backups and the doctor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.infra.database.backend import SCHEMA_SECONDS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy import Connection, Table
    from sqlalchemy.ext.asyncio import AsyncEngine

_LOCK = "whatcode:schema"


class PostgresqlEngines:
    """`Engines`."""

    def __init__(self, connect: Callable[..., Awaitable[Any]], now: str) -> None:
        """Take what makes a connection of the driver's, and the expression for the database's clock."""
        self.now = now
        self._connect = connect

    def schema(self) -> AsyncEngine:
        """See `Engines`."""
        return self._engine()

    def snapshot(self) -> AsyncEngine:
        """See `Engines`."""
        return self._engine(isolation_level="REPEATABLE READ")

    def lock(self, connection: Connection) -> None:
        """See `Engines`."""
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": _LOCK})

    def insert(self, table: Table) -> Any:  # noqa: ANN401 - see `Engines`
        """See `Engines`."""
        return insert(table)

    def _engine(self, **options: Any) -> AsyncEngine:  # noqa: ANN401 - SQLAlchemy's
        async def connect(*_: object, **__: object) -> Any:  # noqa: ANN401 - untyped
            return await self._connect(command_seconds=SCHEMA_SECONDS)

        return create_async_engine(
            "postgresql+asyncpg://", async_creator=connect, poolclass=NullPool, hide_parameters=True, **options
        )
