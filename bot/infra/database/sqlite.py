"""SQLite: a file, for one machine."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from bot.infra.database.backend import LOOK_SECONDS, OPERATION_SECONDS
from bot.infra.database.statements import Statements, statements

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.infra.database.backend import Changed, Engines, Rows

# Days from the Julian epoch to 1970 (https://www.sqlite.org/lang_datefunc.html, julianday), and seconds of a day.
_NOW = "(julianday('now') - 2440587.5) * 86400.0"
_KEYS = "(SELECT value AS key FROM json_each({})) AS given"

_READS = ("SELECT", "PRAGMA")
_CLOSED = "the link was closed"

_SYNCHRONOUS = "PRAGMA synchronous=NORMAL"
"""The log is not forced to the disk at each commit, see `Sqlite`."""


class Sqlite:
    """A `Backend`: write-ahead log, one connection, and the file's own locks against other processes.

    A killed process loses nothing that was said to be kept: the log has it before we say so. It is not forced to the
    disk each time (`synchronous=NORMAL`), so a power cut may take the last moments
    (https://www.sqlite.org/pragma.html#pragma_synchronous).
    """

    name = "SQLite"
    errors: tuple[type[Exception], ...] = (sqlite3.Error,)

    def __init__(self, address: str) -> None:
        """Take the address ("sqlite:////var/lib/whatcode/whatcode.db")."""
        self.path = Path(address.partition("://")[2].partition("/")[2].partition("?")[0]).expanduser()
        self.place = str(self.path)
        # Values in the order in which they stand.
        self.statements = Statements(*(re.sub(r"\$\d", "?", one) for one in statements(now=_NOW, keys=_KEYS)))

    def pack(self, keys: Sequence[str]) -> object:
        """See `Backend`."""
        return json.dumps(keys)

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

    async def step(self) -> str:
        """See `Backend`."""
        return await asyncio.to_thread(self._step)

    def _step(self) -> str:
        with closing(sqlite3.connect(self.path, timeout=OPERATION_SECONDS)) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'").fetchone():
                return ""
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return str(row[0]) if row else ""

    @asynccontextmanager
    async def link(self, changed: Changed) -> AsyncIterator[SqliteLink]:
        """See `Backend`."""
        thread = ThreadPoolExecutor(1, "sqlite")
        try:
            connection = await asyncio.get_running_loop().run_in_executor(thread, self._connect)
            link = SqliteLink(self.path, thread, connection, changed)
            try:
                yield link
            finally:
                link.close()
        finally:
            thread.shutdown(wait=False)  # not for a disk that hangs

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=OPERATION_SECONDS / 2, isolation_level=None)
        connection.execute(_SYNCHRONOUS)
        return connection

    def engines(self) -> Engines:
        """See `Backend`."""
        from bot.infra.database.sqlite_engines import SqliteEngines  # noqa: PLC0415 - as long as all the rest

        return SqliteEngines(self.path, _NOW, _SYNCHRONOUS)


class _Call(NamedTuple):
    statement: str
    values: tuple[object, ...]
    result: asyncio.Future[Rows]


class SqliteLink:
    """A `Link`: one connection, in a thread of its own. Looks whether the file is there, and whether others changed it.

    Whatever comes while the thread is busy goes to it at once, and its writes share a transaction: a commit is most of
    what a write takes, and each way to a thread and back as much again. With one connection nothing in this process
    waits for a lock of its own, and what changes the file otherwise, another process did.
    """

    def __init__(
        self, path: Path, thread: ThreadPoolExecutor, connection: sqlite3.Connection, changed: Changed
    ) -> None:
        """Take the file as it is now, and a connection to it that belongs to a thread."""
        self._path = path
        self._file = path.stat().st_ino
        self._changed = changed
        self._version: int | None = None
        self._locks: dict[str, int] = {}
        self._thread = thread
        self._connection = connection
        self._waiting: list[_Call] = []
        self._under_way: list[_Call] = []
        self._closed = False

    async def run(self, statement: str, *values: object) -> Rows:
        """See `Link`."""
        if self._closed:
            raise ConnectionError(_CLOSED)
        loop = asyncio.get_running_loop()
        call = _Call(statement, values, loop.create_future())
        if not self._waiting and not self._under_way:
            loop.call_soon(self._begin)  # after what else is ready now: it may have something to write too
        self._waiting.append(call)
        async with asyncio.timeout(OPERATION_SECONDS):
            return await call.result

    def _begin(self) -> None:
        self._under_way, self._waiting = self._waiting, []
        if self._under_way and not self._closed:
            work = asyncio.get_running_loop().run_in_executor(self._thread, self._together, self._under_way)
            work.add_done_callback(self._finish)

    def _together(self, calls: Sequence[_Call]) -> list[Rows]:
        """In the thread: run them, what writes in one transaction."""
        connection = self._connection
        writes = sum(not call.statement.startswith(_READS) for call in calls)
        if writes > 1:
            connection.execute("BEGIN IMMEDIATE")
        try:
            found: list[Rows] = [connection.execute(call.statement, call.values).fetchall() for call in calls]
            if writes > 1:
                connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return found

    def _finish(self, work: asyncio.Future[list[Rows]]) -> None:
        error = work.exception()
        for number, call in enumerate(self._under_way):
            if call.result.done():
                continue
            if error is None:
                call.result.set_result(work.result()[number])
            else:
                call.result.set_exception(error)
        self._begin()

    async def look(self) -> None:
        """See `Link`."""
        # A removed file can still be written to, and is gone with the process.
        if self._path.stat().st_ino != self._file:
            message = f"{self._path} is another file now"
            raise FileNotFoundError(message)
        async with asyncio.timeout(LOOK_SECONDS):
            # Changes when another connection writes (https://www.sqlite.org/pragma.html#pragma_data_version).
            ((version,),) = await self.run("PRAGMA data_version")
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
        self._closed = True
        for call in (*self._under_way, *self._waiting):
            if not call.result.done():
                call.result.set_exception(ConnectionError(_CLOSED))
        self._thread.submit(self._connection.close)
        for handle in self._locks.values():
            os.close(handle)
        self._locks.clear()
