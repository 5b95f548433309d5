"""People on Telegram: what they do, and what became of it by the server's book and the bot's log."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections import deque

from fakes.telegram import ANN
from ledger import Entry, bare

TEXTS = ("503", "bad gatway", "重定向", "404 vs 410", "exit 137", "what is 429")
WITH_BUTTONS = ("503", "bad gatway", "what is 429")
CHOICE, CHOSEN = "/language zh-hant", "zh-Hant"
INTO = "410"
"""What an edited question asks for: none of the others does."""

FIRST = 1_000_000
"""Each message is of a person of its own, in a chat of the same number: that is how answers are told apart."""


def in_flight(size):
    """How many updates may be under way at once: a SIGKILL must not cut off most of a short run."""
    return min(256, size // 20)


class People:
    """Writes updates into the fake's queue, some of them twice, and keeps count."""

    def __init__(self, fake, size, ask, engine):
        self._fake = fake
        self._most = in_flight(size)
        self._dice = random.Random(20261126)  # noqa: S311 - who asks what, no secret
        self.titles = {text: (bare(ask(text, languages=("en",)).title),) for text in (*TEXTS, INTO)}
        self.unkept = bare(engine.phrase("notice-unkept-title", "en"))
        self.titles[CHOICE] = (bare(engine.phrase("language-title", CHOSEN)), self.unkept)
        self.entries = {}
        self._keys = {}
        self._said = {}
        self._answered = deque()
        self._changed = set()
        self._looked_at = 0
        self._again = []

    @property
    def count(self):
        return len(self.entries)

    async def ask(self, until):
        """Go on until so many updates are there. A fiftieth is told again at once or later."""
        while self.count < until:
            self._one()
            if self.count % 50 == 0:
                update = dict(self._fake.updates[-1])
                if self.count % 100:
                    self._again.append(update)
                else:
                    self._fake.post(**update)
            if self.count % 20 == 0:
                await self._pause()
        for update in self._again:
            self._fake.post(**update)
        self._again.clear()

    async def _pause(self):
        await self._fake.until(lambda: len(self._fake.updates) < self._most, 120)
        await asyncio.sleep(0.05)
        for (chat, number), message in itertools.islice(self._fake.messages.items(), self._looked_at, None):
            self._looked_at += 1
            if self._said[chat][0] in WITH_BUTTONS and chat not in self._changed:
                self._changed.add(chat)
                self._answered.append((chat, number, message["at"]))

    def _one(self):
        share = self._dice.random()
        if share < 0.15:
            user = {**ANN, "id": FIRST + self.count}
            self._note(self._fake.type(self._dice.choice(TEXTS), user=user), "inline queries")
        elif share < 0.4 and self._answered:
            chat, number, at = self._answered.popleft()
            if share < 0.3:
                self._note(self._fake.press(chat, number, "More", user={**ANN, "id": chat}), "presses")
            else:
                self._fake.change(self._said[chat][1], INTO)
                self._note(f"{chat} edited", "edits", of=at)
        else:
            self.write(CHOICE if share < 0.45 else self._dice.choice(TEXTS))

    def write(self, text="503"):
        """Somebody new writes a message; the chat."""
        chat = FIRST + self.count
        said = self._fake.message(text, user={**ANN, "id": chat})
        self._fake.post(message=said)
        self._said[chat] = (text, said)
        self._note(str(chat), "messages")
        return chat

    def _note(self, key, kind, **more):
        self.entries[key] = Entry(kind=kind, asked=time.monotonic(), **more)
        self._keys[self._fake.updates[-1]["update_id"]] = key

    # --- the book ----------------------------------------------------------------------------------------------------

    def write_down(self, log):
        """The book of the server, and what the log says was given up: the keys of those."""
        for entry in self.entries.values():
            entry.told, entry.answers, entry.faults = [], [], []
        for at, number in self._fake.handed:
            self.entries[self._keys[number]].told.append(at)
        taken = set()
        for request in self._fake.requests:
            key = self._key(request)
            entry = self.entries.get(key)
            if entry is None:
                continue
            if request.fault:
                entry.faults.append(request.fault)
            if request.worked == 200:
                taken.add(key)
            elif "rich_message" in str(request.params):
                continue  # where it is refused, the same follows as text
            if request.worked and key in taken:  # turned away after that it is one answer too many
                entry.answers.append(request.at)
        lost = (line for line in log if line["event"] == "not delivered")
        return {key for line in lost for key in self._given_up(line)}

    def _key(self, request):
        """What a request answers; "" for an apology, and for what a press shows."""
        params = request.params
        if "chat_id" not in params:
            return params.get("callback_query_id") or params.get("inline_query_id") or ""
        key = self._whose(params["chat_id"], str(params.get("text") or params.get("rich_message")))
        return "" if request.method == "editMessageText" and not key.endswith("edited") else key

    def _whose(self, chat, text):
        edited, text = f"{chat} edited", bare(text)
        asked = self._said[int(chat)][0]
        if edited in self.entries and self.titles[INTO][0] in text:
            return edited
        return str(chat) if any(title in text for title in self.titles[asked]) else ""

    def _given_up(self, line):
        if "chat" not in line:
            return [str(line.get("press") or line.get("query"))]
        return [str(line["chat"]), f"{line['chat']} edited"]

    # --- choices -----------------------------------------------------------------------------------------------------

    def told_of_choices(self):
        """The chats that were told that their choice is kept, and those that were told that it is not."""
        kept, unkept = set(), set()
        for (chat, _), message in self._fake.messages.items():
            if self._said[chat][0] == CHOICE and self._whose(chat, message["shown"]):
                (unkept if self.unkept in bare(message["shown"]) else kept).add(chat)
        return kept, unkept
