"""What happens when something goes wrong: on the line, at Discord, with us."""

from __future__ import annotations

import asyncio
import logging
import random
import re
import threading
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import structlog
from fakes.discord import TOKEN, Fault
from fakes.discord_gateway import HEARTBEAT, IDENTIFY, RESUME
from fakes.discord_payloads import ANN, BOT, CHINESE_GUILD, GUILD, guild, texts

from adapters.discord import PLATFORM, client, desk, lean, transport
from adapters.discord.checkup import diagnose, findings
from adapters.discord.transport import Discord
from bot.front import Bot
from bot.infra.limiter import MinuteLimiter
from bot.infra.memory import MemoryStore
from bot.outcome import Preferences
from bot.platform import Grade, Refused

ME = f"<@{BOT['id']}>"


@pytest.fixture
def log():
    with structlog.testing.capture_logs() as lines:
        yield lines


def events(log):
    return [line["event"] for line in log]


@pytest.fixture
def slow(hesitant):
    """A bot whose store takes its time."""
    return hesitant(0.3)


class TestInTime:
    async def test_patience_is_shorter_than_what_discord_waits(self):
        assert 0 < desk.PATIENCE_SECONDS < 3

    async def test_an_answer_that_takes_long_is_put_off_and_then_shown(self, fake, running, slow):
        async with running(slow):
            await fake.until(lambda: fake.gateway.live)
            asked = await fake.slash("code", {"query": "503"})
            assert asked.response == {"type": 5, "data": {"flags": 64}}
            assert "503 ·" in asked.text
            assert asked.private
            assert asked.followups == []

    async def test_a_public_answer_that_takes_long_is_public_all_the_same(self, fake, running, slow):
        await slow.ports.store.prefer(f"discord:{GUILD}", Preferences(private=False))
        async with running(slow):
            await fake.until(lambda: fake.gateway.live)
            asked = await fake.slash("code", {"query": "503"})
            await fake.until(lambda: asked.followups)
            assert asked.deleted
            assert not asked.followups[0]["flags"] & 64
            assert "503 ·" in texts(asked.followups[0])

    async def test_a_press_that_takes_long_leaves_no_trace_but_its_result(self, fake, running, slow):
        async with running(slow):
            await fake.until(lambda: fake.gateway.live)
            asked = await fake.slash("code", {"query": "503"})
            pressed = await fake.press(asked.message, "Causes")
            assert pressed.response["type"] == 6
            await fake.until(lambda: "Less" in str(asked.message["components"]))
            assert pressed.followups == []

    async def test_what_is_for_one_alone_follows_a_slow_press(self, fake, running, slow):
        async with running(slow):
            await fake.until(lambda: fake.gateway.live)
            answer = await fake.answered(await fake.say(f"{ME} 503"))
            denied = await fake.press_id(answer, "w:remove|discord:999")
            await fake.until(lambda: denied.followups)
            assert denied.followups[0]["flags"] & 64
            assert "503 ·" in texts(answer)

    async def test_suggestions_that_take_long_are_none(self, fake, running, slow, monkeypatch):
        async with running(slow):
            await fake.until(lambda: fake.gateway.live)
            assert await fake.type("code", "query", "503") == []
            slow.ports.store.seconds = 0.0
            monkeypatch.setattr(desk, "PATIENCE_SECONDS", 10.0)
            assert await fake.type("code", "query", "503")

    async def test_a_failure_that_is_slow_to_tell_is_told(self, fake, running, slow, monkeypatch):
        monkeypatch.setattr(slow, "ask", broken)
        async with running(slow):
            await fake.until(lambda: fake.gateway.live)
            asked = await fake.slash("code", {"query": "503"})
            assert asked.response["type"] == 5
            assert "went wrong" in asked.text


async def broken(_query):
    message = "the disk is full of 503"
    raise OSError(message)


