"""The connection with what it is for: events go to desk and talk, and what is under way is finished at the end."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from math import isinf, isnan
from typing import TYPE_CHECKING, Any, cast

import structlog

from adapters.discord.desk import Desk
from adapters.discord.lean import CLOSE_SECONDS, IDENTIFY_SECONDS, Gateway
from adapters.discord.talk import Talk
from bot.request import request

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapters.discord import wire
    from adapters.discord.settings import Settings
    from bot.front import Bot

DRAIN_SECONDS = 5.0
"""How long what is under way may take when we are told to stop; the process waits ten, farewells included."""

LISTEN_SECONDS = 0.5
"""How often we look which shards were heard."""

AWAY_SECONDS = 15.0
"""A shard that has had no connection for so long is told of; most are back within two."""

LOST_SECONDS = 180.0
"""A shard that was not heard for so long is lost; heartbeats come every 41 seconds."""

_log = structlog.get_logger()


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
        self._away: dict[int, float] = {}
        """Since when a shard has no connection."""

    # --- events ------------------------------------------------------------------------------------------------------

    async def on_interaction(self, interaction: wire.Interaction) -> None:
        """A command, a press, a dialog, or something being typed."""
        with self._working():
            await self._desk.on_interaction(interaction)

    async def on_question(self, payload: Mapping[str, Any]) -> None:
        """A message that can be for us."""
        with self._working():
            await self._talk.on_question(payload)

    async def on_question_edit(self, payload: Mapping[str, Any]) -> None:
        """A message changed."""
        with self._working():
            await self._talk.on_question_edit(payload)

    async def on_question_delete(self, question: int, channel: int) -> None:
        """A message is gone that we answered."""
        with self._working():
            await self._talk.on_question_delete(question, channel)

    async def on_shard_disconnect(self, shard: int) -> None:
        """The library connects again by itself; we count it."""
        self._away.setdefault(shard, time.monotonic())
        if not self._leaving:
            self._bot.ports.metrics.reconnect(platform="discord")
            _log.warning("shard disconnected", platform="discord", shard=shard)

    async def on_shard_connect(self, shard: int) -> None:
        """A new session."""
        self._away.pop(shard, None)
        _log.info("shard connected", platform="discord", shard=shard)

    async def on_shard_resumed(self, shard: int) -> None:
        """The old session goes on, with what was missed."""
        self._away.pop(shard, None)
        _log.info("shard resumed", platform="discord", shard=shard)

    # --- whether we are heard ----------------------------------------------------------------------------------------

    async def listen(self, shards: Sequence[int]) -> None:
        """Report a sign of life whenever every shard's heartbeat was answered since the last one, and who is away.

        Raises:
            ConnectionError: a shard was not heard for so long that a new beginning is better than the library's
                pauses, which grow to 17 minutes.
        """
        latencies: dict[int, float] = {}
        heard: set[int] = set()
        last = dict.fromkeys(shards, time.monotonic() + len(shards) * IDENTIFY_SECONDS)
        while True:
            for shard, latency in self.latencies:
                # Measured anew with each answer to a heartbeat.
                if not isinf(latency) and not isnan(latency) and latency != latencies.get(shard):
                    latencies[shard] = latency
                    last[shard] = time.monotonic()
                    heard.add(shard)
            if heard.issuperset(shards):
                heard.clear()
                self._bot.ports.health.beat("discord")
            for shard, since in self._away.items():
                if time.monotonic() - since > AWAY_SECONDS:
                    self._bot.ports.health.down("discord", f"shard {shard} has no connection")
            for shard, when in last.items():
                if time.monotonic() - when > LOST_SECONDS:
                    message = f"shard {shard} was not heard for {LOST_SECONDS:.0f} s"
                    raise ConnectionError(message)
            await asyncio.sleep(LISTEN_SECONDS)

    # --- the end -----------------------------------------------------------------------------------------------------

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Marks the current task as one to be finished before we leave, and its log lines as of one request."""
        with request():
            task = cast("asyncio.Task[None]", asyncio.current_task())
            self._under_way.add(task)
            self._tell()
            try:
                yield
            finally:
                self._under_way.discard(task)
                self._tell()

    def _tell(self) -> None:
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
