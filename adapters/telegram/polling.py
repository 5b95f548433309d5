"""Updates by long polling, under a lease, and the watch over it: polling that has died is noticed and said."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from adapters.telegram.client import seconds_of
from adapters.telegram.lanes import DRAIN_SECONDS
from adapters.telegram.wire import KINDS, Unreadable, update_of
from bot.platform import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.telegram.client import Client
    from adapters.telegram.lanes import Lanes
    from adapters.telegram.settings import Settings
    from adapters.telegram.wire import Update
    from bot.ports import Ports

BATCH = 100
"""Updates of one poll (getUpdates, `limit`)."""

GRACE_SECONDS = 10.0
"""How much longer than asked a poll may take."""
REBUILD_AFTER = 4
"""Failed polls in a row after which the client is made anew: a broken pool looks like a broken network."""
LONGEST_PAUSE_SECONDS = 15.0
CONFLICT_PAUSE_SECONDS = 3.0
HIGHEST_NUMBER = 2_000_000_000
"""Of an update (td/db/TQueue.h of tdlib, MAX_ID). What is higher is none of the server's."""
STANDBY_SECONDS = 20.0

_log = structlog.get_logger()


class Dead(Exception):  # noqa: N818 - what it says is the whole error
    """Polling fails again and again, or hangs: the client has to be made anew."""


class Polling:
    """Takes updates from the server. Remembers how far it came, also over a new client."""

    def __init__(self, settings: Settings, ports: Ports, lanes: Lanes, take: Callable[[Update], object]) -> None:
        """Take where updates go."""
        self._settings = settings
        self._ports = ports
        self._lanes = lanes
        self._take = take
        self._offset: int | None = None
        self._failures = 0

    async def run(self, client: Client) -> None:
        """Poll until cancelled, while nobody else does.

        Raises:
            Dead: the client has to be made anew.
            Refused: the token is no longer good.
        """
        standby = asyncio.create_task(self._stand_by(client))
        try:
            async with self._ports.store.lease(f"telegram:{client.id}:polling") as lost:
                await _stop(standby)
                await client.call("deleteWebhook", {}, object)
                lose = asyncio.create_task(lost.wait())
                try:
                    while not lost.is_set():
                        await self._lanes.room()
                        await self._once(client, lose)
                except asyncio.CancelledError:
                    # Under the lease still: who polls next gets again what was not confirmed.
                    await self._lanes.drain(DRAIN_SECONDS)
                    await self._confirm(client)
                    raise
                finally:
                    await _stop(lose)
                _log.warning("another process polls now", platform="telegram")
        finally:
            await _stop(standby)

    async def _confirm(self, client: Client) -> None:
        """Tell the server what was handled, so that the next start does not get it again."""
        if self._offset is not None:
            with contextlib.suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(GRACE_SECONDS / 4):
                    params = {"offset": self._offset, "limit": 1, "timeout": 0, "allowed_updates": KINDS}
                    await client.call("getUpdates", params, object)

    async def _stand_by(self, client: Client) -> None:
        """While another process polls: see that the server is there."""
        while True:
            with contextlib.suppress(TelegramError):
                await client.call("getMe", {}, object)
                self._ports.health.beat("telegram")
            await asyncio.sleep(STANDBY_SECONDS)

    async def _once(self, client: Client, lose: asyncio.Task[Any]) -> None:
        """One poll, until it is over or the lease is lost."""
        poll = asyncio.create_task(self._poll(client))
        try:
            await asyncio.wait((poll, lose), return_when=asyncio.FIRST_COMPLETED)
            if not poll.done():
                return
            batch = poll.result()
        except InvalidToken:
            why = "Telegram does not take the token any more; get a new one from @BotFather"
            raise Refused(why) from None
        except Conflict:
            await self._failed("another process polls with this token, or set a webhook", CONFLICT_PAUSE_SECONDS)
        except RetryAfter as error:
            await self._failed("too many polls", seconds_of(error))
        except (TelegramError, TimeoutError) as error:
            await self._failed(type(error).__name__, self._pause)
        else:
            if not self._heard(batch):  # asked again at once, the server would say the same for ever
                await self._failed("nothing in what came can be confirmed", self._pause)
        finally:
            if not poll.done():
                await _stop(poll)

    @property
    def _pause(self) -> float:
        # The exponent is bounded: after hours without a network the power itself would be no float any more.
        return min(0.25 * 2.0 ** min(self._failures, 16), LONGEST_PAUSE_SECONDS)

    async def _poll(self, client: Client) -> list[object]:
        seconds = self._settings.poll_seconds
        params = {"offset": self._offset, "limit": BATCH, "timeout": seconds, "allowed_updates": KINDS}
        async with asyncio.timeout(seconds + 2 * GRACE_SECONDS):
            return await client.call("getUpdates", params, list[object], read_seconds=seconds + GRACE_SECONDS)

    def _heard(self, batch: list[object]) -> bool:
        """Take what came, one by one: what is of another form keeps back no others. Whether there is a way on.

        The next poll goes on behind the highest number of this one, also where that is lower than before: after a week
        of silence the server begins anew anywhere, and gives the same again and again to one who asks for later ones.
        """
        before, highest = self._offset, -1
        for raw in batch:
            number = raw.get("update_id") if isinstance(raw, dict) else None
            if type(number) is not int or not 0 <= number <= HIGHEST_NUMBER:
                self._misunderstood(None, Unreadable("no update with a number"))
                continue
            highest = max(highest, number)
            self._offset = highest + 1
            try:
                update = update_of(raw)
            except Unreadable as error:
                self._misunderstood(number, error)
                continue
            self._take(update)
        if batch and self._offset == before:
            return False
        if self._failures:
            _log.info("polling works again", platform="telegram", failures=self._failures)
            self._failures = 0
        self._ports.health.beat("telegram")
        return True

    def _misunderstood(self, number: int | None, error: Unreadable) -> None:
        self._ports.metrics.error(platform="telegram", kind="Unreadable")
        _log.warning("update not understood", platform="telegram", update=number, why=str(error))

    async def _failed(self, why: str, pause: float) -> None:
        self._failures += 1
        _log.warning("poll failed", platform="telegram", why=why, failures=self._failures, again_in=pause)
        self._ports.metrics.error(platform="telegram", kind="poll")
        if self._failures > 1:
            self._ports.health.down("telegram", why)
        await asyncio.sleep(pause)
        if self._failures % REBUILD_AFTER == 0:
            raise Dead(why)


async def _stop(task: asyncio.Task[Any]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
