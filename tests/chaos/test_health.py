"""A platform that falls silent is seen from outside within a minute, and so is its return."""

from __future__ import annotations

import asyncio
import time

import processes
import pytest
from fakes.telegram import TOKEN, FakeTelegram

RED_SECONDS = 60.0


@pytest.mark.chaos
async def test_a_silent_platform_turns_readiness_red_and_green_again(tmp_path):
    settings = {"WHATCODE_TELEGRAM_TOKEN": TOKEN, "WHATCODE_TELEGRAM_POLL_SECONDS": "0"}
    async with FakeTelegram() as fake:
        settings["WHATCODE_TELEGRAM_API_URL"] = fake.url
        async with processes.serving(tmp_path / "log", "off", **settings) as service:
            await service.ready()
            fake.fail("getUpdates", 100, kind="hang")
            began = time.monotonic()
            while (await service.get("/readyz"))[0] != 503:
                assert time.monotonic() - began < RED_SECONDS
                await asyncio.sleep(0.2)
            assert fake.hung, "it was silent, and nothing else was wrong"
            fake.faults.clear()
            await service.ready(seconds=RED_SECONDS)
            assert (await service.get("/readyz"))[0] == 200
