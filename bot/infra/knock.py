"""What `whatcode doctor` tries of the HTTP door: whether it can be had, or who has it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import aiohttp

from bot.platform import Finding, Grade

if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENCE_SECONDS = 5.0
_SETTINGS = "WHATCODE_HTTP_HOST and WHATCODE_HTTP_PORT"


async def knock(host: str, port: int | None) -> list[Finding]:
    """Try to listen; where that cannot be, ask who does. Of a bot that runs there: how it is."""
    if port is None:
        return [Finding(Grade.NOTE, "the HTTP door is off: no health, no metrics", "set WHATCODE_HTTP_PORT")]
    where = f"the HTTP door ({host}, port {port})"
    try:
        server = await asyncio.start_server(lambda *_: None, host, port)
    except (OSError, UnicodeError) as error:  # the latter for a host that can be no name of one
        # An address that listens everywhere leads to this machine too.
        running = await _ask(f"http://{f'[{host}]' if ':' in host else host}:{port}/readyz")
        if running is not None:
            return [Finding(Grade.GOOD, f"{where}: a bot runs there"), *_told(running)]
        why = getattr(error, "strerror", None) or error
        return [Finding(Grade.BAD, f"{where} cannot be had: {why}", f"set {_SETTINGS} to what is free")]
    server.close()
    await server.wait_closed()
    return [Finding(Grade.GOOD, f"{where} is free; no bot runs there")]


async def _ask(address: str) -> Mapping[str, Mapping[str, object]] | None:
    """What a bot says of its parts; None where none answers."""
    try:
        timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(address) as answer:
            told = json.loads(await answer.read())
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None
    well_formed = isinstance(told, dict) and all(isinstance(part, dict) and "state" in part for part in told.values())
    return told if well_formed else None


def _told(parts: Mapping[str, Mapping[str, object]]) -> list[Finding]:
    return [
        Finding(Grade.GOOD, f"its {name} is well")
        if part["state"] == "ok"
        else Finding(Grade.BAD, f"its {name} is not well: {part['state']}", "its log says more")
        for name, part in parts.items()
    ]
