"""Whether our clock is right: compared with those that we work with."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

import aiohttp

from bot.platform import Finding, Grade

PATIENCE_SECONDS = 10.0
SLIGHT_SECONDS, WRONG_SECONDS = 5.0, 60.0
"""A date in HTTP is of whole seconds and some way old; a minute off, certificates and tokens begin to be refused."""


def finding(whose: str, seconds: float) -> Finding:
    """What a difference (theirs minus ours) means."""
    off = f"our clock is {abs(seconds):.0f} s {'behind' if seconds > 0 else 'ahead of'} that of {whose}"
    if abs(seconds) > WRONG_SECONDS:
        return Finding(Grade.BAD, off, "set it, and let NTP keep it")
    if abs(seconds) > SLIGHT_SECONDS:
        return Finding(Grade.NOTE, off, "let NTP keep it")
    return Finding(Grade.GOOD, f"our clock agrees with that of {whose}")


async def compared_with(address: str) -> Finding:
    """Our clock beside that of a server, by the date that it puts on any answer (RFC 9110, section 6.6.1)."""
    whose = address.partition("://")[2].partition("/")[0]
    try:
        timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.head(address, allow_redirects=False) as answer,
        ):
            theirs = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError) as error:
        what = f"our clock could not be compared with that of {whose} ({type(error).__name__})"
        return Finding(Grade.NOTE, what, "try again when it can be reached")
    return finding(whose, theirs - time.time())
