from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
from fakes.discord import TOKEN, FakeDiscord

from adapters.discord import lean
from adapters.discord.settings import Settings
from adapters.discord.transport import Discord
from bot.front import Bot
from bot.infra.memory import memory_ports

END_SECONDS = 15
"""In which an adapter ends that is told to, whatever the gateway does; the process grants it ten."""


@dataclass
class Seen:
    """Health and metrics that remember."""

    beats: int = 0
    downs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    reconnects: int = 0
    questions: list[tuple[str, str]] = field(default_factory=list)

    def beat(self, part):
        assert part == "discord"
        self.beats += 1

    def down(self, part, why):
        self.downs.append(why)

    def error(self, *, platform, kind):
        assert platform == "discord"
        self.errors.append(kind)

    def reconnect(self, *, platform):
        self.reconnects += 1

    def queue(self, *, platform, waiting):
        pass

    def question(self, *, intent, outcome, **_):
        self.questions.append((intent, outcome))


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """A new session need not wait five seconds here."""
    monkeypatch.setattr(lean, "IDENTIFY_SECONDS", 0.05)


@pytest.fixture
async def fake():
    async with FakeDiscord() as server:
        yield server


@pytest.fixture
def seen():
    return Seen()


@pytest.fixture
def ports(seen):
    return replace(memory_ports(), metrics=seen, health=seen)


@pytest.fixture
def bot(engine, ports):
    return Bot(engine, ports)


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
