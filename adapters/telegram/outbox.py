"""What goes out: messages, changes, removals, notices, results. One place that knows how each can fail, and what then.

No text of an error is looked at, only its kind: the server words them anew from time to time.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec
import structlog
from msgspec.structs import replace
from telegram.error import BadRequest, ChatMigrated, EndPointNotFound, Forbidden, InvalidToken, TelegramError

from adapters.telegram.limits import ALERT_CHARACTERS, INLINE_ID_BYTES, TEXT_UNITS, shown, units

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from adapters.telegram.client import Client
    from adapters.telegram.decode import Spot
    from adapters.telegram.rendered import Button, Rendered, Rows
    from bot.ports import Metrics

    Json = Mapping[str, object]

_NO_PREVIEW = {"is_disabled": True}
_UNKNOWN_METHOD = (InvalidToken, EndPointNotFound)
"""What a server says to a method that it does not know: 404 makes the library think of the token."""

_log = structlog.get_logger()


class Sent(msgspec.Struct):
    """What is of interest of a sent message."""

    message_id: int


class Offer(msgspec.Struct, frozen=True):
    """A result of inline mode, or of a guest query, that sends a rendered answer."""

    id: str
    title: str
    description: str
    rendered: Rendered


class Outbox:
    """Sends what was rendered. Never raises for what chats and people do; what is lost is logged with its reason."""

    def __init__(self, client: Client, metrics: Metrics, *, rich: bool) -> None:
        """Take the connection; `rich` is whether tables may be sent as such, until the server refuses one."""
        self._client = client
        self._metrics = metrics
        self._rich = rich

    # --- messages ----------------------------------------------------------------------------------------------------

    async def send(self, spot: Spot, rendered: Rendered) -> int | None:
        """Send a message; its id, or None where that could not be done."""
        try:
            return await self._send(spot, rendered)
        except ChatMigrated as moved:
            _log.info("chat moved", platform="telegram", chat=spot.chat, to=moved.new_chat_id)
            return await self._send_or_tell(replace(spot, chat=moved.new_chat_id), rendered)
        except TelegramError as error:
            self._tell("sendMessage", error, chat=spot.chat)
            return None

    async def _send_or_tell(self, spot: Spot, rendered: Rendered) -> int | None:
        try:
            return await self._send(spot, rendered)
        except TelegramError as error:
            self._tell("sendMessage", error, chat=spot.chat)
            return None

    async def _send(self, spot: Spot, rendered: Rendered) -> int:
        where = _where(spot)
        refused = unknown = False
        if rendered.rich and self._rich:
            try:
                return await self._message("sendRichMessage", {**where, **_rich(rendered), **_markup(rendered.rows)})
            except BadRequest:
                refused = True  # this one, or this chat: the next may go through
            except _UNKNOWN_METHOD:
                unknown = True
        try:
            sent = await self._message("sendMessage", {**where, **_text(rendered), **_markup(rendered.rows)})
        except BadRequest as error:
            # Perhaps it is our markup or a button that the server does not like: the words are worth more than both.
            sent = await self._message("sendMessage", {**where, **_plain(rendered)})
            self._tell("sendMessage", error, chat=spot.chat)
        if refused:
            _log.info("table stacked", platform="telegram", chat=spot.chat, why="the rich message was refused")
        if unknown:
            self._rich = False
            _log.warning("tables are stacked from now on", platform="telegram", why="the server knows no rich messages")
        return sent

    async def _message(self, method: str, params: Json) -> int:
        return (await self._client.call(method, params, Sent)).message_id

    async def edit(self, spot: Spot | None, inline: str, rendered: Rendered) -> bool:
        """Change a message of ours, in a chat or sent through us; whether that could be done."""
        where: Json = {"chat_id": spot.chat, "message_id": spot.message} if spot else {"inline_message_id": inline}
        markup = _markup(rendered.rows)
        try:
            if rendered.rich and self._rich:
                try:
                    await self._client.call("editMessageText", {**where, **_rich(rendered), **markup}, object)
                except (BadRequest, *_UNKNOWN_METHOD):
                    pass  # as text, then
                else:
                    return True
            await self._client.call("editMessageText", {**where, **_text(rendered), **markup}, object)
        except TelegramError as error:
            self._tell("editMessageText", error, **({"chat": spot.chat} if spot else {"inline": inline}))
            return False
        return True

    async def remove(self, spot: Spot) -> bool:
        """Take a message away; whether that could be done."""
        try:
            await self._client.call("deleteMessage", {"chat_id": spot.chat, "message_id": spot.message}, object)
        except TelegramError as error:
            self._tell("deleteMessage", error, chat=spot.chat)
            return False
        return True

    # --- presses, inline, guests -------------------------------------------------------------------------------------

    async def answer_press(self, press: str, notice: str = "") -> None:
        """End the waiting after a press, with a notice to the one who pressed if there is one."""
        params: dict[str, object] = {"callback_query_id": press}
        if notice:
            params |= {"text": _cut(notice, ALERT_CHARACTERS), "show_alert": True}
        try:
            await self._client.call("answerCallbackQuery", params, object)
        except TelegramError as error:
            self._tell("answerCallbackQuery", error, press=press)

    async def answer_inline(self, query: str, offers: Sequence[Offer], params: Json) -> None:
        """Show results to the one who types."""

        async def answer(*, rich: bool) -> None:
            results = [_article(offer, rich=rich) for offer in offers]
            given = {"inline_query_id": query, "results": results, **params}
            await self._client.call("answerInlineQuery", given, object)

        await self._offer("answerInlineQuery", query, answer, rich=any(offer.rendered.rich for offer in offers))

    async def answer_guest(self, query: str, offer: Offer) -> None:
        """Answer in a chat that we are not in: once, and never again."""

        async def answer(*, rich: bool) -> None:
            given = {"guest_query_id": query, "result": _article(offer, rich=rich)}
            await self._client.call("answerGuestQuery", given, object)

        await self._offer("answerGuestQuery", query, answer, rich=bool(offer.rendered.rich))

    async def _offer(self, method: str, query: str, answer: Callable[..., Awaitable[None]], *, rich: bool) -> None:
        """Answer with tables, and without where the server does not take them."""
        try:
            if rich and self._rich:
                try:
                    return await answer(rich=True)
                except BadRequest:
                    pass  # as text, then
            return await answer(rich=False)
        except TelegramError as error:
            self._tell(method, error, query=query)

    def _tell(self, method: str, error: TelegramError, **whose: int | str) -> None:
        """Say that something did not work, and for whom. People block bots and delete messages: no error of ours."""
        expected = (Forbidden,) if method == "sendMessage" else (Forbidden, BadRequest, ChatMigrated)
        quiet = isinstance(error, expected)
        kind = type(error).__name__
        if quiet:
            _log.info("not delivered", platform="telegram", method=method, why=kind, **whose)
            return
        self._metrics.error(platform="telegram", kind=kind)
        _log.warning("not delivered", platform="telegram", method=method, why=kind, **whose)


def _article(offer: Offer, *, rich: bool) -> Json:
    rendered = offer.rendered
    text = {"message_text": rendered.html, "parse_mode": "HTML", "link_preview_options": _NO_PREVIEW}
    return {
        "type": "article",
        "id": _short_id(offer.id),
        "title": offer.title,
        "input_message_content": _rich(rendered) if rich and rendered.rich else text,
        **({"description": offer.description} if offer.description else {}),
        **_markup(rendered.rows),
    }


def _short_id(id_: str) -> str:
    encoded = id_.encode("utf-8", "replace")
    return id_ if len(encoded) <= INLINE_ID_BYTES else hashlib.sha256(encoded).hexdigest()[:INLINE_ID_BYTES]


def _where(spot: Spot) -> dict[str, object]:
    where: dict[str, object] = {"chat_id": spot.chat}
    if spot.thread is not None:
        where["message_thread_id"] = spot.thread
    if spot.topic is not None:
        where["direct_messages_topic_id"] = spot.topic
    if spot.quoting:
        where["reply_parameters"] = {"message_id": spot.message, "allow_sending_without_reply": True}
    return where


def _text(rendered: Rendered) -> dict[str, object]:
    return {"text": rendered.html, "parse_mode": "HTML", "link_preview_options": _NO_PREVIEW}


def _plain(rendered: Rendered) -> dict[str, object]:
    return {"text": _cut(shown(rendered.html), TEXT_UNITS), "link_preview_options": _NO_PREVIEW}


def _rich(rendered: Rendered) -> dict[str, object]:
    return {"rich_message": {"html": rendered.rich, "skip_entity_detection": True}}


@lru_cache(maxsize=2048)
def _markup(rows: Rows) -> Json:
    return {"reply_markup": {"inline_keyboard": [[_button(b) for b in row] for row in rows]}} if rows else {}


def _button(button: Button) -> Json:
    if button.data:
        return {"text": button.text, "callback_data": button.data}
    if button.url:
        return {"text": button.text, "url": button.url}
    return {"text": button.text, "copy_text": {"text": button.copy}}


def _cut(text: str, most: int) -> str:
    while units(text) > most:
        text = text[: min(len(text) - 2, most - 1)] + "…"
    return text
