"""Blocks as Telegram's HTML, and as the richer HTML that has tables. Only leaves are escaped, all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from bot.answer import Block, Bullets, Choices, Facts, Listing, Paragraph, Span, Style, Table, colon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answer import Line

_SURROGATE = re.compile("[\ud800-\udfff]")
_LANGUAGE = re.compile(r"[a-z0-9+-]{1,20}")
FULL_LABELS = 8
"""Choices up to which each has a button with its whole label."""

_TAGS = {Style.STRONG: "b", Style.QUIET: "i", Style.CODE: "code"}


def escape(text: str) -> str:
    """A text as it stands in HTML. Half characters, which no server takes, become U+FFFD; so do NULs."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def is_address(url: str) -> bool:
    """Whether Telegram makes a link of it."""
    scheme, _, rest = url.partition("://")
    return scheme in ("http", "https") and "." in rest and not any(sign.isspace() for sign in rest)


def line(spans: Line) -> str:
    """Running text."""
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    text = escape(span.text)
    if not text.strip():
        return text
    tag = _TAGS.get(span.style)
    if span.href and is_address(span.href):
        if tag and tag != "code":  # code takes no other format
            text = f"<{tag}>{text}</{tag}>"
        return f'<a href="{escape(span.href)}">{text}</a>'
    return f"<{tag}>{text}</{tag}>" if tag else text


def listing(text: str, language: str) -> str:
    """Text kept as it is."""
    if _LANGUAGE.fullmatch(language):
        return f'<pre><code class="language-{language}">{escape(text)}</code></pre>'
    return f"<pre>{escape(text)}</pre>"


def is_numbered(choices: Choices) -> bool:
    """Whether only numbers tell the buttons of many choices apart."""
    shorts = {choice.short for choice in choices.items}
    return len(choices.items) > FULL_LABELS and ("" in shorts or len(shorts) < len(choices.items))


# --- for messages ----------------------------------------------------------------------------------------------------


def block(part: Block, language: str) -> Iterator[str]:
    """A block as lines of a message."""
    match part:
        case Paragraph(line=spans):
            yield line(spans)
        case Bullets(items=items, ordered=ordered):
            for number, item in enumerate(items, 1):
                yield f"{f'{number}.' if ordered else '•'} {line(item)}"
        case Facts(pairs=pairs):
            for name, spans in pairs:
                yield f"<b>{escape(name)}</b>{colon(language)}{line(spans)}"
        case Table(head=head, rows=rows):
            yield from _stacked(head, rows, language)
        case Listing(text=text, language=code):
            yield listing(text, code)
        case Choices(items=choices):
            numbered = is_numbered(part)
            for number, choice in enumerate(choices, 1):
                note = f"{colon(language)}{escape(choice.note)}" if choice.note else ""
                yield f"{f'{number}.' if numbered else '•'} <b>{escape(choice.label)}</b>{note}"
        case _:
            assert_never(part)


def _stacked(head: Sequence[str], rows: Sequence[Sequence[Line]], language: str) -> Iterator[str]:
    """A table where there are none: each question with the answers below it."""
    for number, (question, *cells) in enumerate(rows):
        yield f"{chr(10) if number else ''}<b>{line(_unstyled(question))}</b>"
        for name, cell in zip(head[1:], cells, strict=False):
            yield f"• {escape(name)}{colon(language)}{line(cell)}"


def _unstyled(spans: Line) -> Line:
    return tuple(Span(span.text) for span in spans)


# --- for rich messages (Bot API 10.1) --------------------------------------------------------------------------------


def rich_block(part: Block, language: str) -> str:
    """A block in the HTML of rich messages. Cells hold running text only."""
    match part:
        case Paragraph(line=spans):
            return f"<p>{line(spans)}</p>"
        case Bullets(items=items, ordered=ordered):
            tag = "ol" if ordered else "ul"
            return f"<{tag}>{''.join(f'<li>{line(item)}</li>' for item in items)}</{tag}>"
        case Facts(pairs=pairs):
            sign = colon(language)
            return "".join(f"<p><b>{escape(name)}</b>{sign}{line(spans)}</p>" for name, spans in pairs)
        case Table(head=head, rows=rows):
            return _table(head, rows)
        case Listing(text=text, language=code):
            return listing(text, code)
        case Choices(items=choices):
            listed = "".join(
                f"<li><b>{escape(choice.label)}</b>{f' {escape(choice.note)}' if choice.note else ''}</li>"
                for choice in choices
            )
            return f"<ul>{listed}</ul>"
        case _:
            assert_never(part)


def _table(head: Sequence[str], rows: Sequence[Sequence[Line]]) -> str:
    """In the one shape that clients draw as a grid: with `thead` and `tbody` (openclaw/openclaw#99833)."""
    names = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{line(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table bordered striped><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"
