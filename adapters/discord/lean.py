"""The library's client, made lean: no servers, members, roles, channels or messages are kept, only servers' languages.

We answer questions from what comes with them. Kept whole, 2,500 middling servers take some 80 MiB, this way less than
one (`bench/discord_memory.py` measures both; 2026-11-25).
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from functools import partial
from math import inf
from sys import intern
from typing import TYPE_CHECKING, Any, Final, cast
from weakref import WeakSet

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.state import AutoShardedConnectionState

from adapters.discord import wire
from adapters.discord.decode import is_meant

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from adapters.discord.settings import Settings

IDENTIFY_SECONDS = 5.0
"""Between two identifications in one bucket (docs, Gateway, Session Start Limit; Sharding, Max Concurrency)."""

REST_SECONDS = 10.0
"""How long Discord may take for one request. Where it is silent, `persistently` asks again: a nonce keeps it to one."""

CLOSE_SECONDS = 1.5
"""How long a farewell to the gateway may take: one that is silent never answers it."""

GOING = 1000
"""Close code of one who does not come back to this session (docs, Gateway, Disconnecting)."""

_KEPT: Final = frozenset({
    "READY", "RESUMED", "GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE", "MESSAGE_CREATE", "MESSAGE_UPDATE",
    "MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "INTERACTION_CREATE", "USER_UPDATE",
})  # fmt: skip

_SESSION: Final = frozenset({"READY", "RESUMED"})
"""Without these there is no session to go on with."""

_log = structlog.get_logger()

Payload = Any
"""A payload of the gateway, typed differently for each event; `wire` reads what is needed of it."""


class State(AutoShardedConnectionState["Gateway"]):
    """Takes the events that matter, and hands messages on as they came."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the library's own are many
        """As the library's, with fewer events."""
        super().__init__(*args, **kwargs)
        self.parsers = {name: _guarded(name, parser) for name, parser in self.parsers.items() if name in _KEPT}
        self.locales: dict[int, str] = {}
        self.is_followed: Callable[[int], bool] = lambda _: False
        self.lines: WeakSet[DiscordWebSocket] = WeakSet()

    def _update_references(self, ws: DiscordWebSocket) -> None:
        """A connection was made: one given up half-way is held by no shard, and its heart would beat for ever."""
        self.lines.add(ws)

    def parse_ready(self, data: Payload) -> None:
        """Who we are; the list of servers is not kept."""
        super().parse_ready(data | {"guilds": []})

    def parse_guild_create(self, data: Payload) -> None:
        """Of a server, its language is kept, where it is not English."""
        locale = data.get("preferred_locale") or "en-US"
        if locale.startswith("en"):
            self.locales.pop(int(data["id"]), None)
        else:
            self.locales[int(data["id"])] = intern(locale)

    parse_guild_update = parse_guild_create

    def parse_guild_delete(self, data: Payload) -> None:
        """We left the server, or it is out of reach for now."""
        if not data.get("unavailable"):
            self.locales.pop(int(data["id"]), None)

    def parse_interaction_create(self, data: Payload) -> None:
        """A command, a press, a dialog, or something being typed."""
        self.dispatch("interaction", wire.interaction(data))

    def parse_message_create(self, data: Payload) -> None:
        """A message, if it can be for us. Most of what is said in a server is not."""
        if self.user is not None and is_meant(data, self.user.id):
            self.dispatch("question", data)

    def parse_message_update(self, data: Payload) -> None:
        """The same, and what we have answered before."""
        if self.user is not None and (self.is_followed(int(data["id"])) or is_meant(data, self.user.id)):
            self.dispatch("question_edit", data)

    def parse_message_delete(self, data: Payload) -> None:
        """A question may be gone."""
        self._gone([data["id"]], data["channel_id"])

    def parse_message_delete_bulk(self, data: Payload) -> None:
        """Many at once."""
        self._gone(data["ids"], data["channel_id"])

    def _gone(self, ids: Sequence[str], channel: str) -> None:
        for id_ in map(int, ids):
            if self.is_followed(id_):
                self.dispatch("question_delete", id_, int(channel))


def _guarded(name: str, parser: Callable[[Payload], None]) -> Callable[[Payload], None]:
    """Pass over an event that cannot be read: the library would end the whole connection for it."""

    def guarded(data: Payload) -> None:
        try:
            parser(data)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            _log.warning("event not read", platform="discord", name=name, why=type(error).__name__)

    return parser if name in _SESSION else guarded


