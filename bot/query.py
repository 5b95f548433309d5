"""What comes in: one question, freed of its platform."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from bot.action import Command


class Venue(StrEnum):
    """Where the question was put: how much room there is, and how loud an answer would be."""

    DIRECT = "direct"
    GROUP = "group"
    INLINE = "inline"
    PAGE = "page"


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A question.

    Attributes:
        text: what was typed; "" where `command` says it all.
        venue: where it was put.
        addressed: whether the bot was meant (a mention, a reply to it, a command, a direct chat). What is not
            addressed is not answered.
        languages: the platform's hints, best first, as BCP 47 tags ("zh-TW"). A hint, never the decision.
        asker: opaque key of the person ("chat:7"), for limits and preferences; "" where unknown.
        place: opaque key of the chat, channel or server ("chat:99"); "" where there is none.
        command: what a slash command, a press or a menu pick wants; it goes before `text`.
        quoted: the message replied to or pointed at (a pasted log, an alert with its embeds as text, a file's text).
        pressed: whether the command came from a button. It costs less of the limit than a question.
        discreet: whether the platform could show the answer to the asker alone.
        privileged: whether the asker may manage messages in this place.
        owner: opaque key of the one for whom the message with the pressed button was made; "" where that is the asker,
            or is not known. A press by somebody else does not make the message theirs.
    """

    text: str = ""
    venue: Venue = Venue.DIRECT
    addressed: bool = True
    languages: tuple[str, ...] = ()
    asker: str = ""
    place: str = ""
    command: Command | None = None
    quoted: str = ""
    pressed: bool = False
    discreet: bool = False
    privileged: bool = False
    owner: str = ""
