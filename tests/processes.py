"""Processes of `whatcode serve`, as they run in production."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

WHATCODE = Path(sys.executable).parent / "whatcode"
# As it is, but for how long an update counts as under way in a process that is dead.
SOON_DEAD = "from bot.infra.database import claims; claims.CLAIM_SECONDS = 2.0; from bot.cli import main; main()"
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("WHATCODE_")}
SECRET = "a-secret-of-the-webhook"
_DOOR_OPEN = re.compile(
    r'^(?=.*\bdoor open\b).*\bport(?:"\s*:\s*|=)(\d+)', re.MULTILINE
)  # as JSON, and as on a terminal


class Service:
    """One process."""

    def __init__(self, process, log):
        self.process, self.log = process, log
        self._port = None

    @property
    def port(self):
        """Where its door is, which it says when it is open; LookupError before."""
        if self._port is None:
            opened = _DOOR_OPEN.search(self.said())
            if opened is None:
                raise LookupError(self.said())
            self._port = int(opened[1])
        return self._port

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
                except (aiohttp.ClientError, LookupError):
                    pass
                await asyncio.sleep(0.05)
        raise AssertionError(self.said())

    async def says(self, event, seconds=30):
        """Wait until one of its lines is of an event."""
        async with asyncio.timeout(seconds):
            while True:
                if f'"{event}"' in self.said():
                    return
                await asyncio.sleep(0.05)

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


@asynccontextmanager
async def serving(log, database, *, soon_dead=False, piped=False, **settings):
    """A process while within, its lines in the file `log`; what is still there at the end is killed.

    `piped`: its lines get there by a pipe, for it may not write to files.
    """
    command = (sys.executable, "-c", SOON_DEAD) if soon_dead else (WHATCODE,)
    own = {
        "WHATCODE_DATABASE_URL": database,
        "WHATCODE_HTTP_PORT": "0",  # whichever is free: one that was looked for before may be taken by then
        "WHATCODE_LOG_FORMAT": "json",
        "WHATCODE_LIMIT_PERSON": "off",
        "WHATCODE_LIMIT_PLACE": "off",
    }
    async with _opened(log, piped=piped) as output:
        process = await asyncio.create_subprocess_exec(
            *command, "serve", stdout=output, stderr=output, env={**PLAIN, **own, **settings}
        )
        service = Service(process, log)
        try:
            yield service
        finally:
            if process.returncode is None:
                service.kill()
                await process.wait()


@asynccontextmanager
async def _opened(log, *, piped):
    with log.open("wb") as file:
        if not piped:
            yield file
            return
        ours, theirs = os.pipe()
        other = await asyncio.create_subprocess_exec("cat", stdin=ours, stdout=file)
        os.close(ours)
        with os.fdopen(theirs, "wb") as pipe:
            yield pipe
        await other.wait()
