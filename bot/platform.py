"""What a platform offers, and what is found out about one."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from pydantic import BaseModel

    from bot.front import Bot


class Adapter(Protocol):
    """One platform, connected."""

    name: str

    async def run(self, bot: Bot) -> None:
        """Serve until cancelled; finish what is in flight when cancelled.

        Raises:
            Refused: the platform turned the credentials down; trying again is of no use.
            Exception: anything else; the supervisor starts the platform anew after a growing pause.
        """


class Refused(Exception):  # noqa: N818 - a platform refused; there is no error to look for
    """A platform refused us for good. The message is one plain sentence for the operator, without secrets."""


class Grade(StrEnum):
    """How a finding of the doctor is meant."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


class Finding(msgspec.Struct, frozen=True):
    """One line of the doctor's report: what was tried, how it went, and what to do about it."""

    grade: Grade
    what: str
    advice: str = ""


class Platform(msgspec.Struct, frozen=True):
    """What an entry point of the group `whatcode.adapters` holds. Importing it must not import the platform's library.

    Attributes:
        name: its short name; also the section of the settings file and the middle of the environment names.
        settings: a pydantic model; its fields' descriptions are the documentation of the settings.
        wanted: whether these settings ask for the platform to be started (a token is set).
        build: makes the adapter.
        diagnose: what `whatcode doctor` tries for this platform.
        address: where its server is, to compare clocks.
        is_called: whether with these settings its server calls us, at the HTTP door.
    """

    name: str
    settings: type[BaseModel]
    wanted: Callable[[Any], bool]
    build: Callable[[Any], Adapter]
    diagnose: Callable[[Any], Coroutine[Any, Any, list[Finding]]]
    address: Callable[[Any], str]
    is_called: Callable[[Any], bool] = lambda _: False
