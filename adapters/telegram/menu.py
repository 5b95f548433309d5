"""The command menu and the texts of the profile: all from the one declaration, set only where the server has others."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import structlog
from telegram.error import TelegramError

from adapters.telegram.limits import (
    COMMAND_CHARACTERS,
    COMMAND_DESCRIPTION_CHARACTERS,
    COMMANDS,
    DESCRIPTION_CHARACTERS,
    SHORT_DESCRIPTION_CHARACTERS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.telegram.client import Client
    from bot.commands import CommandSpec
    from bot.front import Bot

# The server knows languages by two letters: one Chinese for both scripts.
_LANGUAGES = (("", "en"), ("zh", "zh-Hans"))

_log = structlog.get_logger()


class Item(msgspec.Struct, frozen=True):
    """One command of the menu."""

    command: str
    description: str


class Description(msgspec.Struct, frozen=True):
    """What an empty chat shows."""

    description: str = ""


class ShortDescription(msgspec.Struct, frozen=True):
    """What the profile shows."""

    short_description: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is shown for one language; `code` is the server's name for it, "" for everybody else's."""

    code: str
    items: tuple[Item, ...]
    description: str
    short_description: str


def profiles(bot: Bot) -> tuple[Profile, ...]:
    """What the server should show, by language."""
    specs = bot.menu()
    return tuple(
        Profile(
            code,
            _items(specs, language),
            bot.phrase("profile-description", language)[:DESCRIPTION_CHARACTERS],
            bot.phrase("profile-short", language)[:SHORT_DESCRIPTION_CHARACTERS],
        )
        for code, language in _LANGUAGES
    )


def _items(specs: Sequence[CommandSpec], language: str) -> tuple[Item, ...]:
    return tuple(
        Item(spec.name[:COMMAND_CHARACTERS], spec.description.of(language)[:COMMAND_DESCRIPTION_CHARACTERS])
        for spec in specs[:COMMANDS]
    )


async def show(client: Client, bot: Bot) -> None:
    """Make the server show our profiles. A hash that is kept spares the questions when nothing has changed.

    Never raises for a server that does not take them: the bot answers without a menu too.
    """
    wanted = profiles(bot)
    key = f"telegram:menu:{client.id}"
    digest = hashlib.sha256(repr(wanted).encode()).hexdigest()
    if await bot.ports.store.recall(key) == digest:
        return
    try:
        changed = sum([await _show(client, profile) for profile in wanted])
    except TelegramError as error:
        _log.warning("menu not set", platform="telegram", why=type(error).__name__)
        return
    await bot.ports.store.keep(key, digest)
    _log.info("menu is up to date", platform="telegram", changed=changed)


async def _show(client: Client, profile: Profile) -> int:
    language = {"language_code": profile.code} if profile.code else {}
    changed = 0
    if await client.call("getMyCommands", language, tuple[Item, ...]) != profile.items:
        items = [{"command": item.command, "description": item.description} for item in profile.items]
        await client.call("setMyCommands", {"commands": items, **language}, object)
        changed += 1
    if (await client.call("getMyDescription", language, Description)).description != profile.description:
        await client.call("setMyDescription", {"description": profile.description, **language}, object)
        changed += 1
    short = await client.call("getMyShortDescription", language, ShortDescription)
    if short.short_description != profile.short_description:
        short_description = {"short_description": profile.short_description}
        await client.call("setMyShortDescription", {**short_description, **language}, object)
        changed += 1
    return changed
