"""Several machines on one PostgreSQL: two real processes, and one is killed."""

from __future__ import annotations

import asyncio
import time

import aiohttp
from fakes.discord import TOKEN as DISCORD_TOKEN
from fakes.discord import FakeDiscord

from adapters.telegram import lanes
from adapters.telegram.webhook import HOLD_SECONDS
from bot.infra.database.claims import CLAIM_SECONDS
from bot.launch import DRAIN_SECONDS

TAKEOVER_SECONDS = 15


def test_times_fit_together():
    assert HOLD_SECONDS < CLAIM_SECONDS, "a call that is delivered again finds the first still claimed"
    assert lanes.DRAIN_SECONDS < DRAIN_SECONDS <= CLAIM_SECONDS, "who is told to stop is not taken for dead"
    assert CLAIM_SECONDS < TAKEOVER_SECONDS


def answers(fake):
    return [request.params["text"] for request in fake.calls("sendMessage")]


async def test_the_second_stands_by_and_takes_over_when_the_first_is_killed(fake, serving, database):
    async with serving(database) as first:
        await first.ready()
        await fake.until(lambda: fake.polls, 10)
        async with serving(database) as second:
            await second.ready()
            fake.say("503")
            await fake.wait_for("sendMessage", 1, 10)
            assert '"lease held"' in first.said()
            assert '"lease held"' not in second.said(), "it stands by"
            first.kill()
            began = time.monotonic()
            fake.say("404")
            await fake.wait_for("sendMessage", 2, TAKEOVER_SECONDS)
            assert time.monotonic() - began < TAKEOVER_SECONDS
            assert '"lease held"' in second.said()
            assert [text.split("<b>")[1][:3] for text in answers(fake)] == ["503", "404"]


async def test_what_was_answered_before_the_kill_is_not_answered_again(fake, serving, database, postgres, empty):
    async with serving(database) as first:
        await first.ready()
        await fake.settle(10)
        # Its next polls hang: the server never learns how far it came.
        fake.fail("getUpdates", 20, kind="hang")
        fake.polls = 0
        fake.say("503")
        await fake.wait_for("sendMessage", 1, 10)
        done = []
        async with asyncio.timeout(10):  # until it has the server's answer, it is under way
            while not done:
                await asyncio.sleep(0.05)
                done = await postgres.run(empty, "SELECT FROM claim WHERE done AND key NOT LIKE '%:answered:%'")
        first.kill()
        await first.ended()
    fake.faults["getUpdates"].clear()
    assert fake.updates, "it will be delivered again"
    async with serving(database) as second:
        await second.ready()
        fake.say("404")
        await fake.wait_for("sendMessage", 2, 30)
        assert [text.split("<b>")[1][:3] for text in answers(fake)] == ["503", "404"]
        assert '"seen before"' in second.said()


async def test_what_was_under_way_at_the_kill_and_is_delivered_again_is_answered(fake, serving, database):
    async with serving(database, soon_dead=True) as first:
        await first.ready()
        await fake.settle(10)
        fake.fail("getUpdates", 20, kind="hang")
        fake.fail("sendMessage", kind="hang")
        fake.polls = 0
        fake.say("503")
        await fake.until(lambda: [r for r in fake.requests if r.method == "sendMessage"], 10)
        first.kill()
        await first.ended()
    fake.faults["getUpdates"].clear()
    async with serving(database, soon_dead=True) as second:
        await second.ready()
        await fake.wait_for("sendMessage", 1, 30)
        assert '"seen before"' not in second.said()


async def test_two_replicas(fake, serving, database, webhook, asking):
    """The same two take calls, share choices, and one of them dies."""
    async with serving(database, **webhook) as first, serving(database, **webhook) as second:
        await first.ready()
        await second.ready()
        await any_takes_a_call_and_one_answers(fake, first, second, asking)
        await a_choice_made_on_one_is_used_on_the_other_within_a_second(fake, first, second, asking)
        await a_call_that_died_with_its_process_is_answered_by_another(fake, first, second, asking)


