"""What `platforms.py` measures with: questions put to a bot in a process of its own, and what became of them."""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parents[1]
READY_SECONDS = 60.0
PATIENCE_SECONDS = 20.0
"""How long the last answers may take after the last question."""

TICKS = os.sysconf("SC_CLK_TCK")


def worded() -> list[str]:
    """The labelled questions of the scoreboard, in an order of no meaning that is always the same.

    Asked in turn none is in a cache: they are more than what an engine keeps.
    """
    lines = [line for file in (HERE / "tests/eval").glob("*.jsonl") for line in file.read_text().splitlines() if line]
    texts = sorted({json.loads(line)["q"] for line in lines})
    short = [text for text in texts if "\n" not in text and len(text) < 200 and not text.startswith("/")]
    random.Random(1).shuffle(short)
    return short


def codes() -> list[str]:
    """What is asked most: a code, with few words around it."""
    numbers = [path.stem for path in sorted((HERE / "knowledge/data/http").glob("[1-5]??.toml")) if path.stem.isdigit()]
    forms = ("{}", "what's {}", "{} 是什么意思", "why do I get {}?")
    found = [form.format(number) for number in numbers for form in forms]
    random.Random(2).shuffle(found)
    return found


@dataclass(frozen=True)
class Times:
    """Seconds that each load takes."""

    warm: float = 1.0
    closed: float = 4.0
    paced: float = 6.0


@dataclass
class Measured:
    """What a load was answered with: answers a second, seconds each took, milliseconds of the bot's processor each."""

    rate: float
    took: list[float]
    cpu_ms: float
    ours: float
    """Share of a core that this process took, the fake with it: near 1 it is the fake that was measured."""

    @property
    def p99(self) -> float:
        return percentile(self.took, 0.99)

    @property
    def median(self) -> float:
        return statistics.median(self.took)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


class Process:
    """A bot at work."""

    def __init__(self, command: list[str], env: dict[str, str]) -> None:
        self.began = time.perf_counter()
        self._log = (HERE / "build" / "bench.log").open("ab")
        self._child = subprocess.Popen(command, env={**os.environ, **env}, cwd=HERE, stdout=self._log, stderr=self._log)

    @property
    def alive(self) -> bool:
        return self._child.poll() is None

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self._child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident(self) -> float:
        """MiB in memory now."""
        lines = Path(f"/proc/{self._child.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024

    def end(self) -> None:
        self._child.send_signal(signal.SIGTERM)
        try:
            self._child.wait(10)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._log.close()


@dataclass
class Load:
    """Puts questions and takes note of answers. `ask` puts the question of a number that nobody had before."""

    ask: Callable[[int, str], Awaitable[None]]
    process: Process
    _asked: dict[int, float] = field(default_factory=dict)
    _took: list[float] = field(default_factory=list)
    _waiting: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _refill: bool = False

    numbers = itertools.count(1)
    texts = itertools.cycle(codes())

    def put(self) -> None:
        number = next(self.numbers)
        self._asked[number] = time.perf_counter()
        task = asyncio.ensure_future(self.ask(number, next(self.texts)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def answered(self, number: int) -> None:
        """To be called by the fake with the number of the question that an answer belongs to."""
        asked = self._asked.pop(number, None)
        if asked is None:
            return
        self._took.append(time.perf_counter() - asked)
        if self._refill:
            self.put()
        self._waiting.set()

    async def first(self) -> float:
        """Seconds from the start of the process to its first answer."""
        self.put()
        async with asyncio.timeout(READY_SECONDS):
            while not self._took:
                if not self.process.alive:
                    message = "the bot ended; build/bench.log may say why"
                    raise RuntimeError(message)
                self._waiting.clear()
                with_limit = asyncio.wait_for(self._waiting.wait(), 0.2)
                await asyncio.gather(with_limit, return_exceptions=True)
        return time.perf_counter() - self.process.began

    async def closed(self, in_flight: int, warm: float, seconds: float) -> Measured:
        """So many questions under way at any time."""
        self._refill = True
        with uncollected():
            for _ in range(in_flight):
                self.put()
            await asyncio.sleep(warm)
            found = await self._over(seconds)
        self._refill = False
        await self._settled()
        return found

    async def paced(self, rate: float, seconds: float) -> Measured:
        """So many questions a second, one after the other, whether they are answered or not."""
        with uncollected():
            measuring = asyncio.create_task(self._over(seconds))
            start = time.perf_counter()
            for at in range(int(rate * seconds)):
                pause = start + at / rate - time.perf_counter()
                if pause > 0:
                    await asyncio.sleep(pause)
                self.put()
            found = await measuring
        await self._settled()
        return found

    async def _over(self, seconds: float) -> Measured:
        self._took = []
        began, cpu, own = time.perf_counter(), self.process.cpu(), time.process_time()
        await asyncio.sleep(seconds)
        took, self._took = self._took, []
        wall = time.perf_counter() - began
        if not took:
            message = "no answers; build/bench.log may say why"
            raise RuntimeError(message)
        spent = self.process.cpu() - cpu
        return Measured(len(took) / wall, took, spent * 1000 / len(took), (time.process_time() - own) / wall)

    async def _settled(self) -> None:
        """Every question has to be answered, or the figures are of something else."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self._asked:
                self._waiting.clear()
                await asyncio.gather(asyncio.wait_for(self._waiting.wait(), 0.2), return_exceptions=True)


@contextmanager
def uncollected():
    """Within, this process collects no garbage: how long it stops for that would be taken for the bot's doing, and it
    stops longer for a bot that sends more."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@asynccontextmanager
async def running(command: list[str], env: dict[str, str]):
    """A bot's process while within."""
    (HERE / "build").mkdir(exist_ok=True)
    process = Process(command, env)
    try:
        yield process
    finally:
        await asyncio.to_thread(process.end)


def python(name: str, *args: str) -> list[str]:
    """The command of one of the echo bots."""
    return [sys.executable, str(Path(__file__).parent / "echo" / f"{name}.py"), *args]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
