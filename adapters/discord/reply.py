"""How an answer reaches Discord: as the answer to an interaction, or as a message. The same rendering for all."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

import aiohttp
import discord
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential_jitter,
)

from adapters.discord import wire
from adapters.discord.calls import (
    ANSWER,
    CHANGE,
    DIALOG,
    PUT_OFF,
    PUT_OFF_CHANGE,
    SUGGESTIONS,
    Callback,
    message,
)  # fmt: skip
from adapters.discord.limits import RESPONSE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from tenacity.stop import StopBaseT

    from adapters.discord.lean import Gateway
    from adapters.discord.rendered import Rendered

# What Discord says of interactions that are past: nothing to be done, nobody to be told (docs, JSON Error Codes).
UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION, ACKNOWLEDGED, WEBHOOK_TOKEN = 10015, 10062, 40060, 50027
_PAST: Final = frozenset({UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION, ACKNOWLEDGED, WEBHOOK_TOKEN})

TRIES = 3
"""Times that we ask where the line breaks or Discord fails."""

TRY_SECONDS = 0.9
"""How long one try of a first answer may take. Left alone, the library waits five minutes for a silent server, and one
second, then three after a failure. A wait that Discord asks for (429) is cut with it; there is time for three tries."""

FOLLOW_SECONDS = 10.0
"""How long Discord may take for what follows the first answer."""

PAUSE_SECONDS = 0.1
"""After which we ask again, at first."""

Sent = TypeVar("Sent")

_PASSING: Final = (aiohttp.ClientError, discord.DiscordServerError, OSError, ValueError)
"""A line that broke, a failure of Discord's own, an answer that is no JSON: asked again, it may do better."""


def is_past(error: Exception) -> bool:
    """Whether an error only says that an interaction expired, or was answered already."""
    return isinstance(error, discord.HTTPException) and error.code in _PAST


def told(error: Exception) -> dict[str, object]:
    """What the log is told of a failure: of Discord's or the line's its kind, of one of our own the traceback."""
    if isinstance(error, discord.HTTPException):
        return {"why": type(error).__name__, "status": error.status, "code": error.code}
    theirs = isinstance(error, aiohttp.ClientError | ConnectionError | TimeoutError)
    return {"why": str(error) or type(error).__name__} if theirs else {"exc_info": error}


async def persistently(call: Callable[[], Awaitable[Sent]]) -> Sent:
    """Ask Discord again where it may do better. Only for what it does once however often it is asked.

    That are changes, and messages with a nonce.

    Raises:
        discord.HTTPException: it does not want to, or fails on.
        aiohttp.ClientError, OSError: the line stays broken.
        ValueError: what it says stays no JSON.
    """
    try:
        return await call()
    except _PASSING:
        await asyncio.sleep(PAUSE_SECONDS)
        return await _trying(stop_after_attempt(TRIES - 1))(call)


def _trying(stop: StopBaseT) -> AsyncRetrying:
    """For second tries: its bookkeeping takes longer than all else that we do for an answer."""
    return AsyncRetrying(
        stop=stop,
        wait=wait_exponential_jitter(multiplier=PAUSE_SECONDS, max=0.5, jitter=0.1),
        retry=retry_if_exception_type(_PASSING),
        reraise=True,
    )


class Reply:
    """The answer to one interaction: at once, or in two steps where it takes longer.

    One thing at a time: a first answer counts as given only when Discord has taken it, so without turns a word to be
    patient and the answer itself could both go out as the first, and Discord would turn the later one away.
    """

    def __init__(self, client: Gateway, interaction: wire.Interaction) -> None:
        """Take the connection and the interaction; nothing is sent yet."""
        self._callback = Callback(client, interaction)
        self._interaction = interaction
        self._since = time.monotonic()
        self._given = False
        self._put_off = False
        self._thinking = False
        self._turn = asyncio.Lock()

    @property
    def interaction(self) -> wire.Interaction:
        """What is answered."""
        return self._interaction

    async def wait(self) -> None:
        """Tell that the answer takes a moment: to the asker alone, and without a trace under a button."""
        async with self._turn:
            await self._wait()

    async def show(self, rendered: Rendered) -> None:
        """As a message of its own, for the asker alone where it is private."""
        async with self._turn:
            if await self._first(ANSWER, message(rendered, private=rendered.private)):
                return
            if self._thinking:
                if rendered.private or self._interaction.guild_id is None:
                    await self._edit(rendered)
                    self._thinking = False  # not before: where it fails, the apology takes its place
                    return
                self._thinking = False
                # What only the asker sees cannot become everyone's.
                await self._delete()
            follow = partial(self._callback.follow, message(rendered, private=rendered.private))
            await _in_time(follow)

    async def change(self, rendered: Rendered) -> None:
        """In the message whose button was pressed."""
        async with self._turn:
            if not await self._first(CHANGE, message(rendered)):
                await self._edit(rendered)

    async def remove(self) -> None:
        """Take the message away whose button was pressed."""
        async with self._turn:
            await self._wait()
            await self._delete()

    async def ask(self, payload: dict[str, Any]) -> None:
        """Open a dialog: `menu.dialog` made it; what is filled in comes back as an interaction of its own."""
        async with self._turn:
            await self._first(DIALOG, payload)

    async def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Suggest names and the values they stand for."""
        async with self._turn:
            await self._offer(choices)

    async def _first(self, kind: int, data: dict[str, Any] | None = None) -> bool:
        """Give the first answer; False where there is one already, the word to be patient.

        Discord is asked again until the time is over that it gives us.
        """
        if self._given:
            return False
        try:
            ours = await self._try(kind, data, again=False)
        except _PASSING:
            left = RESPONSE_SECONDS - (time.monotonic() - self._since) - PAUSE_SECONDS
            if left <= 0:
                raise
            await asyncio.sleep(PAUSE_SECONDS)
            ours = await _trying(stop_before_delay(left))(partial(self._try, kind, data, again=True))
        self._given = True
        return ours

    async def _try(self, kind: int, data: dict[str, Any] | None, *, again: bool) -> bool:
        """Ask once; whether the first answer is the one that we meant.

        Discord takes one alone: where a later try is turned away, an earlier one had arrived.
        """
        try:
            async with asyncio.timeout(TRY_SECONDS):
                await self._callback.respond(kind, data)
        except discord.HTTPException as error:
            if error.code != ACKNOWLEDGED or not (again or self._put_off):
                raise
            return again
        return True

    async def _wait(self) -> None:
        kind = self._interaction.type
        if self._given:
            return
        if kind == wire.TYPING:  # suggestions cannot come later
            await self._offer(())
            return
        # Set before: where it is never told whether it arrived, the next first answer finds out.
        self._put_off, self._thinking = True, kind != wire.PRESS
        if self._thinking:
            await self._first(PUT_OFF, {"flags": wire.EPHEMERAL})
        else:
            await self._first(PUT_OFF_CHANGE)

    async def _edit(self, rendered: Rendered) -> None:
        edit = partial(self._callback.edit, message(rendered))
        await persistently(partial(_in_time, edit))

    async def _delete(self) -> None:
        await _in_time(self._callback.delete)

    async def _offer(self, choices: Sequence[tuple[str, str]]) -> None:
        named = [{"name": name, "value": value} for name, value in choices]
        await self._first(SUGGESTIONS, {"choices": named})


async def _in_time(call: Callable[[], Awaitable[Sent]]) -> Sent:
    async with asyncio.timeout(FOLLOW_SECONDS):
        return await call()
