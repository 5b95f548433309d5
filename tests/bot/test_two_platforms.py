"""Both platforms in one process, as it is started: what happens to one is nothing to the other."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fakes import discord as fake_discord
from fakes import telegram as fake_telegram
from fakes.discord import FakeDiscord
from fakes.discord_payloads import BOT, texts
from fakes.telegram import FakeTelegram

WHATCODE = Path(sys.executable).parent / "whatcode"
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("WHATCODE_")}
ME = f"<@{BOT['id']}>"


@pytest.fixture
async def telegram():
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def discord():
    async with FakeDiscord() as fake:
        yield fake


@asynccontextmanager
async def served(telegram, discord, tmp_path, **environment):
    """The process; at the end it is told to stop, and has to do so well."""
    process = await asyncio.create_subprocess_exec(
        WHATCODE,
        "serve",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={
            **PLAIN,
            "WHATCODE_TELEGRAM_TOKEN": fake_telegram.TOKEN,
            "WHATCODE_TELEGRAM_API_URL": telegram.url,
            "WHATCODE_DISCORD_TOKEN": fake_discord.TOKEN,
            "WHATCODE_DISCORD_API_URL": discord.url,
            "WHATCODE_TELEGRAM_POLL_SECONDS": "1",
            "XDG_STATE_HOME": str(tmp_path),
            "WHATCODE_HTTP_PORT": "off",
            "WHATCODE_LOG_FORMAT": "json",
            **environment,
        },
    )
    lines: list[dict[str, object]] = []
    try:
        yield lines
        process.send_signal(signal.SIGTERM)
        _, err = await asyncio.wait_for(process.communicate(), 20)
    finally:
        if process.returncode is None:
            process.kill()
            _, err = await process.communicate()
            print(err.decode())  # noqa: T201 - what the process said, where the test failed
    assert process.returncode == 0
    for token in (fake_telegram.TOKEN, fake_discord.TOKEN):
        assert token.encode() not in err
    lines += [json.loads(line) for line in err.splitlines()]


async def telegram_answers(fake, text):
    known = len([request for request in fake.requests if request.method == "sendMessage"])
    fake.say(text)
    sent = await fake.wait_for("sendMessage", known + 1, seconds=30)
    return sent.params["text"]


async def discord_answers(fake, text):
    return texts(await fake.answered(await fake.say(f"{ME} {text}")))


async def test_both_answer(telegram, discord, tmp_path):
    async with served(telegram, discord, tmp_path):
        await discord.until(lambda: discord.gateway.live, seconds=40)
        assert "503" in await telegram_answers(telegram, "503")
        assert "503" in await discord_answers(discord, "503")


async def test_discord_fails_and_telegram_answers_until_both_do(telegram, discord, tmp_path):
    discord.faults["GET /users"].extend([fake_discord.Fault(403)] * 2)
    async with served(telegram, discord, tmp_path) as lines:
        assert "503" in await telegram_answers(telegram, "503")
        await discord.until(lambda: discord.gateway.live, seconds=40)
        assert "404" in await discord_answers(discord, "404")
        await discord.gateway.close(4011)
        assert "504" in await telegram_answers(telegram, "504")
        await discord.until(lambda: len(discord.gateway.sessions) > 1, seconds=40)
        await discord.until(lambda: discord.gateway.live)
        assert "429" in await discord_answers(discord, "429")
    failed = [line["platform"] for line in lines if line["event"] == "platform failed"]
    assert failed == ["discord"] * 3


async def test_telegram_fails_and_discord_answers_until_both_do(telegram, discord, tmp_path):
    telegram.fail("getMe", 2, status=502)
    telegram.fail("getUpdates", 2, kind="reset")
    async with served(telegram, discord, tmp_path):
        await discord.until(lambda: discord.gateway.live, seconds=40)
        assert "503" in await discord_answers(discord, "503")
        assert "404" in await telegram_answers(telegram, "404")


async def test_a_platform_that_refuses_is_left_and_the_other_goes_on(telegram, discord, tmp_path):
    async with served(telegram, discord, tmp_path, WHATCODE_DISCORD_TOKEN="of.another.bot") as lines:
        assert "503" in await telegram_answers(telegram, "503")
        await discord.until(lambda: discord.calls("GET", "/users/@me$"))
        assert "404" in await telegram_answers(telegram, "404")
    assert refused(lines) == ["discord"]
    assert not discord.gateway.received


async def test_the_other_way_round(telegram, discord, tmp_path):
    async with served(telegram, discord, tmp_path, WHATCODE_TELEGRAM_TOKEN="1:of-another-bot") as lines:
        await discord.until(lambda: discord.gateway.live, seconds=40)
        assert "503" in await discord_answers(discord, "503")
        assert "404" in await discord_answers(discord, "404")
    assert refused(lines) == ["telegram"]
    assert not telegram.polls


def refused(lines):
    """The platforms that refused us, each with one sentence."""
    found = [line for line in lines if line["event"] == "platform refused us"]
    assert all(" " in line["why"] and "\n" not in line["why"] for line in found)
    return [line["platform"] for line in found]