class TestFailuresOfOurs:
    async def test_a_failure_has_a_number_in_the_answer_and_in_the_log(self, live, bot, monkeypatch, log, seen):
        monkeypatch.setattr(bot, "ask", broken)
        asked = await live.slash("code", {"query": "503"})
        (failed,) = [line for line in log if line["event"] == "interaction failed"]
        assert failed["incident"] in asked.text
        assert asked.private
        assert seen.errors == ["OSError"]

    async def test_in_the_askers_language(self, live, bot, monkeypatch, log):
        monkeypatch.setattr(bot, "ask", broken)
        asked = await live.slash("code", {"query": "503"}, locale="zh-CN")
        assert "出错" in asked.text or "出了" in asked.text

    async def test_after_a_press_the_message_stays(self, live, bot, monkeypatch, log):
        asked = await live.slash("code", {"query": "503"})
        before = texts(asked.message)
        monkeypatch.setattr(bot, "ask", broken)
        pressed = await live.press(asked.message, "Causes")
        assert pressed.response["type"] == 4
        assert pressed.private
        assert texts(asked.message) == before

    async def test_while_typing_there_is_nothing_to_say(self, live, bot, monkeypatch, log):
        monkeypatch.setattr(bot, "suggest", lambda *_: broken(None))
        assert await live.type("code", "query", "503") == []
        assert "interaction failed" in events(log)

    async def test_below_a_message(self, live, bot, monkeypatch, log, seen):
        monkeypatch.setattr(bot, "ask", broken)
        answer = await live.answered(await live.say(f"{ME} 503"))
        (failed,) = [line for line in log if line["event"] == "message failed"]
        assert failed["incident"] in texts(answer)
        assert seen.errors == ["OSError"]

    async def test_after_an_edit_in_place_of_the_answer(self, live, bot, monkeypatch, log):
        question = await live.say(f"{ME} 503")
        answer = await live.answered(question)
        monkeypatch.setattr(bot, "ask", broken)
        await live.edit(question, f"{ME} 504")
        await live.until(lambda: "went wrong" in texts(answer))
        assert len(live.answers_to(question)) == 1

    async def test_where_not_even_that_can_be_said(self, live, bot, monkeypatch, log):
        monkeypatch.setattr(bot, "ask", broken)
        monkeypatch.setattr(bot, "notice", lambda *_, **__: broken(None))
        await live.say(f"{ME} 503")
        exchange = await live.slash("code", {"query": "503"}, wait=False)
        await live.until(lambda: events(log).count("nobody could be told") == 2)
        assert exchange.response is None
        monkeypatch.undo()
        assert (await live.slash("help")).text

    async def test_a_file_that_cannot_be_fetched(self, live, log):
        file = live.attached("91", "error.log", b"HTTP 503")
        del live.files["91"]
        answer = await live.answered(await live.say("", guild=None, attachments=[file]))
        assert "went wrong" in texts(answer)
        asked = await live.submit(await live.slash("explain"), "", ("error.log", b"HTTP 503"), lost=True)
        assert "went wrong" in asked.text

    async def test_an_event_that_cannot_be_read_ends_nothing(self, live, log, seen):
        await live.gateway.dispatch("INTERACTION_CREATE", {"type": 2})
        await live.gateway.dispatch("MESSAGE_CREATE", {"content": "503"})
        await live.gateway.dispatch("MESSAGE_DELETE", {"id": "x", "channel_id": "501"})
        for wrong in ({"author": 7}, {"content": ["503"]}, {"channel_id": "here"}, {"author": {"id": "\ud800"}}):
            await live.gateway.dispatch("MESSAGE_CREATE", {"id": "1", "channel_id": "501", **wrong})
        await live.gateway.dispatch("PRESENCE_UPDATE", {"nothing": "of ours"})
        assert (await live.slash("code", {"query": "503"})).text
        assert len(live.gateway.sessions) == 1
        assert events(log).count("event not read") == 2
        assert events(log).count("message not understood") == seen.errors.count("Unreadable") == 5
        assert [line for line in log if "exc_info" in line] == []

    async def test_interaction_data_of_another_form_is_told_and_is_a_line_in_the_log(self, live, log):
        asked = await live.interact(2, {"id": "1", "name": "code", "type": 1, "options": "?"})
        assert "went wrong" in asked.text
        assert "not understood" in events(log)
        assert [line for line in log if "exc_info" in line] == []


