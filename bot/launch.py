"""The composition root: puts engine, ports and platforms together and runs them."""

from __future__ import annotations

import asyncio
from importlib import metadata

from bot.engine import build_engine
from bot.front import Bot
from bot.infra.memory import memory_ports


def serve_or_chat() -> int:
    """Chat in this terminal; the exit status."""
    (entry,) = metadata.entry_points(group="whatcode.terminals", name="rich")
    bot = Bot(build_engine(), memory_ports())
    asyncio.run(entry.load().chat(bot, ("terminal-welcome", "terminal-token")))
    return 0
