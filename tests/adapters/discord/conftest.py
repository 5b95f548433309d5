from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from fakes.discord import TOKEN, FakeDiscord

from adapters.discord import desk, lean
from adapters.discord.settings import Settings
from adapters.discord.transport import Discord
from bot.front import Bot
from bot.infra.memory import MemoryStore

END_SECONDS = 15
"""In which an adapter ends that is told to, whatever the gateway does; the process grants it ten."""


class Slow(MemoryStore):
    """A store that answers after a while."""

    seconds = 0.0

    async def preferences(self, key):
        await asyncio.sleep(self.seconds)
        return await super().preferences(key)


@pytest.fixture
def hesitant(monkeypatch, engine, ports):
    """Make a bot whose store takes so many seconds, which can be changed later, and a desk with little patience."""

    def make(seconds):
        monkeypatch.setattr(desk, "PATIENCE_SECONDS", 0.05)
        store = Slow()
        store.seconds = seconds
        return Bot(engine, replace(ports, store=store))

    return make


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """A new session need not wait five seconds here."""
    monkeypatch.setattr(lean, "IDENTIFY_SECONDS", 0.05)


@pytest.fixture
async def fake():
    async with FakeDiscord() as server:
        yield server


@pytest.fixture
def settings(fake):
    def make(**more):
        return Settings(**{"token": TOKEN, "api_url": fake.url, **more})

    return make


@pytest.fixture
def running(settings, bot):
    """Run the adapter while within, with other settings or another bot where given."""

    @asynccontextmanager
    async def run(with_bot=None, **more):
        task = asyncio.create_task(Discord(settings(**more)).run(with_bot or bot))
        try:
            yield task
        finally:
            task.cancel()
            _, late = await asyncio.wait({task}, timeout=END_SECONDS)
            assert not late, "told to stop, the adapter does not end"

    return run


@pytest.fixture
async def live(fake, running):
    """The adapter on the fake server, connected."""
    async with running() as task:
        await fake.until(lambda: task.done() or (fake.gateway.live and fake.commands[""]))
        if task.done():
            task.result()
        yield fake
