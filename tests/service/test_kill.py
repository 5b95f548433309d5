"""Killed at any moment, told to stop at any moment: what was said to be kept is kept, and the end comes in time."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter

import pytest

from adapters.telegram.webhook import HOLD_SECONDS
from bot.infra.database.address import backend_of
from bot.infra.database.store import DatabaseStore
from bot.infra.health import Watch
from bot.infra.metrics import PrometheusMetrics

KEPT = {"zh-hant": "zh-Hant", "en": "en"}


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    return f"sqlite:///{tmp_path}/whatcode.db" if request.param == "sqlite" else request.getfixturevalue("database")


async def choices(address, users):
    store = DatabaseStore(backend_of(address), Watch(), PrometheusMetrics())
    async with store.open():
        assert store.working
        return {user: (await store.preferences(f"telegram:{user}")).language for user in users}


async def test_a_kill_loses_no_choice_that_was_said_to_be_kept(fake, serving, address, webhook, asking, engine):
    refusals = {engine.phrase("notice-unkept-title", language) for language in ("en", "zh-Hans", "zh-Hant")}

    def told_kept(users):
        answers = [request.params for request in fake.calls("sendMessage")]
        kept = [one["chat_id"] for one in answers if not any(refusal in one["text"] for refusal in refusals)]
        return set(kept) & users.keys()

    kept = {}
    for first in (1000, 2000):
        wanted = {user: random.choice(list(KEPT)) for user in range(first, first + 300)}  # noqa: S311 - any will do
        async with serving(address, **webhook) as service:
            await service.ready()
            told = [
                asyncio.create_task(service.deliver(asking(f"/language {language}", user=user)))
                for user, language in wanted.items()
            ]
            enough = random.randint(30, 150)  # noqa: S311 - as above
            await fake.until(lambda: len(told_kept(wanted)) >= enough, 30)  # noqa: B023 - awaited at once
            service.kill()
            await service.ended()
            await asyncio.gather(*told, return_exceptions=True)
        kept |= {user: KEPT[wanted[user]] for user in told_kept(wanted)}
    assert len(kept) >= 60
    assert await choices(address, kept) == kept


async def test_a_kill_answers_nothing_twice_but_what_was_in_flight(fake, serving, address, webhook, asking):
    updates = [asking("503", user=1000 + number) for number in range(300)]
    acknowledged = set()
    room = asyncio.Semaphore(20)  # all at once each would take longer than that where the machine is slow

    async def deliver(service, update):
        async with room:
            began = time.monotonic()
            # What takes longer is confirmed while it is under way still: see `HOLD_SECONDS`.
            if await service.deliver(update) == 200 and time.monotonic() - began < HOLD_SECONDS:
                acknowledged.add(update["update_id"])

    def answers():
        return Counter(request.params["chat_id"] for request in fake.calls("sendMessage"))

    async with serving(address, **webhook) as service:
        await service.ready()
        told = [asyncio.create_task(deliver(service, update)) for update in updates]
        enough = random.randint(1, 200)  # noqa: S311 - any will do
        await fake.until(lambda: len(acknowledged) >= enough, 60)
        service.kill()
        await service.ended()
        await asyncio.gather(*told, return_exceptions=True)
    done = set(acknowledged)
    async with serving(address, **webhook) as service:
        await service.ready()
        # All of them: a server that did not hear our word delivers again what it has, too.
        await asyncio.gather(*(deliver(service, update) for update in updates))
        await fake.until(lambda: len(answers()) == len(updates), 60)
    chats = {update["update_id"]: update["message"]["chat"]["id"] for update in updates}
    assert {answers()[chats[update]] for update in done} == {1}
    assert max(answers().values()) <= 2


async def test_told_to_stop_it_ends_in_time_though_the_server_hangs(fake, serving, tmp_path):
    async with serving(f"sqlite:///{tmp_path}/whatcode.db") as service:
        await service.ready()
        fake.fail("sendMessage", 10, kind="hang")
        fake.say("503")
        await fake.until(lambda: fake.hung, 10)
        began = time.monotonic()
        service.stop()
        assert await service.ended() == 0
        assert time.monotonic() - began < 10.5
