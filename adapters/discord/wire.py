"""The parts of Discord's payloads that we read. Everything else in them is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT_INPUT, FILE_UPLOAD = 4, 19
"""Types of the fields in a dialog (docs, Component Reference)."""

PLAIN, REPLY = 0, 19
"""Types of messages that people write (docs, Message Types)."""

COMMAND, PRESS, TYPING, FILLED = 2, 3, 4, 5
"""Types of interactions (docs, Interaction Type)."""

PRIVATE = 2
"""Context of interactions between people, without the bot (docs, Interaction Context Types)."""

MESSAGE_MENU = 3
"""Type of a command that stands in a message's own menu (docs, Application Command Types)."""

EPHEMERAL = 1 << 6
"""Flag of a message for one person alone (docs, Message Flags)."""

MANAGE_MESSAGES = 1 << 13
"""Permission to take others' messages away (docs, Permissions)."""

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
    """A component of a message: a text, a button, or something that holds components."""

    content: str = ""
    custom_id: str = ""
    components: tuple[Piece, ...] = ()

    def pieces(self) -> Iterator[Piece]:
        """It and all that it holds."""
        yield self
        for piece in self.components:
            yield from piece.pieces()

    def texts(self) -> Iterator[str]:
        """All texts in it."""
        return (piece.content for piece in self.pieces())


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


class Member(msgspec.Struct, frozen=True):
    """A person in a server, with what they may do there, added up."""

    user: User
    permissions: Snowflake = "0"


class Shown(msgspec.Struct, frozen=True):
    """The message whose button was pressed."""

    flags: int = 0
    components: tuple[Piece, ...] = ()


class Interaction(msgspec.Struct, frozen=True):
    """A command, a press, a dialog, or something being typed.

    Attributes:
        member: who it was, in a server.
        user: who it was, elsewhere.
        type: what it is: `COMMAND` and its neighbours.
        context: where it was: `PRIVATE` is a conversation that the bot is no part of.
        data: what it brings, to be read by `data`.
        message: the message whose button was pressed, to be read by `shown`.
    """

    id: Snowflake
    application_id: Snowflake
    token: str
    type: int
    guild_id: Snowflake | None = None
    channel_id: Snowflake | None = None
    member: Member | None = None
    user: User | None = None
    locale: str | None = None
    guild_locale: str | None = None
    context: int | None = None
    data: Any = None
    message: Any = None

    def __post_init__(self) -> None:
        """See that it was somebody."""
        if self.member is None and self.user is None:
            message = "an interaction of nobody"
            raise ValueError(message)

    @property
    def person(self) -> str:
        """The id of who it was."""
        who = self.member.user if self.member else self.user
        return who.id if who else ""

    @property
    def permissions(self) -> int:
        """What they may do in the server (docs, Permissions); 0 elsewhere."""
        return int(self.member.permissions) if self.member else 0


def interaction(payload: object) -> Interaction:
    """Read an interaction.

    Raises:
        Unreadable: it is not of the documented form.
    """
    return _read(payload, Interaction)


def shown(payload: object) -> Shown:
    """Read the message whose button was pressed.

    Raises:
        Unreadable: it is not of the documented form.
    """
    return _read(payload, Shown)


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
    """Convert to a form: as it came, which takes a quarter of the time; where that does not fit, without its nulls."""
    try:
        try:
            return msgspec.convert(payload, form)
        except msgspec.ValidationError:
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
