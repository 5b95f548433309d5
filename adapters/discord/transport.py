"""The adapter: logs in, holds its shards, shows the menu, and tells whether Discord is heard."""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import suppress
from math import isinf, isnan
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord
import structlog
from discord.http import Route

from adapters.discord import menu
from adapters.discord.desk import Desk
from adapters.discord.lean import CLOSE_SECONDS, Gateway
from adapters.discord.talk import Talk
from bot.ports import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapters.discord.settings import Settings
    from bot.front import Bot

DRAIN_SECONDS = 5.0
"""How long what is under way may take when we are told to stop; the process waits ten, farewells included."""

LISTEN_SECONDS = 0.5
"""How often we look which shards were heard."""

AGAIN_SECONDS = 0.2
"""After which a task that was told to stop is told again."""

STANDBY_SECONDS = 20.0
"""How often a process that waits for its shards looks whether Discord is there."""

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
        """See `bot.ports.Adapter`."""
        Route.BASE = self._settings.rest  # the library has one address for all clients
        keep_quiet()
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
        """Commands are for all shards: the process with the first one sends them."""
        if 0 in shards:
            try:
                await menu.synchronise(client, bot, self._settings.dev_guild)
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                bot.ports.metrics.error(platform="discord", kind=type(error).__name__)
                _log.error("commands not sent", platform="discord", exc_info=error)


class Client(Gateway):
    """The connection, with what it is for."""

    def __init__(self, settings: Settings, bot: Bot) -> None:
        """Take the settings and the one who answers."""
        super().__init__(settings)
        self._bot = bot
        self._desk = Desk(self, bot)
        self._talk = Talk(self, bot)
        self._under_way: set[asyncio.Task[Any]] = set()
        self._leaving = False

    # --- events ------------------------------------------------------------------------------------------------------

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A command, a press, a dialog, or something being typed."""
        with _Working(self):
            await self._desk.on_interaction(interaction)

    async def on_question(self, payload: Mapping[str, Any]) -> None:
        """A message that can be for us."""
        with _Working(self):
            await self._talk.on_question(payload)

    async def on_question_edit(self, payload: Mapping[str, Any]) -> None:
        """A message changed."""
        with _Working(self):
            await self._talk.on_question_edit(payload)

    async def on_question_delete(self, question: int, channel: int) -> None:
        """A message is gone that we answered."""
        with _Working(self):
            await self._talk.on_question_delete(question, channel)

    async def on_shard_disconnect(self, shard: int) -> None:
        """The library connects again by itself; we count it."""
        if not self._leaving:
            self._bot.ports.metrics.reconnect(platform="discord")
            _log.warning("shard disconnected", platform="discord", shard=shard)

    async def on_shard_connect(self, shard: int) -> None:
        """A new session."""
        _log.info("shard connected", platform="discord", shard=shard)

    async def on_shard_resumed(self, shard: int) -> None:
        """The old session goes on, with what was missed."""
        _log.info("shard resumed", platform="discord", shard=shard)

    # --- whether we are heard ----------------------------------------------------------------------------------------

    async def listen(self, shards: Sequence[int]) -> None:
        """Report a sign of life whenever every shard's heartbeat was answered since the last one."""
        latencies: dict[int, float] = {}
        heard: set[int] = set()
        while True:
            for shard, latency in self.latencies:
                # Measured anew with each answer to a heartbeat.
                if not isinf(latency) and not isnan(latency) and latency != latencies.get(shard):
                    latencies[shard] = latency
                    heard.add(shard)
            if heard.issuperset(shards):
                heard.clear()
                self._bot.ports.health.beat("discord")
            await asyncio.sleep(LISTEN_SECONDS)

    # --- the end -----------------------------------------------------------------------------------------------------

    def began(self, task: asyncio.Task[Any]) -> None:
        """Something is under way."""
        self._under_way.add(task)
        self._bot.ports.metrics.queue(platform="discord", waiting=len(self._under_way))

    def ended(self, task: asyncio.Task[Any]) -> None:
        """It is done."""
        self._under_way.discard(task)
        self._bot.ports.metrics.queue(platform="discord", waiting=len(self._under_way))

    async def leave(self) -> None:
        """Take nothing new, finish what is under way, and close."""
        self._leaving = True
        await self.hang_up()
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=DRAIN_SECONDS)
            for task in late:
                task.cancel()
            if late:
                _log.warning("given up at the end", platform="discord", updates=len(late))
        try:
            await asyncio.wait_for(self.close(), CLOSE_SECONDS)
        except TimeoutError:
            _log.warning("not closed properly", platform="discord")


class _Working:
    """Marks the current task as one to be finished before we leave."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._task = asyncio.current_task()

    def __enter__(self) -> None:
        if self._task is not None:
            self._client.began(self._task)

    def __exit__(self, *_: object) -> None:
        if self._task is not None:
            self._client.ended(self._task)


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


# --- the library's log -----------------------------------------------------------------------------------------------

_TOKEN_IN_PATH = re.compile(r"(/(?:interactions|webhooks)/\d+/)[^/\s?]+")


def keep_quiet() -> None:
    """Keep message texts and the tokens of interactions out of the library's log lines."""
    logging.getLogger("discord").setLevel(logging.INFO)  # its debug lines hold whole messages
    for name in ("discord.http", "discord.webhook.async_"):
        logger = logging.getLogger(name)
        if not any(isinstance(known, _Redact) for known in logger.filters):
            logger.addFilter(_Redact())


class _Redact(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _TOKEN_IN_PATH.sub(r"\1[hidden]", record.getMessage()), ()
        return True
