"""What the bot asks of the world around it: Protocols and their small types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable, Mapping
    from contextlib import AbstractAsyncContextManager

    from bot.outcome import Preferences


# --- storage ---------------------------------------------------------------------------------------------------------


class Store(Protocol):
    """What is remembered. No method raises for a database that is gone: reads give defaults, writes give False.

    Attributes:
        working: whether what is read is what is kept, and what is written will be. False while the database is gone.
    """

    @property
    def working(self) -> bool: ...  # noqa: D102 - said above

    async def preferences(self, key: str) -> Preferences:
        """What the person or place with this key has chosen."""

    async def prefer(self, key: str, choice: Preferences) -> bool:
        """Keep the choices that are not None; False if they could not be kept."""

    async def forget(self, key: str) -> bool:
        """Delete all that is kept under the key; False if that could not be done."""

    def claim(self, key: str, seconds: float) -> AbstractAsyncContextManager[bool]:
        """Deal with something once, over all machines, such as an update that a platform may deliver twice.

        True: it is ours, and counts as dealt with for so many seconds after we leave; leaving with an exception gives
        it back. False: it was dealt with, or this process is at it. Where another process is at it, entering waits a
        few seconds for that one to finish or to be dead: what a killed process had under way is not lost.
        """

    async def first_time(self, key: str, seconds: float) -> bool:
        """Whether a key was not seen within its time; from now on it is, for so many seconds, on every machine."""

    def note(self, key: str, seconds: float) -> None:
        """Let a key count as seen, as `first_time` does, where nobody has to know whether it was; does not wait."""

    async def recall(self, name: str) -> str | None:
        """A small value kept under a name (a hash of the commands, say)."""

    async def keep(self, name: str, value: str) -> bool:
        """Keep a small value under a name."""

    def lease(self, name: str) -> AbstractAsyncContextManager[asyncio.Event]:
        """Hold a name among all machines while within; waits for it. The event is set when the lease was lost.

        A name begins with the platform's own ("chat:polling").
        """


# --- limits, metrics, health -----------------------------------------------------------------------------------------


class Verdict(StrEnum):
    """What the limiter says."""

    ALLOWED = "allowed"
    FIRST_EXCESS = "first-excess"
    EXCESS = "excess"


class Limiter(Protocol):
    """Who asks too often."""

    async def check(self, asker: str, place: str, cost: float, *, aloud: bool = True) -> Verdict:
        """Count one question of the given cost (1 is a typed question) for the person and for the place.

        Where nothing can be said (`aloud` is false) no excess is the first one: the next that can be told is.
        """


class Metrics(Protocol):
    """What is counted."""

    def question(self, *, platform: str, venue: str, intent: str, outcome: str, language: str, seconds: float) -> None:
        """One question was dealt with."""

    def error(self, *, platform: str, kind: str) -> None:
        """Something went wrong."""

    def reconnect(self, *, platform: str) -> None:
        """A platform's connection was made anew."""

    def queue(self, *, platform: str, waiting: int) -> None:
        """So many updates wait to be handled."""


class Health(Protocol):
    """Which parts are alive."""

    def beat(self, part: str) -> None:
        """The part (a platform's name) just heard from the other side."""

    def down(self, part: str, why: str) -> None:
        """The part knows that it is not working."""


# --- the HTTP door ---------------------------------------------------------------------------------------------------


class Call(msgspec.Struct, frozen=True):
    """A request at the HTTP door. Header names are lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Reply(msgspec.Struct, frozen=True):
    """What the HTTP door answers."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = {}


class Door(Protocol):
    """The one port where HTTP comes in."""

    def add(self, method: str, path: str, handler: Callable[[Call], Awaitable[Reply]], *, limit: int) -> None:
        """Serve a path; bodies of more than `limit` bytes are refused with 413 before the handler sees them."""


@dataclass(frozen=True, slots=True)
class Ports:
    """All of it, wired together by `bot.launch`."""

    store: Store
    limiter: Limiter
    metrics: Metrics
    health: Health
    door: Door
