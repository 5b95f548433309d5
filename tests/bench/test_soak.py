"""The short form of `make soak`, and that its measures see what they are for."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "bench"))
soak = pytest.importorskip("soak", reason="the bench stands in a checkout only")


@pytest.mark.slow
async def test_5000_questions_leave_nothing_behind():
    before = soak.resident()  # of all the tests that ran in this process
    seen = await soak.soak(5_000, 500, minutes=1.5)
    assert seen.left == {}
    assert seen.delivered == 500
    assert seen.answered == 5_000
    assert seen.resident - before < 300  # caches still fill in so few questions: the slope is for the long form


async def test_the_measures_see_leaks():
    assert soak.slope([(0, 10.0), (100_000, 12.0), (200_000, 14.0)]) == pytest.approx(2.0)
    before = soak.held()
    task = asyncio.create_task(asyncio.sleep(60))
    _, writer = await asyncio.open_connection(*(await _listening()))
    after = soak.held()
    assert after["tasks"] > before["tasks"]
    assert after["sockets"] > before["sockets"]
    task.cancel()
    writer.close()
    _SERVERS.pop().close()


_SERVERS: list[asyncio.Server] = []


async def _listening() -> tuple[str, int]:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    _SERVERS.append(server)
    return server.sockets[0].getsockname()
