"""Updates with fields missing, null, huge or of the wrong type: refused whole, or decoded; never anything else."""

from __future__ import annotations

import random

from adapters.discord import wire as discord_wire
from adapters.discord.decode import decode_message
from adapters.telegram.decode import Identity, decode, lane
from adapters.telegram.wire import Unreadable, update_of

USER = {"id": 7, "is_bot": False, "username": "a", "language_code": "zh"}
CHAT = {"id": -5, "type": "supergroup"}
ENTITY = {"type": "mention", "offset": 0, "length": 13}
MESSAGE = {
    "message_id": 1, "chat": CHAT, "date": 9, "edit_date": 12, "from": USER, "text": "@whatcode_bot 😀 503", "entities": [ENTITY],
    "caption": "x", "caption_entities": [ENTITY], "document": {"file_id": "f", "file_name": "a.log", "file_size": 3}, "quote": {"text": "q"},
    "sender_chat": CHAT, "is_topic_message": True, "message_thread_id": 3, "guest_query_id": "g", "media_group_id": "m",
    "reply_markup": {"inline_keyboard": [[{"callback_data": "remove|telegram:7"}]]}, "photo": [],
}  # fmt: skip
REPLY = {**MESSAGE, "reply_to_message": MESSAGE, "external_reply": {"document": {"file_id": "f"}}}
UPDATES = [
    {"update_id": 1, "message": REPLY},
    {"update_id": 1, "edited_message": REPLY},
    {"update_id": 1, "guest_message": REPLY},
    {"update_id": 1, "callback_query": {"id": "1", "from": USER, "message": MESSAGE, "data": "show|http:503"}},
    {"update_id": 1, "inline_query": {"id": "1", "from": USER, "query": "503", "offset": "50"}},
    {"update_id": 1, "my_chat_member": {"chat": CHAT, "new_chat_member": {"status": "kicked"}}},
]
SAID = {
    "id": "1", "channel_id": "2", "guild_id": "3", "author": {"id": "7"}, "content": "<@9> 503", "mentions": [{"id": "9"}], "type": 0,
    "attachments": [{"url": "https://a.b", "filename": "a.log", "size": 3}], "embeds": [{"title": "t", "fields": [{"name": "n", "value": "v"}]}],
    "components": [{"content": "c", "components": [{"content": "d"}]}], "message_snapshots": [{"message": {"content": "s"}}],
    "referenced_message": {"content": "502", "author": {"id": "8"}}, "edited_timestamp": None,
}  # fmt: skip
WRONG = [
    None,
    True,
    0,
    -1,
    2**63,
    10**400,
    1.5,
    float("inf"),
    "",
    "x" * 100_000,
    "\ud800",
    "\0",
    [],
    [[]],
    {},
    {"id": None},
]
ROUNDS = 6_000


def changed(value, chance, sure):
    """The value with some of its parts gone or replaced."""
    if chance.random() < sure:
        return chance.choice(WRONG)
    if isinstance(value, dict):
        return {k: changed(v, chance, sure) for k, v in value.items() if chance.random() > sure}
    if isinstance(value, list):
        return [changed(one, chance, sure) for one in value]
    return value


def test_telegram(engine):
    menu = {spec.name: spec for spec in engine.menu()}
    chance, refused, decoded = random.Random(1), 0, 0  # noqa: S311 - the same each time is meant
    for at in range(ROUNDS):
        raw = changed(UPDATES[at % len(UPDATES)], chance, 0.02)
        try:
            update = update_of(raw)
        except Unreadable:
            refused += 1
            continue
        lane(update)
        decoded += decode(update, Identity(9, "whatcode_bot"), menu) is not None
    assert refused > ROUNDS / 20
    assert decoded > ROUNDS / 20


def test_discord():
    chance, refused, decoded = random.Random(2), 0, 0  # noqa: S311 - as above
    for _ in range(ROUNDS):
        raw = changed(SAID, chance, 0.02)
        try:
            message = discord_wire.message(raw)
        except discord_wire.Unreadable:
            refused += 1
            continue
        decoded += decode_message(message, 9, "zh-CN") is not None
    assert refused > ROUNDS / 20
    assert decoded > ROUNDS / 20
