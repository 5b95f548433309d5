"""Two servers on one bot: whatever happens in one, the other sees what it would see alone."""

from __future__ import annotations

import asyncio
import random

from fakes.discord import TOKEN, FakeDiscord
from fakes.discord_payloads import ANN, BOT, CHINESE_GUILD, GUILD, LI, texts, walk

from adapters.discord.settings import Settings
from adapters.discord.transport import Discord
from bot.front import Bot
from bot.infra.memory import memory_ports

SERVERS, PEOPLE = {"a": GUILD, "b": CHINESE_GUILD}, {"a": ANN, "b": LI}
ME = f"<@{BOT['id']}>"
COMMANDS = [
    ("code", {"query": "503"}), ("code", {"query": "bad gatway"}), ("compare", {"codes": "301 302"}), ("language", {"choice": "zh-hant"}),
    ("language", {"choice": "en"}), ("settings", {"choice": "full"}), ("settings", {"choice": "compact"}), ("settings", {"choice": "public"}),
    ("settings", {"choice": "private"}), ("list", {}), ("privacy", {}), ("code", {"query": "999"}),
]  # fmt: skip
STEPS = 25


async def play(engine, names):
    """What each server is shown, in order, while they take turns at random."""
    chances = {name: random.Random(name) for name in names}  # noqa: S311 - the same each time is meant
    order = [name for name in names for _ in range(STEPS)]
    random.Random(1).shuffle(order)  # noqa: S311 - as above
    shown, last = {name: [] for name in names}, {}
    async with FakeDiscord() as fake:
        task = asyncio.create_task(Discord(Settings(token=TOKEN, api_url=fake.url)).run(Bot(engine, memory_ports())))
        await fake.until(lambda: fake.gateway.live and fake.commands[""])
        for name in order:
            message = await act(fake, name, chances[name], last.get(name))
            last[name] = message
            shown[name].append(
                (texts(message), [one.get("custom_id") for one in walk(message["components"])], message["flags"])
            )
        task.cancel()
        await asyncio.wait({task})
    return shown


async def act(fake, name, chance, last):
    """Somebody asks by command or by mention, or presses a button of what they saw last; what they see then."""
    who = {"user": PEOPLE[name], "guild": SERVERS[name]}
    ids = (
        [one["custom_id"] for one in walk(last["components"]) if one.get("custom_id", "").startswith("w:in|")]
        if last
        else []
    )
    if ids and chance.random() < 0.4:
        pressed = await fake.press_id(last, chance.choice(ids), **who)
        return pressed.message
    if chance.random() < 0.3:
        question = await fake.say(f"{ME} {chance.choice(('503', '404啥意思', 'bad gatway'))}", **who)
        return await fake.answered(question)
    command, options = chance.choice(COMMANDS)
    return (await fake.slash(command, options, permissions=1 << 13, **who)).message


async def test_what_others_do_changes_nothing(engine):
    together = await play(engine, ("a", "b"))
    for name in SERVERS:
        assert together[name] == (await play(engine, (name,)))[name]
    assert len({flags for one in together.values() for _, _, flags in one}) > 1, "some was private, some was not"
