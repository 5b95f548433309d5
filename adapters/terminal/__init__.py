"""The terminal: a chat with history, and cards drawn with rich."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answer import Answer
    from bot.front import Bot


class Terminal:
    """What the entry point `whatcode.terminals` holds; the libraries are imported when it is used."""

    def show(self, answer: Answer) -> None:
        """Draw one answer on standard output."""
        from adapters.terminal.transport import Screen  # noqa: PLC0415 - as said above

        Screen().show(answer)

    async def chat(self, bot: Bot, tokens: Sequence[str] = ()) -> None:
        """Talk until the input ends. `tokens` are the settings that would take the bot to a team chat."""
        from adapters.terminal.transport import chat  # noqa: PLC0415 - as said above

        await chat(bot, tokens)


TERMINAL = Terminal()
