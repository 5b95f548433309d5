"""The adapter: logs in, holds its shards, shows the menu, and tells whether Discord is heard."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from operator import not_
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord
import structlog
from discord.http import Route
from tenacity import AsyncRetrying, retry_if_result, wait_fixed

from adapters.discord import menu
from adapters.discord.client import Client
from adapters.discord.quick import be_quick
from adapters.discord.quiet import keep_quiet
from bot.platform import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapters.discord.settings import Settings
    from bot.front import Bot

AGAIN_SECONDS = 0.2
"""After which a task that was told to stop is told again."""

STANDBY_SECONDS = 20.0
"""How often a process that waits for its shards looks whether Discord is there."""

MENU_SECONDS = 60.0
"""After which the commands are sent again, where Discord failed."""

_THEIRS = 500
"""From here on a status says that Discord failed, not we."""

# Close codes that no second try changes (docs, Opcodes and Status Codes).
_BAD_TOKEN, _SHARDING_REQUIRED = 4004, 4011
_FINAL: Final = {
    _BAD_TOKEN: "the token is not known (WHATCODE_DISCORD_TOKEN); copy it whole from the developer portal",
    4010: "the shard is not valid: check WHATCODE_DISCORD_SHARD_IDS and …_SHARD_COUNT",
    4012: "the gateway's version is no longer served; a newer discord.py is needed",
    4013: "the intents are not valid; a newer discord.py is needed",
    4014: "an intent is not allowed, though none that needs permission is asked for",
}

_log = structlog.get_logger()


class Discord:
    """One bot on Discord."""

    name = "discord"

    def __init__(self, settings: Settings) -> None:
        """Take the settings; nothing is connected yet."""
        self._settings = settings

    async def run(self, bot: Bot) -> None:
        """See `bot.platform.Adapter`."""
        Route.BASE = self._settings.rest  # the library has one address for all clients
        keep_quiet()
        be_quick()
        client = Client(self._settings, bot)
        try:
            await self._serve(client, bot)
        except discord.PrivilegedIntentsRequired:
            raise Refused(_FINAL[4014]) from None
        except discord.ConnectionClosed as closed:
            raise _translated(closed, self._settings) from closed
        finally:
            await client.leave()

    async def _serve(self, client: Client, bot: Bot) -> None:
        token = self._settings.token.get_secret_value() if self._settings.token else ""
        try:
            await client.login(token)
        except discord.LoginFailure:
            raise Refused(_FINAL[_BAD_TOKEN]) from None
        shards = await client.find_gateway()
        name = ",".join(map(str, shards))
        standby = asyncio.create_task(self._stand_by(client, bot))
        try:
            async with bot.ports.store.lease(f"discord:{client.me}:shards:{name}") as lost:
                standby.cancel()
                _log.info("connecting", platform="discord", bot=client.me, shards=name)
                await _until_one_ends(
                    {
                        "the gateway was left": client.connect(),
                        "the lease on the shards was lost": lost.wait(),
                        "nobody listens any more": client.listen(shards),
                        "": self._show_menu(client, bot, shards),
                    }
                )
        finally:
            standby.cancel()

    async def _stand_by(self, client: Client, bot: Bot) -> None:
        """While another process holds the shards: see that Discord is there."""
        while True:
            with suppress(discord.HTTPException, aiohttp.ClientError, OSError):
                await client.http.get_bot_gateway()
                bot.ports.health.beat("discord")
            await asyncio.sleep(STANDBY_SECONDS)

    async def _show_menu(self, client: Client, bot: Bot, shards: Sequence[int]) -> None:
        """Commands are for all shards: the process with the first one sends them, again where Discord was away."""
        if 0 in shards:
            trying = AsyncRetrying(wait=wait_fixed(MENU_SECONDS), retry=retry_if_result(not_))
            await trying(self._menu_is_settled, client, bot)

    async def _menu_is_settled(self, client: Client, bot: Bot) -> bool:
        """Whether the commands are there, or another try would not help."""
        try:
            await menu.synchronise(client, bot, self._settings.dev_guild)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            bot.ports.metrics.error(platform="discord", kind=type(error).__name__)
            _log.error("commands not sent", platform="discord", exc_info=error)
            return isinstance(error, discord.HTTPException) and error.status < _THEIRS
        return True


async def _until_one_ends(works: Mapping[str, Any]) -> None:
    """Run all until one ends that should not; those with no name may.

    Raises:
        ConnectionError: one ended; its name says which.
        Exception: what one of them raised.
    """
    names = {asyncio.ensure_future(work): name for name, work in works.items()}
    running = set(names)
    try:
        while True:
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
                if names[task]:
                    raise ConnectionError(names[task])
    finally:
        while running:  # the library swallows a cancellation that comes while it reconnects
            for task in running:
                task.cancel()
            _, running = await asyncio.wait(running, timeout=AGAIN_SECONDS)


def _translated(closed: discord.ConnectionClosed, settings: Settings) -> Exception:
    if closed.code in _FINAL:
        return Refused(_FINAL[closed.code])
    if closed.code == _SHARDING_REQUIRED and settings.shard_count is not None:
        return Refused("more shards are needed: raise WHATCODE_DISCORD_SHARD_COUNT, or leave it away")
    return ConnectionError(f"the gateway closed the connection ({closed.code})")
