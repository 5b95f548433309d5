"""Our own transport with a fixed text in place of an answer: what is left of us without understanding anything."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass

from adapters.telegram.client import Client
from adapters.telegram.lanes import Lanes
from adapters.telegram.outbox import Sent
from adapters.telegram.polling import Polling
from adapters.telegram.settings import Settings
from adapters.telegram.webhook import Webhook
from adapters.telegram.wire import Update
from bot.infra.door import HttpDoor
from bot.infra.health import Watch
from bot.infra.memory import memory_ports
from bot.infra.metrics import PrometheusMetrics

TEXT = "503 Service Unavailable: the server cannot take the request now."


@dataclass
class Echo:
    client: Client
    lanes: Lanes

    def take(self, update: Update) -> asyncio.Future[bool]:
        message = update.message
        assert message is not None
        handled: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.lanes.put(message.chat.id, lambda: self.answer(message.chat.id, handled))
        return handled

    async def answer(self, chat: int, handled: asyncio.Future[bool]) -> None:
        await self.client.call("sendMessage", {"chat_id": chat, "text": TEXT}, Sent)
        handled.set_result(True)


async def main() -> None:
    port = int(os.environ.get("ECHO_PORT", "0"))
    more = {
        "mode": "webhook",
        "webhook_url": f"http://127.0.0.1:{port}/telegram",
        "webhook_secret": os.environ["ECHO_SECRET"],
    }
    settings = Settings(
        token=os.environ["ECHO_TOKEN"], api_url=os.environ["ECHO_URL"], max_rate=None, **(more if port else {})
    )
    watch = Watch()
    door = HttpDoor(watch, PrometheusMetrics(watch))
    ports = memory_ports()
    ports = type(ports)(ports.store, ports.limiter, ports.metrics, ports.health, door)
    client, lanes = Client(settings), Lanes(settings.concurrency)
    await client.initialize()
    echo = Echo(client, lanes)
    source = (Webhook if port else Polling)(settings, ports, lanes, echo.take)
    async with door.open("127.0.0.1", port):
        await source.run(client)


if __name__ == "__main__":
    asyncio.run(main())
