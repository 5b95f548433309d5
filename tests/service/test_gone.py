"""The database goes away under a running service, and comes back."""

from __future__ import annotations

import json

from fakes.telegram import LI


async def test_answers_go_on_and_say_honestly_what_is_not_kept(fake, serving, postgres, empty, webhook, asking, engine):
    def from_li(text):
        update = asking(text, user=LI["id"])
        update["message"]["from"] = LI
        return update

    count = 0

    async def answer(service, text):
        nonlocal count
        count += 1
        await service.deliver(from_li(text))
        return (await fake.wait_for("sendMessage", count, 10)).params["text"]

    async with serving(postgres.address(empty), **webhook) as service:
        await service.ready()
        await service.ready("store")
        assert "服务" in await answer(service, "503")
        await postgres.close(empty)
        await service.shows('whatcode_up{part="store"} 0.0')
        status, report = await service.get("/readyz")
        assert status == 200, "it can be asked"
        assert "answers go on" in json.loads(report)["store"]["state"]
        assert json.loads(report)["telegram"]["state"] == "ok"
        assert "服务" in await answer(service, "503")
        assert engine.phrase("notice-unkept-title", "zh-Hans") in await answer(service, "/language zh-hant")
        assert engine.phrase("privacy-unread", "zh-Hans") in await answer(service, "/privacy")
        await postgres.reopen(empty)
        await service.ready("store")
        assert engine.phrase("language-title", "zh-Hant") in await answer(service, "/language zh-hant")
        assert "服務" in await answer(service, "503")
        _, page = await service.get("/metrics")
        assert 'whatcode_reconnects_total{platform="store"} 1.0' in page
        assert 'whatcode_up{part="store"} 1.0' in page
        assert 'whatcode_queue{platform="telegram"}' in page
