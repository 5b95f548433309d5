"""Whether the machine had time for us: how long a process waited for a processor, and how late our own loop ran."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from pathlib import Path

SAMPLE_SECONDS = 0.1


class Machine:
    """Knows of each moment how much was waited for a processor (the second figure of /proc/…/schedstat)."""

    def __init__(self):
        self._samples = []

    def waited(self, since, until):
        """Seconds that were waited between two moments of the monotonic clock, in the process and here."""
        return sum(seconds for began, ended, seconds in self._samples if began < until and since < ended)

    @asynccontextmanager
    async def watching(self, process):
        """Take samples of a process while within."""
        task = asyncio.create_task(self._watch(Path(f"/proc/{process.pid}/schedstat")))
        try:
            yield
        finally:
            task.cancel()

    async def _watch(self, schedstat):
        waited, at = _read(schedstat), time.monotonic()
        while True:
            await asyncio.sleep(SAMPLE_SECONDS)
            now, then = time.monotonic(), _read(schedstat)
            self._samples.append((at, now, then - waited + now - at - SAMPLE_SECONDS))
            waited, at = then, now


def _read(schedstat):
    try:
        return int(schedstat.read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0
