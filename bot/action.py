"""What a person can do next, and the one form in which every door states what is wanted: a `Command`.

A button carries its command in its id, never in memory, so it survives a restart and works on a second replica.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote, unquote

import msgspec

COMMAND_BYTES = 64
"""Bytes an encoded command may take: the smallest button id among the platforms."""

_SEPARATOR = "|"
_SAFE = ":/+ ,.=-_"


class Command(msgspec.Struct, frozen=True, cache_hash=True):
    """What is wanted: a verb ("show") and its arguments ("http:503", "causes")."""

    verb: str
    args: tuple[str, ...] = ()


class Ask(msgspec.Struct, frozen=True, cache_hash=True):
    """A button that asks the bot something more."""

    label: str
    command: Command


class Open(msgspec.Struct, frozen=True, cache_hash=True):
    """A link out, to a source."""

    label: str
    url: str


class Copy(msgspec.Struct, frozen=True, cache_hash=True):
    """A text to put on the clipboard, such as a command line."""

    label: str
    text: str


Action = Ask | Open | Copy


@lru_cache(maxsize=4096)
def encode(command: Command) -> str:
    """Write a command as a button id of at most `COMMAND_BYTES` bytes of ASCII.

    Raises:
        ValueError: it does not fit, or has no verb.
    """
    if not command.verb:
        message = "a command without a verb"
        raise ValueError(message)
    text = _SEPARATOR.join(quote(part, safe=_SAFE, errors="surrogatepass") for part in (command.verb, *command.args))
    if len(text) > COMMAND_BYTES:
        message = f"a button id of {len(text)} bytes, at most {COMMAND_BYTES} fit: {text[:80]}"
        raise ValueError(message)
    return text


def decode(text: str) -> Command | None:
    """Read a button id back; None for what no `encode` of ours can have written. Never raises."""
    if not text or len(text) > COMMAND_BYTES or not text.isascii():
        return None
    verb, *args = (unquote(part, errors="replace") for part in text.split(_SEPARATOR))
    return Command(verb, tuple(args)) if verb.isidentifier() else None
