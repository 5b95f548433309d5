"""The gateway of the fake: sessions that can be resumed, and everything that goes wrong with them."""

from __future__ import annotations

import asyncio
import json
import time
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web
from fakes.discord_payloads import APPLICATION, BOT, PRIVILEGED_INTENTS, snowflake

if TYPE_CHECKING:
    from collections.abc import Callable

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11


@dataclass
class Session:
    """What the gateway remembers of one shard, connected or not."""

    id: str
    shard: int
    of: int
    intents: int
    events: list[dict[str, Any]] = field(default_factory=list)
    line: Line | None = None


class Line:
    """One websocket."""

    def __init__(self, socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self.socket = socket
        self.deaf = False
        """Whether something on it was passed over in silence: nothing comes on it any more."""
        self._packer = zlib.compressobj() if compressed else None

    async def send(self, payload: dict[str, Any]) -> bool:
        """Whether it was put on the line, from which it may still get lost."""
        text = json.dumps(payload)
        if self.socket.closed or self.deaf:
            return False
        try:
            if self._packer is None:
                await self.socket.send_str(text)
            else:
                packed = self._packer.compress(text.encode())
                await self.socket.send_bytes(packed + self._packer.flush(zlib.Z_SYNC_FLUSH))
        except ConnectionError:
            return False
        return True


class FakeGateway:
    """All shards."""

    def __init__(self, token: str, guilds: Callable[[], list[dict[str, Any]]], changed: Callable[[], None]) -> None:
        self.sessions: dict[str, Session] = {}
        self.lines: list[Line] = []
        self.received: list[dict[str, Any]] = []
        self.handed: list[tuple[float, str]] = []
        """When each message and interaction was put on a line, as often as it was, by their ids."""
        self.heartbeat_ms = 41_250
        self.mute = False
        self.closes_with = 0
        self._token = token
        self._guilds = guilds
        self._changed = changed

    # --- the server ------------------------------------------------------------------------------------------------

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        line = Line(socket, compressed=request.query.get("compress") == "zlib-stream")
        line.deaf = self.mute
        self.lines.append(line)
        self._changed()
        await line.send({"op": HELLO, "d": {"heartbeat_interval": self.heartbeat_ms}})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._received(line, json.loads(frame.data))
        for session in self.sessions.values():
            if session.line is line:
                session.line = None
        self._changed()
        return socket

    async def _received(self, line: Line, payload: dict[str, Any]) -> None:
        self.received.append(payload)
        self._changed()
        line.deaf = line.deaf or self.mute
        if line.deaf:
            return
        match payload["op"]:
            case 1:
                await line.send({"op": ACK})
            case 2:
                await self._identify(line, payload["d"])
            case 6:
                await self._resume(line, payload["d"])
        self._changed()

    async def _identify(self, line: Line, wanted: dict[str, Any]) -> None:
        if self.closes_with:
            await line.socket.close(code=self.closes_with)
            return
        if wanted["token"] != self._token:
            await line.socket.close(code=4004)
            return
        if wanted["intents"] & PRIVILEGED_INTENTS:
            await line.socket.close(code=4014)
            return
        shard, of = wanted.get("shard", (0, 1))
        session = Session(snowflake(), shard, of, wanted["intents"], line=line)
        self.sessions[session.id] = session
        guilds = [guild for guild in self._guilds() if (int(guild["id"]) >> 22) % of == shard]
        ready = {
            "v": 10,
            "user": BOT,
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": [shard, of],
            "application": {"id": str(APPLICATION), "flags": 0},
        }
        await self._give(session, "READY", ready)
        for guild in guilds:
            await self._give(session, "GUILD_CREATE", guild)

    async def _resume(self, line: Line, wanted: dict[str, Any]) -> None:
        session = self.sessions.get(wanted["session_id"])
        if session is None or wanted["token"] != self._token:
            await line.send({"op": INVALID, "d": False})
            return
        session.line = line
        for event in session.events:
            if event["s"] > wanted["seq"]:
                await self._hand(line, event)
        await self._give(session, "RESUMED", {})

    url = ""

    async def _give(self, session: Session, name: str, data: dict[str, Any]) -> None:
        event = {"op": DISPATCH, "t": name, "s": len(session.events) + 1, "d": data}
        session.events.append(event)
        if session.line is not None:
            session.line.deaf = session.line.deaf or self.mute
            await self._hand(session.line, event)

    async def _hand(self, line: Line, event: dict[str, Any]) -> None:
        is_asked = event["t"] in ("MESSAGE_CREATE", "INTERACTION_CREATE")
        if await line.send(event) and is_asked and isinstance(event["d"], dict) and "id" in event["d"]:
            self.handed.append((time.monotonic(), event["d"]["id"]))

    # --- what happens ------------------------------------------------------------------------------------------------

    @property
    def live(self) -> list[Session]:
        """The sessions that are connected."""
        return [session for session in self.sessions.values() if session.line is not None]

    async def dispatch(self, name: str, data: dict[str, Any]) -> None:
        """Let something happen: on the shard of its server, or on the first one. Without a session nobody hears it."""
        newest = {session.shard: session for session in self.sessions.values()}
        if not newest:
            return
        of = next(iter(newest.values())).of
        shard = (int(data["guild_id"]) >> 22) % of if data.get("guild_id") else 0
        session = newest[shard]
        await self._give(session, name, data)

    async def order_reconnect(self) -> None:
        for session in self.live:
            assert session.line
            await session.line.send({"op": RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool) -> None:
        for session in self.live:
            assert session.line
            if not resumable:
                del self.sessions[session.id]
            await session.line.send({"op": INVALID, "d": resumable})

    async def cut(self, shard: int | None = None) -> None:
        """Break all connections, or that of one shard, without a word."""
        for session in self.live:
            assert session.line
            if shard not in (None, session.shard):
                continue
            transport = session.line.socket._req.transport
            session.line = None
            if transport:
                transport.abort()
        await asyncio.sleep(0)

    async def hang_up(self) -> None:
        """Close every line, whatever session it belonged to, in a way that allows to resume."""
        for line in list(self.lines):
            await line.socket.close(code=4000)

    async def close(self, code: int) -> None:
        for session in self.live:
            assert session.line
            await session.line.socket.close(code=code)

    def count(self, op: int) -> int:
        """How many payloads of a kind came in."""
        return sum(payload["op"] == op for payload in self.received)
