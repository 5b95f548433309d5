"""What the platforms may send, by their API descriptions, and a maker of such things that makes some of them wrong.

A short description of what matters stands here. Where the environment names a folder with the platforms' own ones
(API_DESCRIPTIONS: `telegram-bot-api.json` of PaulSonOfLars/telegram-bot-api-spec, `discord-openapi.json` of
discord/discord-api-spec) all of theirs is made instead.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hostile

if TYPE_CHECKING:
    from random import Random

Types = dict[str, dict[str, tuple[list[str], bool]]]
"""Type -> field -> the types it may have ("Message", "Message[]", "Integer"), and whether it has to be there."""

_TELEGRAM = """
Update: update_id! Integer, message Message, edited_message Message, guest_message Message, channel_post Message, poll Poll,
 callback_query CallbackQuery, inline_query InlineQuery, my_chat_member ChatMemberUpdated, message_reaction Poll
Message: message_id! Integer, chat! Chat, date! Integer, edit_date Integer, from User, sender_chat Chat, text String, caption String,
 entities MessageEntity[], caption_entities MessageEntity[], document Document, quote Quote, reply_to_message Message,
 external_reply ExternalReply, via_bot User, is_topic_message True, message_thread_id Integer, direct_messages_topic Topic,
 guest_query_id String, media_group_id String, reply_markup InlineKeyboardMarkup, forward_origin Poll, photo Document[], sticker Document,
 animation Document, voice Document
Chat: id! Integer, type! String, title String, username String
User: id! Integer, is_bot! Boolean, first_name! String, username String, language_code String
MessageEntity: type! String, offset! Integer, length! Integer, user User, url String
Document: file_id! String, file_unique_id! String, file_name String, mime_type String, file_size Integer
Quote: text! String, position! Integer
ExternalReply: origin! Poll, document Document
Topic: topic_id! Integer
InlineKeyboardMarkup: inline_keyboard! InlineKeyboardButton[][]
InlineKeyboardButton: text! String, callback_data String, url String
CallbackQuery: id! String, from! User, message Message, inline_message_id String, chat_instance! String, data String
InlineQuery: id! String, from! User, query! String, offset! String
ChatMemberUpdated: chat! Chat, from! User, date! Integer, old_chat_member! Member, new_chat_member! Member
Member: status! String, user! User
Poll: id! String, type! String, date! Integer
"""

_DISCORD = """
Interaction: id! Snowflake, application_id! Snowflake, type! Kind, data Data, guild_id Snowflake, channel_id Snowflake, channel Channel,
 member Member, user User, token! Token, version! Integer, message Message, app_permissions! Snowflake, locale String, guild_locale String,
 context Integer, entitlements! Channel[]
Data: id! Snowflake, name! String, type! Kind, options Option[], resolved Resolved, target_id Snowflake, custom_id String, values String[],
 components Field[], component_type Integer
Option: name! String, type! Integer, value Mixed, focused Boolean, options Option[]
Resolved: messages Messages, attachments Attachments
Messages: 1234567890123456789 Message
Attachments: 77 Attachment
Field: type! Integer, custom_id String, value String, values String[], component Field, components Field[]
Member: user! User, permissions! Snowflake, roles! Snowflake[], nick String
User: id! Snowflake, username! String, bot Boolean, discriminator! String
Channel: id! Snowflake, type! Integer, name String
Message: id! Snowflake, channel_id! Snowflake, guild_id Snowflake, author User, content! String, type! Integer, webhook_id Snowflake,
 mentions! User[], attachments! Attachment[], embeds! Embed[], components Piece[], message_snapshots Snapshot[], referenced_message Message,
 edited_timestamp String, flags Integer, timestamp! String
Attachment: id! Snowflake, filename! String, size! Integer, url! String, content_type String
Embed: title String, description String, fields Part[], author Part, footer Part, url String
Part: name String, value String, text String
Piece: type! Integer, content String, components Piece[], custom_id String
Snapshot: message! Message
"""

TOO_DEEP = 4
"""From here on nothing that may be left out is made."""
MOST = 150
"""Parts of one thing; beyond them lists are empty and nothing that may be left out is made."""
_HUGE = (2**31, 2**53, 2**63, 2**64, -(2**63), 10**400)
WRONG: list[Any] = [
    None, True, False, 0, -1, *_HUGE, 1.5, float("inf"), "", "x" * 100_000, "\ud800", "\0", [], [[]], {}, {"id": None}, [None], ["x", {}], {"\ud800": 1},
]  # fmt: skip


def telegram() -> Types:
    """Telegram's types: its own description of them where there is one."""
    path = _given("telegram-bot-api.json")
    if path is None:
        return _parsed(_TELEGRAM)
    described = json.loads(path.read_text("utf-8"))["types"]
    return {
        name: {
            field["name"]: (list(map(_telegram_type, field["types"])), field["required"])
            for field in one.get("fields", ())
        }
        for name, one in described.items()
    }


