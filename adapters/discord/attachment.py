"""Files that are read as text."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import discord
from msgspec.structs import replace

from adapters.discord.limits import FILE_BYTES
from bot.front import Notice

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.discord.decode import Asked
    from adapters.discord.wire import File
    from bot.answer import Answer
    from bot.front import Bot
    from bot.query import Query

_TEXT_KINDS = frozenset({
    "application/json", "application/xml", "application/x-ndjson", "application/yaml", "application/x-yaml",
    "application/toml", "application/octet-stream", "application/x-log", "application/x-sh", "application/javascript",
    "application/http", "message/http", "application/har+json",
})  # fmt: skip
_TEXT_ENDINGS = (".log", ".txt", ".out", ".err", ".har", ".json", ".csv", ".md", ".conf", ".yaml", ".yml", ".xml")
_CONTROL = frozenset(range(32)) - {7, 8, 9, 10, 12, 13, 27}
_LOOKED_AT = 8192
_FEW = 0.01


async def text_of(file: File, fetch: Callable[[str], Awaitable[bytes]]) -> str | Notice:
    """The text of a file, or what is to be said of it instead.

    Args:
        file: what is known of it.
        fetch: gets the bytes behind an address.

    Raises:
        discord.HTTPException: it cannot be fetched.
    """
    if not _may_be_text(file):
        return Notice.NOT_TEXT
    if file.size > FILE_BYTES:
        return Notice.TOO_LARGE
    content = await fetch(file.url)
    if len(content) > FILE_BYTES:
        return Notice.TOO_LARGE
    text = _decoded(content)
    return Notice.NOT_TEXT if text is None else text


def _may_be_text(file: File) -> bool:
    kind = (file.content_type or "application/octet-stream").partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind in _TEXT_KINDS or file.filename.lower().endswith(_TEXT_ENDINGS)


def _decoded(content: bytes) -> str | None:
    """UTF-8, or UTF-16 with its mark (as Windows writes logs); None for what is no text."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        return None
    head = text[:_LOOKED_AT]
    strange = sum(ord(sign) in _CONTROL for sign in head)
    return None if strange > len(head) * _FEW else text


async def completed(asked: Asked, bot: Bot, fetch: Callable[[str], Awaitable[bytes]]) -> Query | Answer | None:
    """The query with the text of its file; or what to say where there is nothing to read, None for nothing at all.

    Raises:
        ConnectionError: the file cannot be fetched.
    """
    query = asked.query
    if asked.unreadable is not None:
        return await bot.refuse(query, asked.unreadable)
    if asked.file is None:
        return query
    try:
        text = await text_of(asked.file, fetch)
    except discord.HTTPException as error:  # for the place where we answer, its codes would say something else
        message = f"a file could not be fetched ({error.status})"
        raise ConnectionError(message) from error
    if not isinstance(text, Notice):
        return replace(query, quoted="\n".join(filter(None, (query.quoted, text))))
    if query.text or query.quoted:  # a picture beside a question
        return query
    details = {"limit": FILE_BYTES // 1024} if text is Notice.TOO_LARGE else {}
    return await bot.refuse(query, text, **details)
