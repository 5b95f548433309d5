"""A Bot API server on loopback that keeps the promises of the real one, and a hand to do what people do.

`async with FakeTelegram() as fake:` listens on `fake.url`. People act through `fake.say`, `fake.press`, `fake.type` and
the like, each of which becomes an update; what the bot does is in `fake.requests` and `fake.messages`. Where the
environment names WHATCODE_RECORD_DIR, every request is written to `telegram.jsonl` there.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import time
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web
from fakes.telegram_markup import RICH_TAGS, MarkupError, shown, units

if TYPE_CHECKING:
    from fakes.faults import Plan

TOKEN = "12345:the-token-of-the-fake"
BOT = {"id": 12345, "is_bot": True, "first_name": "Whatcode", "username": "whatcode_bot"}
ANN = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
LI = {"id": 8, "is_bot": False, "first_name": "丽", "language_code": "zh-hans"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Ann"}
GROUP = {"id": -1001, "type": "supergroup", "title": "on call"}

_ENTITY = re.compile(r"(?<!\S)/[A-Za-z0-9_]+(?:@\w+)?|(?<![\w/])@\w+")
_NEVER = 3600.0

PATIENCE_SECONDS = 20.0
"""How long a test waits by itself for what has to happen: longer than a busy machine takes. What has to be quick says so."""
MOST_BYTES = 1 << 20
"""Of a request's parameters (HttpReader.h of tdlib, MAX_TOTAL_PARAMETERS_LENGTH)."""


@dataclass
class Request:
    """One call of the bot."""

    method: str
    params: dict[str, Any]
    status: int = 0
    at: float = field(default_factory=time.monotonic)
    fault: str = ""
    """The name of what the plan dealt it."""
    worked: int = 0
    """The status that the server's work came to, whatever it said of it; 0 where it did none."""


@dataclass
class Fault:
    """What the server does instead of its work: an HTTP answer, silence, a cut line, rubbish."""

    kind: str = "error"
    status: int = 500
    description: str = "Internal Server Error"
    parameters: dict[str, Any] = field(default_factory=dict)
    after: bool = False
    seconds: float = 0.0
    """How late the answer is, where the kind is "late" and it is none but that."""


