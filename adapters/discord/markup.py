"""Text in Discord's Markdown. What comes from data or people is escaped here, and nowhere else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never
from urllib.parse import quote, urlsplit

from bot.answer import Block, Bullets, Choices, Facts, Listing, Paragraph, Style, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answer import Line, Span

FEW_CHOICES = 10
"""Up to so many choices, each stands in the text with its note; of more, the notes stand in the menu below."""

_SPECIAL = re.compile(r"[\\`*_~|<>\[\]]|:(?=//)")
_LINE_START = re.compile(r"^(\s*)([#>+-]|\d+(?=[.)]))", re.MULTILINE)
_SPACES = re.compile(r"\s*\n\s*")
_FENCE = re.compile(r"`{3}")
_LANGUAGE = re.compile(r"[A-Za-z0-9]*")
_TICKS = re.compile(r"`(?=`)")


def escape(text: str) -> str:
    """Text that shows as it is: no markup, no mention, no link of its own."""
    return _LINE_START.sub(_escaped_start, _SPECIAL.sub(_escaped, text))


def _escaped(match: re.Match[str]) -> str:
    return ":\\" if match[0] == ":" else f"\\{match[0]}"


def _escaped_start(match: re.Match[str]) -> str:
    mark = match[2]
    return f"{match[1]}{mark}\\" if mark.isdigit() else f"{match[1]}\\{mark}"


def line(spans: Line) -> str:
    """A line or paragraph of running text."""
    whole = "".join(_span(span) for span in spans)
    return _SPACES.sub("\n", whole)


def _span(span: Span) -> str:
    text = _styled(span)
    return link(text, span.href) if span.href and text and is_address(span.href) else text


def _styled(span: Span) -> str:
    match span.style:
        case Style.CODE:
            return code(span.text)
        case Style.STRONG:
            return _around("**", span.text)
        case Style.PLAIN | Style.QUIET:
            return escape(span.text)
        case _:
            assert_never(span.style)


def _around(mark: str, text: str) -> str:
    """Marked text; the spaces at its ends stay outside, where the mark would not be seen as one."""
    inner = text.strip()
    if not inner:
        return text
    start = text[: len(text) - len(text.lstrip())]
    return f"{start}{mark}{escape(inner)}{mark}{text[len(start) + len(inner) :]}"


def code(text: str) -> str:
    """A code span. Three backticks would begin a block even within one, so no two stand side by side in it."""
    inner = _TICKS.sub("`\u200b", " ".join(text.split()))
    if not inner:
        return ""
    fence = "``" if "`" in inner else "`"
    pad = " " if "`" in (inner[0], inner[-1]) else ""
    return f"{fence}{pad}{inner}{pad}{fence}"


def marked(text: str) -> str:
    """A plain sentence in which backticks mark code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return "".join(code(part) if at % 2 else escape(part) for at, part in enumerate(parts))


def listing(text: str, language: str) -> str:
    """A fenced block; a fence inside is broken up by a space of no width."""
    inner = _FENCE.sub("`\u200b`\u200b`", text.strip("\n")) or " "
    head = language if _LANGUAGE.fullmatch(language) else ""
    end = "\u200b" if inner.endswith("`") else ""
    return f"```{head}\n{inner}{end}\n```"


def is_address(url: str) -> bool:
    """Whether a link leads somewhere that Discord links to."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def link(label: str, url: str) -> str:
    """A link with a label that is marked up already; on one line, or it would be none."""
    return f"[{_one(label)}]({address(url)})"


def address(url: str) -> str:
    """An address as it stands in the brackets of a link."""
    return quote(url, safe="%/:=&?~#+!$,;'@*._-")


def block(part: Block) -> Iterator[str]:
    """The lines of a block."""
    match part:
        case Paragraph(line=text):
            yield line(text)
        case Bullets(items=items, ordered=ordered):
            for number, item in enumerate(items, 1):
                yield f"{f'{number}.' if ordered else '-'} {_one(line(item))}"
        case Facts(pairs=pairs):
            for name, value in pairs:
                yield f"**{escape(name)}** {_one(line(value))}"
        case Table(head=head, rows=rows):
            for first, *cells in rows:
                yield from _row(_one(line(first)), list(zip(head[1:], cells, strict=False)))
        case Listing(text=text, language=language):
            yield listing(text, language)
        case Choices():
            yield from _choices(part)
        case _:
            assert_never(part)


def _row(question: str, cells: Sequence[tuple[str, Line]]) -> Iterator[str]:
    """A question with its answers below, each once: what several have in common stands behind all their names."""
    answers: dict[str, list[str]] = {}
    for name, cell in cells:
        answers.setdefault(_one(line(cell)), []).append(name)
    if len(answers) == 1 and len(cells) > 1:
        yield f"**{question}** {next(iter(answers))}"
        return
    yield f"**{question}**"
    for answer, names in answers.items():
        yield f"- {_around('**', ' · '.join(names))} {answer}"


def _one(text: str) -> str:
    return text.replace("\n", " ")


def _choices(choices: Choices) -> Iterator[str]:
    noted = len(choices.items) <= FEW_CHOICES
    for choice in choices.items:
        note = f" — {marked(_one(choice.note))}" if noted and choice.note else ""
        yield f"- {_around('**', _one(choice.label))}{note}" if note else f"- {escape(_one(choice.label))}"
