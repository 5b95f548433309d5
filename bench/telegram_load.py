"""Telegram for `platforms.py`: the fake of the tests, with an answer to each message that takes as little as it can."""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web
from load import HERE, Load, Times, free_port, python, running, worded

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from fakes.telegram import ANN, BOT, FakeTelegram

SECRET = "the-secret-of-the-bench"
SENDING = {"sendMessage", "sendRichMessage"}


class Server(FakeTelegram):
    """Asks from a chat of its own for each question; tells the load which chat was answered."""

    def __init__(self) -> None:
        super().__init__()
        self.keep_requests = False
        self.answered: Callable[[int], None] = lambda _: None
        self.hook: Hook | None = None

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if method not in SENDING:
            return await super()._serve(request)
        params: dict[str, Any] = (
            msgspec.json.decode(await request.read())
            if request.content_type == "application/json"
            else dict(await request.post())
        )
        chat = int(params["chat_id"])
        text = params.get("text") or params.get("rich_message")
        if not text:
            return await super()._serve(request)
        self.answered(chat)
        where = {"id": chat, "type": "private", "first_name": "Ann"}
        sent = {"message_id": next(self._ids), "date": 1_700_000_000, "chat": where, "from": BOT, "text": str(text)}
        body = msgspec.json.encode({"ok": True, "result": sent})
        return web.Response(body=body, content_type="application/json")

    def number_from(self, first: int) -> None:
        """Count updates from there: a number that a bot has seen before it passes over."""
        self._update_ids = itertools.count(first)

    async def ask(self, number: int, text: str) -> None:
        said = self.message(text, user={**ANN, "id": number})
        if self.hook is None:
            self.post(message=said)
        else:
            await self.hook.deliver({"update_id": next(self._update_ids), "message": said})


class Hook:
    """Delivers updates to a webhook over connections that stay open: the least of HTTP that a server understands."""

    def __init__(self, port: int, path: str) -> None:
        self._port = port
        self._head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n"
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._closed = False

    async def deliver(self, update: dict[str, Any]) -> None:
        body = msgspec.json.encode(update)
        while not self._closed:
            try:
                reader, writer = (
                    self._free.pop() if self._free else await asyncio.open_connection("127.0.0.1", self._port)
                )
                writer.write(f"{self._head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
                head = await reader.readuntil(b"\r\n\r\n")
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.01)  # not there yet
                continue
            length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0")
            await reader.readexactly(int(length.partition(b":")[2]))
            self._free.append((reader, writer))
            if b" 200 " in head[:20]:
                return
            await asyncio.sleep(0.01)  # 503: it does not know yet who it is

    async def close(self) -> None:
        """Deliver nothing any more: what a bot that has ended did not acknowledge would be tried for ever."""
        self._closed = True
        for _, writer in self._free:
            writer.close()


CONTESTANTS = (
    "whatcode",
    "whatcode, SQLite",
    "python-telegram-bot",
    "python-telegram-bot on our requests",
    "our transport",
    "aiogram",
)


WHATCODE = str(Path(sys.executable).parent / "whatcode")


def fresh() -> str:
    """The address of a new database."""
    address = f"sqlite:///{tempfile.mkdtemp()}/bench.db"
    env = {**os.environ, "WHATCODE_DATABASE_URL": address}
    subprocess.run([WHATCODE, "db", "upgrade"], env=env, check=True, capture_output=True)
    return address


def started(contestant: str, server: Server, port: int) -> tuple[list[str], dict[str, str]]:
    """The command of a contestant, and what it is told; `port` 0 is polling."""
    hook = f"http://127.0.0.1:{port}/telegram"
    if contestant.startswith("whatcode"):
        # A database of its own each time: the fake counts its updates anew, and what was answered is not answered again.
        # With its tables, as after any start but the first.
        database = fresh() if "SQLite" in contestant else "off"
        env = {
            "WHATCODE_TELEGRAM_TOKEN": server.token, "WHATCODE_TELEGRAM_API_URL": server.url,
            "WHATCODE_LOG_FORMAT": "json",  # as the image and the unit have it
            "WHATCODE_TELEGRAM_MAX_RATE": "off", "WHATCODE_DATABASE_URL": database, "WHATCODE_HTTP_PORT": str(port or "off"),
        }  # fmt: skip
        if port:
            env |= {
                "WHATCODE_TELEGRAM_MODE": "webhook",
                "WHATCODE_TELEGRAM_WEBHOOK_URL": hook,
                "WHATCODE_TELEGRAM_WEBHOOK_SECRET": SECRET,
            }
        return [WHATCODE, "serve"], env
    env = {"ECHO_TOKEN": server.token, "ECHO_URL": server.url, "ECHO_PORT": str(port), "ECHO_SECRET": SECRET}
    match contestant:
        case "python-telegram-bot":
            return python("telegram_stock"), env
        case "python-telegram-bot on our requests":
            return python("telegram_stock", "aiohttp"), env
        case "our transport":
            return python("telegram_ours"), env
        case "aiogram":
            return [str(HERE / ".venv-bench/bin/python"), *python("telegram_aiogram")[1:]], env
    raise ValueError(contestant)


async def telegram(contestant: str, how: str, times: Times) -> dict[str, float]:
    """All figures of one contestant in one way of taking updates ("polling", "webhook")."""
    async with Server() as server:
        port = free_port() if how == "webhook" else 0
        server.hook = Hook(port, "/telegram") if port else None
        async with running(*started(contestant, server, port)) as process:
            load = Load(server.ask, process)
            server.answered = load.answered
            figures = {"first": await load.first()}
            for in_flight in (200, 16):
                seen = await load.closed(in_flight, times.warm, times.closed)
                figures |= {f"{in_flight}": seen.rate, f"{in_flight} cpu": seen.cpu_ms, f"{in_flight} fake": seen.ours}
            seen = await load.paced(50, times.paced)
            figures |= {"p50": seen.median * 1000, "p99": seen.p99 * 1000, "rss": process.resident()}
            load.texts = itertools.cycle(worded())
            seen = await load.closed(200, times.warm, times.closed)
            figures |= {"worded": seen.rate, "worded cpu": seen.cpu_ms}
        if server.hook:
            await server.hook.close()
    return figures
