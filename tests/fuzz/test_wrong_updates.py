"""What the platforms send, with parts missing, null, huge or wrong: refused with one line, or answered; never anything else."""

from __future__ import annotations

import asyncio
import json
import random
import re
from contextlib import asynccontextmanager, suppress
from functools import partial

import aiohttp
import descriptions
import hostile
import processes
import pytest
import readback
import structlog
from amount import SEED, rounds
from descriptions import Maker
from fakes import discord_payloads
from fakes.discord import TOKEN as DISCORD_TOKEN
from fakes.discord import Exchange, FakeDiscord
from fakes.discord_payloads import BOT as DISCORD_BOT
from fakes.discord_payloads import GUILD
from fakes.telegram import TOKEN, FakeTelegram

from adapters.discord import lean
from adapters.discord import menu as discord_menu
from adapters.discord import wire as discord_wire
from adapters.discord.decode import decode as decode_interaction
from adapters.discord.decode import decode_message, is_meant
from adapters.discord.settings import Settings as DiscordSettings
from adapters.discord.transport import Discord
from adapters.telegram.decode import Identity, decode, lane
from adapters.telegram.settings import Settings
from adapters.telegram.transport import Telegram
from adapters.telegram.wire import Unreadable, update_in, update_of
from bot.front import Bot
from bot.infra.memory import memory_ports

PATIENCE_SECONDS = 60 + rounds(250, 10_000) / 5
"""In which what comes last is answered: all that came before may be."""

FORGED = 'x\n2026-11-26T10:00:00Z [error    ] forged\n{"event": "forged"}\n\x1b[2J'

BUTTONS = [
    "show|http:503", "in|s|show|http:503", "in|e|show|http:503|more", "compare|http:502|http:504", "share|show|http:503", "remove|telegram:7", "remove|discord:7",
    "settings|place|compact", "privacy|delete", "nothing|²²²", "list|http", "language|zh-Hant", "w:show|http:503", "w:pick:0", "w:explain", "w:", "|", "a" * 64, "%00", "x|%ff",
]  # fmt: skip
TELEGRAM_POOLS = {
    "type": ["private", "private", "group", "supergroup", "channel", "mention", "text_mention", "bot_command"],
    "id": [7, 8, -1001, 12345, "q1", "q2"], "guest_query_id": ["g1"], "inline_message_id": ["i1"], "media_group_id": ["m1"], "file_id": ["f"],
    "data": BUTTONS, "callback_data": BUTTONS, "status": ["kicked", "member", "left", FORGED], "username": ["whatcode_bot", FORGED],
    "file_name": ["a.log", f"{FORGED}a.log", "a.png"], "mime_type": ["text/plain", "image/png"], "language_code": ["en", "zh-hant", "\x1b[2J"], "offset": ["", "50", "x", "²"],
}  # fmt: skip
DISCORD_POOLS = {
    "custom_id": [*BUTTONS, "text", "file"], "values": BUTTONS, "name": ["code", "compare", "list", "explain", "Explain codes", "settings", "query", "choice"],
    "locale": ["en-US", "zh-CN"], "guild_locale": ["zh-TW", "en-US"], "context": [0, 1, 2], "guild_id": [GUILD], "edited_timestamp": ["2026-01-01T00:00:00Z"],
    "flags": [0, 64], "bot": [False],
}  # fmt: skip


def maker(types, pools, seed, **more):
    return Maker(types, random.Random(f"{SEED}{seed}"), pools, **more)  # noqa: S311 - the same each time is meant


def update(made, number=1):
    """An update that has one thing in it, as they do."""
    kinds = ("message", "edited_message", "guest_message", "callback_query", "inline_query", "my_chat_member")
    kind = made.chance.choice(kinds)
    (types, _) = made.types["Update"][kind]
    return {"update_id": number, kind: made.make(types[0], kind)}


def why(work, *errors):
    """What reading something comes to: what was read, and why it was not."""
    try:
        return work(), ""
    except errors as error:
        return None, str(error)


