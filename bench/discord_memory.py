"""What 2,500 Discord servers cost in memory: our client, and the library's as it comes, side by side.

A fake gateway on loopback sends every server whole (60 channels, 30 roles, 50 emoji; no members, as without their
intent), over three shards. Each client runs in a process of its own; figures are its resident memory in MiB.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import resource
import sys
from pathlib import Path

import discord
from discord.http import Route

from adapters.discord.lean import Gateway
from adapters.discord.settings import Settings

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from fakes import discord_payloads as payloads
from fakes.discord import TOKEN, FakeDiscord

SERVERS, SHARDS = 2_500, 3
CHANNELS, ROLES, EMOJI = 60, 30, 50
MOST_MIB = 10
"""What ours may grow by: a server is a language, and that only where it is not English."""


def big_guild(number: int) -> dict:
    """A server of a middling community; every third one is Chinese."""
    id_ = (number + 1) << 22
    one = payloads.guild(str(id_), "zh-CN" if number % 3 == 0 else "en-US", CHANNELS)
    one["roles"] = [
        {
            "id": str(id_ + 1000 + at), "name": f"role {at}", "color": at, "colors": {"primary_color": at, "secondary_color": None,
            "tertiary_color": None}, "hoist": False, "position": at, "permissions": "2248473465835073", "managed": False,
            "mentionable": False, "icon": None, "unicode_emoji": None, "flags": 0,
        }
        for at in range(ROLES)
    ]  # fmt: skip
    one["emojis"] = [
        {"id": str(id_ + 2000 + at), "name": f"emoji_{at}", "roles": [], "require_colons": True, "managed": False,
         "animated": False, "available": True}
        for at in range(EMOJI)
    ]  # fmt: skip
    return one


def resident() -> float:
    """MiB of this process that are in memory now; where the system does not tell, the most there ever were."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


async def client(which: str, url: str) -> None:
    """Connect, wait until all servers have come, and print the memory before and after."""
    settings = Settings(token=TOKEN, api_url=url)
    Route.BASE = settings.rest
    if which == "ours":
        one: discord.AutoShardedClient = Gateway(settings)
    else:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        one = discord.AutoShardedClient(intents=intents)
    came, all_came = 0, asyncio.Event()

    @one.event
    async def on_socket_event_type(kind: str) -> None:
        nonlocal came
        came += kind == "GUILD_CREATE"
        if came == SERVERS:
            all_came.set()

    await one.login(TOKEN)
    gc.collect()
    before = resident()
    if isinstance(one, Gateway):
        await one.find_gateway()
    task = asyncio.create_task(one.connect())
    await asyncio.wait_for(all_came.wait(), 300)
    await asyncio.sleep(2)
    gc.collect()
    print(
        json.dumps(
            {"before": before, "after": resident(), "most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
        )
    )
    task.cancel()
    await one.close()


async def main() -> int:
    """Run both; 1 where ours takes more than it may."""
    rows = []
    async with FakeDiscord() as fake:
        fake.shards = SHARDS
        fake.guilds = [big_guild(number) for number in range(SERVERS)]
        for which in ("ours", "library"):
            process = await asyncio.create_subprocess_exec(
                sys.executable, __file__, which, fake.url, stdout=asyncio.subprocess.PIPE
            )
            out, _ = await process.communicate()
            assert process.returncode == 0, which
            rows.append((which, json.loads(out.splitlines()[-1])))
    print(f"Discord, {SERVERS:,} servers on {SHARDS} shards, MiB resident")
    print(f"{'':10} {'before':>8} {'after':>8} {'growth':>8}")
    for which, seen in rows:
        print(f"{which:10} {seen['before']:8.1f} {seen['after']:8.1f} {seen['after'] - seen['before']:8.1f}")
    grown = rows[0][1]["after"] - rows[0][1]["before"]
    if grown > MOST_MIB:
        print(f"ours grew by {grown:.1f} MiB, at most {MOST_MIB} are wanted", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    logging.getLogger("discord").setLevel(logging.ERROR)
    if len(sys.argv) > 1:
        asyncio.run(client(*sys.argv[1:]))
    else:
        sys.exit(asyncio.run(main()))
