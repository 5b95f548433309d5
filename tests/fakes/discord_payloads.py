"""What Discord's objects look like on the wire, and what it refuses."""

from __future__ import annotations

import datetime as dt
import itertools
import time
from typing import Any

EPOCH_MS = 1_420_070_400_000
COMPONENTS_V2, EPHEMERAL, LOADING = 1 << 15, 1 << 6, 1 << 7
MANAGE_MESSAGES = 1 << 13
PRIVILEGED_INTENTS = 1 << 1 | 1 << 8 | 1 << 15

_numbers = itertools.count()


def snowflake() -> str:
    """An id of this moment, never given twice."""
    return str((int(time.time() * 1000) - EPOCH_MS) << 22 | (next(_numbers) & 0x3FFFFF))


def old_snowflake(seconds: float) -> str:
    """An id of so many seconds ago."""
    return str((int((time.time() - seconds) * 1000) - EPOCH_MS) << 22 | (next(_numbers) & 0x3FFFFF))


def now() -> str:
    return dt.datetime.now(dt.UTC).isoformat()


def user(id_: int, name: str, *, bot: bool = False) -> dict[str, Any]:
    return {
        "id": str(id_),
        "username": name,
        "discriminator": "0",
        "global_name": None if bot else name.title(),
        "avatar": None,
        "bot": bot,
        "public_flags": 0,
    }


APPLICATION = 11111
BOT = user(11112, "whatcode", bot=True)
ANN = user(7, "ann")
LI = user(8, "li")
BOSS = user(9, "boss")
GUILD, CHANNEL = "500", "501"
CHINESE_GUILD, CHINESE_CHANNEL = "600", "601"
DIRECT, GROUP_CHAT = "701", "702"


def guild(id_: str, locale: str = "en-US", channels: int = 1) -> dict[str, Any]:
    return {
        "id": id_,
        "name": f"server {id_}",
        "preferred_locale": locale,
        "owner_id": "9",
        "unavailable": False,
        "member_count": 3,
        "large": False,
        "joined_at": now(),
        "features": [],
        "roles": [],
        "emojis": [],
        "stickers": [],
        "members": [],
        "threads": [],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "channels": [channel(str(int(id_) + 1 + number), id_) for number in range(channels)],
    }


def channel(id_: str, guild_id: str) -> dict[str, Any]:
    return {
        "id": id_,
        "type": 0,
        "guild_id": guild_id,
        "name": f"channel-{id_}",
        "position": 0,
        "permission_overwrites": [],
        "parent_id": None,
        "nsfw": False,
        "topic": None,
        "last_message_id": None,
        "flags": 0,
        "rate_limit_per_user": 0,
        "permissions": "0",
    }


def direct(person: dict[str, Any]) -> dict[str, Any]:
    return {"id": DIRECT, "type": 1, "recipients": [person], "last_message_id": None, "flags": 0}


def group_chat(person: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": GROUP_CHAT, "type": 3, "recipients": [person, BOSS], "last_message_id": None,
        "owner_id": BOSS["id"], "name": "night shift", "icon": None, "flags": 0,
    }  # fmt: skip


def member(person: dict[str, Any] | None, permissions: int) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "roles": [], "joined_at": now(), "deaf": False, "mute": False, "flags": 0, "nick": None, "avatar": None,
        "premium_since": None, "pending": False, "communication_disabled_until": None,
    }  # fmt: skip
    if person is not None:
        payload |= {"user": person, "permissions": str(permissions)}
    return payload


def message(author: dict[str, Any], channel_id: str, **more: Any) -> dict[str, Any]:
    return {
        "id": snowflake(),
        "type": 0,
        "channel_id": channel_id,
        "author": author,
        "content": "",
        "timestamp": now(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "flags": 0,
        **more,
    }


def walk(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All components, nested ones too."""
    return [inner for one in components for inner in (one, *walk(one.get("components", [])))]


def texts(payload: dict[str, Any]) -> str:
    """What can be read in a message."""
    return "\n".join(one["content"] for one in walk(payload.get("components", [])) if one["type"] == 10)


def refusal(payload: dict[str, Any], *, new: bool) -> str:
    """Why Discord would not take a message; "" where it would."""
    flags, components = payload.get("flags") or 0, payload.get("components") or []
    every = walk(components)
    if not flags & COMPONENTS_V2:
        if any(one["type"] in (10, 14, 17) for one in every):
            return "components of the second version without the flag"
        return "empty message" if new and not payload.get("content") and not components else ""
    if payload.get("content") or payload.get("embeds"):
        return "content beside components of the second version"
    if not components or len(every) > 40:
        return f"{len(every)} components"
    if sum(len(one["content"]) for one in every if one["type"] == 10) > 4000:
        return "too much text"
    ids = [one["custom_id"] for one in every if "custom_id" in one]
    return "custom ids are not unique" if len(set(ids)) < len(ids) else ""
