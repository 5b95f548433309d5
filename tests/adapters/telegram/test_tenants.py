"""Two groups on one bot: whatever happens in one, the other sees what it would see alone."""

from __future__ import annotations

import asyncio
import random

from fakes.telegram import ANN, GROUP, LI, TOKEN, FakeTelegram

from adapters.telegram.settings import Settings
from adapters.telegram.transport import Telegram
from bot.front import Bot
from bot.infra.memory import memory_ports

CHATS = {"a": {**GROUP, "id": -1001}, "b": {**GROUP, "id": -1002}}
PEOPLE = {"a": ANN, "b": {**LI, "language_code": "en"}}
TEXTS = [
    "/code 503", "/code bad gatway", "/code 301 vs 302", "/language zh-hant", "/language en", "/settings full", "/settings compact", "/list", "/code 999",
    "/privacy", "/help",
]  # fmt: skip
SENDING = ("sendMessage", "sendRichMessage", "editMessageText")
STEPS = 20


async def play(engine, names):
    """What each group is sent, in order, while they take turns at random."""
    chances = {name: random.Random(name) for name in names}  # noqa: S311 - the same each time is meant
    order = [name for name in names for _ in range(STEPS)]
    random.Random(1).shuffle(order)  # noqa: S311 - as above
    asked = {}
    async with FakeTelegram() as fake:
        settings = Settings(token=TOKEN, api_url=fake.url, max_rate="off", poll_seconds=5)
        task = asyncio.create_task(Telegram(settings).run(Bot(engine, memory_ports())))
        await fake.until(lambda: fake.polls)
        for name in order:
            done = len(sent(fake, name))
            await act(fake, name, chances[name], asked)
            await fake.until(lambda name=name, done=done: len(sent(fake, name)) > done)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return {name: sent(fake, name) for name in names}


def sent(fake, name):
    """What a group was sent, without the numbers of messages."""
    kept = ("text", "rich_message", "reply_markup")
    requests = [request for request in fake.requests if request.method in SENDING and request.status]
    mine = [request for request in requests if request.params["chat_id"] == CHATS[name]["id"]]
    return [(request.method, {key: request.params.get(key) for key in kept}) for request in mine]


async def act(fake, name, chance, asked):
    """Somebody asks, edits the question, or presses a button of the last answer."""
    chat, person, kind = CHATS[name], PEOPLE[name], chance.random()
    numbers = [number for where, number in fake.messages if where == chat["id"]]
    rows = (
        (fake.messages[chat["id"], numbers[-1]].get("reply_markup") or {}).get("inline_keyboard", ()) if numbers else ()
    )
    buttons = [
        button["callback_data"] for row in rows for button in row if button.get("callback_data", "").startswith("in|")
    ]
    if kind < 0.3 and buttons:
        fake.press(chat["id"], numbers[-1], data=chance.choice(buttons), user=person)
    elif kind < 0.5 and name in asked:
        said, text = asked[name], chance.choice(("/code 404", "/code 502", "/code 500"))
        fake.change(said, text if text != said["text"] else "/code 418")
        asked[name] = {**said, "text": text}
    else:
        asked[name] = fake.say(chance.choice(TEXTS), chat=chat, user=person)


async def test_what_others_do_changes_nothing(engine):
    together = await play(engine, ("a", "b"))
    for name in CHATS:
        alone = (await play(engine, (name,)))[name]
        assert together[name] == alone
        assert len(alone) >= STEPS
    assert {method for one in together.values() for method, _ in one} == set(SENDING)
