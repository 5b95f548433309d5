"""From an update to what was asked: the last module that knows how Telegram writes things down. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from bot.action import Command
from bot.action import decode as read_button
from bot.commands import Take
from bot.query import Query, Venue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.telegram.wire import Chat, Document, Entity, Message, Press, Typing, Update, User
    from bot.commands import CommandSpec

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*)|\s*)", re.DOTALL)
_NUMBERED = re.compile(r"[0-9][0-9a-zA-Z_]*")
_GROUPS = ("group", "supergroup")
_BEYOND = "\uffff"


class Identity(msgspec.Struct, frozen=True):
    """The bot itself, as the server knows it."""

    id: int
    username: str


class Spot(msgspec.Struct, frozen=True):
    """Where an answer goes.

    Attributes:
        chat: the chat's id.
        message: the message asked with, or the one whose button was pressed.
        thread: the topic, where the chat has topics.
        topic: the topic of a channel's direct messages.
        quoting: whether the answer is to quote the question.
    """

    chat: int
    message: int
    thread: int | None = None
    topic: int | None = None
    quoting: bool = False


class Asked(msgspec.Struct, frozen=True):
    """A question in a chat.

    Attributes:
        query: what was asked.
        spot: where.
        document: the text file to read into `query.quoted`, if there is one.
        unreadable: whether there is something to see and nothing to read.
        album: the id of what was sent together with it, each picture as a message of its own; "" where it came alone.
        edited: seconds between asking and changing the question; None for a new one.
        guest: the id to answer with where the bot was called into a chat that it is not in; then `spot` is of no use.
    """

    query: Query
    spot: Spot
    document: Document | None = None
    unreadable: bool = False
    album: str = ""
    edited: int | None = None
    guest: str = ""


class Pressed(msgspec.Struct, frozen=True):
    """A button was pressed.

    Attributes:
        query: its command; None there where the button is not of ours, or no longer.
        id: what the press is answered with.
        spot: the message with the button, where we are in the chat.
        inline: the id of a message that was sent through us into a chat where we are not.
        reachable: whether the message can still be seen; what is too old can perhaps not be changed any more.
    """

    query: Query
    id: str
    spot: Spot | None
    inline: str
    reachable: bool = True


class Typed(msgspec.Struct, frozen=True):
    """Somebody types after the bot's name; `skip` results were shown already."""

    query: Query
    id: str
    skip: int


class Moved(msgspec.Struct, frozen=True):
    """The bot came into a chat, or went ("kicked", "left")."""

    chat: int
    status: str


Incoming = Asked | Pressed | Typed | Moved


def decode(update: Update, me: Identity, menu: Mapping[str, CommandSpec]) -> Incoming | None:
    """What an update asks for; None where it is none of our business.

    Args:
        update: what came.
        me: who we are.
        menu: the commands by name.
    """
    incoming: Incoming | None = None
    if update.message:
        incoming = _asked(update.message, me, menu)
    elif update.callback_query:
        incoming = _pressed(update.callback_query)
    elif update.inline_query:
        incoming = _typed(update.inline_query)
    elif update.guest_message:
        incoming = _guest(update.guest_message, me, menu)
    elif update.edited_message:
        incoming = _edited(update.edited_message, me, menu)
    elif update.my_chat_member:
        incoming = Moved(update.my_chat_member.chat.id, update.my_chat_member.new_chat_member.status)
    return incoming


def lane(update: Update) -> int:
    """What has to be handled in order: a number for each chat, or each person where there is none."""
    message = update.message or update.edited_message
    if message is None and update.callback_query:
        message = update.callback_query.message
    if message is not None:
        return message.chat.id
    person = update.callback_query or update.inline_query
    if person is not None:
        return person.from_.id
    if update.guest_message and update.guest_message.from_:
        return update.guest_message.from_.id
    return 0


# --- messages --------------------------------------------------------------------------------------------------------


