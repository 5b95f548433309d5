"""What holds over all doors at once."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from fakes import telegram as fakes
from fakes.telegram import ANN, GROUP, LI

import adapters.telegram
from adapters.telegram.client import GROUP_RATE
from bot.front import Bot
from bot.infra.memory import MemoryStore
from bot.ports import Verdict


async def card(fake, text="503", **more):
    """The chat and the number of the answer to a text."""
    before = set(fake.messages)
    fake.say(text, **more)
    await fake.until(lambda: set(fake.messages) - before)
    return (set(fake.messages) - before).pop()


async def test_a_card_is_the_same_at_every_door(live):
    """Sent, changed into, shown inline, as a guest: the same text, the same buttons."""
    key = await card(live, "404")
    sent = live.calls("sendMessage")[0].params
    live.press(*key, "More")
    await live.wait_for("editMessageText")
    live.press(*key, "Less")
    changed = (await live.wait_for("editMessageText", 2)).params
    live.type("404")
    shown = (await live.wait_for("answerInlineQuery")).params["results"][0]
    live.summon("@whatcode_bot 404")
    guest = (await live.wait_for("answerGuestQuery")).params["result"]
    for content in (changed, shown["input_message_content"], guest["input_message_content"]):
        assert content.get("text", content.get("message_text")) == sent["text"]
        assert content["link_preview_options"] == {"is_disabled": True}
        assert content["parse_mode"] == "HTML"
    assert changed["reply_markup"] == shown["reply_markup"] == guest["reply_markup"] == sent["reply_markup"]


async def test_buttons_outlive_the_process(fake, running):
    async with running():
        chat, number = await card(fake)
        before = fake.messages[chat, number]["shown"]
    async with running():
        fake.press(chat, number, "More")
        await fake.until(lambda: fake.messages[chat, number]["shown"] != before and not fake.presses)


async def test_results_keep_their_ids_while_somebody_types(live):
    ids = []
    for count in (1, 2):
        live.type("timeout")
        ids.append([r["id"] for r in (await live.wait_for("answerInlineQuery", count)).params["results"]])
    assert ids[0] == ids[1]
    assert len(ids[0]) > 3


async def test_results_in_another_language_have_other_ids(live):
    """The server keeps what it was given under an id."""
    for count, person in enumerate((ANN, LI), 1):
        live.type("503", user=person)
        await live.wait_for("answerInlineQuery", count)
    english, chinese = (call.params["results"][0] for call in live.calls("answerInlineQuery"))
    assert english["id"] != chinese["id"]
    assert "服务" in chinese["description"]


async def test_a_group_that_is_no_supergroup(live):
    plain = {"id": -55, "type": "group", "title": "old"}
    live.say("/code 503", chat=plain)
    assert (await live.wait_for("sendMessage")).params["chat_id"] == -55


async def test_a_press_in_a_topic_and_a_table_there(live):
    live.say("502 vs 504 @whatcode_bot", chat=GROUP, message_thread_id=55, is_topic_message=True)
    sent = (await live.wait_for("sendRichMessage")).params
    assert sent["message_thread_id"] == 55
    assert sent["reply_parameters"]["allow_sending_without_reply"] is True


async def test_no_words_of_the_server_are_looked_at(live, monkeypatch):
    """The same as ever, whatever the server calls it."""
    monkeypatch.setattr(fakes.Problem, "description", property(lambda _: "十一"), raising=False)
    monkeypatch.setattr(fakes.Problem, "__init__", _speechless)
    with structlog.testing.capture_logs() as log:
        live.blocked.add(ANN["id"])
        live.say("503")
        await live.until(lambda: any(line["event"] == "not delivered" for line in log))
        live.blocked.clear()
        live.migrated[GROUP["id"]] = -1002
        live.say("/code 503", chat=GROUP)
        assert (await live.wait_for("sendMessage")).params["chat_id"] == -1002
        key = await card(live, "404")
        live.press(*key, "More")
        live.presses.clear()
        live.fail("sendMessage", status=429, description="十一", parameters={"retry_after": 1})
        await card(live, "418")
        live.rich = False
        await card(live, "502 vs 504")
    assert "update failed" not in [line["event"] for line in log]


def _speechless(self, status, _description, **parameters):
    self.status, self.parameters = status, parameters


def test_no_error_text_is_compared_in_the_code():
    sources = list(Path(adapters.telegram.__file__).parent.glob("*.py"))
    assert len(sources) > 12
    for source, needle in itertools.product(sources, ("error.message", "in str(error)", "== str(error)")):
        assert needle not in source.read_text(encoding="utf-8"), source


async def test_no_more_messages_a_second_than_may_be(fake, running):
    people = [{**ANN, "id": 3000 + n} for n in range(16)]
    async with running(max_rate=8):
        await fake.until(lambda: fake.polls)
        started = time.monotonic()
        for person in people:
            fake.say("503", user=person)
        await fake.wait_for("sendMessage", 16)
        assert time.monotonic() - started >= 0.9, "eight at once, the other eight over a second"


async def test_no_more_messages_to_a_group_than_may_be(fake, running):
    async with running(max_rate=1000):
        for _ in range(GROUP_RATE + 1):
            fake.say("/code 503", chat=GROUP)
        await fake.wait_for("sendMessage", GROUP_RATE)
        fake.say("404")
        await fake.until(lambda: fake.calls("sendMessage")[-1].params["chat_id"] == ANN["id"])
        assert len([r for r in fake.calls("sendMessage") if r.params["chat_id"] == GROUP["id"]]) == GROUP_RATE


async def test_a_menu_that_the_server_has_is_not_set_again(fake, running, engine, ports):
    """Also by a process that knows nothing of an earlier one."""
    for count in (2, 4):
        async with running(with_bot=Bot(engine, replace(ports, store=MemoryStore()))):
            await fake.wait_for("getMyShortDescription", count)
            await fake.until(lambda: fake.shorts.get("zh"))
    assert len(fake.calls("getMyCommands")) == 4
    assert len(fake.calls("setMyCommands", "setMyDescription", "setMyShortDescription")) == 6


@pytest.mark.parametrize("status", ["kicked", "left"])
async def test_thrown_out_of_a_group(live, seen, status):
    me = {"user": fakes.BOT, "status": status}
    with structlog.testing.capture_logs() as log:
        live.blocked.add(GROUP["id"])
        live.post(my_chat_member={"chat": GROUP, "from": ANN, "date": 1, "old_chat_member": me, "new_chat_member": me})
        live.say("/code 503", chat=GROUP)
        await live.until(lambda: any(line["event"] == "not delivered" for line in log))
    assert {"event": "membership changed", "status": status}.items() <= next(
        line for line in log if line["event"] == "membership changed"
    ).items()
    assert len([r for r in live.requests if r.method == "sendMessage"]) == 1
    assert seen.errors == []


async def test_the_token_is_nowhere_in_what_is_sent(live):
    await card(live)
    live.type("503")
    await live.wait_for("answerInlineQuery")
    assert live.requests
    assert not any(live.token in repr(request.params) for request in live.requests)


class Strict:
    """A limiter that lets so many through, and says once that it is enough."""

    def __init__(self, most):
        self.verdicts = itertools.chain(
            itertools.repeat(Verdict.ALLOWED, most), [Verdict.FIRST_EXCESS], itertools.repeat(Verdict.EXCESS)
        )

    async def check(self, *_):
        return next(self.verdicts)


async def test_pictures_count_as_questions(fake, running, engine, ports):
    async with running(with_bot=Bot(engine, replace(ports, limiter=Strict(1)))):
        for _ in range(5):
            fake.say(sticker={"file_id": "s"})
        await fake.wait_for("sendMessage", 2)
        await fake.settle()
    told = [request.params["text"] for request in fake.calls("sendMessage")]
    keys = ("notice-unsupported-title", "notice-limited-title")
    assert [engine.phrase(key, "en") in text for key, text in zip(keys, told, strict=True)] == [True, True]


async def test_every_press_is_answered_also_when_there_are_too_many(fake, running, engine, ports):
    async with running(with_bot=Bot(engine, replace(ports, limiter=Strict(1)))):
        chat, number = await card(fake)
        for _ in range(3):
            fake.press(chat, number, "More")
        await fake.until(lambda: not fake.presses)
        first, *others = (request.params for request in fake.calls("answerCallbackQuery"))
        assert engine.phrase("notice-limited-title", "en") in first["text"]
        assert [params.get("text") for params in others] == [None, None]
        assert not fake.calls("editMessageText")


async def test_half_a_character_in_a_wrong_place_ends_nothing(live, seen):
    live.post(message={"message_id": "\ud800", "text": "503"})
    live.say("504")
    await live.wait_for("sendMessage")
    assert seen.errors == ["Unreadable"]
