"""SQLite through SQLAlchemy: for the tables, backups and the doctor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.infra.database.backend import SCHEMA_SECONDS

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Table
    from sqlalchemy.ext.asyncio import AsyncEngine


class SqliteEngines:
    """`Engines`."""

    def __init__(self, path: Path, now: str, opening: str) -> None:
        """Take the file, the expression for the database's clock, and what is said to each connection first."""
        self.now = now
        self._opening = opening
        self._url = URL.create("sqlite+aiosqlite", database=str(path))

    def schema(self) -> AsyncEngine:
        """See `Engines`."""
        return self._engine("BEGIN IMMEDIATE")

    def snapshot(self) -> AsyncEngine:
        """See `Engines`."""
        return self._engine("BEGIN")

    def lock(self, connection: Connection) -> None:
        """See `Engines`: BEGIN IMMEDIATE has the file's write lock already."""

    def insert(self, table: Table) -> Any:  # noqa: ANN401 - see `Engines`
        """See `Engines`."""
        return insert(table)

    def _engine(self, begin: str) -> AsyncEngine:
        """Transactions begun by us: the driver would leave changes of tables outside of them."""
        options: dict[str, Any] = {"connect_args": {"timeout": SCHEMA_SECONDS}, "poolclass": NullPool}
        engine = create_async_engine(self._url, hide_parameters=True, **options)

        @event.listens_for(engine.sync_engine, "connect")
        def connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's
            cursor = connection.cursor()
            cursor.execute(self._opening)
            cursor.close()

        event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine
