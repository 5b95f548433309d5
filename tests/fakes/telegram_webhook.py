"""What the Bot API server does while a webhook is set: it calls, many times at once, and again until it hears a 200."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import aiohttp

if TYPE_CHECKING:
    from fakes.telegram import FakeTelegram

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.25, 4.0
PATIENCE_SECONDS = 30.0


class Deliveries:
    """Takes updates from a fake's queue to the webhook, in its order, a call each.

    The way leads through a proxy that ends TLS: to `port` on this machine, None while nobody is there. The fake's plan
    may deal "deliver" these kinds of faults: "late" waits, "cut" hangs up before the answer, "twice" does not hear it.
    """

    def __init__(self, fake: FakeTelegram) -> None:
        self.port: int | None = None
        self.under_way = 0
        self._fake = fake
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
        self._session = aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0))
        self._begin(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._session
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()

    def _begin(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self) -> None:
        while True:
            await self._fake.until(self._can_call, 1e9)
            self.under_way += 1
            self._begin(self._deliver(self._fake.updates.popleft()))

    def _can_call(self) -> bool:
        most = self._fake.webhook.get("max_connections", 40)
        return bool(self._fake.webhook["url"] and self._fake.updates and self.under_way < most)

    async def _deliver(self, update: dict[str, Any]) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not await self._is_confirmed(update):
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        self.under_way -= 1

    async def _is_confirmed(self, update: dict[str, Any]) -> bool:
        dealt = self._fake.plan.deal("deliver") if self._fake.plan else None
        kind, seconds = (dealt[1].kind, dealt[1].seconds) if dealt else ("", 0.0)
        if kind == "late":
            await asyncio.sleep(seconds)
        if self.port is None:
            return False
        url = f"http://127.0.0.1:{self.port}{urlsplit(self._fake.webhook['url']).path}"
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._fake.webhook["secret_token"]}
        told = (time.monotonic(), update["update_id"])
        self._fake.handed.append(told)
        assert self._session
        try:
            async with asyncio.timeout(seconds if kind == "cut" else None):
                async with self._session.post(url, json=update, headers=headers) as answer:
                    return answer.ok and kind != "twice"
        except aiohttp.ClientConnectorError:
            self._fake.handed.remove(told)
        except (aiohttp.ClientError, TimeoutError):
            pass
        return False
