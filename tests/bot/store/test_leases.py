"""Names that one process holds at a time."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.infra.database import leases


class Holder:
    """Holds a name as soon as it can, as long as it may."""

    def __init__(self, store, name="chat:polling"):
        self.holds = False
        self._task = asyncio.create_task(self._run(store, name))

    async def _run(self, store, name):
        while True:
            async with store.lease(name) as lost:
                self.holds = True
                try:
                    await lost.wait()
                finally:
                    self.holds = False

    async def stop(self):
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


@pytest.fixture
def holding():
    @asynccontextmanager
    async def holding(*arguments):
        holder = Holder(*arguments)
        try:
            yield holder
        finally:
            await holder.stop()

    return holding


async def test_one_holds_and_the_other_follows(store, database, opened, holding, until):
    async with opened(database.address) as second, holding(second) as waiting:
        await until(lambda: waiting.holds)
        await waiting.stop()
        async with holding(store) as first:
            await until(lambda: first.holds)
            async with holding(second) as next_one, holding(second, "chat:other") as other:
                await until(lambda: other.holds)
                await asyncio.sleep(0.8)
                assert first.holds
                assert not next_one.holds
                await first.stop()
                assert await until(lambda: next_one.holds) < 2


async def test_twice_in_one_process_is_still_one_at_a_time(store, holding, until):
    async with holding(store) as first, holding(store) as second:
        await until(lambda: first.holds)
        await asyncio.sleep(0.8)
        assert not second.holds
        await first.stop()
        await until(lambda: second.holds)


async def test_who_held_goes_on_without_a_database_and_after(store, database, opened, holding, until):
    async with holding(store) as first:
        await until(lambda: first.holds)
        async with opened(database.address) as second, holding(second) as waiting:
            await database.lose()
            await until(lambda: not store.working and not second.working)
            await database.find()
            await until(lambda: store.working and second.working, 8)
            await asyncio.sleep(leases.YIELD_SECONDS + 1)
            assert first.holds
            assert not waiting.holds


async def test_who_stands_by_stays_so_without_a_database(store, database, opened, holding, until, monkeypatch):
    monkeypatch.setattr(leases, "TRUST_SECONDS", 0.3)
    async with holding(store) as first:
        await until(lambda: first.holds)
        async with opened(database.address) as second, holding(second) as waiting:
            await asyncio.sleep(0.8)
            await database.lose()
            await until(lambda: not store.working and not second.working)
            await asyncio.sleep(1.5)
            assert first.holds
            assert not waiting.holds
            await database.find()


async def test_who_lost_the_lock_is_told(postgres, server, opened, holding, until):
    """One is cut off from the database, the other is not: it takes over, and the first one learns of it."""
    from databases import Line  # noqa: PLC0415 - used once

    async with Line(postgres) as line, opened(line.address(server.name)) as first, holding(first) as held:
        await until(lambda: held.holds)
        async with opened(server.address) as second, holding(second) as waiting:
            line.hang()
            await until(lambda: not first.working)
            assert held.holds, "nobody else is known to have it"
            # What the server does by itself when the machine does not answer (tcp_keepalives).
            mine = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
            for row in await postgres.run(server.name, mine):
                await postgres.run(server.name, f"SELECT pg_terminate_backend({row['pid']})")
            await until(lambda: waiting.holds)
            line.go_on()
            await until(lambda: first.working, 10)
            await until(lambda: not held.holds)
            assert waiting.holds


async def test_without_a_database_from_the_start_it_is_taken_on_trust(database, opened, holding, until, monkeypatch):
    monkeypatch.setattr(leases, "TRUST_SECONDS", 0.6)
    await database.lose()
    async with opened(database.address) as store, holding(store) as holder:
        assert not holder.holds
        assert await until(lambda: holder.holds, 8) > 0.5
        await database.find()
        await until(lambda: store.working)
        await asyncio.sleep(1)
        assert holder.holds