async def any_takes_a_call_and_one_answers(fake, first, second, asking):
    updates = [asking("503", user=100 + number) for number in range(12)]
    for update in updates:
        assert await asyncio.gather(first.deliver(update), second.deliver(update)) == [200, 200]
    await fake.wait_for("sendMessage", len(updates), 30)
    await asyncio.sleep(0.3)  # whatever comes beside them has come by then
    asked = sorted(request.params["chat_id"] for request in fake.calls("sendMessage"))
    assert asked == sorted(update["message"]["chat"]["id"] for update in updates)


async def a_choice_made_on_one_is_used_on_the_other_within_a_second(fake, first, second, asking):
    count = len(answers(fake))
    for language, word in (("zh-hant", "服務"), ("en", "Service"), ("zh-hans", "服务")):
        await second.deliver(asking("503"))  # the other has the old choice in its memory
        await first.deliver(asking(f"/language {language}"))
        count += 2
        await fake.wait_for("sendMessage", count, 10)
        await asyncio.sleep(1)
        await second.deliver(asking("503"))
        count += 1
        assert word in (await fake.wait_for("sendMessage", count, 10)).params["text"]


async def a_call_that_died_with_its_process_is_answered_by_another(fake, first, second, asking):
    count = len(answers(fake))
    fake.fail("sendMessage", kind="hang")
    update = asking("503")
    call = asyncio.create_task(first.deliver(update))
    await fake.until(lambda: fake.hung, 10)
    first.kill()
    (failed,) = await asyncio.gather(call, return_exceptions=True)
    assert isinstance(failed, aiohttp.ClientError), "the server was not told that it was taken"
    assert await second.deliver(update) == 200
    await fake.wait_for("sendMessage", count + 1, 20)
    assert await second.deliver(update) == 200
    await asyncio.sleep(0.5)
    assert len(answers(fake)) == count + 1


async def test_told_to_stop_it_finishes_and_the_other_goes_on(fake, serving, database):
    async with serving(database) as first, serving(database) as second:
        await first.ready()
        await second.ready()
        fake.fail("sendMessage", kind="error", status=429, description="Too Many", parameters={"retry_after": 1})
        fake.say("503")
        await fake.until(lambda: [r for r in fake.requests if r.method == "sendMessage"], 10)
        holder, other = (first, second) if '"lease held"' in first.said() else (second, first)
        began = time.monotonic()
        holder.stop()
        assert await holder.ended() == 0
        assert time.monotonic() - began < 10
        assert len(answers(fake)) == 1
        fake.say("404")
        await fake.wait_for("sendMessage", 2, TAKEOVER_SECONDS)
        assert [text.split("<b>")[1][:3] for text in answers(fake)] == ["503", "404"]
        assert other.process.returncode is None


async def test_shards_are_taken_over_when_their_holder_is_killed(serving, database):
    async with FakeDiscord() as discord:
        settings = {
            "WHATCODE_TELEGRAM_TOKEN": "",
            "WHATCODE_DISCORD_TOKEN": DISCORD_TOKEN,
            "WHATCODE_DISCORD_API_URL": discord.url,
            "WHATCODE_DISCORD_SHARD_COUNT": "2",
            "WHATCODE_DISCORD_SHARD_IDS": "0",
        }
        async with serving(database, **settings) as first:
            await first.ready("discord")
            await discord.until(lambda: len(discord.gateway.live) == 1, 30)
            async with serving(database, **settings) as second:
                await second.ready("discord")
                assert "Service Unavailable" in (await discord.slash("code", {"query": "503"})).text
                assert '"lease held"' not in second.said(), "it stands by"
                first.kill()
                began = time.monotonic()
                await first.ended()
                await discord.until(lambda: not discord.gateway.live, 5)
                await discord.until(lambda: len(discord.gateway.live) == 1, TAKEOVER_SECONDS)
                assert time.monotonic() - began < TAKEOVER_SECONDS
                assert "Not Found" in (await discord.slash("code", {"query": "404"})).text
