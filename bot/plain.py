"""An answer as plain text: for scripts, for logs of operators, for places that show nothing else. Wide as it comes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from bot.answer import Block, Bullets, Choices, Facts, Listing, Paragraph, Table, colon, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.answer import Answer


DRIVING = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
"""What moves the cursor, turns the direction of writing, or cannot be written, for a regular expression's brackets: C0
but for tabs and line feeds, DEL, C1, other line breaks, marks and orders of direction, half characters."""

_DRIVING = re.compile(f"[{DRIVING}]")


def inert(text: str) -> str:
    """A text for a terminal: nothing in it rings, colours, moves the cursor or turns the direction of writing."""
    return text if text.isascii() and text.isprintable() else _DRIVING.sub("\ufffd", text)


def text(answer: Answer) -> str:
    """Title, lead and sections, one below the other; sources at the end."""
    sign = colon(answer.language)
    lines = [answer.title, plain(answer.lead)]
    for section in answer.sections:
        lines.append("")
        if section.heading:
            lines.append(f"{section.heading}{sign}".rstrip())
        for block in section.blocks:
            lines += _block(block, sign)
    if answer.sources:
        lines += ["", *(f"{source.title}: {source.url}" for source in answer.sources)]
    return inert("\n".join(lines))


def _block(block: Block, sign: str) -> Iterator[str]:
    match block:
        case Paragraph(line=line):
            yield plain(line)
        case Bullets(items=items, ordered=ordered):
            for number, item in enumerate(items, 1):
                yield f"{f'{number}.' if ordered else '-'} {plain(item)}"
        case Facts(pairs=pairs):
            for name, line in pairs:
                yield f"{name}{sign}{plain(line)}"
        case Table(head=head, rows=rows):
            for first, *cells in rows:
                yield f"{plain(first)}"
                yield from (f"  {name}{sign}{plain(cell)}" for name, cell in zip(head[1:], cells, strict=True))
        case Listing(text=listing):
            yield from (f"    {part}" for part in listing.splitlines())
        case Choices(items=choices):
            for number, choice in enumerate(choices, 1):
                yield f"{number}. {choice.label}{f'{sign}{choice.note}' if choice.note else ''}"
        case _:
            assert_never(block)
