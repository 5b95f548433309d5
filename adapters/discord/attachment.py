"""What belongs to a question and has to be fetched: the file that came with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.files import FILE_BYTES, may_be_text, text_of
from bot.front import Notice

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.discord.decode import Asked
    from adapters.discord.wire import File
    from bot.answer import Answer
    from bot.front import Bot
    from bot.query import Query


async def completed(asked: Asked, bot: Bot, fetch: Callable[[str, int], Awaitable[bytes]]) -> Query | Answer | None:
    """The query with the text of its file; or what to say where there is nothing to read, None for nothing at all.

    Raises:
        ConnectionError: the file cannot be fetched.
    """
    query = asked.query
    if asked.unreadable is not None:
        return await bot.refuse(query, asked.unreadable)
    if asked.file is None:
        return query
    text = await _read(asked.file, fetch)
    if not isinstance(text, Notice):
        return replace(query, quoted="\n".join(filter(None, (query.quoted, text))))
    if query.text or query.quoted:  # a picture beside a question
        return query
    details = {"limit": FILE_BYTES // 1024} if text is Notice.TOO_LARGE else {}
    return await bot.refuse(query, text, **details)


async def _read(file: File, fetch: Callable[[str, int], Awaitable[bytes]]) -> str | Notice:
    """The text of a file, or what is to be said of it instead."""
    if not may_be_text(file.content_type, file.filename):
        return Notice.NOT_TEXT
    if file.size > FILE_BYTES:
        return Notice.TOO_LARGE
    content = await fetch(file.url, FILE_BYTES + 1)
    if len(content) > FILE_BYTES:
        return Notice.TOO_LARGE
    text = text_of(content)
    return Notice.NOT_TEXT if text is None else text
