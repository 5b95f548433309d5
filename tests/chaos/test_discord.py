"""Discord fails in every way, drops the gateway, and the process is killed: every question is answered once or explained."""

from __future__ import annotations

import asyncio
import random
import time

import processes
import pytest
from fakes.discord import TOKEN, FakeDiscord
from fakes.discord_payloads import BOT, GUILD
from ledger import Entry, Ledger, lines
from troubles import of_discord

TEXTS = ("503", "重定向", "bad gatway", "404 vs 410", "exit 137", "what is 429")


class Run:
    """The people, the processes one after the other, and what is written down."""

    def __init__(self, fake, size, folder):
        self.fake, self.size, self.folder = fake, size, folder
        self.ledger = Ledger("Discord, messages")
        self.told = {}

    async def ask(self, until, troubles):
        """Write until so many questions are there, with some fifty troubles of the gateway in between at most."""
        every = max(60, self.size // 50)
        while (count := len(self.told)) < until:
            text = f"<@{BOT['id']}> {TEXTS[count % len(TEXTS)]}"
            at = time.monotonic()
            message = await self.fake.say(text, guild=GUILD, channel=str(1000 + count % 50))
            self.told[message["id"]] = at
            if count % every == every - 1:
                await troubles()
                await self.fake.until(lambda: self.fake.gateway.live, 60)
            if count % 10 == 9:
                await asyncio.sleep(0.05)

    def write_down(self):
        entries = {}
        for question, at in self.told.items():
            session, number = self.fake.gateway.told.get(question, (None, 0))
            heard = session is not None and session.reached >= number
            entries[question] = Entry([at] if heard else [])
        for message in self.fake.messages.values():
            question = str((message.get("message_reference") or {}).get("message_id"))
            if question in entries and message["author"]["id"] == BOT["id"]:
                entries[question].answers.append(time.monotonic())
        for request in self.fake.requests:
            question = str((request.json or {}).get("nonce")) if isinstance(request.json, dict) else ""
            if request.fault and question in entries:
                entries[question].faults.append(request.fault)
        self.ledger.entries = entries
        failed = (line for line in self.lines() if line["event"] == "message failed")
        self.ledger.given_up = {str(line["message"]) for line in failed}
        return self.ledger

    def lines(self):
        return lines(*sorted(self.folder.glob("log*")))

    def is_settled(self):
        ledger = self.write_down()
        unheard = {key for key, entry in ledger.entries.items() if not entry.told}
        ledger.given_up |= unheard
        return ledger.is_settled()


@pytest.mark.chaos
@pytest.mark.timeout(600)
async def test_every_question_is_answered_once_or_explained(size, tmp_path, report):
    dice = random.Random(20261125)  # noqa: S311 - troubles, no secrets
    async with FakeDiscord() as fake:
        fake.plan = of_discord(seed=20261125)
        fake.gateway.heartbeat_ms = 1000
        run = Run(fake, size, tmp_path)
        gateway = fake.gateway

        async def silence():
            gateway.mute = True
            await asyncio.sleep(4)
            gateway.mute = False

        async def troubles():
            kinds = (gateway.cut, gateway.order_reconnect, lambda: gateway.close(4000), silence)
            kinds += (lambda: gateway.invalidate(resumable=True), lambda: gateway.invalidate(resumable=False))
            await dice.choice(kinds)()

        settings = {"WHATCODE_DISCORD_TOKEN": TOKEN, "WHATCODE_DISCORD_API_URL": fake.url}
        settings["WHATCODE_DISCORD_SILENCE_SECONDS"] = "3"
        for number, share in enumerate((0.5, 1.0)):
            database = f"sqlite:///{tmp_path}/whatcode.db"
            async with processes.serving(tmp_path / f"log{number}", database, **settings) as service:
                await service.ready("discord", 60)
                await run.ask(int(size * share), troubles)
                if share < 1:
                    service.kill()
                    run.ledger.kills.append(time.monotonic())
                    await service.ended()
                    continue
                async with asyncio.timeout(150):
                    while not run.is_settled():  # noqa: ASYNC110 - logs tell of no event
                        await asyncio.sleep(0.5)
                service.stop()
                assert await service.ended(20) == 0
        figures = run.write_down().settle()
        assert figures["answered once"] > 0.8 * size
        report(run.ledger.name, {**figures, **{f"fault: {name}": n for name, n in sorted(fake.plan.dealt.items())}})
