"""What happens when something goes wrong: on the line, on the server, in the chats."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import time
from dataclasses import replace
from urllib.parse import urlsplit

import aiohttp
import pytest
import structlog
from fakes.telegram import ANN, BOT, GROUP, LI, TOKEN

from adapters.telegram import PLATFORM, client, polling, webhook
from adapters.telegram.checkup import diagnose
from adapters.telegram.transport import Telegram
from bot.front import Bot
from bot.platform import Grade, Refused

OTHER_GROUP = -1002


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    """The same rules with shorter pauses."""
    monkeypatch.setattr(client, "PAUSES", (0.01, 0.02, 0.03))
    monkeypatch.setattr(polling, "LONGEST_PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(polling, "CONFLICT_PAUSE_SECONDS", 0.05)


@pytest.fixture
def log():
    with structlog.testing.capture_logs() as lines:
        yield lines


def events(log):
    return [line["event"] for line in log]


class TestTheLine:
    @pytest.mark.parametrize(
        "fault", [{"status": 502}, {"status": 500}, {"kind": "reset"}, {"status": 429, "description": "no"}]
    )
    @pytest.mark.parametrize("transport", ["aiohttp", "httpx"])
    async def test_what_was_not_done_is_sent_again(self, fake, running, fault, transport):
        async with running(transport=transport):
            fake.fail("sendMessage", 2, **fault)
            fake.say("503")
            await fake.wait_for("sendMessage")
        assert len(fake.messages) == 1

    async def test_retry_after_is_obeyed(self, live):
        live.fail("sendMessage", status=429, description="Too Many Requests", parameters={"retry_after": 1})
        started = time.monotonic()
        live.say("503")
        await live.wait_for("sendMessage")
        assert time.monotonic() - started >= 1

    async def test_a_flood_in_one_chat_does_not_hold_up_the_others(self, live):
        live.fail("sendMessage", status=429, description="Too Many Requests", parameters={"retry_after": 3})
        live.say("503")
        await live.until(lambda: any(r.status == 429 for r in live.requests))
        live.say("404", user=LI)
        sent = (await live.wait_for("sendMessage", seconds=1.5)).params
        assert sent["chat_id"] == LI["id"]
        assert (await live.wait_for("sendMessage", 2)).params["chat_id"] == ANN["id"]

    async def test_a_flood_that_lasts_too_long_is_given_up(self, live, log):
        live.fail("sendMessage", status=429, description="Too Many Requests", parameters={"retry_after": 4000})
        live.say("503")
        await live.until(lambda: "not delivered" in events(log))
        live.say("404")
        await live.wait_for("sendMessage")

    async def test_polls_obey_retry_after(self, live):
        live.fail("getUpdates", status=429, description="Too Many Requests", parameters={"retry_after": 1})
        live.say("503")
        await live.until(lambda: any(r.status == 429 for r in live.requests))
        started, polls = time.monotonic(), live.polls
        await live.until(lambda: live.polls > polls)
        assert time.monotonic() - started >= 0.9

    async def test_a_network_that_is_away_for_hours(self, live, monkeypatch, log):
        """So many failures that the pause would be no number any more."""
        monkeypatch.setattr(polling, "LONGEST_PAUSE_SECONDS", 0.0)
        live.keep_requests = False
        live.fail("getUpdates", 1100, status=502)
        live.say("503")
        await live.until(lambda: not live.faults["getUpdates"], 20)
        live.keep_requests = True
        live.say("404")
        await live.until(lambda: live.messages)
        assert max(line.get("failures", 0) for line in log) >= 1099

    async def test_a_webhook_that_somebody_sets_while_we_poll_is_taken_away(self, live):
        live.webhook = {"url": "https://other.example/"}
        live.say("503")
        await live.until(lambda: live.webhook == {"url": ""})
        live.say("404")
        await live.wait_for("sendMessage", 2)

    async def test_a_server_that_stays_broken_is_not_asked_for_ever(self, live, log, seen):
        live.fail("sendMessage", 20, status=500)
        live.say("503")
        await live.until(lambda: "not delivered" in events(log))
        assert len([r for r in live.requests if r.method == "sendMessage"]) == len(client.PAUSES) + 1
        assert "Undone" in seen.errors
        live.faults.clear()
        live.say("404")
        await live.wait_for("sendMessage")

    async def test_garbage_is_not_sent_again_for_it_may_have_worked(self, live, log):
        live.fail("sendMessage", kind="garbage", after=True)
        live.say("503")
        await live.until(lambda: "not delivered" in events(log))
        assert len(live.messages) == 1

    async def test_polls_that_fail_are_seen_and_health_comes_back(self, live, seen, log):
        live.fail("getUpdates", 3, status=502)
        live.say("503")
        await live.until(lambda: not live.faults["getUpdates"])
        await live.until(lambda: seen.downs)
        beats = seen.beats
        live.say("404")
        await live.until(lambda: seen.beats > beats)
        await live.until(lambda: "polling works again" in events(log))

    async def test_polling_that_died_is_made_anew(self, live, seen, log):
        live.fail("getUpdates", polling.REBUILD_AFTER, kind="reset")
        live.say("503")
        await live.until(lambda: seen.reconnects == 1)
        live.say("404")
        await live.wait_for("sendMessage", 2)
        assert "polling had died, the client is made anew" in events(log)

    async def test_a_poll_that_hangs_is_given_up(self, fake, running, seen, monkeypatch, log):
        monkeypatch.setattr(polling, "GRACE_SECONDS", 0.2)
        fake.fail("getUpdates", 1, kind="hang")
        async with running(poll_seconds=0):
            fake.say("503")
            await fake.wait_for("sendMessage")
        assert "poll failed" in events(log)

    async def test_a_chat_that_asks_faster_than_it_can_be_answered(self, live, log, monkeypatch):
        monkeypatch.setattr("adapters.telegram.lanes.Lanes.put", lambda *_: False)
        live.say("503")
        await live.until(lambda: "not answered" in events(log))

    async def test_garbage_on_the_poll(self, live):
        live.fail("getUpdates", 2, kind="garbage")
        live.say("503")
        await live.wait_for("sendMessage")

    async def test_another_poller(self, live, log):
        live.fail("getUpdates", 1, status=409, description="Conflict: terminated by other getUpdates request")
        live.say("503")
        await live.until(lambda: any("another process" in str(line.get("why")) for line in log))
        live.say("404")
        await live.wait_for("sendMessage", 2)

    async def test_a_wrong_update_does_not_hold_up_the_others(self, live, seen, log):
        live.post(message={"message_id": "no number", "chat": None})
        live.updates.extend(
            [{"no": "number"}, None, [{"update_id": 7}], "text", {"update_id": True}, {"update_id": 2**62}]
        )
        live.say("503")
        await live.wait_for("sendMessage")
        assert seen.errors.count("Unreadable") >= 7
        assert "update not understood" in events(log)

    async def test_what_cannot_be_confirmed_is_not_asked_for_without_pause(self, live, seen):
        live.updates.extend([None, {"update_id": -1}])
        await live.until(lambda: len(seen.downs) >= 3, 20)
        assert live.polls < 10
        live.updates.clear()
        live.say("503")
        await live.wait_for("sendMessage", 1, 10)

    async def test_after_a_week_of_silence_numbers_begin_anywhere(self, live, seen):
        live.post(update_id=1_900_000_000, message=live.message("503"))
        await live.wait_for("sendMessage")
        await live.settle()
        for number in (70, 71):
            live.post(update_id=number, message=live.message("404"))
        await live.wait_for("sendMessage", 3)
        await live.settle()
        assert seen.downs == []
        assert live.polls < 10

    async def test_half_a_character_keeps_back_nothing(self, live, log):
        live.post(message=live.message("\ud800 404"))
        live.post(message={**live.message("x"), "chat": {"id": 5, "type": "\ud800"}})
        live.say("503")
        await live.wait_for("sendMessage", 2)
        assert [line.get("exc_info") for line in log if "exc_info" in line] == []

    async def test_an_update_that_comes_twice_is_answered_once(self, live):
        said = live.message("503")
        for _ in range(3):
            live.post(update_id=500, message=said)
        live.post(update_id=501, message=live.message("404"))
        await live.wait_for("sendMessage", 2)
        await live.settle()
        assert len(live.calls("sendMessage")) == 2

    async def test_what_is_under_way_is_finished_at_the_end_and_confirmed(self, fake, running):
        async with running():
            await fake.until(lambda: fake.polls)
            fake.fail("sendMessage", 1, status=500)
            fake.say("503")
            await fake.until(lambda: any(r.method == "sendMessage" for r in fake.requests))
        assert len(fake.messages) == 1
        assert not fake.updates, "the next start does not get it again"

    async def test_the_httpx_transport_does_it_all_as_well(self, fake, running):
        async with running(transport="httpx"):
            fake.files["log"] = b'"GET / HTTP/1.1" 502 0\n'
            fake.say(document={"file_id": "log", "file_name": "a.log"})
            fake.say("301 vs 302")
            await fake.wait_for("sendMessage")
            await fake.wait_for("sendRichMessage")


class TestTheChats:
    async def test_a_blocked_bot_is_quiet(self, live, log, seen):
        live.blocked.add(ANN["id"])
        live.say("503")
        await live.until(lambda: "not delivered" in events(log))
        await live.settle()
        assert len([r for r in live.requests if r.method == "sendMessage"]) == 1
        assert seen.errors == []

    async def test_a_group_that_moved_gets_its_answer(self, live):
        live.migrated[GROUP["id"]] = OTHER_GROUP
        live.say("/code 503", chat=GROUP)
        assert (await live.wait_for("sendMessage")).params["chat_id"] == OTHER_GROUP

    async def test_lost_rights_make_no_storm(self, live, log):
        live.mute.add(GROUP["id"])
        live.say("/code 503", chat=GROUP)
        await live.until(lambda: "not delivered" in events(log))
        await live.settle()
        assert len([r for r in live.requests if r.method == "sendMessage"]) == 2, "once with markup, once without"

    async def test_words_are_worth_more_than_markup(self, live):
        live.fail("sendMessage", status=400, description="Bad Request: can't parse entities")
        live.say("503")
        sent = (await live.wait_for("sendMessage")).params
        assert "parse_mode" not in sent
        assert sent["text"].startswith("⛔ 503 · Service Unavailable")

    async def test_the_server_moves_a_group_twice(self, live, log):
        live.migrated.update({GROUP["id"]: OTHER_GROUP, OTHER_GROUP: -1003})
        live.say("/code 503", chat=GROUP)
        await live.until(lambda: "not delivered" in events(log))

    async def test_a_failure_of_ours_has_a_number_in_the_answer_and_in_the_log(
        self, fake, running, bot, log, monkeypatch
    ):
        def broken(*_):
            raise ValueError

        async with running():
            monkeypatch.setattr(bot._engine, "answer", broken)
            fake.say("503")
            text = (await fake.wait_for("sendMessage")).params["text"]
        line = next(line for line in log if line["event"] == "update failed")
        assert line["incident"] in text

    async def test_a_failure_after_a_press(self, fake, running, bot, monkeypatch):
        async with running():
            fake.say("503")
            await fake.wait_for("sendMessage")
            ((chat, number),) = fake.messages
            monkeypatch.setattr(bot._engine, "answer", None)
            fake.press(chat, number, "More")
            assert (await fake.wait_for("answerCallbackQuery")).params["show_alert"] is True

    async def test_rights_that_cannot_be_asked_for(self, live):
        live.fail("getChatMember", status=400, description="Bad Request: user not found")
        live.say("/settings private", chat=GROUP)
        await live.wait_for("sendMessage")

    async def test_a_table_that_the_server_does_not_take_as_a_change(self, live):
        said = live.say("503")
        await live.wait_for("sendMessage")
        live.rich = False
        live.change(said, "502 vs 504")
        (key,) = live.messages
        await live.until(lambda: "•" in live.messages[key]["shown"])

    async def test_a_failure_of_the_storage_ends_one_update_only(self, live, ports, monkeypatch, log):
        def broken(*_):
            raise OSError

        with monkeypatch.context() as patch:
            patch.setattr(type(ports.store), "claim", broken)
            live.say("503")
            await live.until(lambda: "update failed" in events(log))
        live.say("404")
        await live.wait_for("sendMessage")

    async def test_what_fails_quietly(self, live, log):
        """Presses, inline and guest queries that are too old; a menu that the server does not take."""
        live.say("503")
        await live.wait_for("sendMessage")
        ((chat, number),) = live.messages
        press = live.press(chat, number, "More")
        live.presses.clear()
        typing = live.type("503")
        live.typings.clear()
        guest = live.summon("@whatcode_bot 503")
        live.guests.clear()
        await live.until(lambda: events(log).count("not delivered") >= 3)
        lost = [line for line in log if line["event"] == "not delivered"]
        assert {line.get("press") or line.get("query") for line in lost} == {press, typing, guest}
        live.say("404")
        await live.wait_for("sendMessage", 2)


class TestTheStart:
    async def test_a_token_that_the_server_does_not_know(self, settings, bot):
        with pytest.raises(Refused) as refused:
            await Telegram(settings(token="1:wrong")).run(bot)
        assert "1:wrong" not in str(refused.value)

    async def test_a_token_that_was_revoked(self, fake, running):
        async with running() as task:
            await fake.until(lambda: fake.polls)
            fake.token = "1:another"
            fake.post(message=fake.message("503"))
            with pytest.raises(Refused):
                await task

    async def test_a_server_that_is_away(self, settings, bot):
        with pytest.raises(Exception, match="ConnectorError") as failed:
            await Telegram(settings(api_url="http://127.0.0.1:9")).run(bot)
        assert TOKEN not in repr(failed.value)

    async def test_the_operator_is_told_what_the_bot_may_do(self, fake, running, log):
        async with running():
            await fake.until(lambda: fake.polls)
        told = " ".join(line.get("what", "") for line in log)
        assert "privacy mode is on" in told
        assert "guest mode is on" in told

    async def test_the_token_is_in_no_log_line(self, fake, running, log, caplog):
        caplog.set_level(logging.DEBUG)
        for transport in ("aiohttp", "httpx"):
            fake.fail("sendMessage", 1, kind="garbage")
            async with running(transport=transport):
                fake.say("my secret question 503", user={**ANN, "id": 77})
                await fake.until(lambda: any(r.method == "sendMessage" for r in fake.requests))
                await fake.settle()
        assert TOKEN not in caplog.text + repr(log)
        assert "secret question" not in caplog.text + repr(log)

    async def test_a_menu_that_the_server_does_not_take(self, fake, running, log):
        fake.fail("setMyCommands", status=400, description="Bad Request: BOT_COMMAND_INVALID")
        async with running():
            fake.say("503")
            await fake.wait_for("sendMessage")
            await fake.until(lambda: "menu not set" in events(log))

    @pytest.mark.parametrize("on", [True, False])
    async def test_findings_name_every_switch(self, fake, settings, on):
        fake.me |= dict.fromkeys(
            ("can_read_all_group_messages", "supports_inline_queries", "supports_guest_queries", "can_join_groups"), on
        )
        found = await diagnose(settings())
        assert len(found) == 6
        assert all(finding.grade is not Grade.BAD for finding in found)
        assert sum(bool(finding.advice) for finding in found) == (0 if on else 4)

    async def test_the_doctor_on_a_bad_token_and_a_dead_server(self, settings):
        for wrong in ({"token": "1:wrong"}, {"api_url": "http://127.0.0.1:9"}):
            (finding,) = await PLATFORM.diagnose(settings(**wrong))
            assert finding.grade is Grade.BAD
            assert finding.advice

    async def test_the_doctor_on_a_webhook(self, fake, settings):
        async def way(**wanted):
            *_, found = await diagnose(settings(**wanted))
            return found.grade, found.what

        address = "https://bot.example/hook"
        hook = {"mode": "webhook", "webhook_url": address, "webhook_secret": "s"}
        assert (await way())[0] is Grade.GOOD
        assert await way(**hook) == (Grade.NOTE, "the webhook (bot.example) is not set")
        fake.webhook = {"url": address}
        assert await way() == (Grade.NOTE, "a webhook is set, so polling gets nothing")
        assert (await way(**hook))[0] is Grade.GOOD
        fake.webhook |= {"last_error_date": int(time.time()) - 90, "last_error_message": "Connection refused"}
        grade, what = await way(**hook)
        assert grade is Grade.BAD
        assert "bot.example" in what
        assert "Connection refused" in what
        fake.webhook["last_error_date"] -= 2 * 3600
        assert (await way(**hook))[0] is Grade.GOOD


class Lease:
    """One name, one holder at a time; can be taken away."""

    def __init__(self):
        self.lost = asyncio.Event()
        self.free = asyncio.Semaphore(1)
        self.held = 0

    def __call__(self, _name):
        return self

    async def __aenter__(self):
        await self.free.acquire()
        self.held += 1
        self.lost = asyncio.Event()
        return self.lost

    async def __aexit__(self, *_):
        self.free.release()


class TestTheLease:
    async def test_only_the_holder_polls(self, fake, running, bot, ports, engine, monkeypatch, seen):
        monkeypatch.setattr(polling, "STANDBY_SECONDS", 0.05)
        lease = Lease()
        monkeypatch.setattr(type(ports.store), "lease", lease, raising=False)
        async with running():
            await fake.until(lambda: fake.polls)
            async with running():
                await fake.until(lambda: len(fake.calls("getMe")) > 4, 10)
                assert lease.held == 1

    async def test_a_lost_lease_ends_the_poll_and_is_sought_again(self, fake, running, ports, monkeypatch, log):
        lease = Lease()
        monkeypatch.setattr(type(ports.store), "lease", lease, raising=False)
        async with running():
            await fake.until(lambda: fake.polls)
            lease.lost.set()
            await fake.until(lambda: lease.held == 2)
            fake.say("503")
            await fake.wait_for("sendMessage")
        assert "another process polls now" in events(log)


SECRET = "the-secret_of-the-hook"
# The way from the public address to the door is the operator's.
HOOK = {"mode": "webhook", "webhook_url": "https://bot.example/telegram/hook", "webhook_secret": SECRET}


class TestWebhook:
    @pytest.fixture
    async def door(self):
        from bot.infra.door import HttpDoor  # noqa: PLC0415
        from bot.infra.health import Watch  # noqa: PLC0415
        from bot.infra.metrics import PrometheusMetrics  # noqa: PLC0415

        door = HttpDoor(Watch(), PrometheusMetrics())
        async with door.open("127.0.0.1", 0):
            yield door

    @pytest.fixture
    async def hooked(self, fake, door, running, engine, ports):
        bot = Bot(engine, replace(ports, door=door))
        async with running(with_bot=bot, **HOOK):
            await fake.until(lambda: fake.webhook["url"])
            yield Hook(fake, f"http://127.0.0.1:{door.port}/telegram/hook")

    async def test_a_question(self, hooked, fake):
        assert fake.webhook["secret_token"] == SECRET
        assert await hooked.deliver(fake.message("503")) == 200
        assert "503" in (await fake.wait_for("sendMessage")).params["text"]

    async def test_without_the_secret(self, hooked, fake):
        for secret in ("", "wrong", SECRET[:-1], "秘密"):
            assert await hooked.deliver(fake.message("503"), secret=secret) == 403
        assert not fake.calls("sendMessage")

    async def test_a_secret_that_is_no_text(self, hooked):
        host, port = urlsplit(hooked.url).hostname, urlsplit(hooked.url).port
        reader, writer = await asyncio.open_connection(host, port)
        head = b"POST /telegram/hook HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: \xff\xfe\r\n"
        writer.write(head + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}")
        assert (await reader.readline()).split()[1] == b"403"
        writer.close()

    async def test_what_comes_when_we_leave_is_left_to_the_next(self, fake, door, running, engine, ports):
        bot = Bot(engine, replace(ports, door=door))
        hook = Hook(fake, f"http://127.0.0.1:{door.port}/telegram/hook")
        async with running(with_bot=bot, **HOOK):
            await fake.until(lambda: fake.webhook["url"])
        assert await hook.deliver(fake.message("503")) == 503
        async with running(with_bot=bot, **HOOK):
            await fake.until(lambda: len(fake.calls("setWebhook")) == 2)
            assert await hook.deliver(fake.message("503")) == 200
            await fake.wait_for("sendMessage")

    async def test_once_for_each_update(self, hooked, fake):
        for _ in range(3):
            await hooked.deliver(fake.message("503"), number=9)
        await hooked.deliver(fake.message("404"), number=10)
        await fake.wait_for("sendMessage", 2)
        assert len(fake.calls("sendMessage")) == 2

    async def test_what_takes_too_long_is_confirmed_before_it_is_answered(self, hooked, fake, monkeypatch):
        monkeypatch.setattr(webhook, "HOLD_SECONDS", 0.5)
        fake.fail("sendMessage", kind="error", status=429, description="Too Many", parameters={"retry_after": 2})
        began = time.monotonic()
        assert await hooked.deliver(fake.message("503")) == 200
        assert 0.5 <= time.monotonic() - began < 2
        assert not fake.calls("sendMessage")
        await fake.wait_for("sendMessage")

    async def test_too_large(self, hooked):
        assert await hooked.post(io.BytesIO(b"x" * (2 * 1024 * 1024))) == 413

    @pytest.mark.parametrize("body", [b"", b"no json", b"[]", b'{"update_id": "x"}', b"\xff\xfe"])
    async def test_rubbish(self, hooked, fake, body):
        assert await hooked.post(body) == 200
        await hooked.deliver(fake.message("404"))
        await fake.wait_for("sendMessage")

    async def test_a_webhook_that_somebody_took_away_is_set_again(
        self, fake, door, running, engine, ports, monkeypatch, seen
    ):
        monkeypatch.setattr(webhook, "LOOK_SECONDS", 0.05)
        bot = Bot(engine, replace(ports, door=door))
        async with running(with_bot=bot, **HOOK):
            await fake.until(lambda: fake.webhook["url"])
            fake.webhook = {"url": ""}
            await fake.until(lambda: fake.webhook["url"])
            assert seen.reconnects == 1
            fake.fail("getWebhookInfo", 5, status=500)
            await fake.until(lambda: seen.downs)
            beats = seen.beats
            await fake.until(lambda: seen.beats > beats)

    async def test_a_token_revoked(self, fake, door, running, engine, ports, monkeypatch):
        monkeypatch.setattr(webhook, "LOOK_SECONDS", 0.05)
        bot = Bot(engine, replace(ports, door=door))
        async with running(with_bot=bot, **HOOK) as task:
            await fake.until(lambda: fake.webhook["url"])
            fake.token = "1:another"
            with pytest.raises(Refused):
                await task


class Hook:
    """The server, delivering."""

    def __init__(self, fake, url):
        self.fake = fake
        self.url = url
        self.numbers = iter(range(100, 1000))

    async def deliver(self, message, *, number=None, secret=SECRET):
        body = json.dumps({"update_id": number or next(self.numbers), "message": message}).encode()
        return await self.post(body, secret)

    async def post(self, body, secret=SECRET):
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        async with aiohttp.ClientSession() as session, session.post(self.url, data=body, headers=headers) as response:
            return response.status


def test_the_platform_is_declared_without_the_library():
    assert PLATFORM.name == "telegram"
    assert not PLATFORM.wanted(PLATFORM.settings())
    assert PLATFORM.wanted(PLATFORM.settings(token=TOKEN))
    assert isinstance(PLATFORM.build(PLATFORM.settings(token=TOKEN)), Telegram)
    assert BOT["username"] == "whatcode_bot"
    assert LI["id"]
