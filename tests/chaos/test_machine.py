"""The watch over the machine itself: a process that waits for a processor is seen, and a loop of ours that stands still."""

from __future__ import annotations

import asyncio
import sys
import time

from machine import Machine


async def test_a_loop_that_stands_still_is_seen_whatever_moment_is_asked_for():
    machine = Machine()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE)
    async with machine.watching(process):
        await asyncio.sleep(0.05)
        began = time.monotonic()
        time.sleep(0.8)  # noqa: ASYNC251 - that is the point
        await asyncio.sleep(0.2)
        assert machine.waited(began, began + 0.1) > 0.6, "though no sample falls into it"
        assert machine.waited(began - 10, began - 9) == 0
    process.stdin.close()
    await process.wait()
