"""The parts of Discord's payloads that we read. Everything else in them is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT_INPUT, FILE_UPLOAD = 4, 19
"""Types of the fields in a dialog (docs, Component Reference)."""

PLAIN, REPLY = 0, 19
"""Types of messages that people write (docs, Message Types)."""

MESSAGE_MENU = 3
"""Type of a command that stands in a message's own menu (docs, Application Command Types)."""

Snowflake = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{1,20}\Z")]
"""An id: 64 bits, written as text (docs, Snowflakes)."""


class Unreadable(ValueError):  # noqa: N818 - what it says of a payload is the whole error
    """A payload is not of the documented form. The message says where, and holds nothing of its text."""


class File(msgspec.Struct, frozen=True):
    """A file that was sent along."""

    url: str
    filename: str = ""
    size: int = 0
    content_type: str | None = None


class Part(msgspec.Struct, frozen=True):
    """Something with a name and a value: a field, an author, a footer."""

    name: str = ""
    value: str = ""
    text: str = ""


class Embed(msgspec.Struct, frozen=True):
    """What alerts mostly consist of."""

    title: str = ""
    description: str = ""
    fields: tuple[Part, ...] = ()
    author: Part | None = None
    footer: Part | None = None

    def texts(self) -> Iterator[str]:
        """All that can be read in it, from top to bottom."""
        yield from (self.author.name if self.author else "", self.title, self.description)
        yield from (f"{field.name}: {field.value}" for field in self.fields)
        yield self.footer.text if self.footer else ""


class Piece(msgspec.Struct, frozen=True):
    """A component of a message: a text, or something that holds components."""

    content: str = ""
    components: tuple[Piece, ...] = ()

    def texts(self) -> Iterator[str]:
        """All texts in it."""
        yield self.content
        for piece in self.components:
            yield from piece.texts()


class Snapshot(msgspec.Struct, frozen=True):
    """A forwarded message."""

    message: Said


class Said(msgspec.Struct, frozen=True):
    """A message, as far as it can be read."""

    content: str = ""
    embeds: tuple[Embed, ...] = ()
    components: tuple[Piece, ...] = ()
    message_snapshots: tuple[Snapshot, ...] = ()

    def texts(self) -> Iterator[str]:
        """The text, then what embeds, components and forwarded messages hold."""
        yield self.content
        for embed in self.embeds:
            yield from embed.texts()
        for piece in self.components:
            yield from piece.texts()
        for snapshot in self.message_snapshots:
            yield from snapshot.message.texts()


class User(msgspec.Struct, frozen=True):
    """A person or a bot."""

    id: Snowflake
    bot: bool = False


class Quoted(Said, frozen=True):
    """The message that was replied to."""

    author: User | None = None


class Message(Said, frozen=True, kw_only=True):
    """A message as the gateway brings it.

    Attributes:
        guild_id: the server's id; None in direct messages.
        type: what it is; people write `PLAIN` and `REPLY`.
        webhook_id: set where no person and no bot wrote it.
        edited_timestamp: None where it was not edited by its author: links that unfold update a message too.
    """

    id: Snowflake
    channel_id: Snowflake
    author: User | None = None
    guild_id: Snowflake | None = None
    type: int = 0
    webhook_id: str | None = None
    edited_timestamp: str | None = None
    mentions: tuple[User, ...] = ()
    attachments: tuple[File, ...] = ()
    referenced_message: Quoted | None = None


class Option(msgspec.Struct, frozen=True):
    """A value given to a command."""

    name: str
    value: str | int | float | bool = ""
    focused: bool = False


class Resolved(msgspec.Struct, frozen=True):
    """What the ids in a command stand for."""

    messages: dict[str, Said] = {}
    attachments: dict[str, File] = {}


class Field(msgspec.Struct, frozen=True):
    """A field of a dialog, or the label around it."""

    type: int = 0
    custom_id: str = ""
    value: str = ""
    values: tuple[str, ...] = ()
    component: Field | None = None
    components: tuple[Field, ...] = ()

    def fields(self) -> Iterator[Field]:
        """This field and all within."""
        yield self
        for field in (*self.components, *((self.component,) if self.component else ())):
            yield from field.fields()


class Data(msgspec.Struct, frozen=True):
    """What an interaction brings: a command, a press, a pick, or a filled dialog."""

    name: str = ""
    type: int = 1
    options: tuple[Option, ...] = ()
    resolved: Resolved = Resolved()
    target_id: str = ""
    custom_id: str = ""
    values: tuple[str, ...] = ()
    components: tuple[Field, ...] = ()


def data(payload: object) -> Data:
    """Read what an interaction brings.

    Raises:
        Unreadable: it is not of the documented form.
    """
    return _read(payload, Data)


def message(payload: object) -> Message:
    """Read a message of the gateway.

    Raises:
        Unreadable: it is not of the documented form.
    """
    return _read(payload, Message)


_T = TypeVar("_T")


def _read(payload: object, form: type[_T]) -> _T:
    try:
        return msgspec.convert(_given(payload), form)
    except msgspec.ValidationError as error:
        raise Unreadable(str(error)) from None
    except (ValueError, RecursionError) as error:  # half a character where none is looked for, endless nesting
        raise Unreadable(type(error).__name__) from None


def _given(payload: object) -> object:
    """A payload without its nulls: what is not there is now left out, now null."""
    if isinstance(payload, dict):
        return {key: _given(value) for key, value in payload.items() if value is not None}
    if isinstance(payload, list):
        return [_given(one) for one in payload]
    return payload