class TestPast:
    @pytest.mark.parametrize(
        "kind", [(2, {"id": "1", "name": "help", "type": 1}), (4, {"id": "1", "name": "code", "type": 1})]
    )
    async def test_an_expired_interaction_is_noted_and_no_more(self, live, log, seen, kind):
        await live.interact(*kind, forget=True)
        await live.until(lambda: "interaction past" in events(log))
        assert seen.errors == []
        assert "interaction failed" not in events(log)

    async def test_one_that_somebody_else_answered(self, live, log, seen):
        live.faults["POST /interactions"].append(Fault(400, {"message": "acknowledged", "code": 40060}))
        await live.slash("help", wait=False)
        await live.until(lambda: "interaction past" in events(log))
        assert seen.errors == []

    async def test_nothing_is_asked_by_a_ping(self, live):
        await live.interact(1, {}, wait=False)
        assert (await live.slash("help")).text

    async def test_an_answer_taken_away_while_it_was_put_off(self, fake, running, slow, log):
        async with running(slow):
            await fake.until(lambda: fake.gateway.live)
            exchange = await fake.slash("help", wait=False)
            await fake.until(lambda: exchange.response)
            fake.exchanges.clear()
            await fake.until(lambda: "interaction past" in events(log))


class TestLimits:
    async def test_too_many_questions_get_one_sentence(self, fake, running, engine, ports):
        limited = Bot(engine, replace(ports, limiter=MinuteLimiter(2, None)))
        async with running(limited):
            await fake.until(lambda: fake.gateway.live)
            said = [(await fake.slash("code", {"query": "503"})).text for _ in range(5)]
            assert [("503 ·" in text) for text in said] == [True, True, False, False, False]
            assert all(said)
            await fake.say(f"{ME} 503")
            other = await fake.answered(await fake.say(f"{ME} 503", user=BOT | {"id": "55", "bot": False}))
            assert "503" in texts(other)
            assert len(fake.calls("POST", "/messages$")) == 1

    async def test_pictures_too(self, fake, running, engine, ports):
        limited = Bot(engine, replace(ports, limiter=MinuteLimiter(1, None)))
        async with running(limited):
            await fake.until(lambda: fake.gateway.live)
            for _ in range(4):
                await fake.say("", guild=None, sticker_items=[])
            await fake.answered(await fake.say("503", guild=None, user=BOT | {"id": "55", "bot": False}))
            said = [texts(message) for message in fake.messages.values() if message["author"]["id"] == BOT["id"]]
            assert len(said) == 3

    async def test_discords_limits_are_kept(self, live):
        live.rate = (3, 0.3)
        questions = [await live.say(f"{ME} {code}") for code in (400, 401, 403, 404, 410, 418)]
        for question in questions:
            assert await live.answered(question)
        assert all(request.status == 200 for request in live.calls("POST", "/messages$"))

    async def test_what_was_too_fast_is_sent_again(self, live):
        live.faults["POST /channels"].append(
            Fault(429, {"message": "slow down", "retry_after": 0.1, "global": False}, {"Via": "1.1 fake"})
        )
        assert await live.answered(await live.say(f"{ME} 503"))
        assert [request.status for request in live.calls("POST", "/messages$")] == [429, 200]

    async def test_a_busy_server_is_asked_again(self, live, monkeypatch):
        live.faults["POST /channels"].append(Fault(502))
        question = await live.say(f"{ME} 503")
        assert "503" in texts(await live.answered(question))
        assert len(live.answers_to(question)) == 1

    @pytest.mark.parametrize("after", [False, True])
    async def test_where_the_line_breaks_the_answer_is_sent_again_and_posted_once(self, live, seen, after):
        live.faults["POST /channels"].append(Fault(0, after=after))
        question = await live.say(f"{ME} 503")
        await live.until(lambda: len(live.calls("POST", "/messages$")) > 1)
        assert "503 ·" in texts(await live.answered(question))
        live.faults["PATCH /channels"].append(Fault(0, after=after))
        await live.edit(question, f"{ME} 504")
        await live.until(lambda: "504 ·" in texts(live.answers_to(question)[0]))
        assert len(live.answers_to(question)) == 1
        assert seen.errors == []

    @pytest.mark.parametrize("after", [False, True])
    async def test_an_interaction_too(self, live, seen, after):
        live.faults["POST /interactions"].append(Fault(0, after=after))
        asked = await live.slash("code", {"query": "503"})
        assert "503 ·" in asked.text
        live.faults["POST /interactions"].append(Fault(0, after=after))
        pressed = await live.press(asked.message, "Causes")
        assert pressed.response["type"] == 7
        assert (await live.slash("help")).followups == []
        assert seen.errors == []

    @pytest.mark.parametrize("after", [False, True])
    async def test_where_discord_is_silent_it_is_asked_again(self, fake, running, monkeypatch, after):
        monkeypatch.setattr("adapters.discord.lean.REST_SECONDS", 0.5)
        async with running():
            await fake.until(lambda: fake.gateway.live)
            fake.faults["POST /channels"].append(Fault(0, seconds=60, after=after))
            question = await fake.say(f"{ME} 503")
            await fake.until(lambda: len(fake.calls("POST", "/messages$")) > 1, 5)
            assert "503 ·" in texts(await fake.answered(question))
            assert "404 ·" in texts(await fake.answered(await fake.say(f"{ME} 404")))
            assert len(fake.answers_to(question)) == 1

    async def test_a_line_that_stays_broken_is_an_error(self, live, log, seen):
        live.faults["POST /channels"].extend([Fault(0)] * 20)
        await live.say(f"{ME} 503")
        await live.until(lambda: "nobody could be told" in events(log))
        live.faults.clear()
        assert await live.answered(await live.say(f"{ME} 418"))
        assert len(seen.errors) == 1


