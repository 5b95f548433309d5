"""Many questions in one process: memory stays flat, and no task, socket or file is left over. `make soak`.

The labelled questions come in random order, each from a person of its own: first straight to the bot, then as messages
through the fake of a platform's server. The first third warms up the caches; memory is measured over the rest.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from load import worded
from telegram_load import Server

from adapters.telegram.settings import Settings
from adapters.telegram.transport import Telegram
from bot.engine import build_engine
from bot.front import Bot
from bot.infra.limiter import MinuteLimiter
from bot.infra.memory import memory_ports
from bot.query import Query, Venue

SLOPE_MIB = 1.0
"""What memory may grow by in 100,000 questions."""

IN_FLIGHT = 50
SAMPLES = 60


@dataclass
class Soaked:
    """What was seen: how much memory grew, what answers came, what was left over."""

    slope: float
    """MiB in 100,000 questions."""
    resident: float
    answered: int
    delivered: int
    left: dict[str, int]


def resident() -> float:
    """MiB in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def held() -> Counter[str]:
    """Tasks, and open files and sockets by their kind."""
    found = Counter(tasks=len(asyncio.all_tasks()))
    for one in Path("/proc/self/fd").iterdir():
        try:
            found["sockets" if str(one.readlink()).startswith("socket:") else "files"] += 1
        except FileNotFoundError:  # the folder itself
            continue
    return found


def slope(points: list[tuple[int, float]]) -> float:
    """The least-squares line's rise over 100,000 questions."""
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    across = sum((x - mean_x) ** 2 for x, _ in points)
    return 100_000 * sum((x - mean_x) * (y - mean_y) for x, y in points) / across


async def asked(bot: Bot, count: int, until: float) -> tuple[int, list[tuple[int, float]]]:
    """Ask the bot itself; how many were answered, and the memory on the way."""
    chance, texts = random.Random(3), worded()
    points: list[tuple[int, float]] = []
    answered = 0
    for number in range(count):
        query = Query(text=chance.choice(texts), venue=Venue.DIRECT, languages=("en",), asker=f"soak:{number}")
        answered += await bot.ask(query) is not None
        if number % max(1, count // SAMPLES) == 0:
            gc.collect()
            points.append((number, resident()))
            await asyncio.sleep(0)
            if time.monotonic() > until:
                message = f"{number} of {count} questions in the time there was"
                raise TimeoutError(message)
    return answered, points


async def delivered(bot: Bot, count: int, first: int) -> int:
    """Ask through the fake server, with updates numbered from `first`; how many answers it was sent."""
    chance, texts = random.Random(4), worded()
    async with Server() as server:
        server.number_from(first)
        came = 0
        slots = asyncio.Semaphore(IN_FLIGHT)

        def answered(_: int) -> None:
            nonlocal came
            came += 1
            slots.release()

        server.answered = answered
        settings = Settings(token=server.token, api_url=server.url, max_rate=None, poll_seconds=5)
        running = asyncio.create_task(Telegram(settings).run(bot))
        for number in range(first, first + count):
            async with asyncio.timeout(30):
                await slots.acquire()
            await server.ask(number, chance.choice(texts))
        await server.until(lambda: came >= count, 30)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return came


async def soak(count: int, through: int, minutes: float) -> Soaked:
    """Ask so many questions, the last `through` of them through the fake."""
    bot = Bot(build_engine(), replace(memory_ports(), limiter=MinuteLimiter(30, 120)))
    await delivered(bot, 20, first=1)  # what is opened once, by the first connection, is no leak
    before = held()
    answered, points = await asked(bot, count, time.monotonic() + minutes * 60)
    came = await delivered(bot, through, first=1000)
    await asyncio.sleep(0.5)
    gc.collect()
    after = held()
    left = {kind: after[kind] - before[kind] for kind in after if after[kind] > before[kind]}
    return Soaked(slope(points[len(points) // 3 :]), points[-1][1], answered, came, left)


def main() -> int:
    """1 where memory grew, an answer was lost, or something was left over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=300_000)
    parser.add_argument("--through", type=int, default=20_000, help="messages through the fake server")
    parser.add_argument("--minutes", type=float, default=30)
    given = parser.parse_args()
    began = time.monotonic()
    seen = asyncio.run(soak(given.questions, given.through, given.minutes))
    print(
        f"{given.questions:,} questions, {seen.answered:,} answered; {seen.delivered:,} of {given.through:,} through the fake"
    )
    print(f"memory: {seen.resident:.0f} MiB, {seen.slope:+.2f} MiB in 100,000 questions, at most {SLOPE_MIB} wanted")
    print(f"left over: {seen.left or 'nothing'}; {time.monotonic() - began:.0f} s")
    fine = seen.slope <= SLOPE_MIB and not seen.left and seen.delivered == given.through and seen.answered
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
