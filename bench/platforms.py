"""Whatcode beside bots that send a fixed text, through fakes of the platforms on loopback: `make bench`.

The fake is this process, each bot one of its own. Bots take turns, round by round, so that what the machine does besides
meets all of them; a figure is the median over the rounds, a ratio the median of the rounds' ratios. CPU is the bot's own
processor time an answer, which other work on the machine changes least.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import os
import platform
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import discord_load
import telegram_load
from load import HERE, Times

Figures = dict[str, float]
Rounds = dict[str, list[Figures]]

OURS = "whatcode"


def medians(rounds: list[Figures]) -> Figures:
    return {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}


def ratio(rounds: Rounds, key: str, other: str) -> float:
    """Ours over the other's, round by round."""
    return statistics.median(a[key] / b[key] for a, b in zip(rounds[OURS], rounds[other], strict=True))


def table(title: str, rounds: Rounds, columns: dict[str, str]) -> None:
    print(f"\n{title}")
    print(f"{'':38}" + "".join(f"{name:>13}" for name in columns))
    for contestant, seen in rounds.items():
        found = medians(seen)
        cells = (f"{found[key]:13,.2f}" if found[key] < 10 else f"{found[key]:13,.0f}" for key in columns.values())
        print(f"{contestant:38}" + "".join(cells), flush=True)


def mark(what: str, value: float, wanted: float, *, most: bool) -> bool:
    met = value <= wanted if most else value >= wanted
    print(f"  {what:62} {value:8.2f}  {'≤' if most else '≥'} {wanted:<6} {'ok' if met else 'MISSED'}", flush=True)
    return met


async def telegram(how: str, rounds: int, times: Times) -> None:
    found: Rounds = defaultdict(list)
    for _ in range(rounds):
        for contestant in telegram_load.CONTESTANTS:
            found[contestant].append(await telegram_load.telegram(contestant, how, times))
    columns = {
        "200: /s": "200", "CPU ms": "200 cpu", "16: /s": "16", "CPU ms ": "16 cpu", "worded: /s": "worded", "CPU ms  ": "worded cpu",
        "p50 ms": "p50", "p99 ms": "p99", "MiB": "rss", "first s": "first", "fake CPU": "200 fake",
    }  # fmt: skip
    table(f"Telegram, {how}: answers a second with 200 and 16 under way, p50 and p99 at 50 a second", found, columns)
    stock, transport = "python-telegram-bot", "our transport"
    mark("answers a second / stock echo's, 200 under way", ratio(found, "200", stock), 4, most=False)
    mark("answers a second / stock echo's, 16 under way", ratio(found, "16", stock), 2.5, most=False)
    mark("answers a second / echo's on our transport, 200 under way", ratio(found, "200", transport), 0.75, most=False)
    mark("answers a second / aiogram echo's, 200 under way", ratio(found, "200", "aiogram"), 1, most=False)
    mark("p99 / stock echo's", ratio(found, "p99", stock), 1.3, most=True)
    mark("MiB more than the stock echo", medians(found[OURS])["rss"] - medians(found[stock])["rss"], 60, most=True)
    mark("start to first answer / stock echo's", ratio(found, "first", stock), 1.6, most=True)


async def discord(rounds: int, times: Times) -> None:
    found: Rounds = defaultdict(list)
    for _ in range(rounds):
        for contestant in discord_load.CONTESTANTS:
            found[contestant].append(await discord_load.discord(contestant, times))
    echo = "discord.py"
    for kind in ("interactions", "mentions"):
        columns = {
            "50: /s": kind, "CPU ms": f"{kind} cpu", "p50 ms": f"{kind} p50", "p99 ms": f"{kind} p99", "fake CPU": f"{kind} fake",
        }  # fmt: skip
        table(f"Discord, {kind}: answers a second with 50 under way, p50 and p99 at 50 a second", found, columns)
        mark("answers a second / echo's", ratio(found, kind, echo), 0.7, most=False)
        mark("p99 / echo's", ratio(found, f"{kind} p99", echo), 1.3, most=True)
    columns = {"p50 ms": "autocomplete p50", "p99 ms": "autocomplete p99", "MiB": "rss", "first s": "first"}
    table("Discord, autocomplete at 50 a second; memory and start", found, columns)
    mark("p99 of suggestions, ms", medians(found[OURS])["autocomplete p99"], 50, most=True)
    mark("MiB more than the echo", medians(found[OURS])["rss"] - medians(found[echo])["rss"], 60, most=True)
    mark("start to first answer / echo's", ratio(found, "first", echo), 1.6, most=True)


def machine() -> str:
    cpuinfo = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = next((line.partition(":")[2].strip() for line in cpuinfo.splitlines() if line.startswith("model name")), "")
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores {model or platform.machine()}, {size:.0f} GiB, Python {platform.python_version()}"


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one short round, to see that it works")
    parser.add_argument("--only", choices=["polling", "webhook", "discord"])
    given = parser.parse_args()
    rounds, times = (1, Times(0.3, 1, 1)) if given.quick else (given.rounds, Times())
    whatcode = Path(sys.executable).parent / "whatcode"
    subprocess.run([whatcode, "ask", "503"], cwd=HERE, check=True, capture_output=True)  # compiles the book
    print(f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, {machine()}, load {os.getloadavg()[0]:.1f} before")
    if given.only in (None, "polling"):
        await telegram("polling", rounds, times)
    if given.only in (None, "webhook"):
        await telegram("webhook", rounds, times)
    if given.only in (None, "discord"):
        await discord(rounds, times)
    print(f"\nload {os.getloadavg()[0]:.1f} after (these processes make up to 2 of it)")


if __name__ == "__main__":
    asyncio.run(main())