def _asked(message: Message, me: Identity, menu: Mapping[str, CommandSpec]) -> Asked | None:
    direct = message.chat.type == "private"
    if (not direct and message.chat.type not in _GROUPS) or not _is_from_a_person(message, me):
        return None
    text, mentioned = _without_mentions(message, me)
    replied = message.reply_to_message
    to_us = replied is not None and replied.from_ is not None and replied.from_.id == me.id
    read = _read(text, menu, me, direct=direct)
    if read is None or not (direct or mentioned or to_us or read.ours):
        return None
    quoted, document = _quoted(message, me)
    if direct and message.forward_origin is not None and read.command is None:
        read, quoted = replace(read, text=""), read.text
    query = _query(message, Venue.DIRECT if direct else Venue.GROUP, read, quoted)
    unreadable = not (query.text or query.quoted or query.command or document)
    if unreadable and not (direct and message.has_other_content) and not (mentioned and not direct):
        return None
    spot = _spot(message, quoting=not direct)
    album = message.media_group_id or ""
    return Asked(query, spot, document, unreadable=unreadable and message.has_other_content, album=album)


def _edited(message: Message, me: Identity, menu: Mapping[str, CommandSpec]) -> Asked | None:
    asked = _asked(message, me, menu)
    return replace(asked, edited=max(0, (message.edit_date or message.date) - message.date)) if asked else None


def _guest(message: Message, me: Identity, menu: Mapping[str, CommandSpec]) -> Asked | None:
    if not message.guest_query_id or not _is_from_a_person(message, me):  # two bots could call each other for ever
        return None
    text, _ = _without_mentions(message, me)
    read = _read(text, menu, me, direct=True)
    if read is None:
        return None
    quoted, document = _quoted(message, me)
    query = _query(message, Venue.INLINE, read, quoted)
    return Asked(query, _spot(message, quoting=False), document, guest=message.guest_query_id)


def _is_from_a_person(message: Message, me: Identity) -> bool:
    """Not from another bot, nor one of our own cards that somebody sent through us."""
    if message.via_bot is not None and message.via_bot.id == me.id:
        return False
    return message.sender_chat is not None or (message.from_ is not None and not message.from_.is_bot)


class _Read(msgspec.Struct, frozen=True):
    """A text, read: `ours` where it is a command that is meant for us."""

    text: str
    command: Command | None = None
    takes_text: bool = False
    ours: bool = False


def _read(text: str, menu: Mapping[str, CommandSpec], me: Identity, *, direct: bool) -> _Read | None:
    """A command or a question; None for the command of another bot."""
    found = _COMMAND.fullmatch(text)
    if found is None:
        return _Read(text)
    name, bot, rest = found[1], found[2], (found[3] or "").strip()
    if bot and bot.lower() != me.username.lower():
        return None
    spec = menu.get(name.lower())
    if spec is not None:
        takes_text = any(option.take in (Take.CODE, Take.TEXT) for option in spec.options)
        return _Read("", Command(spec.verb, (rest,) if rest else ()), takes_text, ours=True)
    if not (direct or bot):
        return None
    meant = f"{name} {rest}".strip() if _NUMBERED.fullmatch(name) else text
    return _Read(meant, ours=bool(bot))


def _query(message: Message, venue: Venue, read: _Read, quoted: str) -> Query:
    command, text = read.command, read.text
    if command is not None and read.takes_text:
        if command.verb == "explain":  # what it explains comes as a quotation, pasted or pointed at
            quoted, command = "\n".join(command.args) or quoted, Command(command.verb)
        elif not command.args and quoted:
            command = None  # "/code" as a reply: the message replied to is the question
    return Query(
        text=text,
        venue=venue,
        languages=_languages(message.from_),
        asker=_asker(message),
        place=_place(message.chat) if venue is Venue.GROUP else "",
        command=command,
        quoted=quoted,
        privileged=message.sender_chat is not None and message.sender_chat.id == message.chat.id,
    )


def _quoted(message: Message, me: Identity) -> tuple[str, Document | None]:
    """What the message points at: the part quoted by hand, the message replied to, a file in either."""
    replied = message.reply_to_message
    document = _file(message)
    if replied is not None and replied.from_ is not None and replied.from_.id == me.id:
        return "", document  # our own answers hold codes, but they are no question
    if message.quote is not None and message.quote.text:
        return message.quote.text, document
    if replied is not None:
        text = replied.text or replied.caption or ""
        return text, document or (_file(replied) if not text else None)
    if message.external_reply is not None:
        document = document or message.external_reply.document
    return "", document


