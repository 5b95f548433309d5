"""Where interactions are answered: commands, dialogs, presses, suggestions. All within three seconds."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, assert_never

import discord
import structlog
from discord.enums import try_enum

from adapters.discord import menu, wire
from adapters.discord.attachment import completed
from adapters.discord.decode import Asked, Pressed, Stale, Typed, Wanted, asker, decode, for_everyone
from adapters.discord.limits import CHOICE_NAME, CHOICES, RESPONSE_SECONDS
from adapters.discord.render import render
from adapters.discord.reply import Reply, is_past, told
from bot.answer import Answer, Removal
from bot.front import Notice
from bot.query import Query, Venue
from bot.request import request_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.discord.decode import Incoming
    from adapters.discord.lean import Gateway
    from bot.front import Bot

PATIENCE_SECONDS = RESPONSE_SECONDS / 2
"""After so long we say that it takes a moment: the rest is for the way to Discord."""

_log = structlog.get_logger()


class Desk:
    """Answers interactions, each by itself."""

    def __init__(self, client: Gateway, bot: Bot) -> None:
        """Take the connection and the one who answers."""
        self._client = client
        self._bot = bot
        self._menu = menu.by_name(bot.menu())

    async def on_interaction(self, interaction: wire.Interaction) -> None:
        """Answer one interaction, saying so where it takes longer. Never raises but for being cancelled."""
        reply = Reply(self._client, interaction)
        with self._patience(reply):
            await self._served(reply)

    @contextmanager
    def _patience(self, reply: Reply) -> Iterator[None]:
        """Within, what takes long is said to take long."""
        asking: list[asyncio.Task[None]] = []

        def ask() -> None:
            asking.append(asyncio.create_task(self._ask_for_patience(reply)))

        timer = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, ask)
        try:
            yield
        finally:
            timer.cancel()
            for task in asking:
                task.cancel()

    async def _ask_for_patience(self, reply: Reply) -> None:
        try:
            await reply.wait()
        except Exception as error:  # noqa: BLE001 - the answer itself may still get through
            _log.info("nobody could be told to wait", platform="discord", why=type(error).__name__)

    async def _served(self, reply: Reply) -> None:
        try:
            incoming = decode(reply.interaction, self._menu)
            if incoming is not None:
                await self._handle(reply, incoming)
        except wire.Unreadable as error:
            _log.warning("not understood", platform="discord", interaction=reply.interaction.id, why=str(error))
            await self._apologise(reply, error)
        except Exception as error:  # noqa: BLE001 - one interaction must not end the others
            if is_past(error):
                _log.info(
                    "interaction past", platform="discord", interaction=reply.interaction.id, why=type(error).__name__
                )
                return
            _log.error(
                "interaction failed",
                platform="discord",
                interaction=reply.interaction.id,
                kind=try_enum(discord.InteractionType, reply.interaction.type).name,
                incident=request_id(),
                **told(error),
            )
            await self._apologise(reply, error)

    async def _apologise(self, reply: Reply, error: Exception) -> None:
        self._bot.ports.metrics.error(platform="discord", kind=type(error).__name__)
        try:
            if reply.interaction.type == wire.TYPING:
                await reply.offer(())
                return
            notice = await self._bot.notice(asker(reply.interaction), Notice.FAILED, incident=request_id())
            await reply.show(render(notice))
        except Exception as again:  # noqa: BLE001 - the log has the first one already
            _log.info("nobody could be told", platform="discord", incident=request_id(), why=type(again).__name__)

    async def _handle(self, reply: Reply, incoming: Incoming) -> None:
        match incoming:
            case Asked():
                await self._asked(reply, incoming)
            case Wanted(query=query, spec=spec):
                language = self._bot.language(query.languages)
                title = self._bot.phrase(f"dialog-{spec.name}-title", language)
                await reply.ask(menu.dialog(spec, title, language))
            case Pressed():
                await self._pressed(reply, incoming)
            case Typed(query=query):
                found = await self._bot.suggest(query, CHOICES)
                await reply.offer([(_name(one.label), one.id) for one in found[:CHOICES]])
            case Stale(query=query):
                await reply.show(render(await self._bot.notice(query, Notice.STALE)))
            case _:
                assert_never(incoming)

    # --- questions ---------------------------------------------------------------------------------------------------

    async def _asked(self, reply: Reply, asked: Asked) -> None:
        answer = await self._answer(asked)
        if not isinstance(answer, Answer):
            # Too many questions: elsewhere silence says so, here it would look like a failure.
            answer = await self._bot.notice(asked.query, Notice.LIMITED)
        await reply.show(render(answer))

    async def _answer(self, asked: Asked) -> Answer | Removal | None:
        found = await completed(asked, self._bot, self._client.fetch)
        return await self._bot.ask(await self._for_its_readers(found)) if isinstance(found, Query) else found

    async def _for_its_readers(self, query: Query) -> Query:
        """Where the answer will be for everyone, in the place's language rather than the asker's."""
        if query.venue is not Venue.GROUP:
            return query
        choices = await self._bot.ports.store.preferences(query.place)
        return for_everyone(query) if choices.private is False else query

    # --- presses -----------------------------------------------------------------------------------------------------

    async def _pressed(self, reply: Reply, pressed: Pressed) -> None:
        query = pressed.query
        if query.command is None:
            await reply.show(render(await self._bot.notice(asker(reply.interaction), Notice.STALE)))
            return
        answer = await self._bot.ask(query)
        if isinstance(answer, Removal):
            await self._remove(reply, query)
        elif answer is None:
            await reply.wait()
        elif answer.fresh or _is_for_one(answer) or (answer.private and pressed.public):
            await reply.show(render(answer))
        else:
            await reply.change(render(answer))

    async def _remove(self, reply: Reply, query: Query) -> None:
        try:
            await reply.remove()
        except discord.NotFound as error:
            _log.info("gone already", platform="discord", interaction=reply.interaction.id, code=error.code)
        except discord.Forbidden:
            await reply.show(render(await self._bot.notice(query, Notice.UNREMOVED)))


def _is_for_one(answer: Answer) -> bool:
    """Whether an answer to a press is a word to the one who pressed, which must not replace what was there."""
    return answer.private and not answer.answered and not answer.sections and not answer.actions


def _name(label: str) -> str:
    return label if len(label) <= CHOICE_NAME else f"{label[: CHOICE_NAME - 1].rstrip()}…"