class TestTheGateway:
    async def test_we_ask_for_no_privileged_intent_and_no_more_than_we_need(self, live):
        (session,) = live.gateway.live
        assert session.intents == 1 << 0 | 1 << 9 | 1 << 12

    async def test_a_cut_line_is_resumed_and_nothing_is_lost(self, live, seen):
        await live.gateway.cut()
        question = await live.say(f"{ME} 503")  # while nobody is there
        assert await live.answered(question)
        assert live.gateway.count(RESUME) >= 1
        assert live.gateway.count(IDENTIFY) == 1
        assert seen.reconnects >= 1

    async def test_a_request_to_reconnect_resumes(self, live):
        await live.gateway.order_reconnect()
        await live.until(lambda: live.gateway.count(RESUME) == 1)
        assert await live.answered(await live.say(f"{ME} 503"))
        assert live.gateway.count(IDENTIFY) == 1

    async def test_a_close_that_allows_it_resumes(self, live):
        await live.gateway.close(4000)
        await live.until(lambda: live.gateway.count(RESUME) == 1)
        assert await live.answered(await live.say(f"{ME} 503"))

    @pytest.mark.parametrize("resumable", [True, False])
    async def test_an_invalid_session(self, live, resumable):
        await live.gateway.invalidate(resumable=resumable)
        await live.until(lambda: live.gateway.count(RESUME if resumable else IDENTIFY) == (1 if resumable else 2))
        await live.until(lambda: live.gateway.live)
        assert (await live.slash("code", {"query": "503"})).text
        assert live.gateway.count(IDENTIFY) == (1 if resumable else 2)

    async def test_a_session_that_the_server_forgot(self, live):
        live.gateway.sessions.clear()
        await live.gateway.hang_up()
        await live.until(lambda: live.gateway.count(IDENTIFY) == 2)
        await live.until(lambda: live.gateway.live)
        assert (await live.slash("help")).text

    async def test_a_gateway_that_falls_silent_is_left_and_found_again(self, fake, running, seen, caplog):
        fake.gateway.heartbeat_ms = 100
        async with running(silence_seconds=0.5):
            await fake.until(lambda: seen.beats)
            fake.gateway.mute = True
            await fake.until(lambda: seen.reconnects)
            await asyncio.sleep(0.1)
            beats = seen.beats
            question = await fake.say(f"{ME} 503")
            await asyncio.sleep(client.LISTEN_SECONDS * 2)
            assert seen.beats <= beats + 1
            fake.gateway.mute = False
            assert await fake.answered(question)
            await fake.until(lambda: seen.beats > beats + 1)

    async def test_a_shard_without_a_connection_is_told_of_until_it_has_one(self, fake, running, seen, monkeypatch):
        monkeypatch.setattr(client, "AWAY_SECONDS", 0.3)
        monkeypatch.setattr(client, "LISTEN_SECONDS", 0.1)
        fake.gateway.heartbeat_ms = 100
        async with running(silence_seconds=0.3):
            await fake.until(lambda: seen.beats)
            await fake.gateway.cut()
            await fake.until(lambda: fake.gateway.count(RESUME) and fake.gateway.live)
            beats = seen.beats
            await fake.until(lambda: seen.beats > beats)
            assert seen.downs == [], "it was back at once"
            fake.gateway.mute = True
            await fake.until(lambda: seen.downs)
            assert set(seen.downs) == {"shard 0 has no connection"}
            fake.gateway.mute = False
            await fake.until(lambda: fake.gateway.live, 20)
            beats, downs = seen.beats, len(seen.downs)
            await fake.until(lambda: seen.beats > beats + 1)
            assert len(seen.downs) <= downs + 1

    async def test_a_shard_that_is_lost_ends_in_a_new_beginning(self, fake, running, seen, monkeypatch):
        monkeypatch.setattr(client, "LOST_SECONDS", 0.5)
        monkeypatch.setattr(client, "IDENTIFY_SECONDS", 0.1)
        fake.gateway.heartbeat_ms = 50
        async with running(silence_seconds=30) as task:
            await fake.until(lambda: seen.beats)
            fake.gateway.mute = True
            with pytest.raises(ConnectionError, match="shard 0"):
                await asyncio.wait_for(task, 10)

    async def test_health_is_the_gateways_answer_to_our_heartbeat(self, fake, running, seen):
        fake.gateway.heartbeat_ms = 50
        async with running():
            await fake.until(lambda: seen.beats >= 2)
            assert fake.gateway.count(HEARTBEAT) >= 2

    async def test_a_gateway_that_refuses_is_tried_again_by_the_supervisor(self, fake, running):
        fake.gateway.closes_with = 4011
        async with running() as task:
            with pytest.raises(ConnectionError):
                await asyncio.wait_for(task, 10)

    @pytest.mark.parametrize("code", [4004, 4010, 4012, 4013, 4014])
    async def test_what_no_second_try_changes_is_said_plainly(self, fake, running, code):
        fake.gateway.closes_with = code
        async with running() as task:
            with pytest.raises(Refused) as refused:
                await asyncio.wait_for(task, 10)
        assert TOKEN not in str(refused.value)
        assert len(str(refused.value)) > 20

    async def test_too_few_shards_given(self, fake, running):
        fake.gateway.closes_with = 4011
        async with running(shard_count=1) as task:
            with pytest.raises(Refused, match="SHARD_COUNT"):
                await asyncio.wait_for(task, 10)

    async def test_a_token_that_nobody_knows(self, fake, running):
        async with running(token="wrong") as task:
            with pytest.raises(Refused, match="WHATCODE_DISCORD_TOKEN") as refused:
                await asyncio.wait_for(task, 10)
        assert "wrong" not in str(refused.value)

    async def test_no_session_is_wasted_where_few_are_left(self, fake, running):
        fake.sessions_left = 0
        async with running() as task:
            with pytest.raises(ConnectionError, match="session starts left"):
                await asyncio.wait_for(task, 10)
        assert fake.gateway.received == []

    async def test_a_server_that_is_away(self, settings, bot):
        with pytest.raises(OSError, match="Cannot connect"):
            await Discord(settings(api_url="http://127.0.0.1:9")).run(bot)


