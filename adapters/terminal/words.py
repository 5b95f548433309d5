"""Text that draws itself and nothing else: whoever wrote it, no sign in it reaches the terminal as an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rich.text import Text

from bot.plain import inert

if TYPE_CHECKING:
    from rich.console import OverflowMethod
    from rich.style import StyleType


class Words(Text):
    """Text of an answer. Rich itself lets escape sequences through."""

    def __init__(self, text: str = "", style: StyleType = "", overflow: OverflowMethod | None = None) -> None:
        """Take the text, how it looks, and what becomes of what is longer than a line."""
        super().__init__(inert(text), style, overflow=overflow)

    def append(self, text: Text | str, style: StyleType | None = None) -> Self:
        """See `rich.text.Text`."""
        super().append(inert(text) if isinstance(text, str) else text, style)
        return self
