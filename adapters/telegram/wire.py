"""What is read of an update, typed.

Made by msgspec, which takes one microsecond where `telegram.Update` takes a hundred, and which refuses one wrong update
without losing the others of its batch.

Names and meanings: https://core.telegram.org/bots/api#available-types.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec


class User(msgspec.Struct, frozen=True, gc=False):
    """A person or a bot."""

    id: int
    is_bot: bool = False
    username: str | None = None
    language_code: str | None = None


class Chat(msgspec.Struct, frozen=True, gc=False):
    """Where a message stands."""

    id: int
    type: str = "private"


class Entity(msgspec.Struct, frozen=True, gc=False):
    """A marked part of a text; offsets and lengths in UTF-16 units."""

    type: str
    offset: int
    length: int
    user: User | None = None


class Document(msgspec.Struct, frozen=True, gc=False):
    """A file."""

    file_id: str
    file_name: str | None = None
    mime_type: str | None = None
    file_size: int | None = None


class Quote(msgspec.Struct, frozen=True, gc=False):
    """The part of the message replied to that was picked by hand."""

    text: str = ""


class Topic(msgspec.Struct, frozen=True, gc=False):
    """A topic of a channel's direct messages."""

    topic_id: int


class External(msgspec.Struct, frozen=True, gc=False):
    """A message of another chat that is replied to."""

    document: Document | None = None


class Knob(msgspec.Struct, frozen=True, gc=False):
    """A button below a message."""

    callback_data: str | None = None


class Keyboard(msgspec.Struct, frozen=True):
    """The buttons below a message."""

    inline_keyboard: tuple[tuple[Knob, ...], ...] = ()


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message, or what is left of one that cannot be seen any more (date 0)."""

    message_id: int
    chat: Chat
    date: int = 0
    edit_date: int | None = None
    from_: User | None = msgspec.field(name="from", default=None)
    sender_chat: Chat | None = None
    message_thread_id: int | None = None
    is_topic_message: bool = False
    direct_messages_topic: Topic | None = None
    forward_origin: Any = None
    media_group_id: str | None = None
    reply_to_message: Message | None = None
    external_reply: External | None = None
    quote: Quote | None = None
    via_bot: User | None = None
    guest_query_id: str | None = None
    text: str | None = None
    entities: tuple[Entity, ...] = ()
    caption: str | None = None
    caption_entities: tuple[Entity, ...] = ()
    document: Document | None = None
    reply_markup: Keyboard | None = None
    # Only whether they are there is of interest.
    animation: Any = None
    audio: Any = None
    contact: Any = None
    dice: Any = None
    game: Any = None
    live_photo: Any = None
    location: Any = None
    photo: Any = None
    poll: Any = None
    sticker: Any = None
    story: Any = None
    video: Any = None
    video_note: Any = None
    voice: Any = None

    @property
    def has_other_content(self) -> bool:
        """Whether it shows something that cannot be read as text."""
        return any(
            part is not None
            for part in (
                self.animation, self.audio, self.contact, self.dice, self.game, self.live_photo, self.location,
                self.photo, self.poll, self.sticker, self.story, self.video, self.video_note, self.voice,
            )
        )  # fmt: skip


class Press(msgspec.Struct, frozen=True, kw_only=True):
    """A button was pressed."""

    id: str
    from_: User = msgspec.field(name="from")
    message: Message | None = None
    inline_message_id: str | None = None
    data: str | None = None


class Typing(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody types after the bot's name."""

    id: str
    from_: User = msgspec.field(name="from")
    query: str = ""
    offset: str = ""


class Member(msgspec.Struct, frozen=True):
    """What somebody is in a chat."""

    status: str = ""


class Membership(msgspec.Struct, frozen=True):
    """The bot came, went, or got other rights."""

    chat: Chat
    new_chat_member: Member = Member()


class Update(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    guest_message: Message | None = None
    inline_query: Typing | None = None
    callback_query: Press | None = None
    my_chat_member: Membership | None = None


class Unreadable(ValueError):  # noqa: N818 - what it says of an update is the whole error
    """An update is not of the documented form. The message says where, and holds nothing of its text."""


def update_of(raw: object) -> Update:
    """An update out of JSON values.

    Raises:
        Unreadable: it is not of the documented form.
    """
    try:
        return msgspec.convert(raw, Update)
    except (ValueError, RecursionError) as error:
        raise _unreadable(error) from None


def update_in(body: bytes) -> Update:
    """An update out of JSON. One with half a character in it, which msgspec's decoder refuses, is read too.

    Raises:
        Unreadable: it is none, or not of the documented form.
    """
    try:
        return _DECODER.decode(body)
    except msgspec.ValidationError as error:
        raise _unreadable(error) from None
    except (ValueError, RecursionError):
        pass
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _unreadable(error) from None
    return update_of(raw)


def _unreadable(error: Exception) -> Unreadable:
    """Of what can go wrong only msgspec's own word tells nothing but the place; others quote."""
    return Unreadable(str(error) if isinstance(error, msgspec.ValidationError) else type(error).__name__)


_DECODER = msgspec.json.Decoder(Update)

KINDS = ["message", "edited_message", "guest_message", "inline_query", "callback_query", "my_chat_member"]
"""The kinds of updates that are asked for; the server remembers them."""
