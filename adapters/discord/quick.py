"""The library's JSON, read and written by msgspec: a quarter of the time."""

from __future__ import annotations

import json
from typing import Any, Final

import discord
import msgspec

_WRITER: Final = msgspec.json.Encoder()


def be_quick() -> None:
    """Let the library read and write JSON by these; it would use orjson by itself, and fall over half a character."""
    discord.utils._from_json = read  # noqa: SLF001 - it asks for no wish of ours
    discord.utils._to_json = written  # noqa: SLF001 - as above


def read(text: str) -> Any:  # noqa: ANN401 - whatever it is
    """What a text says; half a character in it, at which fast readers stop, ends no connection.

    Raises:
        ValueError: it is no JSON.
    """
    try:
        return msgspec.json.decode(text)
    except ValueError:
        return json.loads(text)


def written(obj: Any) -> str:  # noqa: ANN401 - as above
    """A thing as a text, whatever characters are in it."""
    try:
        return _WRITER.encode(obj).decode()
    except (TypeError, ValueError):
        return json.dumps(obj, separators=(",", ":"), ensure_ascii=True)
