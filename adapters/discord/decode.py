"""From an interaction or a message to what was asked: the last module that knows how Discord writes. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from adapters.discord import wire
from adapters.discord.buttons import command_of
from bot.action import Command
from bot.commands import Take
from bot.files import may_be_text
from bot.front import Notice
from bot.query import Query, Venue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.commands import CommandSpec, OptionSpec

TEXT_FIELD, FILE_FIELD = "text", "file"
"""Ids of the fields in a dialog."""

# Mentions, channels, roles, emoji, times, links to commands: their digits are ids, no codes.
_MARKUP = re.compile(r"<(?:@[!&]?|#|a?:\w+:|t:|/[^:>\n]{1,100}:)-?\d+(?::\w)?>")

_POSTING: Final = frozenset({"share"})
REMOVE: Final = "remove"
"""The command that takes a message away; its argument is the one for whom it was made."""


class Asked(msgspec.Struct, frozen=True):
    """A question: a command, a filled dialog, a pick from a message's menu, or a message.

    Attributes:
        query: what was asked.
        file: the file to read into `query.quoted`, if there is one.
        unreadable: what to say where there is nothing in it that can be read (a picture alone).
    """

    query: Query
    file: wire.File | None = None
    unreadable: Notice | None = None


class Wanted(msgspec.Struct, frozen=True):
    """A command for which a dialog is to open."""

    query: Query
    spec: CommandSpec


class Pressed(msgspec.Struct, frozen=True):
    """A press, or a pick from a menu; `query.command` is None where it says nothing to us.

    Attributes:
        query: what it means.
        public: whether others see the message with the button.
    """

    query: Query
    public: bool


class Typed(msgspec.Struct, frozen=True):
    """What is being typed into an option that offers suggestions."""

    query: Query


class Stale(msgspec.Struct, frozen=True):
    """A command or a dialog of another version."""

    query: Query


Incoming = Asked | Wanted | Pressed | Typed | Stale


# --- interactions ----------------------------------------------------------------------------------------------------


def decode(interaction: wire.Interaction, menu: Mapping[str, CommandSpec]) -> Incoming | None:
    """What an interaction asks; None for one that asks nothing (a ping).

    Args:
        interaction: as the gateway brought it.
        menu: our commands by their names, and those on messages by their English labels.

    Raises:
        wire.Unreadable: its data is not of the documented form.
    """
    data = wire.data(interaction.data or {})
    match interaction.type:
        case wire.COMMAND:
            return _commanded(interaction, data, menu)
        case wire.TYPING:
            focused = next((option for option in data.options if option.focused), None)
            return Typed(_query(interaction, text=str(focused.value) if focused else ""))
        case wire.PRESS:
            return _pressed(interaction, data)
        case wire.FILLED:
            return _filled(interaction, data)
        case _:
            return None


def asker(interaction: wire.Interaction) -> Query:
    """Who asks, without what: for a word of our own to them."""
    return _query(interaction)


def _commanded(interaction: wire.Interaction, data: wire.Data, menu: Mapping[str, CommandSpec]) -> Incoming:
    spec = menu.get(data.name)
    if spec is None:
        return Stale(_query(interaction))
    if data.type == wire.MESSAGE_MENU:
        target = data.resolved.messages.get(data.target_id)
        text = readable(target.texts()) if target else ""
        return Asked(
            _query(interaction, Command(spec.verb), quoted=text), unreadable=None if text else Notice.UNSUPPORTED
        )
    given = {option.name: str(option.value) for option in data.options}
    args = tuple(given[option.name] for option in spec.options if _is_argument(option) and given.get(option.name))
    texts = [given.get(option.name, "") for option in spec.options if option.take is Take.TEXT]
    files = [given.get(option.name, "") for option in spec.options if option.take is Take.FILE]
    file = next((data.resolved.attachments[id_] for id_ in files if id_ in data.resolved.attachments), None)
    query = _query(interaction, Command(spec.verb, args), quoted="\n".join(filter(None, texts)))
    if texts and not query.quoted and file is None:
        return Wanted(query, spec)
    return Asked(query, file)


def _is_argument(option: OptionSpec) -> bool:
    return option.take in (Take.CODE, Take.CHOICE)


def _pressed(interaction: wire.Interaction, data: wire.Data) -> Pressed:
    message = wire.shown(interaction.message) if interaction.message else None
    public = message is not None and not message.flags & wire.EPHEMERAL
    command = command_of(data.custom_id, data.values)
    for_all = public or (command is not None and command.verb in _POSTING)
    query = _query(interaction, command, pressed=True, discreet=not public, for_all=for_all)
    return Pressed(replace(query, owner=_owner(message) if message and public else ""), public)


def _owner(message: wire.Shown) -> str:
    """For whom the message was made: its button to take it away says so; "" where it has none."""
    commands = (command_of(piece.custom_id) for top in message.components for piece in top.pieces())
    return next((command.args[0] for command in commands if command and command.verb == REMOVE and command.args), "")


def _filled(interaction: wire.Interaction, data: wire.Data) -> Incoming:
    command = command_of(data.custom_id)
    if command is None:
        return Stale(_query(interaction))
    fields = {field.custom_id: field for part in data.components for field in part.fields()}
    text = fields[TEXT_FIELD].value if TEXT_FIELD in fields else ""
    ids = fields[FILE_FIELD].values if FILE_FIELD in fields else ()
    file = next((data.resolved.attachments[id_] for id_ in ids if id_ in data.resolved.attachments), None)
    return Asked(_query(interaction, command, quoted=readable([text])), file)


def _query(
    interaction: wire.Interaction,
    command: Command | None = None,
    *,
    text: str = "",
    quoted: str = "",
    pressed: bool = False,
    discreet: bool = True,
    for_all: bool = False,
) -> Query:
    person, guild = interaction.person, interaction.guild_id
    alone = guild is None and interaction.context != wire.PRIVATE
    locales = [locale for locale in (interaction.locale, interaction.guild_locale) if locale]
    return Query(
        text=text,
        venue=Venue.DIRECT if alone else Venue.GROUP,
        languages=tuple(dict.fromkeys(reversed(locales) if for_all and not alone else locales)),
        asker=f"discord:{person}",
        place=f"discord:{guild or interaction.channel_id or person}",
        command=command,
        quoted=quoted,
        pressed=pressed,
        discreet=discreet,
        privileged=guild is not None and bool(interaction.permissions & wire.MANAGE_MESSAGES),
    )


def for_everyone(query: Query) -> Query:
    """The query as one whose answer all will read: the asker's own language is nobody else's business."""
    if query.venue is Venue.DIRECT:
        return query
    return replace(query, languages=tuple(reversed(query.languages)))


# --- messages --------------------------------------------------------------------------------------------------------


def is_meant(payload: Mapping[str, object], me: int) -> bool:
    """Whether a raw message can be for us: a direct message, or one that mentions us. Replies to us mention us."""
    if not payload.get("guild_id"):
        return True
    mentions = payload.get("mentions")
    return isinstance(mentions, list) and any(str(user.get("id")) == str(me) for user in mentions)


def decode_message(message: wire.Message, me: int, locale: str) -> Asked | None:
    """What a message asks; None for one that is not for us, or that no person wrote.

    Args:
        message: as the gateway brought it.
        me: our own user id.
        locale: that of the server; "" where it is not known.
    """
    author = message.author
    if author is None or author.bot or message.webhook_id or message.type not in (wire.PLAIN, wire.REPLY):
        return None
    if message.guild_id and not any(user.id == str(me) for user in message.mentions):
        return None
    text = readable([message.content])
    quoted = readable((*_beneath(message), *_pointed_at(message, me)))
    query = Query(
        text=text,
        venue=Venue.GROUP if message.guild_id else Venue.DIRECT,
        languages=(locale,) if locale else (),
        asker=f"discord:{author.id}",
        place=f"discord:{message.guild_id or message.channel_id}",
        quoted=quoted,
    )
    file = _legible(message.attachments)
    bare = not text and not quoted and file is None
    return Asked(query, file, unreadable=_why_bare(message, me) if bare else None)


def _legible(files: Sequence[wire.File]) -> wire.File | None:
    """The first file that can be read as text; else the first one, so that it can be said that it cannot."""
    texts = (file for file in files if may_be_text(file.content_type, file.filename))
    return next(texts, files[0] if files else None)


def _why_bare(message: wire.Message, me: int) -> Notice | None:
    """A mention below somebody's message points at that; Discord need not show us its text."""
    if not message.guild_id:
        return Notice.UNSUPPORTED
    return Notice.UNSEEN if _others(message.referenced_message, me) else None


def _beneath(message: wire.Message) -> Iterable[str]:
    """What was forwarded; embeds of one's own message are only what its links unfold to."""
    return (text for snapshot in message.message_snapshots for text in snapshot.message.texts())


def _pointed_at(message: wire.Message, me: int) -> Iterable[str]:
    quoted = message.referenced_message
    return quoted.texts() if quoted is not None and _others(quoted, me) else ()


def _others(quoted: wire.Quoted | None, me: int) -> bool:
    return quoted is not None and (quoted.author is None or quoted.author.id != str(me))


def readable(texts: Iterable[str]) -> str:
    """Texts one below the other, without Discord's own marks."""
    return "\n".join(filter(None, (_MARKUP.sub(" ", text).strip() for text in texts)))
