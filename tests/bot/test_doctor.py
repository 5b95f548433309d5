"""`whatcode doctor`: everything is tried whatever fails, and each line that is not good says what to do."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import sys
from pathlib import Path

import pytest
from fakes.discord import TOKEN as DISCORD_TOKEN
from fakes.discord import FakeDiscord
from fakes.telegram import TOKEN, FakeTelegram
from pydantic import BaseModel

from bot import doctor
from bot.infra.door import HttpDoor
from bot.infra.health import Watch
from bot.infra.knock import knock
from bot.infra.metrics import PrometheusMetrics
from bot.platform import Grade, Platform
from bot.settings import load

WHATCODE = Path(sys.executable).parent / "whatcode"
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("WHATCODE_")}
LINE = re.compile(r"(good|note|bad ) {1,2}(.+?)(?: → (.+))?")


@pytest.fixture
def consult(tmp_path):
    """What it says, as (grade, what, advice), and its exit status."""

    async def consult(**environment):
        state = {"XDG_STATE_HOME": str(tmp_path)}
        process = await asyncio.create_subprocess_exec(
            WHATCODE, "doctor", stdout=-1, stderr=-1, env={**PLAIN, **state, **environment}
        )
        out, err = await asyncio.wait_for(process.communicate(), 60)
        assert err == b""
        lines = [LINE.fullmatch(line) for line in out.decode().splitlines()]
        assert all(lines), "nothing but findings"
        found = [(grade.strip(), what, advice or "") for grade, what, advice in (line.groups() for line in lines)]
        assert [what for grade, what, advice in found if grade == "bad" and not advice] == []
        return process.returncode, found

    return consult


async def test_both_platforms_and_what_each_says(consult):
    async with FakeTelegram() as telegram, FakeDiscord() as discord:
        servers = {"WHATCODE_TELEGRAM_API_URL": telegram.url, "WHATCODE_DISCORD_API_URL": discord.url}
        status, found = await consult(**servers, WHATCODE_TELEGRAM_TOKEN=TOKEN, WHATCODE_DISCORD_TOKEN=DISCORD_TOKEN)
        said = " ".join(what for _, what, _ in found)
        assert status == 0
        for part in (
            "telegram: the token is that of @whatcode_bot",
            "discord: the token is that of whatcode",
            "the book opens",
        ):
            assert part in said
        assert TOKEN not in said
        assert said.count("our clock agrees") == 2
        discord.shards = 3
        status, found = await consult(
            **servers,
            WHATCODE_TELEGRAM_TOKEN="1:wrong",
            WHATCODE_DISCORD_TOKEN=DISCORD_TOKEN,
            WHATCODE_DISCORD_SHARD_COUNT="2",
        )
        assert status == 1
        assert ["WHATCODE_TELEGRAM_TOKEN" in advice for grade, _, advice in found if grade == "bad"] == [True]
        (more,) = [advice for _, what, advice in found if "3 recommended" in what]
        assert "WHATCODE_DISCORD_SHARD_COUNT" in more


async def test_one_that_fails_in_its_own_way_does_not_keep_the_others_from_being_tried():
    class Chat(BaseModel):
        token: str = "x"

    async def fails(_):
        raise RuntimeError

    async def is_missing(_):
        raise ImportError

    parts = [
        Platform(name, Chat, lambda _: True, lambda _: None, diagnose, lambda _: "http://127.0.0.1:9")
        for name, diagnose in (("one", fails), ("other", is_missing))
    ]
    found = await doctor._try(parts, load(parts, {"WHATCODE_DATABASE_URL": "off", "WHATCODE_HTTP_PORT": "off"}))
    bad = [finding for finding in found if finding.grade is Grade.BAD]
    assert [finding.what.partition(":")[0] for finding in bad] == ["one", "other"]
    assert "pip install whatcode[other]" in bad[1].what
    assert len(found) == 6


async def test_a_door_that_is_free_taken_or_off():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        other.listen()
        (taken,) = await knock("127.0.0.1", port)
    assert (taken.grade, "WHATCODE_HTTP_PORT" in taken.advice) == (Grade.BAD, True)
    (free,) = await knock("127.0.0.1", port)
    assert (free.grade, "free" in free.what) == (Grade.GOOD, True)
    (nowhere,) = await knock("no..host", port)
    assert (nowhere.grade, "WHATCODE_HTTP_HOST" in nowhere.advice) == (Grade.BAD, True)
    (off,) = await knock("127.0.0.1", None)
    assert off.grade is Grade.NOTE


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
async def test_a_bot_that_runs_tells_how_it_is(host):
    watch = Watch()
    door = HttpDoor(watch, PrometheusMetrics(watch))
    async with door.open(host, 0):
        watch.beat("store")
        watch.down("chat", "the token is not valid")
        runs, *parts = await knock(host, door.port)
    assert "a bot runs there" in runs.what
    assert sorted((part.grade, part.what) for part in parts) == [
        (Grade.BAD, "its chat is not well: the token is not valid"),
        (Grade.GOOD, "its store is well"),
    ]