def _file(message: Message) -> Document | None:
    """The message's file; the server calls moving pictures files too, for old bots."""
    return message.document if message.animation is None else None


def _spot(message: Message, *, quoting: bool) -> Spot:
    return Spot(
        chat=message.chat.id,
        message=message.message_id,
        thread=message.message_thread_id if message.is_topic_message else None,
        topic=message.direct_messages_topic.topic_id if message.direct_messages_topic else None,
        quoting=quoting,
    )


def _without_mentions(message: Message, me: Identity) -> tuple[str, bool]:
    """The text, or the caption, without our name, and whether our name was in it."""
    text = message.text if message.text is not None else message.caption or ""
    entities = message.entities if message.text is not None else message.caption_entities
    ours = [part for part in (_slice(text, e) for e in entities if _may_name(e)) if part is not None]
    kept, at, mentioned = "", 0, False
    for entity, start, end in ours:
        by_name = entity.type == "mention" and text[start:end].lower() == f"@{me.username.lower()}"
        by_id = entity.type == "text_mention" and entity.user is not None and entity.user.id == me.id
        if (by_name or by_id) and start >= at:
            kept, at, mentioned = f"{kept}{text[at:start]} ", end, True
    return (kept + text[at:]).strip(), mentioned


def _may_name(entity: Entity) -> bool:
    return entity.type in ("mention", "text_mention")


def _slice(text: str, entity: Entity) -> tuple[Entity, int, int] | None:
    """The entity with its offsets in characters; None where it lies outside the text."""
    start, end = entity.offset, entity.offset + entity.length
    if text and max(text) > _BEYOND:
        start, end = _characters(text, start), _characters(text, end)
    return (entity, start, end) if 0 <= start < end <= len(text) else None


def _characters(text: str, units: int) -> int:
    """An offset in UTF-16 units as one in characters."""
    return len(text.encode("utf-16-le", "surrogatepass")[: max(0, units) * 2].decode("utf-16-le", "replace"))


# --- presses and typing ----------------------------------------------------------------------------------------------


def _pressed(press: Press) -> Pressed:
    message = press.message
    group = message is not None and message.chat.type in _GROUPS
    venue = Venue.GROUP if group else Venue.DIRECT if message is not None else Venue.INLINE
    query = Query(
        venue=venue,
        languages=_languages(press.from_),
        asker=f"telegram:{press.from_.id}",
        place=_place(message.chat) if group and message is not None else "",
        command=read_button(press.data or ""),
        pressed=True,
        owner=_owner(message) if group and message is not None else "",
    )
    spot = _spot(message, quoting=False) if message is not None else None
    reachable = message is None or message.date > 0
    return Pressed(query, press.id, spot, press.inline_message_id or "", reachable)


def _owner(message: Message) -> str:
    """For whom a card of ours was made: its button to take it away says so; "" where it has none."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    commands = (read_button(knob.callback_data or "") for row in rows for knob in row)
    return next((c.args[0] for c in commands if c and c.verb == "remove" and c.args), "")


def _typed(typing: Typing) -> Typed:
    query = Query(
        text=typing.query.strip(),
        venue=Venue.INLINE,
        languages=_languages(typing.from_),
        asker=f"telegram:{typing.from_.id}",
    )
    return Typed(query, typing.id, int(typing.offset) if typing.offset.isdecimal() and len(typing.offset) < 6 else 0)  # noqa: PLR2004 - no list is longer


# --- who and where ---------------------------------------------------------------------------------------------------


def _languages(user: User | None) -> tuple[str, ...]:
    return (user.language_code,) if user is not None and user.language_code else ()


def _asker(message: Message) -> str:
    if message.sender_chat is not None:
        return f"telegram:{message.sender_chat.id}"
    return f"telegram:{message.from_.id}" if message.from_ is not None else ""


def _place(chat: Chat) -> str:
    return f"telegram:{chat.id}"
