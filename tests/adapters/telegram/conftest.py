from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest
from fakes.telegram import TOKEN, FakeTelegram

from adapters.telegram.settings import Settings
from adapters.telegram.transport import Telegram


@pytest.fixture
async def fake():
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
def settings(fake):
    def make(**more):
        return Settings(**{"token": TOKEN, "api_url": fake.url, "max_rate": "off", "poll_seconds": 5, **more})

    return make


@pytest.fixture
def running(settings, bot):
    """Run the adapter while within, with other settings or another bot where given."""

    @asynccontextmanager
    async def run(with_bot=None, **more):
        task = asyncio.create_task(Telegram(settings(**more)).run(with_bot or bot))
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    return run


@pytest.fixture
async def live(fake, running):
    """The adapter on the fake server, polling."""
    async with running():
        await fake.until(lambda: fake.polls)
        yield fake
