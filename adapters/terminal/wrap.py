"""Lines broken where Chinese allows it: rich breaks at spaces only, and Chinese has none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.containers import Lines

from adapters.terminal.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, JustifyMethod, OverflowMethod

# A wide character with the closing marks that may not begin a line, an opening mark with what follows it, or a word.
_UNIT = re.compile(
    r"[（《“‘「『【]*[\u2e80-\u9fff\uff00-\uffef][，。、；：！？）》”’」』】…]*|[，。、；：！？）》”’」』】…]+|[^\s\u2e80-\u9fff\uff00-\uffef]+|\s+"
)


class Prose(Words):
    """Running text in either language."""

    def wrap(
        self,
        console: Console,
        width: int,
        *,
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        tab_size: int = 8,
        no_wrap: bool | None = None,
    ) -> Lines:
        """Break into lines of at most `width` columns, wide characters counting two."""
        if self.plain.isascii() or no_wrap:
            return super().wrap(console, width, justify=justify, overflow=overflow, tab_size=tab_size, no_wrap=no_wrap)
        lines = Lines()
        for paragraph in self.split(allow_blank=True):
            broken = paragraph.divide(_breaks(paragraph.plain, width))
            for line in broken:
                line.rstrip()
            lines.extend(broken)
        return lines


def _breaks(text: str, width: int) -> Iterator[int]:
    """The offsets at which a new line begins."""
    column = 0
    for match in _UNIT.finditer(text):
        unit = match[0]
        length = cell_len(unit)
        if column and column + length > width and not unit.isspace():
            yield match.start()
            column = 0
        column += length
        at = match.start()
        while column > width and not unit.isspace():  # one word longer than a line
            at += width
            if at >= match.end():
                break
            yield at
            column -= width