class Gateway(discord.AutoShardedClient):
    """One connection to Discord: REST, and the gateway's shards of this process."""

    def __init__(self, settings: Settings) -> None:
        """Take the settings; nothing is connected yet. Needs no privileged intent."""
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=0.1,  # there are no servers to wait for
            heartbeat_timeout=settings.silence_seconds,
            proxy=settings.proxy,
            shard_count=settings.shard_count,
        )
        # The library's session waits five minutes, and the other answers in the channel wait with it.
        limit = aiohttp.ClientTimeout(total=REST_SECONDS)
        self.http.request = partial(self.http.request, timeout=limit)  # type: ignore[method-assign]
        self.shard_ids = list(settings.shard_ids) if settings.shard_ids is not None else None
        self._concurrency = 1
        self.advised = 1
        """Shards that Discord recommends for all processes together; known once the gateway is found."""
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._identified: dict[int, float] = {}

    def _get_state(self, **options: Any) -> State:  # noqa: ANN401 - as above
        return State(dispatch=self.dispatch, handlers=self._handlers, hooks=self._hooks, http=self.http, **options)

    @property
    def state(self) -> State:
        """What is kept."""
        return cast("State", self._connection)

    @property
    def session(self) -> aiohttp.ClientSession:
        """The library's own session, which it gives to its interactions too. There from the login on."""
        return cast("aiohttp.ClientSession", self.http._HTTPClient__session)  # type: ignore[attr-defined]  # noqa: SLF001

    async def fetch(self, url: str, most: int) -> bytes:
        """The first bytes of a file, at most so many: neither what is said of its size nor what it unpacks to is sure.

        Raises:
            ConnectionError: it cannot be had. Its address, which has its name in it, is not told.
        """
        limit = aiohttp.ClientTimeout(total=REST_SECONDS)
        content = bytearray()
        try:
            async with self.session.get(url, timeout=limit, proxy=self.http.proxy) as response:
                response.raise_for_status()
                async for piece in response.content.iter_any():
                    content += piece
                    if len(content) >= most:
                        break
        except (aiohttp.ClientError, OSError, ValueError) as error:
            why = getattr(error, "status", None) or type(error).__name__
            message = f"a file could not be fetched ({why})"
            raise ConnectionError(message) from None
        return bytes(content[:most])

    @property
    def me(self) -> int:
        """Our own user id.

        Raises:
            RuntimeError: not logged in yet.
        """
        if self.user is None:
            message = "not logged in"
            raise RuntimeError(message)
        return self.user.id

    async def find_gateway(self) -> tuple[int, ...]:
        """Ask where the gateway is and how many shards it wants; the shards of this process.

        Raises:
            discord.HTTPException: REST does not answer.
            ConnectionError: Discord would count one identification too many today.
        """
        count, url, limit = await self.http.get_bot_gateway()
        # The library knows one address by heart, for reconnecting too.
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)
        self.advised = count
        self.shard_count = self.shard_count or count
        self._concurrency = max(1, limit["max_concurrency"])
        shards = tuple(self.shard_ids) if self.shard_ids is not None else tuple(range(self.shard_count))
        _log.info(
            "gateway found", platform="discord", shards=len(shards), of=self.shard_count, sessions=limit["remaining"]
        )
        if limit["remaining"] < len(shards):
            seconds = limit["reset_after"] / 1000
            message = f"{limit['remaining']} session starts left, {len(shards)} needed; more in {seconds:.0f} s"
            raise ConnectionError(message)
        return shards

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002
        """Wait for this shard's turn: a session for each bucket every five seconds, no longer than needed."""
        bucket = (shard_id or 0) % self._concurrency
        async with self._turns[bucket]:
            wait = self._identified.get(bucket, -inf) + IDENTIFY_SECONDS - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            self._identified[bucket] = time.monotonic()

    async def hang_up(self) -> None:
        """Leave the gateway: nothing new comes in, what is under way can still be answered."""
        await _in_time([shard.disconnect() for shard in self.shards.values()])
        await _in_time([line.close(GOING) for line in self.state.lines if line.open])


async def _in_time(farewells: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Say them side by side; those that nobody answers are given up."""
    if not farewells:
        return
    tasks = [asyncio.create_task(farewell) for farewell in farewells]
    _, late = await asyncio.wait(tasks, timeout=CLOSE_SECONDS)
    for task in late:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
