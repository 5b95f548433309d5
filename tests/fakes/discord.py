"""A Discord on loopback that keeps the promises of the real one: REST and gateway, and a hand to do what people do.

`async with FakeDiscord() as fake:` listens on `fake.url`. People act through `fake.slash`, `fake.press`, `fake.say` and
the like; what the bot does is in `fake.requests`, `fake.messages` and in the `Exchange` of each interaction. Where the
environment names WHATCODE_RECORD_DIR, every request is written to `discord.jsonl` there.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import time
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web
from fakes import discord_payloads as payloads
from fakes.discord_gateway import FakeGateway
from fakes.discord_payloads import (
    ANN,
    APPLICATION,
    BOT,
    CHANNEL,
    CHINESE_GUILD,
    COMPONENTS_V2,
    DIRECT,
    EPHEMERAL,
    GROUP_CHAT,
    GUILD,
    LOADING,
    refusal,
    snowflake,
    walk,
)  # fmt: skip

if TYPE_CHECKING:
    from fakes.faults import Plan

TOKEN = "MTExMTI.the-token.of-the-fake"

GZIP = b"\x1f\x8b"

_ID = re.compile(r"/\d+(?=/|$)")
_LOCALES = {"en-US", "en-GB", "zh-CN", "zh-TW"}


@dataclass
class Request:
    """One REST call of the bot."""

    verb: str
    path: str
    json: Any
    status: int = 0
    fault: str = ""
    """The name of what the plan dealt it."""


PATIENCE_SECONDS = 20.0
"""How long a test waits by itself for what has to happen: longer than a busy machine takes. What has to be quick says so."""

CUT = 499
"""The status under which a request is recorded whose line was cut."""


@dataclass
class Fault:
    """What the server does instead of its work. A status of 0 cuts the line."""

    status: int
    body: dict[str, Any] = field(default_factory=lambda: {"message": "fault", "code": 0})
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    after: bool = False
    """Whether the work is done all the same: only the answer is lost."""
    garbage: bytes = b""
    """What is answered instead, said to be JSON."""


@dataclass
class Exchange:
    """An interaction, and what the bot made of it."""

    payload: dict[str, Any]
    response: dict[str, Any] | None = None
    message: dict[str, Any] | None = None
    followups: list[dict[str, Any]] = field(default_factory=list)
    deleted: bool = False
    at: float = field(default_factory=time.monotonic)
    answered_at: float = 0.0

    @property
    def token(self) -> str:
        return self.payload["token"]

    @property
    def text(self) -> str:
        """What can be read in the answer."""
        return payloads.texts(self.message) if self.message else ""

    @property
    def private(self) -> bool:
        return bool(self.message and self.message["flags"] & EPHEMERAL)


class Problem(Exception):  # noqa: N818 - what the server answers with, not what broke
    """An answer of the server that is no success."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class FakeDiscord:
    """The server, and the people in front of it."""

    def __init__(self, *, token: str = TOKEN) -> None:
        self.token = token
        self.requests: list[Request] = []
        self.messages: dict[str, dict[str, Any]] = {}
        self.exchanges: dict[str, Exchange] = {}
        self.commands: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.files: dict[str, bytes] = {}
        self.file_seconds = 0.0
        """How long a file takes."""
        self.made: dict[str, float] = {}
        """When each message of the bot was made."""
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.plan: Plan | None = None
        self.rate = (1000, 1.0)
        self.response_seconds = inf
        """After so long an interaction takes no first answer any more; the real one's is 3."""
        self.shards = 1
        self.sessions_left = 1000
        self.concurrency = 16
        self.application: dict[str, Any] = {"integration_types_config": {"0": {}, "1": {}}}
        self.guilds = [payloads.guild(GUILD), payloads.guild(CHINESE_GUILD, "zh-CN")]
        self.gateway = FakeGateway(token, lambda: self.guilds, self._change)
        self._nonces: dict[str, dict[str, Any]] = {}
        self._used: dict[str, tuple[float, int]] = {}
        self._changed = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._port = 0
        folder = os.environ.get("WHATCODE_RECORD_DIR")
        self._record = Path(folder) / "discord.jsonl" if folder else None

    # --- the server ------------------------------------------------------------------------------------------------

    async def __aenter__(self) -> FakeDiscord:  # noqa: PYI034 - a fake has no subclasses
        app = web.Application(client_max_size=30 * 1024 * 1024)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/files/{id}/{name}", self._file)
        app.router.add_route("*", "/api/v10/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.gateway.url = f"ws://127.0.0.1:{self._port}/gateway"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def _change(self) -> None:
        self._changed.set()

    async def until(self, happened: Any, seconds: float = PATIENCE_SECONDS) -> Any:
        """Wait for something to be true; its value."""
        async with asyncio.timeout(seconds):
            while not (value := happened()):
                self._changed.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), 0.02)
        return value

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["path"]
        is_json = request.content_type == "application/json" and request.can_read_body
        body = await request.json(loads=self._read) if is_json else None
        seen = Request(request.method, str(request.rel_url), body)
        self.requests.append(seen)
        fault = self._fault(seen, path)
        if fault is not None and fault.after:
            with suppress(Problem):
                self._answer(request, path, body)
        if fault is not None and fault.seconds:
            await asyncio.sleep(fault.seconds)
        if fault is not None and (fault.garbage or not fault.status):
            if fault.garbage:
                return web.Response(body=fault.garbage, content_type="application/json")
            assert request.transport
            request.transport.abort()
            return web.Response()
        headers = self._limit(request.method, path)
        try:
            if fault is not None and fault.status != 200:
                seen.status, answer, headers = fault.status, fault.body, {**headers, **fault.headers}
            elif headers.pop("exceeded", ""):
                seen.status, answer = 429, {"message": "slow", "retry_after": self.rate[1], "global": False}
                headers["Via"] = "1.1 fake"
            else:
                seen.status, answer = self._answer(request, path, body)
        except Problem as problem:
            seen.status, answer = problem.status, {"message": str(problem), "code": problem.code}
        self._note(seen)
        self._change()
        if seen.status == 204:
            return web.Response(status=204, headers=headers)
        return web.Response(
            status=seen.status, body=self._written(answer), content_type="application/json", headers=headers
        )

    @staticmethod
    def _read(text: str) -> Any:
        return json.loads(text)

    @staticmethod
    def _written(answer: Any) -> bytes:
        return json.dumps(answer).encode()

    def _note(self, seen: Request) -> None:
        if self._record is not None:
            # A line that was cut brought no answer: what was asked on it may be asked again.
            line = {"verb": seen.verb, "path": seen.path, "json": seen.json, "status": seen.status or CUT}
            with self._record.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def _fault(self, seen: Request, path: str) -> Fault | None:
        call = f"{seen.verb} {path}"
        for key, waiting in self.faults.items():
            if waiting and re.search(key, call):
                return waiting.popleft()
        dealt = self.plan.deal(call) if self.plan else None
        if dealt is None:
            return None
        seen.fault, fault = dealt
        return fault

    def _limit(self, verb: str, path: str) -> dict[str, str]:
        """The bucket of a route, by its major parameter; interactions have none."""
        if path.startswith("/interactions"):
            return {}
        major = path.split("/")[2] if path.count("/") > 1 else ""
        bucket = f"{verb} {_ID.sub('/x', path)} {major}"
        most, window = self.rate
        now = asyncio.get_running_loop().time()
        since, used = self._used.get(bucket, (now, 0))
        if now - since >= window:
            since, used = now, 0
        self._used[bucket] = (since, used + 1)
        headers = {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(max(0, most - used - 1)),
            "X-RateLimit-Reset-After": f"{since + window - now:.3f}",
            "X-RateLimit-Bucket": f"{hash(_ID.sub('/x', path)) & 0xFFFF:x}",
        }
        return {**headers, "exceeded": "yes"} if used >= most else headers

    async def _file(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.file_seconds)
        content = self.files.get(request.match_info["id"])
        if content is None:
            return web.Response(status=404)
        packed = content.startswith(GZIP)  # as a server that packs what it sends
        return web.Response(body=content, headers={"Content-Encoding": "gzip"} if packed else {})

    # --- REST --------------------------------------------------------------------------------------------------------

    def _answer(self, request: web.Request, path: str, body: Any) -> tuple[int, Any]:  # noqa: PLR0911
        parts = path.strip("/").split("/")
        if parts[0] == "interactions":
            return self._callback(parts[2], body, request.query)
        if parts[0] == "webhooks":
            return self._webhook(request.method, parts[2], parts[3:], body)
        if request.headers.get("Authorization") != f"Bot {self.token}":
            raise Problem(401, 0, "401: Unauthorized")
        match request.method, parts:
            case "GET", ["users", "@me"]:
                return 200, BOT
            case "GET", ["oauth2", "applications", "@me"] | ["applications", "@me"]:
                return 200, self._application()
            case "GET", ["gateway", "bot"]:
                limit = {"total": 1000, "remaining": self.sessions_left, "reset_after": 1000}
                limit["max_concurrency"] = self.concurrency
                return 200, {"url": self.gateway.url, "shards": self.shards, "session_start_limit": limit}
            case _, ["applications", _, *scope, "commands"]:
                return self._commands(request.method, "/".join(scope), body, request.query)
            case _, ["channels", channel, "messages", *rest]:
                return self._channel(request.method, channel, rest, body)
            case _:
                raise Problem(404, 0, "404: Not Found")

    def _application(self) -> dict[str, Any]:
        return {
            "id": str(APPLICATION), "name": "Whatcode", "icon": None, "description": "", "bot_public": True,
            "bot_require_code_grant": False, "verify_key": "0" * 64, "owner": payloads.BOSS, "flags": 0, "team": None,
            "summary": "", "rpc_origins": [], "redirect_uris": [], **self.application,
        }  # fmt: skip

    def _commands(self, verb: str, scope: str, body: Any, query: Any) -> tuple[int, Any]:
        if verb == "PUT":
            for command in body:
                locales = set(command.get("name_localizations") or {})
                if not locales <= _LOCALES:
                    raise Problem(400, 50035, f"no such locale among {locales}")
            self.commands[scope] = [_stored(command) for command in body]
            return 200, self.commands[scope]
        known = self.commands[scope]
        if query.get("with_localizations") != "true":
            known = [{k: v for k, v in one.items() if not k.endswith("_localizations")} for one in known]
        return 200, known

    def _channel(self, verb: str, channel: str, rest: list[str], body: Any) -> tuple[int, Any]:
        if verb == "POST" and not rest:
            self._check(body, new=True)
            known = self._nonces.get(str(body.get("nonce"))) if body.get("enforce_nonce") else None
            if known is not None:
                return 200, known
            made = self._made(channel, body)
            if body.get("nonce"):
                self._nonces[str(body["nonce"])] = made
            reference = (body.get("message_reference") or {}).get("message_id")
            if reference:
                made |= {"type": 19, "message_reference": body["message_reference"]}
            return 200, made
        message = self.messages.get(rest[0])
        if message is None or message["channel_id"] != channel:
            raise Problem(404, 10008, "Unknown Message")
        if verb == "DELETE":
            del self.messages[rest[0]]
            return 204, None
        if verb == "PATCH":
            self._check({**body, "flags": body.get("flags", message["flags"])}, new=False)
            return 200, self._changed_to(message, body)
        return 200, message

    @staticmethod
    def _check(body: dict[str, Any], *, new: bool) -> None:
        if why := refusal(body, new=new):
            raise Problem(400, 50035, f"Invalid Form Body: {why}")

    def _made(self, channel: str, body: dict[str, Any]) -> dict[str, Any]:
        made = payloads.message(
            BOT, channel, components=_numbered(body.get("components") or []), flags=body.get("flags") or 0
        )
        self.messages[made["id"]] = made
        self.made[made["id"]] = time.monotonic()
        return made

    def _changed_to(self, message: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        if "components" in body:
            message["components"] = _numbered(body["components"])
        message["flags"] = (message["flags"] | (body.get("flags") or 0)) & ~LOADING
        message["edited_timestamp"] = payloads.now()
        return message

    # --- interactions ------------------------------------------------------------------------------------------------

    def _exchange(self, token: str) -> Exchange:
        if token not in self.exchanges:
            raise Problem(404, 10062, "Unknown interaction")
        return self.exchanges[token]

    def _callback(self, token: str, body: dict[str, Any], query: Any) -> tuple[int, Any]:
        exchange = self._exchange(token)
        if exchange.response is not None:
            raise Problem(400, 40060, "Interaction has already been acknowledged.")
        if time.monotonic() - exchange.at > self.response_seconds:
            raise Problem(404, 10062, "Unknown interaction")
        data = body.get("data") or {}
        if body["type"] in (4, 7):
            self._check({**data, "flags": data.get("flags", COMPONENTS_V2)}, new=body["type"] == 4)
        exchange.response, exchange.answered_at = body, time.monotonic()
        channel = exchange.payload["channel"]["id"]
        if body["type"] in (4, 5):
            flags = (data.get("flags") or 0) | (LOADING if body["type"] == 5 else 0)
            exchange.message = self._made(channel, {**data, "flags": flags})
        elif body["type"] in (6, 7):
            exchange.message = self.messages[exchange.payload["message"]["id"]]
            if body["type"] == 7:
                self._changed_to(exchange.message, data)
        interaction = {"id": exchange.payload["id"], "type": exchange.payload["type"]}
        answer: dict[str, Any] = {"interaction": interaction}
        if exchange.message is not None:
            interaction["response_message_id"] = exchange.message["id"]
            if body["type"] in (4, 7):
                answer["resource"] = {"type": body["type"], "message": exchange.message}
        return (200, answer) if query.get("with_response") else (204, None)

    def _webhook(self, verb: str, token: str, rest: list[str], body: Any) -> tuple[int, Any]:
        if token not in self.exchanges or self.exchanges[token].response is None:
            raise Problem(404, 10015, "Unknown Webhook")
        exchange = self.exchanges[token]
        if verb == "POST":
            self._check(body, new=True)
            exchange.followups.append(self._made(exchange.payload["channel"]["id"], body))
            return 200, exchange.followups[-1]
        if rest != ["messages", "@original"] or exchange.message is None or exchange.deleted:
            raise Problem(404, 10008, "Unknown Message")
        if verb == "DELETE":
            exchange.deleted = True
            self.messages.pop(exchange.message["id"], None)
            return 204, None
        if verb == "PATCH":
            self._check({**body, "flags": body.get("flags", exchange.message["flags"])}, new=False)
            return 200, self._changed_to(exchange.message, body)
        return 200, exchange.message

    # --- people: interactions ----------------------------------------------------------------------------------------

    async def slash(self, name: str, options: dict[str, Any] | None = None, **who: Any) -> Exchange:
        """Send a slash command, and wait for its answer."""
        given = [{"name": key, "type": 3, "value": value} for key, value in (options or {}).items()]
        data: dict[str, Any] = {"id": "1", "name": name, "type": 1, "options": given}
        if files := who.pop("files", None):
            data["resolved"] = {"attachments": {id_: self.attached(id_, *file) for id_, file in files.items()}}
        return await self.interact(2, data, **who)

    async def menu(self, name: str, message: dict[str, Any], **who: Any) -> Exchange:
        """Pick a command from a message's own menu."""
        resolved = {"messages": {message["id"]: message}}
        return await self.interact(
            2, {"id": "1", "name": name, "type": 3, "target_id": message["id"], "resolved": resolved}, **who
        )

    async def type(self, name: str, option: str, text: str, **who: Any) -> list[dict[str, Any]]:
        """Type into an option; the choices that are offered."""
        given = [{"name": option, "type": 3, "value": text, "focused": True}]
        exchange = await self.interact(4, {"id": "1", "name": name, "type": 1, "options": given}, **who)
        assert exchange.response
        assert exchange.response["type"] == 8
        return exchange.response["data"]["choices"]

    async def press(self, message: dict[str, Any], label: str, **who: Any) -> Exchange:
        """Press a button."""
        found = [one for one in walk(message["components"]) if one.get("label") == label]
        assert found, f"no button {label!r}"
        return await self.press_id(message, found[0]["custom_id"], **who)

    async def press_id(self, message: dict[str, Any], custom_id: str, **who: Any) -> Exchange:
        return await self.interact(3, {"custom_id": custom_id, "component_type": 2}, message=message, **who)

    async def pick(self, message: dict[str, Any], label: str, **who: Any) -> Exchange:
        """Pick from a menu in a message."""
        for select in (one for one in walk(message["components"]) if one["type"] == 3):
            for option in select["options"]:
                if label in option["label"]:
                    data = {"custom_id": select["custom_id"], "component_type": 3, "values": [option["value"]]}
                    return await self.interact(3, data, message=message, **who)
        raise AssertionError(label)

    async def submit(
        self, dialog: Exchange, text: str = "", file: tuple[Any, ...] | None = None, *, lost: bool = False, **who: Any
    ) -> Exchange:
        """Fill a dialog and send it."""
        assert dialog.response
        assert dialog.response["type"] == 9
        sheet = dialog.response["data"]
        data: dict[str, Any] = {"custom_id": sheet["custom_id"], "components": []}
        for label in sheet["components"]:
            part = label["component"]
            filled = {"type": part["type"], "id": 2, "custom_id": part["custom_id"]}
            filled |= {"value": text} if part["type"] == 4 else {"values": ["77"] if file else []}
            data["components"].append({"type": 18, "id": 1, "component": filled})
        if file:
            data["resolved"] = {"attachments": {"77": self.attached("77", *file)}}
        if lost:
            del self.files["77"]
        return await self.interact(5, data, **who)

    def attached(
        self, id_: str, name: str, content: bytes, kind: str | None = "text/plain", size: int | None = None
    ) -> dict[str, Any]:
        """A file on the server."""
        self.files[id_] = content
        url = f"{self.url}/files/{id_}/{name}"
        size = len(content) if size is None else size
        return {"id": id_, "filename": name, "size": size, "url": url, "proxy_url": url, "content_type": kind}

    async def interact(
        self, kind: int, data: dict[str, Any], *, wait: bool = True, forget: bool = False, **who: Any
    ) -> Exchange:
        """Any interaction. `forget`: it has expired when the bot answers."""
        payload = self._interaction(kind, data, **who)
        exchange = Exchange(payload)
        if not forget:
            self.exchanges[exchange.token] = exchange
        await self.gateway.dispatch("INTERACTION_CREATE", payload)
        if wait and not forget:
            await self.until(lambda: exchange.response is not None)
            # What was put off is done when the answer is there.
            shown = exchange.message
            if exchange.response and exchange.response["type"] == 5 and shown:
                await self.until(lambda: exchange.deleted or not shown["flags"] & LOADING)
        return exchange

    def _interaction(  # noqa: PLR0913
        self,
        kind: int,
        data: dict[str, Any],
        *,
        user: dict[str, Any] = ANN,
        guild: str | None = GUILD,
        channel: str | None = None,
        locale: str = "en-US",
        guild_locale: str = "en-US",
        permissions: int = 0,
        message: dict[str, Any] | None = None,
        context: int | None = None,
    ) -> dict[str, Any]:
        payload: dict[str, Any] = {
            "id": snowflake(), "application_id": str(APPLICATION), "type": kind, "data": data, "version": 1,
            "token": secrets.token_urlsafe(24), "locale": locale, "entitlements": [], "app_permissions": "0",
            "authorizing_integration_owners": {}, "attachment_size_limit": 10 * 1024 * 1024,
        }  # fmt: skip
        if guild:
            place = payloads.channel(channel or str(int(guild) + 1), guild)
            payload |= {"guild_id": guild, "guild": {"id": guild, "locale": guild_locale, "features": []}}
            payload |= {"guild_locale": guild_locale, "member": payloads.member(user, permissions), "context": 0}
        elif channel == GROUP_CHAT:
            place = payloads.group_chat(user)
            payload |= {"user": user, "context": 2}
        else:
            place = payloads.direct(user)
            payload |= {"user": user, "context": 1}
        if context is not None:
            payload["context"] = context
        if message is not None:
            payload["message"] = message
        return {**payload, "channel": place, "channel_id": place["id"]}

    # --- people: messages --------------------------------------------------------------------------------------------

    async def say(
        self, text: str, *, user: dict[str, Any] = ANN, guild: str | None = GUILD, **more: Any
    ) -> dict[str, Any]:
        """Write a message. Without a mention, a server's message comes without its content, as intents have it."""
        channel = more.pop("channel", None) or (str(int(guild) + 1) if guild else DIRECT)
        message = payloads.message(user, channel, content=text, **more)
        if guild:
            message |= {"guild_id": guild, "member": payloads.member(None, 0)}
        self._seen_by_bot(message, text)
        self.messages[message["id"]] = message
        await self.gateway.dispatch("MESSAGE_CREATE", message)
        return message

    async def edit(self, message: dict[str, Any], text: str) -> None:
        message |= {"content": text, "edited_timestamp": payloads.now()}
        self._seen_by_bot(message, text)
        await self.gateway.dispatch("MESSAGE_UPDATE", dict(message))

    async def unfold(self, message: dict[str, Any]) -> None:
        """A link in a message unfolds: an update that is no edit."""
        await self.gateway.dispatch("MESSAGE_UPDATE", {**message, "embeds": [{"type": "link", "title": "404"}]})

    async def delete(self, *messages: dict[str, Any]) -> None:
        where = {key: messages[0][key] for key in ("channel_id", "guild_id") if key in messages[0]}
        for message in messages:
            del self.messages[message["id"]]
        if len(messages) == 1:
            await self.gateway.dispatch("MESSAGE_DELETE", {"id": messages[0]["id"], **where})
        else:
            ids = [message["id"] for message in messages]
            await self.gateway.dispatch("MESSAGE_DELETE_BULK", {"ids": ids, **where})

    @staticmethod
    def _seen_by_bot(message: dict[str, Any], text: str) -> None:
        named = f"<@{BOT['id']}>" in text or any(one["id"] == BOT["id"] for one in message.get("pinged", ()))
        message["mentions"] = [BOT] if named else []
        if message.get("guild_id") and not named:
            message |= {"content": "", "embeds": [], "attachments": [], "components": []}

    def answers_to(self, message: dict[str, Any]) -> list[dict[str, Any]]:
        """What the bot has below a message."""
        return [
            one
            for one in self.messages.values()
            if (one.get("message_reference") or {}).get("message_id") in (message["id"], int(message["id"]))
        ]

    async def answered(self, message: dict[str, Any]) -> dict[str, Any]:
        """Wait for the answer to a message."""
        found = await self.until(lambda: self.answers_to(message))
        return found[0]

    def calls(self, verb: str, ending: str) -> list[Request]:
        """The requests to a path."""
        return [one for one in self.requests if one.verb == verb and re.search(ending, one.path)]


def _numbered(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Components with the ids that Discord gives them."""
    copied = json.loads(json.dumps(components))
    for number, one in enumerate(walk(copied), 1):
        one.setdefault("id", number)
    return copied


def _stored(command: dict[str, Any]) -> dict[str, Any]:
    """A command as Discord gives it back."""
    stored = json.loads(json.dumps(command))
    for option in stored.get("options", []):
        option.setdefault("description_localizations", None)
    extra = {"id": snowflake(), "application_id": str(APPLICATION), "version": snowflake(), "nsfw": False}
    return {
        **stored,
        **extra,
        "default_member_permissions": None,
        "dm_permission": True,
        "description": stored.get("description", ""),
    }


__all__ = ["CHANNEL", "TOKEN", "Exchange", "FakeDiscord", "Fault", "Request"]