class TestShards:
    async def test_as_many_as_discord_recommends(self, fake, running):
        fake.shards = 3
        fake.guilds = [guild(str(number << 22)) for number in range(1, 7)]
        async with running():
            await fake.until(lambda: len(fake.gateway.live) == 3)
            assert {session.shard for session in fake.gateway.live} == {0, 1, 2}
            assert {session.of for session in fake.gateway.live} == {3}
            for one in fake.guilds:
                assert await fake.answered(await fake.say(f"{ME} 503", guild=one["id"]))
            assert await fake.answered(await fake.say("503", guild=None))

    async def test_several_processes_share_them(self, fake, settings, engine, ports):
        fake.shards = 4
        halves = [Discord(settings(shard_count=4, shard_ids=ids)) for ids in ("0-1", "2,3")]
        bots = [Bot(engine, ports), Bot(engine, ports)]
        tasks = [asyncio.create_task(half.run(bot)) for half, bot in zip(halves, bots, strict=True)]
        try:
            await fake.until(lambda: len(fake.gateway.live) == 4)
            for number in range(4):
                place = str((8 + number) << 22)
                assert await fake.answered(await fake.say(f"{ME} 503", guild=place))
                assert len(fake.calls("POST", f"/{int(place) + 1}/messages$")) == 1
            assert len(fake.calls("PUT", "/commands$")) == 1
            asked = await fake.slash("code", {"query": "503"}, guild=str(8 << 22))
            pressed = await fake.press(asked.message, "Causes", guild=str(10 << 22))
            assert "503" in pressed.text
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=15)
        assert all(task.done() for task in tasks)

    async def test_one_shard_lost_leaves_the_others(self, fake, running):
        fake.shards = 2
        async with running():
            await fake.until(lambda: len(fake.gateway.live) == 2)
            await fake.gateway.cut(1)
            assert await fake.answered(await fake.say("503", guild=None))
            assert await fake.answered(await fake.say(f"{ME} 503", guild=str(3 << 22)))
            assert fake.gateway.count(IDENTIFY) == 2

    async def test_sessions_of_one_bucket_begin_one_after_the_other(self, fake, running, monkeypatch):
        monkeypatch.setattr(lean, "IDENTIFY_SECONDS", 0.3)
        fake.shards, fake.concurrency = 4, 2
        loop = asyncio.get_running_loop()
        started = loop.time()
        async with running():
            await fake.until(lambda: len(fake.gateway.live) == 4)
            assert loop.time() - started >= 0.3

    async def test_only_the_holder_of_a_lease_connects(self, fake, running, engine, ports, log):
        names, free, lost = [], asyncio.Event(), asyncio.Event()

        class Leased(MemoryStore):
            @asynccontextmanager
            async def lease(self, name):
                names.append(name)
                await free.wait()
                yield lost

        async with running(Bot(engine, replace(ports, store=Leased()))) as task:
            await fake.until(lambda: names)
            await asyncio.sleep(0.1)
            assert fake.gateway.received == []
            free.set()
            await fake.until(lambda: fake.gateway.live)
            lost.set()
            with pytest.raises(ConnectionError, match="lease"):
                await asyncio.wait_for(task, 10)
            assert [re.sub(r"\d{5,}", "ID", name) for name in names] == ["discord:ID:shards:0"]


