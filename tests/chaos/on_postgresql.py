"""Telegram by polling on PostgreSQL: the server is stopped and started, the process killed, its clock set."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

import processes
from clocks import HOUR, Clock
from fakes.telegram import TOKEN, FakeTelegram
from ledger import Ledger, lines, outages
from telegram_people import People, in_flight
from troubles import of_telegram


async def telegram_by_polling(stage):
    async with FakeTelegram() as fake:
        fake.plan = of_telegram(seed=20261125)
        people = People(fake, stage.size, stage.ask, stage.engine)
        ledger = Ledger("Telegram by polling, PostgreSQL", people.entries)
        clock = Clock(stage.folder / "clock")
        address = stage.postgres.address(await stage.postgres.create())
        settings = {"WHATCODE_TELEGRAM_TOKEN": TOKEN, "WHATCODE_TELEGRAM_API_URL": fake.url, **clock.settings}
        settings |= {"WHATCODE_TELEGRAM_POLL_SECONDS": "2", "WHATCODE_TELEGRAM_MAX_RATE": "off"}
        settings["WHATCODE_TELEGRAM_CONCURRENCY"] = str(in_flight(stage.size))
        logs = [stage.folder / f"log{number}" for number in range(3)]
        size = stage.size
        async with processes.serving(logs[0], address, **settings) as service:
            await service.ready()
            await people.ask(int(size * 0.25))
            await _killed(service, ledger)
        async with processes.serving(logs[1], address, **settings) as service:
            await service.ready()
            await people.ask(int(size * 0.4))
            await _without_a_database(stage.postgres, service, ledger, people.ask(int(size * 0.55)))
            clock.set(3 * HOUR)
            await people.ask(int(size * 0.7))
            clock.set(-3 * HOUR)
            await _killed(service, ledger)
        async with processes.serving(logs[2], address, **settings) as service:
            await service.ready()
            await people.ask(int(size * 0.85))
            clock.set(0)
            await people.ask(size)
            await settled(ledger, lambda: people.write_down(lines(*logs)))
            _, page = await service.get("/metrics")
            service.stop()
            assert await service.ended(20) == 0
        ledger.given_up = people.write_down(lines(*logs))
        ledger.outages += outages(lines(*logs), clock.moment)
        figures = ledger.settle()
        questions = [line for line in lines(logs[2]) if line["event"] == "question"]
        counted = [float(row.split()[-1]) for row in page.splitlines() if row.startswith("whatcode_questions_total{")]
        assert sum(counted) == len(questions), "the metrics and the log tell the same"
        assert not [line for line in lines(*logs) if line["event"] == "update failed"]
        assert figures["of these told more than once"] > 0
        stage.report(ledger.name, {**figures, **dealt(fake.plan)})


async def _killed(service, ledger):
    service.kill()
    ledger.kills.append(time.monotonic())
    await service.ended()


async def _without_a_database(postgres, service, ledger, asking):
    gone = time.monotonic()
    await postgres.go_down()
    try:
        await asking
    finally:
        await postgres.come_up()
    await service.shows('whatcode_up{part="store"} 1.0', 30)
    ledger.outages.append((gone, time.monotonic()))


async def settled(ledger, write_down, seconds=60):
    """Wait until nothing more is to be expected, and a moment for what should not come. What is missing, `settle` says."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            ledger.given_up = write_down()
            while not ledger.is_settled():
                await asyncio.sleep(1)
                ledger.given_up = write_down()
    await asyncio.sleep(1)


def dealt(plan):
    """How often each fault came."""
    return {f"fault: {name}": count for name, count in sorted(plan.dealt.items())}
