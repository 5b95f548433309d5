"""Discord for `platforms.py`: the fake of the tests, and people who ask all at once."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from load import Load, Times, python, running

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from fakes import discord_payloads as payloads
from fakes.discord import TOKEN, Exchange, FakeDiscord

from adapters.discord.render import render
from bot.action import Command
from bot.engine import build_engine
from bot.query import Query

SERVERS = [(number + 1) << 22 for number in range(50)]
CONTESTANTS = ("whatcode", "discord.py", "discord.py, a card")
CHANNELS = 4


class Server(FakeDiscord):
    """Tells the load which question was answered. It does the least that can be done: half of the time that an answer
    takes was its own, and for a card twice what it was for a line."""

    _read = staticmethod(msgspec.json.decode)
    _written = staticmethod(msgspec.json.encode)

    def __init__(self) -> None:
        super().__init__()
        self.requests = deque(maxlen=0)
        self.guilds = [payloads.guild(str(id_), channels=CHANNELS) for id_ in SERVERS]
        self.rate = (1_000_000, 1.0)
        self.answered: Callable[[int], None] = lambda _: None
        self._numbers: dict[str, int] = {}

    @staticmethod
    def _check(body: dict[str, Any], *, new: bool) -> None:
        """Nothing: the tests see to what may be sent, and the echo bot sends plain texts."""

    def _made(self, channel: str, body: dict[str, Any]) -> dict[str, Any]:
        """A message as it was sent, its components without numbers of their own."""
        sent = {key: body[key] for key in ("components", "flags") if body.get(key)}
        made = payloads.message(payloads.BOT, channel, **sent)
        self.messages[made["id"]] = made
        return made

    def _callback(self, token: str, body: dict[str, Any], query: Any) -> tuple[int, Any]:
        found = super()._callback(token, body, query)
        if body["type"] in (4, 8) and token in self._numbers:  # an answer, or suggestions; not a promise of one
            self._told(token)
        return found

    def _webhook(self, verb: str, token: str, rest: list[str], body: Any) -> tuple[int, Any]:
        found = super()._webhook(verb, token, rest, body)
        if verb in ("PATCH", "POST") and token in self._numbers:
            self._told(token)
        return found

    def _channel(self, verb: str, channel: str, rest: list[str], body: Any) -> tuple[int, Any]:
        found = super()._channel(verb, channel, rest, body)
        question = str(((body or {}).get("message_reference") or {}).get("message_id"))
        if question in self._numbers:
            self.messages.pop(question, None)
            self.messages.pop(found[1]["id"], None)
            self._nonces.pop(question, None)
            self.answered(self._numbers.pop(question))
        return found

    def _told(self, token: str) -> None:
        exchange = self.exchanges.pop(token)
        if exchange.message is not None:
            self.messages.pop(exchange.message["id"], None)
        self.answered(self._numbers.pop(token))

    def _somewhere(self, number: int) -> tuple[str, str]:
        server = SERVERS[number % len(SERVERS)]
        return str(server), str(server + 1 + number // len(SERVERS) % CHANNELS)

    async def command(self, number: int, text: str) -> None:
        """Somebody sends /code."""
        await self._sent(number, 2, {"name": "query", "type": 3, "value": text})

    async def typing(self, number: int, text: str) -> None:
        """Somebody types into /code."""
        await self._sent(number, 4, {"name": "query", "type": 3, "value": text[:12], "focused": True})

    async def _sent(self, number: int, kind: int, option: dict[str, Any]) -> None:
        guild, channel = self._somewhere(number)
        person = payloads.user(1000 + number, "ann")
        data = {"id": "1", "name": "code", "type": 1, "options": [option]}
        payload = self._interaction(kind, data, user=person, guild=guild, channel=channel)
        self.exchanges[payload["token"]] = Exchange(payload)
        self._numbers[payload["token"]] = number
        await self._given("INTERACTION_CREATE", payload)

    async def mention(self, number: int, text: str) -> None:
        """Somebody names the bot in a server's channel."""
        guild, channel = self._somewhere(number)
        said = payloads.message(payloads.user(1000 + number, "ann"), channel, content=f"<@{payloads.BOT['id']}> {text}")
        said |= {"guild_id": guild, "member": payloads.member(None, 0), "mentions": [payloads.BOT]}
        self.messages[said["id"]] = said
        self._numbers[said["id"]] = number
        await self._given("MESSAGE_CREATE", said)

    async def _given(self, name: str, payload: dict[str, Any]) -> None:
        await self.until(lambda: self.gateway.live, 60)
        await self.gateway.dispatch(name, payload)


def started(contestant: str, url: str) -> tuple[list[str], dict[str, str]]:
    """The command of a contestant, and what it is told."""
    if contestant == "whatcode":
        return [str(Path(sys.executable).parent / "whatcode"), "serve"], {
            "WHATCODE_DISCORD_TOKEN": TOKEN, "WHATCODE_DISCORD_API_URL": url, "WHATCODE_DATABASE_URL": "off",
            "WHATCODE_HTTP_PORT": "off", "WHATCODE_LIMIT_PLACE": "off", "WHATCODE_LOG_FORMAT": "json",
        }  # fmt: skip
    card = {"ECHO_CARD": json.dumps(a_card())} if contestant == "discord.py, a card" else {}
    return python("discord_stock"), {"ECHO_TOKEN": TOKEN, "ECHO_URL": url, **card}


def a_card() -> tuple[dict[str, Any], ...]:
    """The components of a card as we send it, to see what sending them takes the library."""
    outcome = build_engine().answer(Query(command=Command("show", ("http:503",))))
    return render(outcome.answer).components


async def discord(contestant: str, times: Times) -> dict[str, float]:
    """All figures of one contestant."""
    async with Server() as server, running(*started(contestant, server.url)) as process:
        load = Load(server.command, process)
        server.answered = load.answered
        figures = {"first": await load.first()}
        for name, ask in (("interactions", server.command), ("mentions", server.mention)):
            load.ask = ask
            seen = await load.closed(50, times.warm, times.closed)
            figures |= {name: seen.rate, f"{name} cpu": seen.cpu_ms, f"{name} fake": seen.ours}
            seen = await load.paced(50, times.paced)
            figures |= {f"{name} p50": seen.median * 1000, f"{name} p99": seen.p99 * 1000}
        load.ask = server.typing
        seen = await load.paced(50, times.paced)
        figures |= {"autocomplete p50": seen.median * 1000, "autocomplete p99": seen.p99 * 1000}
        figures["rss"] = process.resident()
    return figures
