"""From updates to questions, without a server; with updates that no server would send."""

from __future__ import annotations

import asyncio
import json

import msgspec
import pytest
from fakes.telegram import ANN, GROUP, FakeTelegram
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.telegram.decode import Asked, Identity, decode, lane
from adapters.telegram.lanes import Lanes
from adapters.telegram.wire import KINDS, Update
from bot.action import Command
from bot.files import text_of

ME = Identity(12345, "whatcode_bot")
FAKE = FakeTelegram()


@pytest.fixture(scope="module")
def menu(engine):
    return {spec.name: spec for spec in engine.menu()}


def update(**parts):
    return msgspec.convert({"update_id": 1, **parts}, Update)


def asked(menu, text=None, **more):
    found = decode(update(message=FAKE.message(text, **more)), ME, menu)
    assert isinstance(found, Asked)
    return found.query


def test_a_command_is_a_command(menu):
    assert asked(menu, "/code  bad gateway ").command == Command("ask", ("bad gateway",))
    assert asked(menu, "/CODE 503").command == Command("ask", ("503",))
    assert asked(menu, "/start").command == Command("start")
    assert asked(menu, "/start a_b").command == Command("start", ("a_b",))


def test_explain_takes_its_text_as_a_quotation(menu):
    query = asked(menu, "/explain\nHTTP/1.1 502\nline two")
    assert query.command == Command("explain")
    assert query.quoted == "HTTP/1.1 502\nline two"


def test_code_as_a_reply_asks_the_message_replied_to(menu):
    replied = FAKE.message("HTTP/1.1 502", user={**ANN, "id": 9})
    query = asked(menu, "/code", reply_to_message=replied)
    assert query.command is None
    assert query.quoted == "HTTP/1.1 502"


@pytest.mark.parametrize("text", ["/api/v1/users 503", "/etc/nginx", "/weather 503", "/"])
def test_what_only_looks_like_a_command_is_a_question(menu, text):
    assert asked(menu, text).text == text


def test_a_channels_words_are_the_channels(menu):
    query = asked(menu, "/code 503", chat=GROUP, sender_chat={"id": -5, "type": "channel"})
    assert query.asker == "telegram:-5"
    assert not query.privileged
    assert asked(menu, "/code 503", chat=GROUP, sender_chat=GROUP).privileged


def test_topics_of_direct_messages(menu):
    found = decode(update(message=FAKE.message("503", direct_messages_topic={"topic_id": 4})), ME, menu)
    assert isinstance(found, Asked)
    assert found.spot.topic == 4


def test_channels_and_chats_of_unknown_kinds_are_left_alone(menu):
    assert decode(update(message=FAKE.message("/code 503", chat={"id": -1, "type": "channel"})), ME, menu) is None
    assert decode(update(), ME, menu) is None
    assert decode(update(guest_message=FAKE.message("503")), ME, menu) is None


def test_marks_outside_the_text_do_no_harm(menu):
    message = FAKE.message("503")
    for offset, length in ((-5, 2), (0, 99), (2, -1), (99, 1)):
        message["entities"] = [{"type": "mention", "offset": offset, "length": length}]
        found = decode(update(message=message), ME, menu)
        assert isinstance(found, Asked)
        assert found.query.text == "503"


def test_moving_pictures_are_no_files(menu):
    found = decode(update(message=FAKE.message(animation={"file_id": "a"}, document={"file_id": "a"})), ME, menu)
    assert isinstance(found, Asked)
    assert found.unreadable
    assert found.document is None


def test_lanes_are_chats_or_people():
    assert lane(update(message=FAKE.message("x", chat=GROUP))) == GROUP["id"]
    assert lane(update(inline_query={"id": "1", "from": ANN, "query": "", "offset": ""})) == ANN["id"]
    assert lane(update(guest_message=FAKE.message("x", chat=GROUP))) == ANN["id"]
    assert lane(update()) == 0


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "chat", "from", "text", "data", "offset"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    st.sampled_from(KINDS),
    st.dictionaries(
        st.sampled_from(
            [
                "message_id",
                "chat",
                "from",
                "text",
                "caption",
                "entities",
                "document",
                "reply_to_message",
                "quote",
                "date",
                "query",
                "offset",
                "id",
                "data",
                "message",
                "guest_query_id",
            ]
        ),
        VALUES,
    ),
)
@settings(max_examples=300, deadline=None)
def test_no_update_gets_through_half_read(engine, kind, parts):
    whole = {"message_id": 1, "id": "1", "chat": {"id": 5, "type": "private"}, "from": ANN, "chat_instance": "x"}
    raw = json.dumps({"update_id": 1, kind: {**whole, **parts}}).encode()
    try:
        read = msgspec.json.decode(raw, type=Update)
    except msgspec.ValidationError:
        return
    decode(read, ME, {spec.name: spec for spec in engine.menu()})
    lane(read)


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)), max_size=4))
@settings(max_examples=200, deadline=None)
def test_any_text_with_any_marks(engine, text, marks):
    message = FAKE.message("x")
    message["text"] = text
    message["entities"] = [{"type": "text_mention", "offset": a, "length": b, "user": {"id": 12345}} for a, b in marks]
    decode(update(message=message), ME, {})


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"abc", "abc"),
        (b"\xef\xbb\xbfabc", "abc"),
        ("网".encode("utf-16"), "网"),
        (b"\x00\x01\x02", None),
        (b"\xff\xff", None),
        (b"", ""),
    ],
)
def test_files_as_text(content, text):
    assert text_of(content) == text


async def test_lanes_keep_order_and_bound():
    lanes = Lanes(1, deepest=2)
    done = []
    gate = asyncio.Event()

    def job(name):
        async def run():
            await gate.wait()
            done.append(name)

        return run

    await asyncio.wait_for(lanes.room(), 1)
    for name in ("a1", "a2"):
        assert lanes.put(1, job(name))
    await asyncio.sleep(0)
    assert lanes.put(1, job("a3"))
    assert not lanes.put(1, job("a4")), "too many wait"
    assert lanes.count == 3
    full = asyncio.create_task(lanes.room())
    await asyncio.sleep(0)
    assert not full.done()
    gate.set()
    await full
    lanes.put(2, job("b"))
    assert await lanes.drain(1) == 0
    assert done == ["a1", "a2", "a3", "b"]


async def test_lanes_give_up_what_takes_too_long():
    lanes = Lanes(9)
    for _ in range(3):
        lanes.put(1, asyncio.Event().wait)
    assert await lanes.drain(0.01) == 3
    assert lanes.count == 0
