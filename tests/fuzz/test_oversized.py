"""What is larger than it says, or unpacks to more than a machine holds: the beginning is read, and no more is kept."""

from __future__ import annotations

import asyncio
import tracemalloc
import zlib
from functools import cache

import aiohttp
import pytest
from fakes.discord import TOKEN, FakeDiscord
from fakes.discord_payloads import ANN, DIRECT, texts
from fakes.telegram import TOKEN as TELEGRAM_TOKEN

from adapters.discord import lean
from adapters.discord.settings import Settings
from adapters.discord.transport import Discord
from adapters.telegram.client import Client
from adapters.telegram.settings import Settings as TelegramSettings
from bot.files import FILE_BYTES
from bot.front import Bot
from bot.infra.door import HttpDoor
from bot.infra.health import Watch
from bot.infra.memory import memory_ports
from bot.infra.metrics import PrometheusMetrics
from bot.ports import Reply

MEGABYTES = 150
KEPT = 60
"""Megabytes that may be taken meanwhile."""


@cache
def bomb(kind):
    """Many zeros, packed into less than a megabyte."""
    packer = zlib.compressobj(1, wbits=31 if kind == "gzip" else 15)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(MEGABYTES)) + packer.flush()


@pytest.fixture
def frugal():
    """What Python takes meanwhile. A process's own peak tells nothing where an earlier test was greedier."""
    tracemalloc.start()
    yield
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most >> 20 < KEPT, f"{most >> 20} MB"


@pytest.mark.parametrize("kind", ["gzip", "deflate"])
async def test_a_packed_body_at_the_door(frugal, kind):
    door, seen = HttpDoor(Watch(), PrometheusMetrics()), []

    async def hook(call):
        seen.append(len(call.body))
        return Reply(200)

    door.add("POST", "/hook", hook, limit=1 << 20)
    async with door.open("127.0.0.1", 0), aiohttp.ClientSession(f"http://127.0.0.1:{door.port}") as session:
        async with session.post("/hook", data=bomb(kind), headers={"Content-Encoding": kind}) as answer:
            assert answer.status in (400, 413)
        async with session.post("/hook", data=b"x") as answer:
            assert answer.status == 200
    assert seen == [1]


@pytest.mark.parametrize("content", ["packed", "long"])
async def test_a_file_on_discord_that_says_it_is_small(frugal, engine, monkeypatch, content):
    monkeypatch.setattr(lean, "IDENTIFY_SECONDS", 0.05)
    async with FakeDiscord() as fake:
        task = asyncio.create_task(Discord(Settings(token=TOKEN, api_url=fake.url)).run(Bot(engine, memory_ports())))
        await fake.until(lambda: fake.gateway.live and fake.commands[""])
        file = fake.attached("77", "a.log", bomb("gzip") if content == "packed" else b"503\n" * FILE_BYTES, size=40)
        answer = await fake.answered(await fake.say("", user=ANN, guild=None, channel=DIRECT, attachments=[file]))
        assert engine.phrase("notice-too-large-title", "en") in texts(answer)
        task.cancel()
        await asyncio.wait({task})


async def test_a_file_of_a_local_server_of_telegram(frugal, tmp_path):
    path = tmp_path / "huge.log"
    with path.open("wb") as file:
        file.truncate(MEGABYTES << 20)
    client = Client(TelegramSettings(token=TELEGRAM_TOKEN))
    assert len(await client.download(str(path), FILE_BYTES + 1)) == FILE_BYTES + 1