class TestTheMenu:
    async def test_commands_are_sent_once(self, fake, running):
        for _ in range(2):
            async with running():
                await fake.until(lambda: fake.gateway.live and fake.commands[""])
                assert (await fake.slash("help")).text
            await fake.until(lambda: not fake.gateway.live)
        assert len(fake.calls("PUT", "/commands$")) == 1

    async def test_what_is_remembered_is_not_even_asked_for(self, fake, running):
        for _ in range(2):
            async with running():
                await fake.until(lambda: fake.gateway.live and fake.commands[""])
                await fake.slash("help")
        assert len(fake.calls("GET", "/commands")) == 1

    async def test_without_a_memory_the_servers_own_are_compared(self, fake, settings, engine, ports, log):
        for _ in range(2):
            bot = Bot(engine, replace(ports, store=MemoryStore()))
            task = asyncio.create_task(Discord(settings()).run(bot))
            await fake.until(lambda: fake.gateway.live and fake.commands[""])
            await fake.slash("help")
            task.cancel()
            await asyncio.wait({task}, timeout=15)
        assert len(fake.calls("GET", "/commands")) == 2
        assert len(fake.calls("PUT", "/commands$")) == 1

    async def test_a_changed_command_is_sent(self, fake, settings, engine, ports):
        fake.commands[""] = [{"type": 1, "name": "old", "description": "an old one", "id": "1"}]
        async with self._run(fake, settings(), Bot(engine, replace(ports, store=MemoryStore()))):
            await fake.until(lambda: fake.calls("PUT", "/commands$"))
        assert "old" not in [command["name"] for command in fake.commands[""]]

    async def test_for_one_server_to_try_them_out(self, fake, running):
        async with running(dev_guild=GUILD):
            await fake.until(lambda: fake.commands[f"guilds/{GUILD}"])
        assert not fake.commands[""]

    async def test_commands_that_are_not_taken_end_nothing(self, fake, running, log, seen, monkeypatch):
        monkeypatch.setattr(transport, "MENU_SECONDS", 0.01)
        fake.faults["PUT /applications"].append(Fault(400, {"message": "Invalid Form Body", "code": 50035}))
        async with running():
            await fake.until(lambda: "commands not sent" in events(log))
            assert await fake.answered(await fake.say(f"{ME} 503"))
        assert seen.errors == ["HTTPException"]

    async def test_a_line_that_breaks_while_they_are_sent_ends_nothing(self, fake, running, log, monkeypatch):
        monkeypatch.setattr(transport, "MENU_SECONDS", 0.1)
        fake.faults["GET /applications/.*/commands"].extend([Fault(0)] * 3)  # aiohttp asks again once
        async with running():
            await fake.until(lambda: "commands not sent" in events(log))
            assert await fake.answered(await fake.say(f"{ME} 503"))
            await fake.until(lambda: fake.commands[""])

    @asynccontextmanager
    async def _run(self, fake, settings, bot):
        task = asyncio.create_task(Discord(settings).run(bot))
        await fake.until(lambda: fake.gateway.live)
        yield
        task.cancel()
        await asyncio.wait({task}, timeout=15)