# --- read by themselves, many ---------------------------------------------------------------------------------------------


def test_telegram(engine):
    menu = {spec.name: spec for spec in engine.menu()}
    made, refused, decoded = maker(descriptions.telegram(), TELEGRAM_POOLS, "a"), 0, 0
    tries = rounds(3_000, 60_000)
    for number in range(tries):
        raw = update(made) if number % 10 else made.make("Update")
        way = partial(update_of, raw) if number % 2 else partial(update_in, json.dumps(raw).encode())
        read, refusal = why(way, Unreadable)
        if read is None:
            assert refusal.isprintable()
            assert hostile.VICTIM not in refusal
            refused += 1
            continue
        lane(read)
        decoded += decode(read, Identity(12345, "whatcode_bot"), menu) is not None
    assert refused > tries / 50
    assert decoded > tries / 20


def test_telegram_any_bytes():
    chance, read = random.Random(SEED), 0  # noqa: S311 - as above
    whole = json.dumps(
        {"update_id": 1, "message": {"message_id": 1, "chat": {"id": 1}, "text": "\ud83d\ude00 503"}}
    ).encode()
    deep = b'{"update_id":1,"message":' + b'{"message_id":1,"chat":{"id":1},"reply_to_message":' * 50_000
    bodies = [
        b"",
        b"null",
        b"[" * 100_000,
        deep,
        b"9" * 10_000,
        b'{"update_id":' + b"9" * 10_000 + b"}",
        b"\xff\xfe",
        b'{"update_id":1e400}',
        b'"\\ud800"',
    ]
    for _ in range(rounds(2_000, 200_000)):
        spoilt = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 9))):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        bodies.append(bytes(spoilt))
    for body in bodies:
        with suppress(Unreadable):
            read += update_in(body) is not None
    assert read > len(bodies) / 20


def test_discord(engine):
    menu = discord_menu.by_name(engine.menu())
    made, refused, decoded = maker(descriptions.discord(), DISCORD_POOLS, "b"), 0, 0
    tries = rounds(3_000, 60_000)

    def interaction(raw):
        read = discord_wire.interaction(raw)
        discord_wire.shown(read.message or {})
        return decode_interaction(read, menu) or "a ping"

    def message(raw):
        if isinstance(raw, dict):
            with suppress(AttributeError):  # what the guard around events catches
                is_meant(raw, 9)
        return decode_message(discord_wire.message(raw), 9, "zh-CN") or "not for us"

    for number in range(tries):
        read, way = ("Interaction", interaction) if number % 2 else ("Message", message)
        found, refusal = why(partial(way, made.make(read)), discord_wire.Unreadable)
        assert hostile.VICTIM not in refusal
        refused += found is None
        decoded += found is not None and not isinstance(found, str)
    assert refused > tries / 50
    assert decoded > tries / 20


# --- through the doors ------------------------------------------------------------------------------------------------------


@pytest.fixture
def log():
    with structlog.testing.capture_logs() as lines:
        yield lines


@asynccontextmanager
async def running(adapter, engine):
    """An adapter while within; what it says is what a supervisor would see."""
    bot = Bot(engine, memory_ports())
    task = asyncio.create_task(adapter.run(bot))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def is_quiet(lines):
    """No traceback, and nothing of what people wrote."""
    assert [line for line in lines if line.get("exc_info")] == []
    assert [line for line in lines if hostile.VICTIM in repr(line)] == []


