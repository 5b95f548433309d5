"""SQLite: a file, for one machine."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import re
import sqlite3
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, event, func, text
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, NullPool
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from bot.infra.database.backend import LOOK_SECONDS, OPERATION_SECONDS, SCHEMA_SECONDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Table
    from sqlalchemy.ext.asyncio import AsyncEngine
    from sqlalchemy.pool import Pool

    from bot.infra.database.backend import Changed

# Days from the Julian epoch to 1970 (https://www.sqlite.org/lang_datefunc.html, julianday), and seconds of a day.
_EPOCH, _DAY = 2440587.5, 86400.0


class Sqlite:
    """A `Backend`: write-ahead log, one connection, and the file's own locks against other processes.

    A killed process loses nothing that was said to be kept: the log has it before we say so. It is not forced to the
    disk each time (`synchronous=NORMAL`), so a power cut may take the last moments
    (https://www.sqlite.org/pragma.html#pragma_synchronous).
    """

    name = "SQLite"

    def __init__(self, address: str) -> None:
        """Take the address ("sqlite:////var/lib/whatcode/whatcode.db")."""
        self.path = Path(make_url(address).database or "").expanduser()
        self.place = str(self.path)
        self.now: ColumnElement[Any] = (func.julianday("now") - _EPOCH) * _DAY

        self.keys: ColumnElement[str] = func.json_each(bindparam("keys", type_=Text)).table_valued("value").c.value

    def pack(self, keys: Sequence[str]) -> object:
        """See `Backend`."""
        return json.dumps(keys)

    def engine(self) -> AsyncEngine:
        """See `Backend`. One connection: whatever changes the file otherwise, another process did."""
        return self._engine(
            OPERATION_SECONDS / 2,
            isolation_level="AUTOCOMMIT",
            poolclass=AsyncAdaptedQueuePool,
            pool_size=1,
            max_overflow=0,
            pool_timeout=OPERATION_SECONDS,
        )

    def schema_engine(self) -> AsyncEngine:
        """See `Backend`."""
        return self._transactional("BEGIN IMMEDIATE")

    def snapshot_engine(self) -> AsyncEngine:
        """See `Backend`."""
        return self._transactional("BEGIN")

    def _transactional(self, begin: str) -> AsyncEngine:
        """Transactions begun by us: the driver would leave changes of tables outside of them."""
        engine = self._engine(SCHEMA_SECONDS, poolclass=NullPool)
        event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    def _engine(self, patience: float, *, poolclass: type[Pool], **options: Any) -> AsyncEngine:  # noqa: ANN401 - SQLAlchemy's
        url = make_url("sqlite+aiosqlite://").set(database=str(self.path))
        engine = create_async_engine(
            url, connect_args={"timeout": patience}, poolclass=poolclass, hide_parameters=True, **options
        )

        @event.listens_for(engine.sync_engine, "connect")
        def connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's
            cursor = connection.cursor()
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.close()

        return engine

    def prepare(self) -> None:
        """See `Backend`: the folder, and a file with a write-ahead log."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The file remembers. Changing it fails at once where another process does the same: there is no waiting for it.
        for attempt in Retrying(
            retry=retry_if_exception_type(sqlite3.OperationalError),
            stop=stop_after_delay(OPERATION_SECONDS),
            wait=wait_fixed(0.05),
            reraise=True,
        ):
            with attempt, closing(sqlite3.connect(self.path)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")

    def exists(self) -> bool:
        """See `Backend`."""
        return self.path.exists()

    def lock_schema(self, connection: Connection) -> None:
        """See `Backend`: BEGIN IMMEDIATE has the file's write lock already."""

    def insert(self, table: Table) -> Any:  # noqa: ANN401 - see `Backend`
        """See `Backend`."""
        return insert(table)

    @asynccontextmanager
    async def link(self, engine: AsyncEngine, changed: Changed) -> AsyncIterator[SqliteLink]:
        """See `Backend`."""
        link = SqliteLink(self.path, engine, changed)
        try:
            yield link
        finally:
            link.close()


class SqliteLink:
    """A `Link`: looks whether the file is still there, and whether another process changed it."""

    def __init__(self, path: Path, engine: AsyncEngine, changed: Changed) -> None:
        """Take the file as it is now."""
        self._path = path
        self._file = path.stat().st_ino
        self._engine = engine
        self._changed = changed
        self._version: int | None = None
        self._locks: dict[str, int] = {}

    async def look(self) -> None:
        """See `Link`."""
        # A removed file can still be written to, and is gone with the process.
        if self._path.stat().st_ino != self._file:
            message = f"{self._path} is another file now"
            raise FileNotFoundError(message)
        async with asyncio.timeout(LOOK_SECONDS), self._engine.connect() as connection:
            # Changes when another connection writes (https://www.sqlite.org/pragma.html#pragma_data_version).
            version = (await connection.execute(text("PRAGMA data_version"))).scalar_one()
        if version != self._version:
            self._version = version
            self._changed(None)

    async def lock(self, name: str) -> bool:
        """See `Link`: a lock on a file of its own beside the database."""
        path = self._path.with_name(f"{self._path.name}.{re.sub(r'[^a-z0-9]+', '-', name.lower())}.lock")
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._locks[name] = handle
        return True

    async def unlock(self, name: str) -> None:
        """See `Link`."""
        if name in self._locks:
            os.close(self._locks.pop(name))

    def close(self) -> None:
        """Give everything back."""
        for handle in self._locks.values():
            os.close(handle)
        self._locks.clear()
