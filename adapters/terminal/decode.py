"""From a typed line to a query."""

from __future__ import annotations

import locale
import re
from typing import TYPE_CHECKING

from bot.action import Command
from bot.query import Query, Venue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.action import Ask
    from bot.commands import CommandSpec

_CHOICE = re.compile(r"\s*#?(\d{1,2})\.?\s*")
_SLASH = re.compile(r"/([a-z_]+)(?:\s+(.*))?", re.DOTALL)

ASKER = "terminal:me"


def system_languages() -> tuple[str, ...]:
    """The language of the terminal's locale as a BCP 47 tag, where it has one."""
    name = locale.setlocale(locale.LC_CTYPE, None) if locale.setlocale(locale.LC_CTYPE, "") else ""
    tag = name.partition(".")[0].replace("_", "-")
    return (tag,) if tag and tag not in ("C", "POSIX") else ()


def decode(line: str, picks: Sequence[Ask], menu: Sequence[CommandSpec], languages: tuple[str, ...]) -> Query:
    """What a line means: a choice of the last answer by number or label, a slash command, or a question."""
    choice = _CHOICE.fullmatch(line)
    if choice and 1 <= int(choice[1]) <= len(picks):
        return _query("", languages, picks[int(choice[1]) - 1].command)
    labelled = next((pick for pick in picks if _bare(pick.label) == _bare(line)), None)
    if labelled:
        return _query("", languages, labelled.command)
    slash = _SLASH.fullmatch(line.strip())
    spec = next((spec for spec in menu if spec.name == slash[1]), None) if slash else None
    if slash and spec:
        return _query("", languages, Command(spec.verb, (slash[2],) if slash[2] else ()))
    return _query(line, languages, None)


def _bare(label: str) -> str:
    return label.strip(" \t.!?。！？").casefold()


def _query(text: str, languages: tuple[str, ...], command: Command | None) -> Query:
    return Query(text=text, venue=Venue.DIRECT, languages=languages, asker=ASKER, command=command)
