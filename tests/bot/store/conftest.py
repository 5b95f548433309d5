from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.infra.database.address import backend_of
from bot.infra.database.store import DatabaseStore
from bot.infra.health import Watch
from bot.infra.metrics import PrometheusMetrics


class Sqlite:
    """A database that is a file, with a way to lose it."""

    def __init__(self, folder):
        self.path = folder / "kept" / "whatcode.db"
        self.address = f"sqlite:///{self.path}"

    async def lose(self):
        if self.path.parent.exists():
            self.path.parent.rename(self.path.parent.with_name("lost"))
        self.path.parent.write_text("no folder")

    async def find(self):
        self.path.parent.unlink()
        if self.path.parent.with_name("lost").exists():
            self.path.parent.with_name("lost").rename(self.path.parent)


class Server:
    """A database on the server, with a way to lose it."""

    def __init__(self, postgres, name):
        self.postgres, self.name = postgres, name
        self.address = postgres.address(name)

    async def lose(self):
        await self.postgres.close(self.name)

    async def find(self):
        await self.postgres.reopen(self.name)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Nobody learns more from longer pauses; and a busy machine is no database that hangs. The looks stay as they are."""
    for kind in ("sqlite", "postgresql"):
        monkeypatch.setattr(f"bot.infra.database.{kind}.OPERATION_SECONDS", 3.0)
    monkeypatch.setattr("bot.infra.database.store.RETRY_SECONDS", 0.2)
    monkeypatch.setattr("bot.infra.database.leases.YIELD_SECONDS", 0.8)


@pytest.fixture
def server(postgres, empty):
    return Server(postgres, empty)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """An empty database of each kind."""
    return Sqlite(tmp_path) if request.param == "sqlite" else request.getfixturevalue("server")


@pytest.fixture
def opened():
    """Open a store on an address, as another process would, while within."""

    @asynccontextmanager
    async def opened(address):
        watch, metrics = Watch(), PrometheusMetrics()
        store = DatabaseStore(backend_of(address), watch, metrics)
        store.watch, store.metrics = watch, metrics
        async with store.open():
            yield store

    return opened


@pytest.fixture
async def store(database, opened):
    async with opened(database.address) as store:
        assert store.working
        yield store


@pytest.fixture
def until():
    """Wait until something holds, at most so many seconds; how long it took."""

    async def until(condition, seconds=10.0):
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.timeout(seconds):
            while True:
                value = condition()
                if await value if asyncio.iscoroutine(value) else value:
                    return loop.time() - began
                await asyncio.sleep(0.02)

    return until
