"""The chat: reads lines, shows answers. Piped input works the same, one question a line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from adapters.terminal.decode import decode, system_languages
from adapters.terminal.limits import NARROWEST, WIDEST
from adapters.terminal.render import render
from bot.answer import Answer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.action import Ask
    from bot.front import Bot

_HISTORY = Path.home() / ".whatcode_history"


class Screen:
    """Standard output. No colour where it is no terminal or NO_COLOR is set (rich sees to both)."""

    def __init__(self) -> None:
        """Measure the terminal; what is none gets the widest lines."""
        probe = Console()
        width = min(probe.width, WIDEST) if probe.is_terminal else WIDEST
        self._console = Console(width=max(width, NARROWEST), highlight=False, soft_wrap=False)

    def show(self, answer: Answer) -> tuple[Ask, ...]:
        """Draw an answer; what its numbers and labels stand for."""
        rendered = render(answer)
        self._console.print(rendered.body)
        return rendered.picks

    def note(self, text: str) -> None:
        """Say something that is no answer."""
        self._console.print(text, style="dim", markup=False)


async def chat(bot: Bot, tokens: Sequence[str]) -> None:
    """Ask and answer until the input ends."""
    screen = Screen()
    languages = system_languages()
    language = bot.language(languages)
    interactive = sys.stdin.isatty()
    if interactive:
        screen.note(bot.phrase("terminal-welcome", language))
        if tokens:
            screen.note(bot.phrase("terminal-token", language, names=" / ".join(tokens)))
    picks: tuple[Ask, ...] = ()
    lines = _typed(bot.phrase("terminal-prompt", language)) if interactive else _piped()
    async for line in lines:
        if not line.strip():
            continue
        answer = await bot.ask(decode(line, picks, bot.menu(), languages))
        if isinstance(answer, Answer):
            picks = screen.show(answer)
    if interactive:
        screen.note(bot.phrase("terminal-bye", language))


async def _typed(prompt: str) -> AsyncIterator[str]:
    """Lines typed at a prompt with history; ends with Ctrl-D."""
    from prompt_toolkit import PromptSession  # noqa: PLC0415 - only a person at a terminal needs it
    from prompt_toolkit.history import FileHistory, History, InMemoryHistory  # noqa: PLC0415 - as above

    history: History = FileHistory(str(_HISTORY)) if _writable() else InMemoryHistory()
    session: PromptSession[str] = PromptSession(history=history)
    while True:
        try:
            yield await session.prompt_async(f"{prompt} ")
        except EOFError:
            return
        except KeyboardInterrupt:
            continue


def _writable() -> bool:
    try:
        with _HISTORY.open("a", encoding="utf-8"):
            return True
    except OSError:
        return False


async def _piped() -> AsyncIterator[str]:
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")
