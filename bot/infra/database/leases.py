"""Names that one process of all holds at a time, by locks of the database."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.infra.database.backend import Link

YIELD_SECONDS = 2.0
"""After the database was gone: how long those who wait let those who held try first."""

TRUST_SECONDS = 10.0
"""After so long without a database a name that nobody is known to hold is taken on trust: answers go on."""

_log = structlog.get_logger()


class _Lease:
    def __init__(self, name: str) -> None:
        self.name = name
        self.locked = False
        self.elsewhere = False
        self.granted = asyncio.Event()
        self.lost = asyncio.Event()


class Leases:
    """All names that this process holds or waits for.

    A name stays held while the database is gone: to fall silent would be worse, and who could take it over is without
    database as well. When the database is back, the lock decides. Who has seen that another process holds a name does
    not take it without the database: that one goes on.
    """

    def __init__(self, wake: Callable[[], None], clock: Callable[[], float] = time.monotonic) -> None:
        """Take what makes the keeper look at once."""
        self._wake = wake
        self._clock = clock
        self._leases: list[_Lease] = []
        self._link: Link | None = None
        self._since = clock()
        self._was_gone = False

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[asyncio.Event]:
        """See `bot.ports.Store.lease`."""
        lease = _Lease(name)
        self._leases.append(lease)
        self._wake()
        try:
            await lease.granted.wait()
            _log.info("lease held", lease=name)
            yield lease.lost
        finally:
            self._leases.remove(lease)
            if lease.locked and self._link is not None:
                with suppress(Exception):  # then the connection is gone, and the lock with it
                    await self._link.unlock(name)

    def connected(self, link: Link) -> None:
        """The database is there."""
        self._link, self._since = link, self._clock()

    def gone(self) -> None:
        """The database is gone, and the locks with it."""
        if self._link is not None:
            self._link, self._since, self._was_gone = None, self._clock(), True
        for lease in self._leases:
            lease.locked = False
        if self._clock() - self._since > TRUST_SECONDS:
            self._was_gone = True
            for lease in self._leases:
                if not lease.granted.is_set() and not lease.elsewhere:
                    _log.warning("no database: lease taken on trust", lease=lease.name)
                    lease.granted.set()

    async def settle(self) -> None:
        """Take the locks that are free.

        Raises:
            Exception: the database is gone.
        """
        link = self._link
        if link is None:
            return
        later = self._was_gone and self._clock() - self._since < YIELD_SECONDS
        for lease in tuple(self._leases):
            held = lease.granted.is_set()
            if lease.locked or lease.lost.is_set() or (later and not held) or self._is_ours(lease.name):
                continue
            if not await link.lock(lease.name):
                lease.elsewhere = True
                if held:
                    _log.warning("lease lost", lease=lease.name)
                    lease.lost.set()
            elif lease in self._leases:
                lease.locked = True
                lease.granted.set()
            else:  # given up meanwhile
                await link.unlock(lease.name)

    def _is_ours(self, name: str) -> bool:
        """Whether we have the lock by another lease: the database would give it to the same process again."""
        return any(lease.locked and lease.name == name for lease in self._leases)