async def test_telegram_by_polling(engine, log):
    made = maker(descriptions.telegram(), TELEGRAM_POOLS, "c", wrong=0.005)
    async with FakeTelegram() as fake:
        adapter = Telegram(Settings(token=TOKEN, api_url=fake.url, max_rate="off", poll_seconds=2))
        async with running(adapter, engine):
            await fake.until(lambda: fake.polls)
            fake.files["f"] = b"HTTP/1.1 503"
            for number in range(1, rounds(250, 10_000)):
                fake.updates.append(
                    update(made, number) if number % 25 else made.chance.choice(descriptions.WRONG[:-1])
                )
            fake.post(
                update_id=10**6, message=fake.message("404", user={"id": 424242, "is_bot": False, "first_name": "x"})
            )
            answered = await fake.until(
                lambda: [r for r in fake.calls("sendMessage") if r.params["chat_id"] == 424242], PATIENCE_SECONDS
            )
        assert "Not Found" in answered[0].params["text"]
        check_telegram(fake)
    is_quiet(log)


SHOWN = ("text", "message_text", "caption", "title", "description", "rich_message", "reply_markup")
"""Where in a request to Telegram stands what people see."""


def check_telegram(fake):
    """Everything sent is markup that the server takes, and shows nothing that was meant to harm."""
    sent = 0
    for request in fake.requests:
        results = request.params.get("results", ())
        contents = [request.params, *results, *(one["input_message_content"] for one in results)]
        for content in contents:
            for html in (content.get("text"), content.get("message_text")):
                if html is not None and content.get("parse_mode") == "HTML":
                    readback.telegram(html)
                    sent += 1
            if rich := content.get("rich_message"):
                readback.telegram(rich["html"], rich=True)
        assert hostile.VICTIM not in json.dumps([content.get(key) for content in contents for key in SHOWN]), request
        assert TOKEN not in json.dumps(request.params)
    assert sent > 20


@pytest.mark.parametrize("form", ["json", "console"])
async def test_telegram_by_webhook_at_a_real_process(tmp_path, form):
    """Any bytes, at the door of a process as it runs in production; then all that it said is looked through."""
    made = maker(descriptions.telegram(), TELEGRAM_POOLS, "d", wrong=0.005)
    settings = {
        "WHATCODE_TELEGRAM_TOKEN": TOKEN,
        "WHATCODE_TELEGRAM_MODE": "webhook",
        "WHATCODE_TELEGRAM_WEBHOOK_URL": "https://127.0.0.1:1/hook",
        "WHATCODE_TELEGRAM_WEBHOOK_SECRET": processes.SECRET,
        "WHATCODE_TELEGRAM_MAX_RATE": "off",
        "WHATCODE_LOG_LEVEL": "debug",
        "WHATCODE_LOG_FORMAT": form,
    }
    async with FakeTelegram() as fake:
        settings["WHATCODE_TELEGRAM_API_URL"] = fake.url
        async with processes.serving(tmp_path / "log", f"sqlite:///{tmp_path}/w.db", **settings) as service:
            await service.ready()
            for method in ("sendMessage", "editMessageText", "answerCallbackQuery", "answerInlineQuery", "getFile"):
                fake.fail(method, 3, status=400, description=f"Bad Request: {FORGED}{hostile.VICTIM}")
            secret = {"X-Telegram-Bot-Api-Secret-Token": processes.SECRET}
            async with aiohttp.ClientSession(f"http://127.0.0.1:{service.port}") as session:

                async def post(body, **headers):
                    async with session.post("/hook", data=body, headers={**secret, **headers}) as answer:
                        return answer.status

                for number in range(1, rounds(150, 5_000)):
                    body = json.dumps(update(made, number)).encode()
                    assert await post(body) == 200
                    assert await post(body[: made.chance.randrange(len(body))]) == 200
                    assert await post(made.chance.randbytes(50)) == 200
                for path in ("/hook", "/hook/", "/hook?x=%00", "/%ff", "/metrics/..", "/readyz\x00"):
                    async with session.post(
                        path, data=b"x", headers={"X-Telegram-Bot-Api-Secret-Token": "wrong \xff"}
                    ) as answer:
                        assert answer.status in (400, 403, 404)
                assert await post(b"{", **{"Content-Encoding": "gzip"}) in (200, 400)
                assert (
                    await service.deliver(
                        {"update_id": 10**6, "message": fake.message("404", user={"id": 424242, "is_bot": False})}
                    )
                    == 200
                )
                await fake.until(
                    lambda: [r for r in fake.calls("sendMessage") if r.params["chat_id"] == 424242], PATIENCE_SECONDS
                )
                pages = [
                    text
                    for _, text in [
                        await service.get("/metrics"),
                        await service.get("/readyz"),
                        await service.get("/healthz"),
                    ]
                ]
            check_telegram(fake)
            service.stop()
            assert await service.ended() == 0
            said = service.said()
    assert "Traceback" not in said
    assert said.count("question") > 10
    assert "\x1b" not in said
    for line in said.split("\n")[:-1]:
        if form == "json":
            assert "forged" not in json.loads(line)["event"]
        else:
            assert re.match(r"\d{4}-\d\d-\d\dT[\d:.]+Z \[\w+ *\] (?!forged)", line), line
    for hidden in (TOKEN, TOKEN.partition(":")[2], processes.SECRET, hostile.VICTIM):
        assert hidden not in said + "".join(pages)


