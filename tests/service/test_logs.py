"""All that a whole run writes, at the finest level, and all that it keeps: no token, no secret, no text of anybody's."""

from __future__ import annotations

import json
import re

from fakes.discord import TOKEN as DISCORD_TOKEN
from fakes.discord import FakeDiscord
from fakes.discord_payloads import BOT
from fakes.telegram import GROUP, TOKEN

from bot.infra.database.tables import metadata

PASSWORD = "hush-hush-password"
MARK = "quizzical"
"""Stands in every text that somebody writes here."""
SECRETS = (TOKEN, TOKEN.partition(":")[2], DISCORD_TOKEN, PASSWORD, MARK, "服務")


async def everything_is_tried(fake, discord):
    """People write through every door, and the servers fail in every way."""
    fake.files["log"] = f'"GET /{MARK} HTTP/1.1" 502 0'.encode()
    fake.fail("sendMessage", kind="error", status=400, description=f"Bad Request: {MARK}")
    fake.fail("sendMessage", kind="garbage")
    fake.fail("sendMessage", kind="reset")
    fake.fail("getUpdates", kind="error", status=502, description="Bad Gateway")
    fake.say(f"{MARK} 503")
    fake.say(f"/explain {MARK} HTTP/1.1 504", chat=GROUP)
    fake.say(f"@whatcode_bot {MARK} 404", chat=GROUP)
    fake.say(document={"file_id": "log", "file_name": f"{MARK}.log", "file_size": 40})
    fake.say(document={"file_id": "gone", "file_name": f"{MARK}.log", "file_size": 40})
    fake.say("/language zh-hant")
    fake.type(f"{MARK} 503")
    fake.summon(f"@whatcode_bot {MARK} 503")
    fake.post(message={"message_id": MARK, "text": MARK})
    fake.post(callback_query={"id": "1", "from": {"id": 7}, "data": MARK, "chat_instance": MARK})
    message = await discord.say(f"<@{BOT['id']}> {MARK} 503")
    await discord.answered(message)
    await discord.edit(message, f"<@{BOT['id']}> {MARK} 404")
    await discord.slash("code", {"query": f"{MARK} 502"})
    await discord.type("code", "query", MARK)
    await fake.wait_for("answerGuestQuery", seconds=40)
    await fake.settle(40)
    await fake.until(lambda: len(fake.calls("sendMessage")) > 3, 40)


async def test_no_token_and_no_text_is_ever_written_or_kept(fake, serving, postgres, empty):
    database = postgres.address(empty).replace("postgres@", f"postgres:{PASSWORD}@")
    async with FakeDiscord() as discord:
        settings = {
            "WHATCODE_DISCORD_TOKEN": DISCORD_TOKEN,
            "WHATCODE_DISCORD_API_URL": discord.url,
            "WHATCODE_LOG_LEVEL": "debug",
        }
        async with serving(database, **settings) as service:
            await service.ready()
            await discord.until(lambda: discord.gateway.live, 30)  # who waits for a shard is well too
            await everything_is_tried(fake, discord)
            await postgres.close(empty)
            fake.say(f"{MARK} 429")
            await service.says("store gone")
            await postgres.reopen(empty)
            await service.ready("store")
            # Tokens that the platform takes back are errors of another kind.
            fake.token = "1:other"
            await service.says("platform refused us")
            service.stop()
            assert await service.ended() == 0
            said = service.said()
        kept = [row for table in metadata.tables for row in await postgres.run(empty, f"SELECT * FROM {table}")]  # noqa: S608 - our own names
    assert len(kept) > 10
    assert [row for row in map(str, kept) if any(secret in row for secret in SECRETS)] == []
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    said += "\n".join(f"meant: {line}" for line in lines)  # JSON in ASCII hides Chinese
    assert len(said.splitlines()) > 30
    for event in ('"connected"', '"question"', '"store gone"', '"store open"', '"poll failed"', '"update failed"'):
        assert event in said, event
    for secret in SECRETS:
        lines = [line for line in said.splitlines() if secret in line]
        assert lines == [], secret
    check_ids(said)


def check_ids(said):
    """Lines that belong together carry the same id, those of different requests different ones."""
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    questions = [line for line in lines if line["event"] == "question"]
    assert len(questions) >= 5
    assert all(re.fullmatch(r"[0-9a-f]{8}", line["request"]) for line in questions)
    assert len({line["request"] for line in questions}) == len(questions)
    assert {line["platform"] for line in questions} == {"telegram", "discord"}
    failed = next(line for line in lines if line["event"] == "update failed")
    assert failed["request"] == failed["incident"]