class Problem(Exception):  # noqa: N818 - it is the server's
    """An answer of the server that is no success."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


class FakeTelegram:
    """The server, and the people in front of it."""

    def __init__(self, *, port: int = 0, token: str = TOKEN) -> None:
        self.token = token
        self.me = {
            **BOT,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
            "supports_guest_queries": True,
        }
        self.requests: list[Request] = []
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
        self.inline_messages: dict[str, dict[str, Any]] = {}
        self.updates: deque[dict[str, Any]] = deque()
        self.webhook: dict[str, Any] = {"url": ""}
        self.commands: dict[str, list[Any]] = {}
        self.descriptions: dict[str, str] = {}
        self.shorts: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self.members: dict[tuple[int, int], dict[str, Any]] = {}
        self.blocked: set[int] = set()
        self.mute: set[int] = set()
        self.migrated: dict[int, int] = {}
        self.rich = True
        self.local: Path | None = None
        """The folder of a server in local mode, which tells paths on the disk and serves no files."""
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.plan: Plan | None = None
        self.handed: list[tuple[float, int]] = []
        """When each update was handed out, as often as it was."""
        self.presses: set[str] = set()
        self.typings: set[str] = set()
        self.guests: set[str] = set()
        self.polls = 0
        self.hung = 0
        self.keep_requests = True
        self._port = port
        self._ids = itertools.count(100)
        self._update_ids = itertools.count(1)
        self._poller: asyncio.Event | None = None
        self._changed = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._record = _record_file()

    # --- the server ------------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=50 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.*}", self._file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner
        self._changed.set()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def stop(self) -> None:
        """Go away, as a server that is restarted."""
        assert self._runner
        await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return _failure(Problem(401, "Unauthorized"))
        if len(await request.read()) > MOST_BYTES:
            return _failure(Problem(413, "Request Entity Too Large: too much parameters"))
        params = await _params(request)
        seen = Request(method, params)
        if self.keep_requests:
            self.requests.append(seen)
        if self._record:
            with self._record.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"method": method, "params": params}, ensure_ascii=True) + "\n")
        fault = self._fault(seen)
        if fault is not None and fault.kind == "late":
            await asyncio.sleep(fault.seconds)
            fault = None
        if fault is not None and not fault.after:
            response = await self._fail(request, fault)
        else:
            response = await self._answer(method, params)
            seen.worked = response.status
            if fault is not None:
                response = await self._fail(request, fault)
        seen.status = response.status
        self._wake()
        return response

    def _fault(self, seen: Request) -> Fault | None:
        if self.faults[seen.method]:
            return self.faults[seen.method].popleft()
        dealt = self.plan.deal(seen.method) if self.plan else None
        if dealt is None:
            return None
        seen.fault, fault = dealt
        return fault

    async def _answer(self, method: str, params: dict[str, Any]) -> web.Response:
        handler = getattr(self, f"do_{method}", None)
        if handler is None:
            return _failure(Problem(404, "Not Found"))
        try:
            return _success(await handler(_typed(params)))
        except Problem as problem:
            return _failure(problem)
        except (KeyError, TypeError, ValueError) as error:
            return _failure(Problem(400, f"Bad Request: {error!r}"))

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        match fault.kind:
            case "hang":
                self.hung += 1
                self._wake()
                with suppress(ConnectionError):
                    await asyncio.sleep(_NEVER)
            case "reset":
                assert request.transport
                request.transport.abort()
            case "garbage":
                return web.Response(status=200, body=b"<html>\xff not what you want</html>")
        return _failure(Problem(fault.status, fault.description, **fault.parameters))

    async def _file(self, request: web.Request) -> web.Response:
        content = None if self.local else self.files.get(request.match_info["path"])
        return web.Response(status=404) if content is None else web.Response(body=content)

    def fail(self, method: str, times: int = 1, **how: Any) -> None:
        """Answer the next calls of a method with a fault."""
        self.faults[method].extend(Fault(**how) for _ in range(times))

    # --- waiting -----------------------------------------------------------------------------------------------------

    def _wake(self) -> None:
        self._changed.set()

    async def until(self, condition: Any, seconds: float = PATIENCE_SECONDS) -> Any:
        """Wait until the condition holds; its value. It is looked at after each request."""
        async with asyncio.timeout(seconds):
            while not (value := condition()):
                self._changed.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), 0.05)
        return value

    async def wait_for(self, method: str, count: int = 1, seconds: float = PATIENCE_SECONDS) -> Request:
        """The count-th successful call of a method."""
        await self.until(lambda: len(self.calls(method)) >= count, seconds)
        return self.calls(method)[count - 1]

    async def settle(self, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until the bot has taken all updates and polls again."""
        await self.until(lambda: not self.updates and self._poller is not None, seconds)

    def calls(self, *methods: str, status: int = 200) -> list[Request]:
        return [request for request in self.requests if request.method in methods and request.status == status]

    # --- what the bot asks ---------------------------------------------------------------------------------------------

    async def do_getMe(self, _: dict[str, Any]) -> Any:  # noqa: N802 - named as the method
        return self.me

    async def do_getUpdates(self, params: dict[str, Any]) -> Any:  # noqa: N802
        if self.webhook["url"]:
            raise Problem(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._poller is not None:
            self._poller.set()
        mine = self._poller = asyncio.Event()
        self.polls += 1
        offset = params.get("offset")
        # An offset that is far beyond the last update counts as none (td/db/TQueue.cpp of tdlib, "in the future").
        ahead = offset is not None and bool(self.updates) and offset > max(map(_number, self.updates)) + 10
        while offset is not None and not ahead and self.updates and _number(self.updates[0]) < offset:
            self.updates.popleft()
        try:
            async with asyncio.timeout(params.get("timeout", 0)):
                while not self.updates and not mine.is_set():
                    self._changed.clear()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._changed.wait(), 0.5)
        except TimeoutError:
            pass
        if mine.is_set():
            raise Problem(409, "Conflict: terminated by other getUpdates request")
        self._poller = None
        batch = list(itertools.islice(self.updates, params.get("limit", 100)))
        now = time.monotonic()
        self.handed += [(now, number) for number in map(_number, batch) if number]
        return batch

    async def do_deleteWebhook(self, _: dict[str, Any]) -> Any:  # noqa: N802
        self.webhook = {"url": ""}
        return True

    async def do_setWebhook(self, params: dict[str, Any]) -> Any:  # noqa: N802
        self.webhook = dict(params)
        return True

    async def do_getWebhookInfo(self, _: dict[str, Any]) -> Any:  # noqa: N802
        known = {"url": self.webhook["url"], "has_custom_certificate": False, "pending_update_count": len(self.updates)}
        return known | {name: value for name, value in self.webhook.items() if name.startswith("last_error")}

    async def do_sendMessage(self, params: dict[str, Any]) -> Any:  # noqa: N802
        chat = self._chat(params["chat_id"])
        return self._keep(chat, {**params, "shown": _parsed(params)})

    async def do_sendRichMessage(self, params: dict[str, Any]) -> Any:  # noqa: N802
        if not self.rich:
            raise Problem(404, "Not Found")
        chat = self._chat(params["chat_id"])
        return self._keep(chat, {**params, "shown": _parsed_rich(params)})

    def _keep(self, chat: int, message: dict[str, Any]) -> dict[str, Any]:
        _check_markup(message.get("reply_markup"))
        number = next(self._ids)
        self.messages[chat, number] = {**message, "at": time.monotonic()}
        told = {"message_id": number, "date": 1, "chat": _chat(chat), "from": BOT, "text": message["shown"]}
        return {**told, "reply_markup": message["reply_markup"]} if message.get("reply_markup") else told

    def _chat(self, chat: Any) -> int:
        chat = int(chat)
        if chat in self.migrated:
            to = self.migrated[chat]
            raise Problem(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=to)
        if chat in self.blocked:
            raise Problem(403, "Forbidden: bot was blocked by the user")
        if chat in self.mute:
            raise Problem(400, "Bad Request: not enough rights to send text messages to the chat")
        return chat

    async def do_editMessageText(self, params: dict[str, Any]) -> Any:  # noqa: N802
        where = params.get("inline_message_id")
        known = self.inline_messages if where else self.messages
        key: Any = where or (self._chat(params["chat_id"]), int(params["message_id"]))
        if key not in known:
            raise Problem(400, "Bad Request: message to edit not found")
        if "rich_message" in params and not self.rich:
            raise Problem(400, "Bad Request: message text is empty")
        text = _parsed_rich(params) if "rich_message" in params else _parsed(params)
        _check_markup(params.get("reply_markup"))
        if known[key]["shown"] == text and known[key].get("reply_markup") == params.get("reply_markup"):
            raise Problem(400, "Bad Request: message is not modified")
        known[key] = {**params, "shown": text, "at": known[key].get("at")}
        return True if where else {"message_id": key[1], "date": 1, "chat": _chat(key[0]), "text": text}

    async def do_deleteMessage(self, params: dict[str, Any]) -> Any:  # noqa: N802
        if self.messages.pop((self._chat(params["chat_id"]), int(params["message_id"])), None) is None:
            raise Problem(400, "Bad Request: message to delete not found")
        return True

    async def do_answerCallbackQuery(self, params: dict[str, Any]) -> Any:  # noqa: N802
        if params["callback_query_id"] not in self.presses:
            raise Problem(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.presses.discard(params["callback_query_id"])
        return True

    async def do_answerInlineQuery(self, params: dict[str, Any]) -> Any:  # noqa: N802
        if params["inline_query_id"] not in self.typings:
            raise Problem(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        results = params["results"]
        if len(results) > 50 or len({result["id"] for result in results}) != len(results):
            raise Problem(400, "Bad Request: RESULT_ID_DUPLICATE")
        for result in results:
            self._take(result)
        self.typings.discard(params["inline_query_id"])
        return True

    async def do_answerGuestQuery(self, params: dict[str, Any]) -> Any:  # noqa: N802
        if params["guest_query_id"] not in self.guests:
            raise Problem(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self._take(params["result"])
        self.guests.discard(params["guest_query_id"])
        return {"inline_message_id": self.choose(params["result"])}

    def _take(self, result: dict[str, Any]) -> None:
        if "rich_message" in result["input_message_content"] and not self.rich:
            raise Problem(400, "Bad Request: can't parse input message content: message text is not found")
        _check_result(result)

    async def do_getFile(self, params: dict[str, Any]) -> Any:  # noqa: N802
        if params["file_id"] not in self.files:
            raise Problem(400, "Bad Request: wrong file_id")
        size = len(self.files[params["file_id"]])
        path = params["file_id"]
        if self.local is not None:
            (self.local / path).write_bytes(self.files[path])
            path = str(self.local / path)
        return {"file_id": params["file_id"], "file_unique_id": "u", "file_size": size, "file_path": path}

    async def do_getChatMember(self, params: dict[str, Any]) -> Any:  # noqa: N802
        user = int(params["user_id"])
        return self.members.get(
            (self._chat(params["chat_id"]), user), {"status": "member", "user": {**ANN, "id": user}}
        )

    async def do_getMyCommands(self, params: dict[str, Any]) -> Any:  # noqa: N802
        return self.commands.get(params.get("language_code", ""), [])

    async def do_setMyCommands(self, params: dict[str, Any]) -> Any:  # noqa: N802
        if any(not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]) for command in params["commands"]):
            raise Problem(400, "Bad Request: BOT_COMMAND_INVALID")
        self.commands[params.get("language_code", "")] = params["commands"]
        return True

    async def do_getMyDescription(self, params: dict[str, Any]) -> Any:  # noqa: N802
        return {"description": self.descriptions.get(params.get("language_code", ""), "")}

    async def do_setMyDescription(self, params: dict[str, Any]) -> Any:  # noqa: N802
        self.descriptions[params.get("language_code", "")] = params["description"]
        return True

    async def do_getMyShortDescription(self, params: dict[str, Any]) -> Any:  # noqa: N802
        return {"short_description": self.shorts.get(params.get("language_code", ""), "")}

    async def do_setMyShortDescription(self, params: dict[str, Any]) -> Any:  # noqa: N802
        self.shorts[params.get("language_code", "")] = params["short_description"]
        return True

    # --- what people do ------------------------------------------------------------------------------------------------

    def post(self, **update: Any) -> int:
        """Put an update into the queue; its number."""
        number = update.pop("update_id", None) or next(self._update_ids)
        self.updates.append({"update_id": number, **update})
        self._wake()
        return number

    def message(
        self, text: str | None = None, *, user: dict[str, Any] = ANN, chat: dict[str, Any] | None = None, **more: Any
    ) -> dict[str, Any]:
        """A message as the server would tell of it, commands and mentions marked."""
        where = chat or {**PRIVATE, "id": user["id"]}
        said: dict[str, Any] = {
            "message_id": next(self._ids),
            "from": user,
            "chat": where,
            "date": 1_700_000_000,
            **more,
        }
        if text is not None:
            said["text"] = text
            if marks := _entities(text):
                said["entities"] = marks
        elif "caption" in more and (marks := _entities(more["caption"])):
            said["caption_entities"] = marks
        return said

    def say(self, text: str | None = None, **more: Any) -> dict[str, Any]:
        """Somebody writes."""
        said = self.message(text, **more)
        self.post(message=said)
        return said

    def change(self, said: dict[str, Any], text: str, *, later: int = 10) -> None:
        """Somebody edits what was said."""
        changed = {**said, "text": text, "edit_date": said["date"] + later}
        changed.pop("entities", None)
        if marks := _entities(text):
            changed["entities"] = marks
        self.post(edited_message=changed)

    def press(
        self, chat: int, number: int, label: str = "", *, data: str | None = None, user: dict[str, Any] = ANN
    ) -> str:
        """Somebody presses the button with this label below a message of the bot."""
        message = self.messages[chat, number]
        id_ = f"press{next(self._ids)}"
        self.presses.add(id_)
        told = {"message_id": number, "date": 1, "chat": _chat(chat), "from": BOT, "text": message["shown"]}
        if message.get("reply_markup"):
            told["reply_markup"] = message["reply_markup"]
        press = {"id": id_, "from": user, "chat_instance": "1", "message": told, "data": data or _data(message, label)}
        self.post(callback_query=press)
        return id_

    def press_inline(self, inline: str, label: str = "", *, data: str | None = None, user: dict[str, Any] = ANN) -> str:
        """The same below a message that was sent through the bot."""
        id_ = f"press{next(self._ids)}"
        self.presses.add(id_)
        data = data or _data(self.inline_messages[inline], label)
        press = {"id": id_, "from": user, "chat_instance": "1", "inline_message_id": inline, "data": data}
        self.post(callback_query=press)
        return id_

    def type(self, query: str, *, offset: str = "", user: dict[str, Any] = ANN) -> str:
        """Somebody types after the bot's name."""
        id_ = f"typing{next(self._ids)}"
        self.typings.add(id_)
        self.post(inline_query={"id": id_, "from": user, "query": query, "offset": offset})
        return id_

    def choose(self, result: dict[str, Any]) -> str:
        """Somebody picks an inline result; the id of the message that is sent of it."""
        _check_result(result)
        id_ = f"inline{next(self._ids)}"
        text = _content(result["input_message_content"])
        self.inline_messages[id_] = {"shown": text, "reply_markup": result.get("reply_markup")}
        return id_

    def summon(self, text: str, *, user: dict[str, Any] = ANN, **more: Any) -> str:
        """Somebody mentions the bot in a chat where it is not."""
        id_ = f"guest{next(self._ids)}"
        self.guests.add(id_)
        self.post(guest_message=self.message(text, user=user, chat=GROUP, guest_query_id=id_, **more))
        return id_


# --- forms of things -------------------------------------------------------------------------------------------------


def _record_file() -> Path | None:
    folder = os.environ.get("WHATCODE_RECORD_DIR")
    return Path(folder) / "telegram.jsonl" if folder else None


async def _params(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return await request.json()
    found: dict[str, Any] = {
        **request.query,
        **{key: value for key, value in (await request.post()).items() if isinstance(value, str)},
    }
    return found


def _typed(params: dict[str, Any]) -> dict[str, Any]:
    """A form's texts as the values they stand for."""
    typed = dict(params)
    for key, value in params.items():
        if isinstance(value, str) and (value[:1] in "[{" or key in ("offset", "limit", "timeout")):
            with suppress(ValueError):
                typed[key] = json.loads(value)
    return typed


def _success(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _failure(problem: Problem) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": problem.status, "description": problem.description}
    if problem.parameters:
        body["parameters"] = problem.parameters
    return web.json_response(body, status=problem.status)


def _parsed(params: dict[str, Any]) -> str:
    text = params["text"]
    if len(text.encode()) > 1 << 15:
        raise Problem(400, "Bad Request: message is too long")
    try:
        text = shown(text) if params.get("parse_mode") == "HTML" else text
    except MarkupError as error:
        raise Problem(400, f"Bad Request: can't parse entities: {error}") from error
    if not text.strip():
        raise Problem(400, "Bad Request: message text is empty")
    if units(text) > 4096:
        raise Problem(400, "Bad Request: message is too long")
    return text.strip()


def _parsed_rich(params: dict[str, Any]) -> str:
    try:
        return shown(params["rich_message"]["html"], RICH_TAGS)
    except MarkupError as error:
        raise Problem(400, f"Bad Request: can't parse rich message: {error}") from error


def _check_markup(markup: Any) -> None:
    for row in (markup or {}).get("inline_keyboard", ()):
        for button in row:
            if not button["text"] or len(set(button) & {"callback_data", "url", "copy_text"}) != 1:
                raise Problem(400, "Bad Request: BUTTON_TYPE_INVALID")
            if len(button.get("callback_data", "x").encode()) not in range(1, 65):
                raise Problem(400, "Bad Request: BUTTON_DATA_INVALID")
            if len(button.get("copy_text", {"text": "x"})["text"]) not in range(1, 257):
                raise Problem(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")
            if not button.get("url", "https://").startswith(("http://", "https://")):
                raise Problem(400, "Bad Request: BUTTON_URL_INVALID")


def _check_result(result: dict[str, Any]) -> None:
    if not 1 <= len(result["id"].encode()) <= 64 or not result["title"]:
        raise Problem(400, "Bad Request: RESULT_ID_INVALID")
    _content(result["input_message_content"])
    _check_markup(result.get("reply_markup"))


def _content(content: dict[str, Any]) -> str:
    """What a chosen result shows."""
    if "rich_message" in content:
        return _parsed_rich(content)
    return _parsed({**content, "text": content["message_text"]})


def _entities(text: str) -> list[dict[str, Any]]:
    found = []
    for mark in _ENTITY.finditer(text):
        kind = "bot_command" if mark[0].startswith("/") else "mention"
        found.append({"type": kind, "offset": units(text[: mark.start()]), "length": units(mark[0])})
    return found


def _number(update: Any) -> int:
    """The number of an update; 0 of what is none, which a real server never has."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if type(number) is int else 0


def _chat(number: int) -> dict[str, Any]:
    return {**GROUP, "id": number} if number < 0 else {**PRIVATE, "id": number}


def _data(message: dict[str, Any], label: str) -> str:
    for row in (message.get("reply_markup") or {}).get("inline_keyboard", ()):
        for button in row:
            if button["text"] == label and "callback_data" in button:
                return button["callback_data"]
    labels = [
        button["text"] for row in (message.get("reply_markup") or {}).get("inline_keyboard", ()) for button in row
    ]
    raise KeyError(label, labels)
