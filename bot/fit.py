"""A long answer made to fit a limit: what weighs least goes first, the end of it before its beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.answer import Answer, Block, Bullets, Choices, Facts, Listing, Paragraph, Section, Span, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def fit(answer: Answer, limit: int, measure: Callable[[Answer], int]) -> Answer:
    """Leave things out until `measure(answer)` is at most `limit`; `cut` tells that something was.

    Drops from the section of the highest weight, the last one first, items of a block before the whole block; then
    shortens the lead and the title. An answer that fits is returned as it is. What is returned was measured last.

    Args:
        answer: the answer.
        limit: in whatever unit `measure` counts.
        measure: the length of an answer as the platform counts it, after rendering.
    """
    if measure(answer) <= limit:
        return answer
    shorter = answer
    for shorter in _shortenings(replace(answer, cut=True)):
        if measure(shorter) <= limit:
            return shorter
    return shorter


def _shortenings(answer: Answer) -> Iterator[Answer]:
    """Ever shorter versions of an answer, ending with a title alone."""
    while answer.sections:
        weight = max(section.weight for section in answer.sections)
        at = max(i for i, section in enumerate(answer.sections) if section.weight == weight)
        section = _shorter_section(answer.sections[at])
        kept = (section,) if section else ()
        answer = replace(answer, sections=answer.sections[:at] + kept + answer.sections[at + 1 :])
        yield answer
    text = "".join(span.text for span in answer.lead)
    while text:
        text = text[: len(text) * 3 // 4]
        answer = replace(answer, lead=(Span(text + "…"),) if text else ())
        yield answer
    title = answer.title
    while len(title) > 1:
        title = title[: len(title) * 3 // 4]
        yield replace(answer, title=title + "…")


def _shorter_section(section: Section) -> Section | None:
    *kept, last = section.blocks
    block = _shorter_block(last)
    blocks = (*kept, block) if block else tuple(kept)
    return replace(section, blocks=blocks) if blocks else None


def _shorter_block(block: Block) -> Block | None:
    """The block without its last item; None when nothing would be left, or a part of it would mislead."""
    match block:
        case Bullets(items=items) if len(items) > 1:
            return replace(block, items=items[:-1])
        case Facts(pairs=pairs) if len(pairs) > 1:
            return replace(block, pairs=pairs[:-1])
        case Choices(items=choices) if len(choices) > 1:
            return replace(block, items=choices[:-1])
        case Table(rows=rows) if len(rows) > 1:
            return replace(block, rows=rows[:-1])
        case Listing(text=text) if len(lines := text.splitlines()) > 1 and len(text) > LISTING_WHOLE:
            return replace(block, text="\n".join(lines[: len(lines) * 3 // 4]) + "\n…")
        case Paragraph() | Bullets() | Facts() | Choices() | Table() | Listing():
            return None


LISTING_WHOLE = 400
"""Characters up to which a listing is dropped as a whole: half a command is worse than none."""