async def test_discord_by_the_gateway(engine, log, monkeypatch):
    monkeypatch.setattr(lean, "IDENTIFY_SECONDS", 0.05)
    made = maker(descriptions.discord(), DISCORD_POOLS, "e", wrong=0.005)
    me = {"id": DISCORD_BOT["id"], "username": "whatcode", "discriminator": "0"}
    async with FakeDiscord() as fake:
        async with running(Discord(DiscordSettings(token=DISCORD_TOKEN, api_url=fake.url)), engine):
            await fake.until(lambda: fake.gateway.live and fake.commands[""])
            for number in range(rounds(250, 10_000)):
                name, raw = event(made, number)
                if isinstance(raw, dict):
                    if name.startswith("MESSAGE") and isinstance(raw.get("mentions"), list):
                        raw["mentions"].append(me)
                    if name == "INTERACTION_CREATE" and isinstance(raw.get("token"), str):
                        fake.exchanges[raw["token"]] = Exchange({**raw, "channel": {"id": "501"}})
                session = fake.gateway.live[0]
                await fake.gateway._give(session, name, raw)
            question = await fake.say(f"<@{DISCORD_BOT['id']}> 404")
            (answer,) = await fake.until(lambda: fake.answers_to(question), PATIENCE_SECONDS)
            assert "Not Found" in discord_payloads.texts(answer)
            assert len(fake.gateway.sessions) == 1, "no event ends the connection"
        check_discord(fake)
    is_quiet(log)


def event(made, number):
    """An event of the gateway that is not as it should be, or hardly."""
    match number % 10:
        case 0 | 1 | 2 | 3:
            return "INTERACTION_CREATE", made.make("Interaction")
        case 4 | 5 | 6:
            return "MESSAGE_CREATE", made.make("Message")
        case 7:
            return "MESSAGE_UPDATE", made.make("Message")
        case 8:
            return made.chance.choice(
                ("MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "GUILD_CREATE", "GUILD_DELETE", "USER_UPDATE")
            ), made.make("Channel")
        case _:
            return made.chance.choice(("INTERACTION_CREATE", "MESSAGE_CREATE", "NO_SUCH")), made.chance.choice(
                descriptions.WRONG
            )


def check_discord(fake):
    """Nobody is pinged, by any request; all texts are ours and what was asked is only text in them."""
    sent = 0
    for request in fake.requests:
        body = (request.json or {}).get("data", request.json) if isinstance(request.json, dict) else None
        if not isinstance(body, dict) or not body.keys() & {"content", "embeds", "components"} or "custom_id" in body:
            continue
        assert not any(body["allowed_mentions"].values()), request
        assert not body.get("content")
        assert not body.get("embeds")
        for one in discord_payloads.walk(body["components"]):
            if one["type"] == 10:
                marks, _, _ = readback.discord(one["content"])
                assert all(map(readback.is_ours, marks)), marks
                assert hostile.VICTIM not in one["content"]
        sent += 1
    assert sent > 10
