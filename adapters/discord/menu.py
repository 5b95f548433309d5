"""The menus: one declaration of commands, as Discord wants it, sent only when the server has something else."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final, assert_never

import structlog
from discord.http import Route

from adapters.discord.buttons import id_of
from adapters.discord.decode import FILE_FIELD, TEXT_FIELD
from adapters.discord.limits import MODAL_LABEL, MODAL_NOTE, MODAL_TEXT, MODAL_TITLE
from adapters.discord.wire import FILE_UPLOAD, MESSAGE_MENU, TEXT_INPUT
from bot.action import Command
from bot.commands import Take

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from discord import Client

    from bot.commands import CommandSpec, Localized, OptionSpec
    from bot.front import Bot
    from bot.ports import Store

LOCALES: Final = {"zh-CN": "zh-Hans", "zh-TW": "zh-Hant"}
"""Discord's names of our languages (docs, Locales); English is what stands without one."""

INSTALLS, CONTEXTS = (0, 1), (0, 1, 2)
"""On servers and with users; in servers, in direct messages, in group chats (docs, Contexts)."""

# A talk with a bot begins without a command here.
_ELSEWHERE: Final = frozenset({"start"})
_SLASH, _STRING, _FILE = 1, 3, 11
_PARAGRAPH, _LABEL = 2, 18

Payload = dict[str, Any]

_log = structlog.get_logger()


def by_name(menu: Sequence[CommandSpec]) -> Mapping[str, CommandSpec]:
    """The commands by what an interaction calls them."""
    named = {spec.name: spec for spec in menu}
    return {**{spec.on_message.en: spec for spec in menu if spec.on_message}, **named}


def payloads(menu: Sequence[CommandSpec]) -> list[Payload]:
    """All commands as Discord wants them."""
    shown = [spec for spec in menu if spec.name not in _ELSEWHERE]
    return [*map(_slash, shown), *(_on_message(spec.on_message) for spec in shown if spec.on_message)]


def _slash(spec: CommandSpec) -> Payload:
    # A long text is asked for in a dialog, where it keeps its lines.
    options = [_option(option) for option in spec.options if option.take is not Take.TEXT]
    return {
        "type": _SLASH,
        "name": spec.name,
        "name_localizations": _locales(spec.label),
        "description": spec.description.en,
        "description_localizations": _locales(spec.description),
        "options": sorted(options, key=lambda option: not option.get("required")),
        "integration_types": list(INSTALLS),
        "contexts": list(CONTEXTS),
    }


def _on_message(label: Localized) -> Payload:
    return {
        "type": MESSAGE_MENU,
        "name": label.en,
        "name_localizations": _locales(label),
        "integration_types": list(INSTALLS),
        "contexts": list(CONTEXTS),
    }


def _option(spec: OptionSpec) -> Payload:
    option: Payload = {
        "type": _FILE if spec.take is Take.FILE else _STRING,
        "name": spec.name,
        "name_localizations": _locales(spec.label),
        "description": spec.description.en,
        "description_localizations": _locales(spec.description),
    }
    if spec.required:
        option["required"] = True
    match spec.take:
        case Take.CODE:
            option["autocomplete"] = True
        case Take.CHOICE:
            option["choices"] = [
                {"name": text.en, "value": value, "name_localizations": _locales(text)} for value, text in spec.choices
            ]
        case Take.TEXT | Take.FILE:
            pass
        case _:
            assert_never(spec.take)
    return option


def _locales(text: Localized) -> dict[str, str]:
    return {locale: text.of(language) for locale, language in LOCALES.items()}


# --- the server's copy -----------------------------------------------------------------------------------------------


async def synchronise(client: Client, bot: Bot, guild: int | None) -> bool:
    """Send the commands if the server has others; whether they were sent.

    Args:
        client: logged in.
        bot: declares the commands, and remembers what was sent.
        guild: the server that alone is to have them, to try them out.

    Raises:
        discord.HTTPException: the server does not take them.
    """
    wanted = payloads(bot.menu())
    application = client.application_id
    place = f"/applications/{application}/guilds/{guild}/commands" if guild else f"/applications/{application}/commands"
    name, hash_ = f"discord:commands:{application}:{guild or 'all'}", digest(wanted)
    if await bot.ports.store.recall(name) == hash_:
        return False
    there = await client.http.request(Route("GET", place), params={"with_localizations": "true"})
    if digest(there) == hash_:
        await _remember(bot.ports.store, name, hash_)
        return False
    await client.http.request(Route("PUT", place), json=wanted)
    await _remember(bot.ports.store, name, hash_)
    _log.info("commands sent", platform="discord", commands=len(wanted), guild=guild)
    return True


async def _remember(store: Store, name: str, hash_: str) -> None:
    if not await store.keep(name, hash_):
        _log.info("commands not remembered, they will be compared at the next start", platform="discord")


def digest(commands: Sequence[Payload]) -> str:
    """A hash that is the same for commands as we send them and as the server gives them back."""
    plain = sorted((_command(command) for command in commands), key=lambda one: (one["type"], one["name"]))
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


_KEPT: Final = (
    "type", "name", "name_localizations", "description", "description_localizations", "required", "autocomplete",
)  # fmt: skip


def _command(command: Payload) -> Payload:
    kept = {key: command[key] for key in _KEPT if command.get(key)}
    for key in ("integration_types", "contexts"):
        kept[key] = sorted(command.get(key) or ())
    return {
        **kept,
        "type": command.get("type", _SLASH),
        "options": [_plain(one) for one in command.get("options") or ()],
    }


def _plain(option: Payload) -> Payload:
    kept = {key: option[key] for key in _KEPT if option.get(key)}
    choices = [{key: value for key, value in choice.items() if value} for choice in option.get("choices") or ()]
    return {**kept, "choices": choices}


# --- the dialog ------------------------------------------------------------------------------------------------------


def dialog(spec: CommandSpec, title: str, language: str) -> Payload:
    """A dialog that asks for what a command takes: a large text, a file, or both.

    Args:
        spec: the command.
        title: what stands above it.
        language: one of ours.
    """
    fields = {Take.TEXT: _text_field, Take.FILE: _file_field}
    parts = [_labelled(option, language, fields[option.take]()) for option in spec.options if option.take in fields]
    return {"custom_id": id_of(Command(spec.verb)), "title": title[:MODAL_TITLE], "components": parts}


def _labelled(option: OptionSpec, language: str, field: Payload) -> Payload:
    return {
        "type": _LABEL,
        "label": option.label.of(language)[:MODAL_LABEL],
        "description": option.description.of(language)[:MODAL_NOTE],
        "component": field,
    }


def _text_field() -> Payload:
    return {
        "type": TEXT_INPUT, "custom_id": TEXT_FIELD, "style": _PARAGRAPH, "required": False, "max_length": MODAL_TEXT,
    }  # fmt: skip


def _file_field() -> Payload:
    return {"type": FILE_UPLOAD, "custom_id": FILE_FIELD, "required": False, "min_values": 0, "max_values": 1}
