"""Where an update becomes a question and an answer becomes a message."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, assert_never

import msgspec
import structlog
from msgspec.structs import replace
from telegram.error import TelegramError

from adapters.telegram.decode import Asked, Identity, Moved, Pressed, Typed, decode
from adapters.telegram.limits import INLINE_RESULTS
from adapters.telegram.outbox import Offer, Outbox
from adapters.telegram.render import render
from bot.answer import Answer, Removal, plain
from bot.files import FILE_BYTES, may_be_text, text_of
from bot.front import Notice
from bot.query import Venue
from bot.request import request, request_id

if TYPE_CHECKING:
    from adapters.telegram.client import Client
    from adapters.telegram.decode import Incoming
    from adapters.telegram.wire import Document, Update
    from bot.action import Command
    from bot.front import Bot
    from bot.outcome import Suggestion
    from bot.query import Query

SEEN_SECONDS = 24 * 3600.0
"""How long the server may deliver an update again (it keeps them for 24 hours)."""

ALBUM_SECONDS = 600.0
"""How long the parts of one album may be apart."""

FOLLOWED = 10_000
"""Questions whose answers follow when they are edited; the oldest are forgotten first."""

NEW_BY_EDIT_SECONDS = 120
"""An edit that makes a question of what was none is answered only so soon: later it would come out of the blue."""

ANSWERED_SECONDS = 2.0 * NEW_BY_EDIT_SECONDS
"""How long it is known that a message was answered."""

CACHE_SECONDS, CACHE_MISS_SECONDS = 300, 10
"""How long the server may show inline results again: the book does not change while the bot runs."""

GUARDED = frozenset({"remove", "settings", "place"})
"""What those may do for others who may delete messages in a group."""

_log = structlog.get_logger()


class _Member(msgspec.Struct):
    status: str = ""
    can_delete_messages: bool = False


class _File(msgspec.Struct):
    file_path: str = ""
    file_size: int = 0


class _Given(msgspec.Struct, frozen=True):
    """An answer: the number of its message, and what it answers, as a hash (texts are not kept)."""

    message: int
    asked: int


def _mark(asked: Asked) -> int:
    return hash((asked.query, asked.document))


class Desk:
    """Handles updates, one at a time in each chat."""

    def __init__(self, client: Client, bot: Bot, *, rich: bool) -> None:
        """Take the connection and the one who answers; `client` is initialized."""
        self._client = client
        self._bot = bot
        self._outbox = Outbox(client, bot.ports.metrics, rich=rich)
        self._me = Identity(client.id, client.username)
        self._menu = {spec.name: spec for spec in bot.menu()}
        self._answers: OrderedDict[tuple[int, int], _Given] = OrderedDict()

    async def on_update(self, update: Update) -> None:
        """Handle one update, once. Never raises but for being cancelled."""
        with request():
            try:
                await self._take(update)
            except Exception as error:  # noqa: BLE001 - one update must not end the others
                self._failed(update, error)

    async def _take(self, update: Update) -> None:
        incoming = decode(update, self._me, self._menu)
        if incoming is None:
            return
        async with self._bot.ports.store.claim(f"telegram:{self._me.id}:{update.update_id}", SEEN_SECONDS) as ours:
            if ours:
                await self._once(update, incoming)
            else:
                _log.info("seen before", platform="telegram", update=update.update_id)

    async def _once(self, update: Update, incoming: Incoming) -> None:
        try:
            await self._handle(incoming)
        except Exception as error:  # noqa: BLE001 - the asker gets a word, the log the rest
            self._failed(update, error)
            await self._apologise(incoming, request_id())

    def _failed(self, update: Update, error: Exception) -> None:
        self._bot.ports.metrics.error(platform="telegram", kind=type(error).__name__)
        # What the server says no to is told by its kind; where it happened is of interest for errors of our own.
        theirs = isinstance(error, TelegramError)
        told: dict[str, object] = {"why": type(error).__name__} if theirs else {"exc_info": error}
        _log.error("update failed", platform="telegram", update=update.update_id, incident=request_id(), **told)

    async def _handle(self, incoming: Incoming) -> None:
        match incoming:
            case Asked():
                await self._asked(incoming)
            case Pressed():
                await self._pressed(incoming)
            case Typed():
                await self._typed(incoming)
            case Moved(chat=chat, status=status):
                _log.info("membership changed", platform="telegram", chat=chat, status=status)
            case _:
                assert_never(incoming)

    async def _apologise(self, incoming: Incoming, incident: str) -> None:
        match incoming:
            case Asked(query=query):
                await self._reply(incoming, await self._bot.notice(query, Notice.FAILED, incident=incident))
            case Pressed(query=query, id=press):
                notice = await self._bot.notice(query, Notice.FAILED, incident=incident)
                await self._outbox.answer_press(press, _said(notice))
            case Typed() | Moved():
                pass
            case _:
                assert_never(incoming)

    # --- questions ---------------------------------------------------------------------------------------------------

    async def _asked(self, asked: Asked) -> None:
        if asked.edited is not None and not await self._is_news(asked, asked.edited):
            return
        if asked.album and not await self._is_first_of_album(asked) and asked.unreadable:
            return  # one word for all its pictures, none where its caption is answered
        answer = await self._answer(asked)
        if isinstance(answer, Answer):
            await self._reply(asked, answer)

    async def _answer(self, asked: Asked) -> Answer | Removal | None:
        if asked.unreadable:
            return await self._bot.refuse(asked.query, Notice.UNSUPPORTED)
        query = asked.query
        if asked.document is not None:
            found = await self._text(asked.document)
            if isinstance(found, Notice):
                details = {"limit": FILE_BYTES // 1024} if found is Notice.TOO_LARGE else {}
                return await self._bot.refuse(query, found, **details)
            query = replace(query, quoted=found)
        if query.command is not None and query.venue is Venue.GROUP:
            query = await self._with_rights(query, asked.spot.chat)
        return await self._bot.ask(query)

    async def _is_first_of_album(self, asked: Asked) -> bool:
        key = f"telegram:{self._me.id}:album:{asked.spot.chat}:{asked.album}"
        return await self._bot.ports.store.first_time(key, ALBUM_SECONDS)

    async def _is_news(self, asked: Asked, after: int) -> bool:
        """Whether an edit asks for something else: the server also tells of changes that nobody sees."""
        known = self._answers.get((asked.spot.chat, asked.spot.message))
        if known is not None:
            return known.asked != _mark(asked)
        # Not ours to change: too long ago, or answered by another process, which alone knows with what.
        if after > NEW_BY_EDIT_SECONDS:
            return False
        return await self._bot.ports.store.first_time(self._answered(asked), ANSWERED_SECONDS)

    def _answered(self, asked: Asked) -> str:
        """Under what every process knows that a message was answered."""
        return f"telegram:{self._me.id}:answered:{asked.spot.chat}:{asked.spot.message}"

    async def _reply(self, asked: Asked, answer: Answer) -> None:
        rendered = render(answer)
        if asked.guest:
            await self._outbox.answer_guest(asked.guest, Offer(asked.guest, answer.title, "", rendered))
            return
        key = (asked.spot.chat, asked.spot.message)
        known = self._answers.get(key) if asked.edited is not None else None
        if known is not None:
            self._answers[key] = replace(known, asked=_mark(asked))
            await self._outbox.edit(replace(asked.spot, message=known.message), "", rendered)
            return
        sent = await self._outbox.send(asked.spot, rendered)
        if sent is not None:
            self._answers[key] = _Given(sent, _mark(asked))
            if len(self._answers) > FOLLOWED:
                self._answers.popitem(last=False)
            if asked.edited is None:
                self._bot.ports.store.note(self._answered(asked), ANSWERED_SECONDS)

    async def _text(self, document: Document) -> str | Notice:
        if not may_be_text(document.mime_type, document.file_name):
            return Notice.NOT_TEXT
        if (document.file_size or 0) > FILE_BYTES:
            return Notice.TOO_LARGE
        file = await self._client.call("getFile", {"file_id": document.file_id}, _File)
        if file.file_size > FILE_BYTES:
            return Notice.TOO_LARGE
        content = await self._client.download(file.file_path, FILE_BYTES + 1)
        if len(content) > FILE_BYTES:  # the size may be left out
            return Notice.TOO_LARGE
        text = text_of(content)
        return Notice.NOT_TEXT if text is None else text

    async def _with_rights(self, query: Query, chat: int) -> Query:
        """The query with whether the asker may delete messages here, where that is of interest."""
        command = query.command
        person = query.asker.rpartition(":")[2]
        if command is None or query.privileged or not _is_guarded(command, query.asker) or not person.isdigit():
            return query
        try:
            member = await self._client.call("getChatMember", {"chat_id": chat, "user_id": int(person)}, _Member)
        except TelegramError as error:
            _log.info("rights not known", platform="telegram", chat=chat, why=type(error).__name__)
            return query
        may = member.status == "creator" or (member.status == "administrator" and member.can_delete_messages)
        return replace(query, privileged=may)

    # --- presses -----------------------------------------------------------------------------------------------------

    async def _pressed(self, pressed: Pressed) -> None:
        query, spot = pressed.query, pressed.spot
        if query.command is None:
            await self._outbox.answer_press(pressed.id, _said(await self._bot.notice(query, Notice.STALE)))
            return
        if query.venue is Venue.GROUP and spot is not None:
            query = await self._with_rights(query, spot.chat)
        answer = await self._bot.ask(query)
        if isinstance(answer, Answer) and not _is_for_one(answer):
            # Both at once: the press is answered whatever becomes of the message.
            await asyncio.gather(self._outbox.answer_press(pressed.id), self._show(pressed, answer))
            return
        if isinstance(answer, Removal) and spot is not None and not await self._outbox.remove(spot):
            answer = await self._bot.notice(query, Notice.UNREMOVED)
        await self._outbox.answer_press(pressed.id, _said(answer) if isinstance(answer, Answer) else "")

    async def _show(self, pressed: Pressed, answer: Answer) -> None:
        """In the message with the button, or below it where that is wanted or nothing else works."""
        rendered = render(answer)
        if answer.fresh and pressed.spot is not None:
            await self._outbox.send(pressed.spot, rendered)
            return
        changed = await self._outbox.edit(pressed.spot, pressed.inline, rendered)
        if not changed and not pressed.reachable and pressed.spot is not None:
            await self._outbox.send(pressed.spot, rendered)

    # --- inline ------------------------------------------------------------------------------------------------------

    async def _typed(self, typed: Typed) -> None:
        until = typed.skip + INLINE_RESULTS
        found = await self._bot.suggest(typed.query, until + 1)
        offers = [_offer(one, one.answer) for one in found[typed.skip : until] if one.answer is not None]
        params: dict[str, object] = {
            "is_personal": True,  # the language is the asker's
            "cache_time": CACHE_SECONDS if offers else CACHE_MISS_SECONDS,
            "next_offset": str(until) if len(found) > until else "",
        }
        if not found:
            params["button"] = self._way_out(typed.query)
        await self._outbox.answer_inline(typed.id, offers, params)

    def _way_out(self, query: Query) -> dict[str, object]:
        """The button of a miss: into the private chat, to what shows how to ask."""
        spec = self._menu["help"]
        text = spec.description.of(self._bot.language(query.languages))
        return {"text": text, "start_parameter": spec.name}


def _offer(suggestion: Suggestion, answer: Answer) -> Offer:
    return Offer(f"{suggestion.id}/{answer.language}", suggestion.label, suggestion.note, render(answer))


def _is_guarded(command: Command, asker: str) -> bool:
    """Whether rights decide about a command: not where people take away answers to themselves."""
    parts = {command.verb, *command.args}
    return bool(GUARDED & parts) and asker not in parts


def _is_for_one(answer: Answer) -> bool:
    """Whether an answer to a press is a word to the one who pressed, which would be lost on the others."""
    return answer.private and not answer.answered and not answer.sections and not answer.actions


def _said(answer: Answer) -> str:
    return f"{answer.title}\n{plain(answer.lead)}"
