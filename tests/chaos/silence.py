"""A platform that falls silent is seen from outside within a minute, and so is its return."""

from __future__ import annotations

import asyncio
import json
import time

import processes
from fakes.discord import TOKEN as DISCORD_TOKEN
from fakes.discord import FakeDiscord
from fakes.telegram import TOKEN, FakeTelegram

RED_SECONDS = 60.0
GREEN_SECONDS = 120.0

QUICK = {"WHATCODE_DISCORD_SILENCE_SECONDS": "3"}
LONG_FORM = 10_000


async def silent_platforms(stage):
    """In the long form with the real gateway's slow heartbeat, and as the bot is set by itself."""
    settings = {"WHATCODE_TELEGRAM_TOKEN": TOKEN, "WHATCODE_DISCORD_TOKEN": DISCORD_TOKEN}
    async with FakeTelegram() as telegram, FakeDiscord() as discord:
        settings |= {"WHATCODE_TELEGRAM_API_URL": telegram.url, "WHATCODE_DISCORD_API_URL": discord.url}
        settings["WHATCODE_TELEGRAM_POLL_SECONDS"] = "0"
        if stage.size < LONG_FORM:
            discord.gateway.heartbeat_ms = 1000
            settings |= QUICK
        async with processes.serving(stage.folder / "log", "off", **settings) as service:
            await service.ready("telegram")
            await service.ready("discord", 60)
            telegram.fail("getUpdates", 100, kind="hang")
            discord.gateway.mute = True
            red = await _until(service, RED_SECONDS, lambda state: state != "ok")
            assert (await service.get("/readyz"))[0] == 503
            telegram.faults.clear()
            discord.gateway.mute = False
            green = await _until(service, GREEN_SECONDS, lambda state: state == "ok")
            assert (await service.get("/readyz"))[0] == 200
            service.stop()
            await service.ended(20)
    for platform in red:
        stage.report(f"{platform} is silent", {"seconds to red": red[platform], "seconds to green": green[platform]})


async def _until(service, seconds, holds):
    """How long it took, rounded up, until something held of what is told of each platform."""
    began, took = time.monotonic(), {}
    while len(took) < 2:
        assert time.monotonic() - began < seconds, (took, await service.get("/readyz"))
        _, report = await service.get("/readyz")
        for platform in {"telegram", "discord"} - took.keys():
            if holds(json.loads(report)[platform]["state"]):
                took[platform] = round(time.monotonic() - began)
        await asyncio.sleep(0.2)
    return took