class TestTheEnd:
    async def test_what_is_under_way_is_finished(self, fake, running, slow):
        async with running(slow) as task:
            await fake.until(lambda: fake.gateway.live)
            exchange = await fake.slash("code", {"query": "503"}, wait=False)
            await fake.until(lambda: exchange.response)
            task.cancel()
            await asyncio.wait({task}, timeout=15)
            assert "503 ·" in exchange.text
            assert not fake.gateway.live

    async def test_what_takes_too_long_is_given_up(self, fake, running, slow, monkeypatch, log):
        monkeypatch.setattr(client, "DRAIN_SECONDS", 0.1)
        slow.ports.store.seconds = 30.0
        async with running(slow) as task:
            await fake.until(lambda: fake.gateway.live)
            exchange = await fake.slash("code", {"query": "503"}, wait=False)
            await fake.until(lambda: exchange.response)
            task.cancel()
            _, late = await asyncio.wait({task}, timeout=5)
            assert not late
        assert "given up at the end" in events(log)

    @pytest.mark.parametrize("moment", ["connecting", "identifying", "reconnecting", "silent", "backing off"])
    async def test_at_any_moment_it_ends_when_told_to(self, fake, running, monkeypatch, moment):
        if moment == "connecting":
            fake.gateway.mute = True
        if moment == "identifying":
            monkeypatch.setattr(lean, "IDENTIFY_SECONDS", 30.0)
            fake.shards, fake.concurrency = 2, 1
        async with running(silence_seconds=30) as task:
            await fake.until(lambda: fake.gateway.lines)
            if moment in ("reconnecting", "silent", "backing off"):
                await fake.until(lambda: fake.gateway.live)
            if moment == "reconnecting":
                fake.gateway.mute = True
                await fake.gateway.cut()
                await fake.until(lambda: len(fake.gateway.lines) > 1)
            if moment == "silent":
                fake.gateway.mute = True
            if moment == "backing off":
                await fake.__aexit__()
                await asyncio.sleep(0.2)
            task.cancel()
            _, late = await asyncio.wait({task}, timeout=10)
            assert not late
            assert task.cancelled()
        await fake.until(lambda: not hearts())


def hearts():
    """The library's heartbeats are threads: one left over beats on into a loop that is closed, in another test."""
    return [thread for thread in threading.enumerate() if thread.name.startswith("keep-alive-handler")]


class TestWhatIsLogged:
    async def test_no_token_and_no_text_is_in_any_line(self, fake, running, log, caplog):
        caplog.set_level(logging.DEBUG)
        fake.faults["POST /interactions"].append(
            Fault(429, {"message": "slow", "retry_after": 0.01, "global": False}, {"Via": "1.1 fake"})
        )
        fake.faults["POST /webhooks"].append(Fault(500))
        async with running():
            await fake.until(lambda: fake.gateway.live)
            asked = await fake.slash("code", {"query": "secretive: what is 503"})
            await fake.answered(await fake.say(f"{ME} secretive: what is 503"))
            await fake.gateway.order_reconnect()
            pressed = await fake.press(asked.message, "Causes")
            await fake.interact(2, {"id": "1", "name": "help", "type": 1}, forget=True)
            await fake.interact(2, {"id": "1", "name": "code", "type": 1, "options": "?"})
        whole = caplog.text + str(log)
        assert "discord" in whole
        for secret in (TOKEN, asked.token, pressed.token, "secretive", *fake.exchanges):
            assert secret not in whole

    def test_settings_hide_the_token(self, settings):
        assert TOKEN not in repr(settings())


