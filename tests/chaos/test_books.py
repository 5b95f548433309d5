"""Whether the books are read right: bots that sin once among many updates are found out."""

from __future__ import annotations

import time

import aiohttp
import discord_people
import pytest
import telegram_people
from fakes.discord import FakeDiscord
from fakes.telegram import FakeTelegram
from ledger import Fate, Ledger
from machine import Machine

COUNT = 40
SINNED_AT = 20


class TelegramBot:
    """Takes all updates and answers each with what was asked for, but for one message."""

    def __init__(self, fake, people, sin):
        self._fake, self._people, self._sin = fake, people, sin

    async def _call(self, session, method, **params):
        async with session.post(f"{self._fake.url}/bot{self._fake.token}/{method}", json=params) as answer:
            return (await answer.json()).get("result")

    async def work(self):
        async with aiohttp.ClientSession() as session:
            updates = await self._call(session, "getUpdates", timeout=0)
            sinned = next(update for update in updates[SINNED_AT:] if "message" in update)
            for update in updates:
                sin = self._sin if update is sinned else ""
                for _ in range({"drops": 0, "doubles": 2}.get(sin, 1)):
                    await self._answer(session, update, sin)

    async def _answer(self, session, update, sin):
        if query := update.get("inline_query"):
            await self._call(session, "answerInlineQuery", inline_query_id=query["id"], results=[])
            return
        said = update["message"]
        text = "200 · OK" if sin == "answers something else" else self._people.titles[said["text"]][0]
        await self._call(session, "sendMessage", chat_id=said["chat"]["id"], text=text)


@pytest.mark.parametrize("sin", ["", "drops", "doubles", "answers something else"])
async def test_telegram(ask, engine, sin):
    async with FakeTelegram() as fake:
        people = telegram_people.People(fake, 10_000, ask, engine)
        await people.ask(COUNT)
        await TelegramBot(fake, people, sin).work()
        ledger = Ledger("x", people.entries, given_up=people.write_down([]))
        check(ledger, sin)


@pytest.mark.parametrize("sin", ["", "drops", "doubles", "answers something else"])
async def test_discord(ask, sin):
    async with FakeDiscord() as fake, aiohttp.ClientSession() as session:
        people = discord_people.People(fake, ask, Machine())
        for number in range(COUNT):
            exchange = await people.interact("commands", "503", fake.slash("code", {"query": "503"}, wait=False))
            fake.gateway.handed.append((time.monotonic(), exchange.payload["id"]))
            sins = number == SINNED_AT
            if sins and sin == "drops":
                continue
            title = "200 · OK" if sins and sin == "answers something else" else "503 · Service Unavailable"
            shown = {"flags": 1 << 15, "components": [{"type": 10, "content": f"## {title}"}]}
            token = exchange.token
            url = f"{fake.url}/api/v10/interactions/{exchange.payload['id']}/{token}/callback"
            async with session.post(url, json={"type": 4, "data": shown}) as answer:
                assert answer.ok
            if sins and sin == "doubles":
                async with session.post(f"{fake.url}/api/v10/webhooks/11111/{token}", json=shown) as answer:
                    assert answer.ok
        ledger = Ledger("x", people.entries, keeps=False, given_up=people.write_down([]))
        check(ledger, sin)


def check(ledger, sin):
    fates = list(ledger.fates().values())
    if not sin:
        assert fates == [Fate.ONCE] * COUNT
        assert ledger.settle()["answered once"] == COUNT
        return
    assert fates.count(None) == 1
    assert fates.count(Fate.ONCE) == COUNT - 1
    with pytest.raises(AssertionError, match="1 unexplained"):
        ledger.settle()


async def test_what_the_log_gives_up_is_read(ask, engine):
    async with FakeTelegram() as fake:
        people = telegram_people.People(fake, 10_000, ask, engine)
        await people.ask(COUNT)
        lines = [
            {"event": "not delivered", "chat": 5},
            {"event": "not delivered", "query": "typing7"},
            {"event": "question"},
        ]
        assert people.write_down(lines) == {"5", "5 edited", "typing7"}
