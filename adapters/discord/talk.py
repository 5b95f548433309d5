"""Where messages are answered: mentions, replies and direct messages. Answers follow their questions."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakValueDictionary

import discord
import structlog

from adapters.discord import calls, wire
from adapters.discord.attachment import completed
from adapters.discord.calls import Channel
from adapters.discord.decode import decode_message
from adapters.discord.render import render
from adapters.discord.reply import persistently, told
from bot.answer import Answer
from bot.front import Notice
from bot.query import Query
from bot.request import request_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.discord.decode import Asked
    from adapters.discord.lean import Gateway
    from adapters.discord.rendered import Rendered
    from bot.front import Bot

FOLLOWED = 10_000
"""Questions whose answers follow when they are edited or deleted; the oldest are forgotten first."""

NEW_BY_EDIT_SECONDS = 120
"""An edit that makes a question of what was none is answered only so soon: later it would come out of the blue."""

CANNOT_REPLY = 160002
"""Code of a place whose history we may not read (docs, JSON Error Codes)."""

_log = structlog.get_logger()


class _Answered(NamedTuple):
    """The answer to a question, and when the question it answers was written anew; None for as it was sent."""

    answer: int
    edited: str | None


class Talk:
    """Answers messages; those of one question in order, others side by side."""

    def __init__(self, client: Gateway, bot: Bot) -> None:
        """Take the connection and the one who answers."""
        self._client = client
        self._bot = bot
        self._answers: OrderedDict[int, _Answered] = OrderedDict()
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        client.state.is_followed = self._is_followed

    def _is_followed(self, question: int) -> bool:
        return question in self._answers or question in self._turns

    def _turn(self, question: int) -> asyncio.Lock:
        return self._turns.setdefault(question, asyncio.Lock())

    async def on_question(self, payload: Mapping[str, Any]) -> None:
        """Answer a new message. Never raises but for being cancelled."""
        message = self._read(payload)
        if message is None:
            return
        turn = self._turn(int(message.id))
        async with turn:
            try:
                asked = self._asked(message)
                if asked is not None:
                    await self._answer(message, asked)
            except Exception as error:  # noqa: BLE001 - one message must not end the others
                await self._failed(message, error)

    async def on_question_edit(self, payload: Mapping[str, Any]) -> None:
        """Let the answer follow its question, or answer what has become one. Never raises but for being cancelled."""
        if not payload.get("edited_timestamp"):  # a link unfolded
            return
        message = self._read(payload)
        if message is None:
            return
        turn = self._turn(int(message.id))
        async with turn:
            try:
                await self._follow(int(message.id), message)
            except Exception as error:  # noqa: BLE001 - as above
                await self._failed(message, error)

    async def on_question_delete(self, question: int, channel: int) -> None:
        """Take the answer to a question away that is no longer there. Never raises but for being cancelled."""
        turn = self._turn(question)
        async with turn:
            try:
                await self._take_back(channel, question)
            except Exception as error:  # noqa: BLE001 - as above
                self._note(question, request_id(), error)

    def _read(self, payload: Mapping[str, Any]) -> wire.Message | None:
        """The message; None for one of another form: nobody can be told but the log."""
        try:
            return wire.message(payload)
        except wire.Unreadable as error:
            self._bot.ports.metrics.error(platform="discord", kind="Unreadable")
            _log.warning("message not understood", platform="discord", why=str(error))
            return None

    # --- one question ------------------------------------------------------------------------------------------------

    def _asked(self, message: wire.Message) -> Asked | None:
        locale = self._client.state.locales.get(int(message.guild_id or 0), "")
        return decode_message(message, self._client.me, locale)

    async def _follow(self, question: int, message: wire.Message) -> None:
        asked = self._asked(message)
        known = self._answers.get(question)
        if known is not None and known.edited == message.edited_timestamp:
            return  # pinned, or a link unfolded: the text is as it was
        if asked is None:
            await self._take_back(int(message.channel_id), question)
        elif known is not None or _age(question) < NEW_BY_EDIT_SECONDS:
            await self._answer(message, asked)

    async def _answer(self, message: wire.Message, asked: Asked) -> None:
        found = await completed(asked, self._bot, self._client.fetch)
        answer = await self._bot.ask(found) if isinstance(found, Query) else found
        if isinstance(answer, Answer):
            await self._put(message, render(answer))

    async def _put(self, message: wire.Message, rendered: Rendered) -> None:
        """In place of the answer that is there, else below the question."""
        question, channel = int(message.id), Channel(self._client, int(message.channel_id))
        known = self._answers.get(question)
        if known is not None:
            try:
                await persistently(partial(channel.edit, known.answer, calls.message(rendered)))
                self._answers[question] = _Answered(known.answer, message.edited_timestamp)
            except discord.NotFound:
                del self._answers[question]  # somebody took it away; that is an answer too
            return
        # With the question as its nonce an answer is posted once, whoever asks Discord twice: a second try of ours,
        # or another process that saw the question too (docs, Create Message, enforce_nonce).
        whole = calls.message(rendered) | {"nonce": message.id, "enforce_nonce": True}
        below = {"message_id": message.id, "channel_id": message.channel_id, "fail_if_not_exists": False}
        try:
            sent = await persistently(partial(channel.post, whole | {"message_reference": below}))
        except discord.HTTPException as error:
            if error.code != CANNOT_REPLY:
                raise
            sent = await persistently(partial(channel.post, whole))
        self._answers[question] = _Answered(sent, message.edited_timestamp)
        if len(self._answers) > FOLLOWED:
            self._answers.popitem(last=False)

    async def _take_back(self, channel: int, question: int) -> None:
        known = self._answers.pop(question, None)
        if known is None:
            return
        try:
            await Channel(self._client, channel).delete(known.answer)
        except discord.NotFound:
            _log.info("answer gone already", platform="discord", question=question)

    # --- failures ----------------------------------------------------------------------------------------------------

    async def _failed(self, message: wire.Message, error: Exception) -> None:
        if isinstance(error, discord.Forbidden):
            _log.info("may not write there", platform="discord", channel=message.channel_id, code=error.code)
            return
        incident = request_id()
        self._note(int(message.id), incident, error)
        try:
            asked = self._asked(message)
            if asked is not None:
                notice = await self._bot.notice(asked.query, Notice.FAILED, incident=incident)
                await self._put(message, render(notice))
        except Exception as again:  # noqa: BLE001 - the log has the first one already
            _log.info("nobody could be told", platform="discord", incident=incident, why=type(again).__name__)

    def _note(self, question: int, incident: str, error: Exception) -> None:
        self._bot.ports.metrics.error(platform="discord", kind=type(error).__name__)
        _log.error("message failed", platform="discord", message=question, incident=incident, **told(error))


def _age(snowflake: int) -> float:
    """Seconds since a message was written."""
    return (discord.utils.utcnow() - discord.utils.snowflake_time(snowflake)).total_seconds()
