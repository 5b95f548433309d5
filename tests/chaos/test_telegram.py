"""Telegram fails in every way, PostgreSQL is stopped, the process is killed: every update is answered once or explained."""

from __future__ import annotations

import asyncio
import time

import processes
import pytest
from fakes.telegram import ANN, TOKEN, FakeTelegram
from ledger import Entry, Ledger, lines
from troubles import of_telegram

TEXTS = ("503", "重定向", "bad gatway", "404 vs 410", "exit 137", "what is 429")
FIRST = 1_000_000
"""Each update is of a person of its own, in a chat of the same number: that is how answers are told apart."""


class Run:
    """The people, the processes one after the other, and what is written down."""

    def __init__(self, fake, size, folder):
        self.fake, self.size, self.folder = fake, size, folder
        self.ledger = Ledger("Telegram, polling, PostgreSQL")
        self.asked = 0
        self.twice = set()
        self.numbers = {}

    async def ask(self, until):
        """Write until so many updates are there; a fiftieth is delivered twice."""
        while self.asked < until:
            chat = FIRST + self.asked
            text = TEXTS[self.asked % len(TEXTS)]
            said = self.fake.message(text, user={**ANN, "id": chat})
            number = self.fake.post(message=said)
            self.numbers[number] = str(chat)
            self.asked += 1
            if self.asked % 50 == 0:
                self.fake.post(update_id=number, message=said)
                self.twice.add(number)
            if self.asked % 20 == 0:
                await self.fake.until(lambda: len(self.fake.updates) < 200, 60)
                await asyncio.sleep(0.01)

    def write_down(self):
        """The book of the platform and the logs, as they are now."""
        entries = {str(FIRST + number): Entry() for number in range(self.asked)}
        for at, number in self.fake.handed:
            entries[self.numbers[number]].told.append(at)
        for (chat, _), message in self.fake.messages.items():
            entries[str(chat)].answers.append(message["at"])
        for request in self.fake.requests:
            if request.fault and "chat_id" in request.params:
                entries[str(request.params["chat_id"])].faults.append(request.fault)
        self.ledger.entries = entries
        self.ledger.given_up = {str(line["chat"]) for line in self.lines() if line["event"] == "not delivered"}
        return self.ledger

    def lines(self):
        return lines(*sorted(self.folder.glob("log*")))

    async def settled(self, seconds):
        async with asyncio.timeout(seconds):
            while not self.write_down().is_settled():  # noqa: ASYNC110 - logs tell of no event
                await asyncio.sleep(0.5)
        await asyncio.sleep(1)


@pytest.mark.chaos
@pytest.mark.timeout(600)
async def test_every_update_is_answered_once_or_explained(size, tmp_path, postgres, empty, report):
    async with FakeTelegram() as fake:
        fake.plan = of_telegram(seed=20261125)
        run = Run(fake, size, tmp_path)
        settings = {
            "WHATCODE_TELEGRAM_TOKEN": TOKEN,
            "WHATCODE_TELEGRAM_API_URL": fake.url,
            "WHATCODE_TELEGRAM_POLL_SECONDS": "2",
            "WHATCODE_TELEGRAM_MAX_RATE": "off",
        }
        for number, share in enumerate((0.25, 0.7, 1.0)):
            async with processes.serving(tmp_path / f"log{number}", postgres.address(empty), **settings) as service:
                await service.ready()
                if number == 1:
                    await run.ask(int(size * 0.4))
                    await fake.settle(60)
                    gone = time.monotonic()
                    await postgres.go_down()
                    await run.ask(int(size * 0.55))
                    await postgres.come_up()
                    await service.shows('whatcode_up{part="store"} 1.0', 30)
                    run.ledger.outages.append((gone, time.monotonic()))
                await run.ask(int(size * share))
                if share < 1:
                    service.kill()
                    run.ledger.kills.append(time.monotonic())
                    await service.ended()
                    continue
                await run.settled(120)
                _, page = await service.get("/metrics")
                service.stop()
                assert await service.ended(20) == 0
        figures = run.write_down().settle()
        answered = [line for line in run.lines() if line["event"] == "question"]
        assert len(answered) >= figures["answered once"]
        last = [line for line in lines(tmp_path / "log2") if line["event"] == "question"]
        counted = [float(row.split()[-1]) for row in page.splitlines() if row.startswith("whatcode_questions_total{")]
        assert sum(counted) == len(last), "the metrics and the log tell the same"
        assert figures["answered once"] > 0.8 * size
        assert not [line for line in run.lines() if line["event"] == "update failed"]
        report(run.ledger.name, {**figures, **{f"fault: {name}": n for name, n in sorted(fake.plan.dealt.items())}})
