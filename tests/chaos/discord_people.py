"""People on Discord: what they do, and what became of it by the server's book and the bot's log."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections import deque

from fakes.discord_payloads import ANN, BOT, GUILD, LOADING, texts, walk
from ledger import Entry, bare

TEXTS = ("503", "重定向", "bad gatway", "404 vs 410", "exit 137", "what is 429")
LOG = '"GET / HTTP/1.1" 502 0'
WITHIN_SECONDS = 3.0
"""How long an interaction waits for its first answer (docs, Receiving and Responding)."""

BACKLOG = 30
"""So many updates wait for an answer at most: whether a machine is fast enough is not the question here."""

PATIENCE_SECONDS = 10.0
"""What had no answer for so long is not waited for."""

SLOW_FILE_SECONDS = 2.0
"""Longer than the bot's patience: the answer is put off."""


class People:
    """Writes messages and interacts, some of it told twice, and keeps count."""

    def __init__(self, fake, ask, machine):
        self._fake = fake
        self._machine = machine
        self._dice = random.Random(20261126)  # noqa: S311 - who asks what, no secret
        self._titles = {text: bare(ask(text, languages=("en",)).title) for text in (*TEXTS, LOG)}
        self.entries = {}
        self._asked = {}
        self._exchanges = {}
        self._answered = deque()
        self._looked_at = 0
        self._dialogs = deque()
        self._waiting = []
        self._open = {}
        fake.file_seconds = SLOW_FILE_SECONDS

    @property
    def count(self):
        return len(self.entries)

    async def ask(self, until, trouble=None, every=0):
        """Go on until so many updates are there, with a trouble of the gateway now and then, and people in the middle."""
        while self.count < until:
            await self._one()
            if every and self.count % every == 0:
                under_way = asyncio.create_task(trouble())
                await asyncio.sleep(0.1)
                for _ in range(4):
                    await self._one()
                await under_way
                await self._fake.until(lambda: self._fake.gateway.live, 60)
            if self.count % 10 == 9:
                await asyncio.sleep(0.05)
                await self._fake.until(self._has_room, 60)

    def _has_room(self):
        self._look()
        now = time.monotonic()
        self._waiting = [one for one in self._waiting if one.response is None and now - one.at < WITHIN_SECONDS]
        self._open = {question: at for question, at in self._open.items() if now - at < PATIENCE_SECONDS}
        return len(self._waiting) + len(self._open) < BACKLOG

    def _look(self):
        """See which messages were answered since the last look."""
        for message in itertools.islice(self._fake.messages.values(), self._looked_at, None):
            self._looked_at += 1
            question = str((message.get("message_reference") or {}).get("message_id"))
            self._open.pop(question, None)
            if any(one.get("label") == "Causes" for one in walk(message["components"])) and question in self.entries:
                self._answered.append((message, self._asked[question]))

    async def _one(self):
        count, share = self.count, self._dice.random()
        text = self._dice.choice(TEXTS)
        pressed = self._answered.popleft() if share < 0.15 and self._answered else None
        user = {**ANN, "id": str(10_000 + count)}
        if pressed is not None:
            message, asked = pressed
            await self.interact("presses", asked, self._fake.press(message, "Causes", wait=False, user=user))
        elif share < 0.35:
            await self.interact("commands", text, self._fake.slash("code", {"query": text}, wait=False, user=user))
        elif share < 0.45:
            given = [{"name": "query", "type": 3, "value": "50", "focused": True}]
            data = {"id": "1", "name": "code", "type": 1, "options": given}
            await self.interact("suggestions", "", self._fake.interact(4, data, wait=False, user=user))
        elif share < 0.5:
            self._dialogs.append(await self.interact("dialogs", "", self._fake.slash("explain", wait=False, user=user)))
        elif share < 0.55 and (dialog := self._open_dialog()):
            await self.interact("filled dialogs", LOG, self._fake.submit(dialog, LOG, wait=False, user=user))
        elif share < 0.57:
            files = {"77": ("a.log", LOG.encode())}
            asking = self._fake.slash("explain", {"file": "77"}, files=files, wait=False, user=user)
            await self.interact("slow files", LOG, asking)
        else:
            question = f"<@{BOT['id']}> {text}"
            asked = time.monotonic()
            message = await self._fake.say(question, guild=GUILD, channel=str(1000 + count % 50), user=user)
            self.entries[message["id"]] = Entry(kind="messages", asked=asked)
            self._asked[message["id"]] = text
            self._open[message["id"]] = asked
            if count % 50 == 0:
                await self._fake.gateway.dispatch("MESSAGE_CREATE", message)

    async def interact(self, kind, text, asking):
        exchange = await asking
        id_ = exchange.payload["id"]
        self.entries[id_] = Entry(kind=kind, asked=exchange.at, within=WITHIN_SECONDS)
        self._asked[id_] = text
        self._exchanges[id_] = exchange
        self._waiting.append(exchange)
        if self.count % 50 == 0:
            await self._fake.gateway.dispatch("INTERACTION_CREATE", exchange.payload)
        return exchange

    def _open_dialog(self):
        while self._dialogs:
            dialog = self._dialogs.popleft()
            if dialog.response:
                return dialog
        return None

    # --- the book ----------------------------------------------------------------------------------------------------

    def write_down(self, log):
        """The book of the server, and what the log says was given up: the keys of those."""
        for entry in self.entries.values():
            entry.told, entry.answers, entry.faults = [], [], []
        for at, id_ in self._fake.gateway.handed:
            self.entries[id_].told.append(at)
        for message in self._fake.messages.values():
            question = str((message.get("message_reference") or {}).get("message_id"))
            if message["author"]["id"] == BOT["id"] and self._answers(question, message):
                self.entries[question].answers.append(self._fake.made[message["id"]])
        for id_, exchange in self._exchanges.items():
            entry = self.entries[id_]
            entry.answers += self._shown(id_, exchange)
            if not entry.answers:
                entry.starved = self._machine.waited(entry.asked, entry.asked + WITHIN_SECONDS)
        tokens = {exchange.token: id_ for id_, exchange in self._exchanges.items()}
        for request in (request for request in self._fake.requests if request.fault):
            nonce = request.json.get("nonce") if isinstance(request.json, dict) else None
            key = str(nonce) if nonce else tokens.get(next(filter(tokens.get, request.path.split("/")), ""))
            if key in self.entries:
                self.entries[key].faults.append(request.fault)
        events = {"message failed": "message", "interaction failed": "interaction", "interaction past": "interaction"}
        return {str(line[events[line["event"]]]) for line in log if line["event"] in events}

    def _answers(self, key, message):
        """Whether a message shows what was asked for, and is no apology."""
        return key in self.entries and self._titles[self._asked[key]] in bare(texts(message))

    def _shown(self, id_, exchange):
        """When the asker saw an answer, as often as that was."""
        response = exchange.response
        shown = [self._fake.made[one["id"]] for one in exchange.followups if self._answers(id_, one)]
        if response is None:
            return shown
        match response["type"]:
            case 8 | 9:
                return [exchange.answered_at, *shown]
            case 5 if exchange.deleted or exchange.message["flags"] & LOADING:
                return shown
            case _ if self._answers(id_, exchange.message):
                return [exchange.answered_at, *shown]
        return shown
