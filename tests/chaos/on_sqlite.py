"""Telegram by webhook and Discord in one process, on SQLite: the disk is full, the process killed, its clock set."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import discord_people
import processes
import telegram_people
from clocks import HOUR, Clock
from disks import Quota, small_disk
from fakes.discord import TOKEN as DISCORD_TOKEN
from fakes.discord import FakeDiscord
from fakes.discord_gateway import HEARTBEAT
from fakes.telegram import TOKEN, FakeTelegram
from fakes.telegram_webhook import Deliveries
from ledger import Ledger, lines, outages
from machine import Machine
from on_postgresql import dealt, settled
from troubles import of_discord, of_telegram

from bot.infra.database.address import backend_of
from bot.infra.database.store import DatabaseStore
from bot.infra.health import Watch
from bot.infra.metrics import PrometheusMetrics

TROUBLES, FEWEST_BETWEEN = 24, 90
"""How often the gateway is in trouble at most, and how many updates lie between two at least."""

SILENCE_SECONDS = 6
"""More than the pause between two sessions, in which nothing is read from the gateway."""


async def telegram_by_webhook_and_discord(stage):
    async with AsyncExitStack() as stack:
        run = await _Run.begun(stage, stack)
        async with run.serving() as service:
            await run.ask(0.1)
            await run.with_a_full_disk(service, 0.2)
            await run.jump(3 * HOUR)
            await run.ask(0.5)
            # What is under way then, and counts as such until three hours from then, is told again to the next.
            await run.have_one_under_way()
            await run.jump(0, wait=False)
            await run.kill(service)
        async with run.serving() as service:
            await run.ask(0.75)
            await run.jump(-3 * HOUR)
            await run.ask(0.9)
            await run.jump(0)
            await run.ask(1.0)
            await asyncio.gather(*(settled(ledger, write_down) for ledger, write_down in run.books))
            service.stop()
            assert await service.ended(20) == 0
        await run.settle()


class _Run:
    def __init__(self, stage, telegram, discord, deliveries, disk):
        self._stage, self._disk, self._deliveries = stage, disk, deliveries
        self._telegram, self._discord = telegram, discord
        self._writers = telegram_people.People(telegram, stage.size, stage.ask, stage.engine)
        self._machine = Machine()
        self._members = discord_people.People(discord, stage.ask, self._machine)
        self._clock = Clock(stage.folder / "clock")
        self._address = f"sqlite:///{disk.folder}/whatcode.db"
        self._logs = []
        self._ledgers = (
            Ledger("Telegram by webhook, SQLite", self._writers.entries),
            Ledger("Discord, SQLite", self._members.entries, keeps=False),
        )
        self._troubles = 0

    @classmethod
    async def begun(cls, stage, stack):
        telegram, discord = FakeTelegram(), FakeDiscord()
        for fake in (telegram, discord):
            await stack.enter_async_context(fake)
        telegram.plan, discord.plan = of_telegram(seed=20261126), of_discord(seed=20261126)
        discord.gateway.heartbeat_ms = 1000
        discord.response_seconds = discord_people.WITHIN_SECONDS
        deliveries = await stack.enter_async_context(Deliveries(telegram))
        disk = await stack.enter_async_context(small_disk(stage.folder / "disk", "32m"))
        return cls(stage, telegram, discord, deliveries, disk)

    @asynccontextmanager
    async def serving(self):
        log = self._stage.folder / f"log{len(self._logs)}"
        self._logs.append(log)
        settings = {
            "WHATCODE_TELEGRAM_TOKEN": TOKEN,
            "WHATCODE_TELEGRAM_API_URL": self._telegram.url,
            "WHATCODE_TELEGRAM_MAX_RATE": "off",
            "WHATCODE_TELEGRAM_CONCURRENCY": str(telegram_people.in_flight(self._stage.size)),
            "WHATCODE_TELEGRAM_MODE": "webhook",
            "WHATCODE_TELEGRAM_WEBHOOK_URL": "https://127.0.0.1:1/hook",
            "WHATCODE_TELEGRAM_WEBHOOK_SECRET": processes.SECRET,
            "WHATCODE_DISCORD_TOKEN": DISCORD_TOKEN,
            "WHATCODE_DISCORD_API_URL": self._discord.url,
            "WHATCODE_DISCORD_SILENCE_SECONDS": str(SILENCE_SECONDS),
            **self._clock.settings,
        }
        async with (
            processes.serving(log, self._address, piped=isinstance(self._disk, Quota), **settings) as service,
            self._machine.watching(service.process),
        ):
            await service.ready("telegram", 60)
            await service.ready("discord", 60)
            self._deliveries.port = service.port
            yield service
            self._deliveries.port = None

    # --- what happens ------------------------------------------------------------------------------------------------

    async def ask(self, share):
        until = int(self._stage.size * share)
        every = max(FEWEST_BETWEEN, self._stage.size // TROUBLES)
        await asyncio.gather(self._writers.ask(until), self._members.ask(until, self._trouble, every))

    async def _trouble(self):
        gateway = self._discord.gateway
        kinds = (gateway.cut, self._silence, lambda: gateway.invalidate(resumable=False), gateway.order_reconnect)
        kinds += (lambda: gateway.close(4000), lambda: gateway.invalidate(resumable=True))
        self._troubles += 1
        await kinds[(self._troubles - 1) % len(kinds)]()

    async def _silence(self):
        gateway = self._discord.gateway
        gateway.mute = True
        await asyncio.sleep(SILENCE_SECONDS + 1)
        gateway.mute = False

    async def with_a_full_disk(self, service, share):
        """Nothing can be kept, that is said, answers go on, and it passes by itself."""
        _, before = self._writers.told_of_choices()
        gone = time.monotonic()
        async with self._disk.full(service.process.pid):
            asking = asyncio.create_task(self.ask(share))
            await service.shows('whatcode_up{part="store"} 0.0', 60)
            status, report = await service.get("/readyz")
            assert "answers go on" in json.loads(report)["store"]["state"]
            assert status == 200, "it can be asked"
            await asking
            await self._telegram.until(lambda: self._writers.told_of_choices()[1] > before, 30)
        await service.shows('whatcode_up{part="store"} 1.0', 30)
        self._ledgers[0].outages.append((gone, time.monotonic()))

    async def jump(self, seconds, *, wait=True):
        """The wall clock is set; Discord's heart beats on."""
        gateway = self._discord.gateway
        beats = gateway.count(HEARTBEAT)
        self._clock.set(seconds)
        if wait:
            await self._discord.until(lambda: gateway.count(HEARTBEAT) > beats + 1, 10)

    async def have_one_under_way(self):
        """An answer hangs, and the server was not told that its question is taken."""
        self._telegram.fail("sendMessage", 1000, kind="hang")
        chat = self._writers.write()
        requests = self._telegram.requests
        await self._telegram.until(lambda: any(one.params.get("chat_id") == chat for one in requests[-500:]), 10)

    async def kill(self, service):
        self._deliveries.port = None
        service.kill()
        self._telegram.faults.clear()
        for ledger in self._ledgers:
            ledger.kills.append(time.monotonic())
        await service.ended()

    # --- the books ---------------------------------------------------------------------------------------------------

    @property
    def books(self):
        """Each ledger, and how it is brought up to date."""
        people = (self._writers, self._members)
        return [(ledger, partial(self._write_down, one)) for ledger, one in zip(self._ledgers, people, strict=True)]

    def _write_down(self, people):
        return people.write_down(lines(*self._logs))

    async def settle(self):
        for (ledger, write_down), fake in zip(self.books, (self._telegram, self._discord), strict=True):
            ledger.given_up = write_down()
            ledger.outages += outages(lines(*self._logs), self._clock.moment)
            self._stage.report(ledger.name, {**ledger.settle(), **dealt(fake.plan)})
        kept, unkept = self._writers.told_of_choices()
        self._stage.report("choices", {"told that they are kept": len(kept), "told that they are not": len(unkept)})
        assert await self._choices(kept) == dict.fromkeys(kept, telegram_people.CHOSEN)
        assert not [line for line in lines(*self._logs) if line["event"] == "update failed"]

    async def _choices(self, chats):
        store = DatabaseStore(backend_of(self._address), Watch(), PrometheusMetrics())
        async with store.open():
            return {chat: (await store.preferences(f"telegram:{chat}")).language for chat in chats}
