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
    stop_after_delay,
    wait_exponential_jitter,
)

from adapters.discord.limits import RESPONSE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from tenacity.stop import StopBaseT

    from adapters.discord.rendered import Component, Rendered

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

Sent = TypeVar("Sent")

_NOBODY: Final = discord.AllowedMentions.none()


def is_past(error: Exception) -> bool:
    """Whether an error only says that an interaction expired, or was answered already."""
    return isinstance(error, discord.HTTPException) and error.code in _PAST


async def persistently(call: Callable[[], Awaitable[Sent]]) -> Sent:
    """Ask Discord again where the line broke, or it failed. Only for what it does once however often it is asked.

    That are changes, and messages with a nonce.

    Raises:
        discord.HTTPException: it does not want to, or fails on.
        aiohttp.ClientConnectionError, OSError: the line stays broken.
    """
    return await _trying(stop_after_attempt(TRIES))(call)


def _trying(stop: StopBaseT) -> AsyncRetrying:
    return AsyncRetrying(
        stop=stop,
        wait=wait_exponential_jitter(multiplier=0.1, max=0.5, jitter=0.1),
        retry=retry_if_exception_type((aiohttp.ClientConnectionError, discord.DiscordServerError, OSError)),
        reraise=True,
    )


class Drawn(discord.ui.LayoutView):
    """Components as they were rendered. Stopped from the start, so the library keeps nothing of it in memory."""

    def __init__(self, rendered: Rendered) -> None:
        """Take what was rendered; needs a running loop, as the library's views do."""
        super().__init__(timeout=None)
        self._drawn = list(rendered.components)
        self.stop()

    def to_components(self) -> list[Component]:
        """See `discord.ui.LayoutView`."""
        return self._drawn

    def has_components_v2(self) -> bool:
        """They always are."""
        return True


class Dialog(discord.ui.Modal):
    """A dialog as `menu.dialog` made it; what is filled in comes back as an interaction of its own."""

    def __init__(self, payload: dict[str, Any]) -> None:
        """Take the payload of docs, Interaction Response, Modal."""
        super().__init__(title=payload["title"], custom_id=payload["custom_id"])
        self._payload = payload
        self.stop()

    def to_dict(self) -> dict[str, Any]:
        """See `discord.ui.Modal`."""
        return self._payload


class Reply:
    """The answer to one interaction: at once, or in two steps where it takes longer.

    One thing at a time: a first answer counts as given only when Discord has taken it, so without turns a word to be
    patient and the answer itself could both go out as the first, and Discord would turn the later one away.
    """

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        """Take the interaction; nothing is sent yet."""
        self._interaction = interaction
        self._since = time.monotonic()
        self._given = False
        self._put_off = False
        self._thinking = False
        self._turn = asyncio.Lock()

    @property
    def interaction(self) -> discord.Interaction[Any]:
        """What is answered."""
        return self._interaction

    async def wait(self) -> None:
        """Tell that the answer takes a moment: to the asker alone, and without a trace under a button."""
        async with self._turn:
            await self._wait()

    async def show(self, rendered: Rendered) -> None:
        """As a message of its own, for the asker alone where it is private."""
        view, response = Drawn(rendered), self._interaction.response
        answer = partial(response.send_message, view=view, ephemeral=rendered.private)
        async with self._turn:
            if await self._first(partial(answer, allowed_mentions=_NOBODY)):
                return
            if self._thinking:
                self._thinking = False
                if rendered.private or self._interaction.guild_id is None:
                    await self._edit(view)
                    return
                # What only the asker sees cannot become everyone's.
                await self._delete()
            send = self._interaction.followup.send
            await _in_time(partial(send, view=view, ephemeral=rendered.private, allowed_mentions=_NOBODY))

    async def change(self, rendered: Rendered) -> None:
        """In the message whose button was pressed."""
        view, response = Drawn(rendered), self._interaction.response
        async with self._turn:
            if not await self._first(partial(response.edit_message, view=view, allowed_mentions=_NOBODY)):
                await self._edit(view)

    async def remove(self) -> None:
        """Take the message away whose button was pressed."""
        async with self._turn:
            await self._wait()
            await self._delete()

    async def ask(self, payload: dict[str, Any]) -> None:
        """Open a dialog."""
        async with self._turn:
            await self._first(partial(self._interaction.response.send_modal, Dialog(payload)))

    async def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Suggest names and the values they stand for."""
        async with self._turn:
            await self._offer(choices)

    async def _first(self, call: Callable[[], Awaitable[object]]) -> bool:
        """Give the first answer; False where there is one already, the word to be patient.

        Discord is asked again until the time is over that it gives us. It takes one alone: where a later try is turned
        away, an earlier one had arrived.
        """
        if self._given:
            return False
        ours = True
        left = RESPONSE_SECONDS - (time.monotonic() - self._since)
        async for attempt in _trying(stop_after_delay(left)):
            with attempt:
                try:
                    async with asyncio.timeout(TRY_SECONDS):
                        await call()
                except discord.HTTPException as error:
                    again = attempt.retry_state.attempt_number > 1
                    if error.code != ACKNOWLEDGED or not (again or self._put_off):
                        raise
                    ours = again
        self._given = True
        return ours

    async def _wait(self) -> None:
        response, kind = self._interaction.response, self._interaction.type
        if self._given:
            return
        if kind is discord.InteractionType.autocomplete:  # suggestions cannot come later
            await self._offer(())
            return
        # Set before: where it is never told whether it arrived, the next first answer finds out.
        self._put_off, self._thinking = True, kind is not discord.InteractionType.component
        await self._first(partial(response.defer, ephemeral=True, thinking=self._thinking))

    async def _edit(self, view: Drawn) -> None:
        edit = partial(self._interaction.edit_original_response, view=view, allowed_mentions=_NOBODY)
        await persistently(partial(_in_time, edit))

    async def _delete(self) -> None:
        await _in_time(self._interaction.delete_original_response)

    async def _offer(self, choices: Sequence[tuple[str, str]]) -> None:
        named = [discord.app_commands.Choice(name=name, value=value) for name, value in choices]
        await self._first(partial(self._interaction.response.autocomplete, named))


async def _in_time(call: Callable[[], Awaitable[Sent]]) -> Sent:
    async with asyncio.timeout(FOLLOW_SECONDS):
        return await call()