class TestTheDoctor:
    async def test_all_is_well(self, fake, settings):
        found = await diagnose(settings())
        assert [finding.grade for finding in found] == [Grade.GOOD] * 3
        assert TOKEN not in str(found)
        assert fake.gateway.received == []

    async def test_a_bad_token_and_a_dead_server(self, fake, settings):
        (bad,) = await diagnose(settings(token="wrong"))
        assert bad.grade is Grade.BAD
        assert bad.advice
        (dead,) = await diagnose(settings(api_url="http://127.0.0.1:9"))
        assert dead.grade is Grade.BAD
        fake.faults["GET /users"].extend([Fault(0)] * 3)
        assert (await diagnose(settings()))[0].grade is Grade.BAD

    async def test_a_gateway_with_no_starts_left(self, fake, settings):
        fake.sessions_left = 0
        assert (await diagnose(settings()))[-1].grade is Grade.BAD

    def test_what_the_portal_has_wrong_is_named(self):
        found = findings({"interactions_endpoint_url": "https://example.org", "bot_public": False})
        assert [finding.grade for finding in found] == [Grade.BAD, Grade.NOTE, Grade.NOTE]
        assert all(finding.advice for finding in found)


async def test_what_comes_twice_is_answered_once(live):
    question = await live.say(f"{ME} 503")
    await live.answered(question)
    await live.gateway.dispatch("MESSAGE_CREATE", question)
    await live.answered(await live.say(f"{ME} 418"))
    assert len(live.answers_to(question)) == 1


async def test_the_servers_languages_are_kept_up_to_date(live):
    await live.gateway.dispatch("GUILD_UPDATE", {"id": GUILD, "preferred_locale": "zh-TW"})
    assert "伺服器" in texts(await live.answered(await live.say(f"{ME} 503")))
    await live.gateway.dispatch("GUILD_DELETE", {"id": CHINESE_GUILD, "unavailable": True})
    assert "服务" in texts(await live.answered(await live.say(f"{ME} 503", guild=CHINESE_GUILD)))
    await live.gateway.dispatch("GUILD_DELETE", {"id": CHINESE_GUILD})
    assert "服务" not in texts(await live.answered(await live.say(f"{ME} 503", guild=CHINESE_GUILD)))


async def test_nobody_is_pinged_whatever_is_asked(live):
    for text in ("@everyone 503", "<@&9> @here 418", "what is @everyone"):
        await live.answered(await live.say(f"{ME} {text}"))
        await live.slash("code", {"query": text})
    asked = await live.slash("code", {"query": "503"})
    await live.press(asked.message, "Post here")
    sent = [request.json for request in live.requests if request.verb in ("POST", "PATCH") and request.json]
    bodies = [body.get("data", body) for body in sent if body.get("type") in (None, 4, 7)]
    assert len(bodies) >= 8
    for body in bodies:
        assert body["allowed_mentions"]["parse"] == []
        assert not body["allowed_mentions"].get("users")
        assert not body["allowed_mentions"].get("replied_user")


def test_the_platform_is_declared_without_the_library():
    assert PLATFORM.name == "discord"
    assert PLATFORM.wanted(PLATFORM.settings(token="x"))
    assert not PLATFORM.wanted(PLATFORM.settings())
    assert ANN["bot"] is False


@pytest.mark.parametrize("seed", range(3))
async def test_through_all_troubles_every_question_is_answered_once(fake, running, seed):
    dice = random.Random(seed)  # noqa: S311 - troubles, no secrets
    async with running():
        await fake.until(lambda: fake.gateway.live)
        troubles = (
            fake.gateway.cut,
            fake.gateway.order_reconnect,
            lambda: fake.gateway.close(4000),
            lambda: fake.gateway.invalidate(resumable=True),
            lambda: asyncio.sleep(0.05),
        )
        questions = []
        for _ in range(25):
            questions += [await fake.say(f"{ME} {dice.choice((404, 418, 429, 502, 503))}") for _ in range(4)]
            await dice.choice(troubles)()
            await asyncio.sleep(dice.random() * 0.05)
        await fake.until(lambda: all(fake.answers_to(question) for question in questions), seconds=30)
    assert [len(fake.answers_to(question)) for question in questions] == [1] * 100
    assert fake.gateway.count(IDENTIFY) == 1
    assert fake.gateway.count(RESUME) > 3