def discord() -> Types:
    """Discord's: its REST description has messages, what the gateway adds stands here."""
    ours, path = _parsed(_DISCORD), _given("discord-openapi.json")
    if path is None:
        return ours
    schemas = json.loads(path.read_text("utf-8"))["components"]["schemas"]
    theirs = {
        name: {
            field: (_discord_types(schema), field in one.get("required", ()))
            for field, schema in one.get("properties", {}).items()
        }
        for name, one in schemas.items()
    }
    gateway = ("author", "guild_id", "webhook_id", "referenced_message", "message_snapshots")
    message = {**theirs["MessageResponse"], **{field: ours["Message"][field] for field in gateway}}
    return {**theirs, **ours, "Message": message}


def _given(name: str) -> Path | None:
    folder = os.environ.get("API_DESCRIPTIONS")
    return Path(folder) / name if folder else None


def _parsed(text: str) -> Types:
    types: Types = {}
    for line in text.replace("\n ", " ").strip().splitlines():
        name, _, fields = line.partition(": ")
        types[name] = {}
        for field in fields.split(", "):
            key, kind = field.split()
            types[name][key.removesuffix("!")] = ([kind], key.endswith("!"))
    return types


def _telegram_type(name: str) -> str:
    depth = name.count("Array of ")
    return name.replace("Array of ", "") + "[]" * depth


def _discord_types(schema: dict[str, Any]) -> list[str]:
    if "$ref" in schema:
        return [schema["$ref"].rpartition("/")[2]]
    if several := schema.get("oneOf") or schema.get("anyOf") or schema.get("allOf"):
        return [kind for one in several for kind in _discord_types(one)]
    kinds = schema.get("type", "object")
    found = []
    for kind in [kinds] if isinstance(kinds, str) else kinds:
        if kind == "array":
            found += [f"{inner}[]" for inner in _discord_types(schema.get("items", {}))]
        else:
            found.append(
                {"string": "String", "integer": "Integer", "boolean": "Boolean", "null": "Null", "number": "Float"}.get(
                    kind, "Object"
                )
            )
    return found


class Maker:
    """Makes things of described types; a share of their parts is missing, null, huge or of another type."""

    def __init__(self, types: Types, chance: Random, pools: dict[str, list[Any]], wrong: float = 0.01) -> None:
        self.types, self.chance, self.pools, self.wrong = types, chance, pools, wrong
        self._parts = 0

    def make(self, kind: str, field: str = "", depth: int = 0) -> Any:
        """A value of a type; `field` is where it will stand."""
        chance = self.chance
        self._parts = self._parts + 1 if depth else 0
        if chance.random() < self.wrong:
            return chance.choice(WRONG)
        if kind.endswith("[]"):
            return (
                []
                if self._parts > MOST
                else [self.make(kind[:-2], field, depth + 1) for _ in range(chance.choice((0, 1, 1, 2, 5)))]
            )
        if self.types.get(kind):
            return self._made(kind, depth)
        form = int if kind in ("Integer", "Kind") else bool if kind == "Boolean" else str
        fitting = [value for value in self.pools.get(field, ()) if type(value) is form]
        if fitting:
            return chance.choice(fitting)
        return self._plain(kind)

    def _made(self, kind: str, depth: int) -> dict[str, Any]:
        made = {}
        for field, (kinds, required) in self.types[kind].items():
            if required:
                there = self.chance.random() > self.wrong
            else:
                there = depth < TOO_DEEP and self._parts <= MOST and self.chance.random() < (0.7, 0.4, 0.2, 0.1)[depth]
            if there:
                made[field] = self.make(self.chance.choice(kinds), field, depth + 1)
        return made

    def _plain(self, kind: str) -> Any:
        chance = self.chance
        makers = {
            "Integer": lambda: chance.choice(
                (0, 1, 2, 3, 4, 5, 7, 19, 64, -5, 1_700_000_000, chance.randrange(10**12))
            ),
            "Kind": lambda: chance.randrange(1, 6),
            "Boolean": lambda: chance.random() < 0.2,
            "True": lambda: True,
            "Float": chance.random,
            "Snowflake": lambda: str(chance.randrange(10**18, 2 * 10**18)),
            "Null": lambda: None,
            "Token": lambda: f"token{chance.randrange(10**12)}",
            "Mixed": lambda: chance.choice((hostile.text(chance), 503, 1.5, True)),
        }
        return makers.get({"SnowflakeType": "Snowflake"}.get(kind, kind), lambda: hostile.text(chance))()
