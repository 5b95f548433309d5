"""Processes of `whatcode serve`, as they run in production, against a fake of the platform's server."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import socket
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from fakes.telegram import ANN, TOKEN, FakeTelegram

WHATCODE = Path(sys.executable).parent / "whatcode"
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("WHATCODE_")}
SECRET = "a-secret-of-the-webhook"


class Service:
    """One process."""

    def __init__(self, process, port, log):
        self.process, self.port, self.log = process, port, log
        self._updates = itertools.count(1)

    def kill(self):
        """SIGKILL: it gets no chance to say or save anything."""
        self.process.send_signal(signal.SIGKILL)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)

    async def ended(self, seconds=15):
        return await asyncio.wait_for(self.process.wait(), seconds)

    async def get(self, path):
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{self.port}{path}") as answer:
            return answer.status, await answer.text()

    async def ready(self, part="telegram", seconds=30):
        """Wait until it says that a part of it is well."""
        async with asyncio.timeout(seconds):
            while self.process.returncode is None:
                try:
                    _, report = await self.get("/readyz")
                    if json.loads(report)[part]["state"] == "ok":
                        return
                except (aiohttp.ClientError, KeyError):
                    pass
                await asyncio.sleep(0.05)
        raise AssertionError(self.said())

    async def shows(self, figure, seconds=10):
        """Wait until its metrics show something."""
        async with asyncio.timeout(seconds):
            while True:
                _, page = await self.get("/metrics")
                if figure in page:
                    return
                await asyncio.sleep(0.1)

    async def deliver(self, update):
        """An update by webhook; the status."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        address = f"http://127.0.0.1:{self.port}/hook"
        async with aiohttp.ClientSession() as session, session.post(address, json=update, headers=headers) as answer:
            return answer.status

    def said(self):
        """All that it wrote."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
async def fake():
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
def serving(tmp_path, fake):
    """Run `whatcode serve` while within; what is still there at the end is killed."""
    numbers = itertools.count()

    @asynccontextmanager
    async def serving(database, **settings):
        port, log = free_port(), tmp_path / f"log{next(numbers)}"
        own = {
            "WHATCODE_TELEGRAM_TOKEN": TOKEN,
            "WHATCODE_TELEGRAM_API_URL": fake.url,
            "WHATCODE_TELEGRAM_POLL_SECONDS": "2",
            "WHATCODE_DATABASE_URL": database,
            "WHATCODE_HTTP_PORT": str(port),
            "WHATCODE_LOG_FORMAT": "json",
            "WHATCODE_LIMIT_PERSON": "off",
            "WHATCODE_LIMIT_PLACE": "off",
        }
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                WHATCODE, "serve", stdout=output, stderr=output, env={**PLAIN, **own, **settings}
            )
        service = Service(process, port, log)
        try:
            yield service
        finally:
            if process.returncode is None:
                service.kill()
                await process.wait()

    return serving


@pytest.fixture
def webhook(fake):
    """The settings of a process that is told by webhook."""
    return {
        "WHATCODE_TELEGRAM_MODE": "webhook",
        "WHATCODE_TELEGRAM_WEBHOOK_URL": "http://127.0.0.1:1/hook",
        "WHATCODE_TELEGRAM_WEBHOOK_SECRET": SECRET,
    }


@pytest.fixture
def database(postgres, empty):
    """The address of an empty database on a real server."""
    return postgres.address(empty)


@pytest.fixture
def asking(fake):
    """An update in which somebody writes something."""
    numbers = itertools.count(1)

    def asking(text, user=7):
        person = {**ANN, "id": user}
        said = fake.message(text, user=person)
        return {"update_id": next(numbers), "message": said}

    return asking
