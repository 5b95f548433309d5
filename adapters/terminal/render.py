"""From an answer to what rich draws. Pure: no console, no terminal is touched here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.style import Style as RichStyle
from rich.table import Table as RichTable

from adapters.terminal.words import Words
from adapters.terminal.wrap import Prose
from bot.action import Ask, Copy, Open
from bot.answer import Block, Bullets, Choices, Facts, Listing, Paragraph, Style, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from bot.action import Action
    from bot.answer import Answer, Line

_BORDER = {
    Tone.INFO: "blue",
    Tone.SUCCESS: "green",
    Tone.NOTICE: "cyan",
    Tone.WARNING: "yellow",
    Tone.ERROR: "red",
}
_LOOK = {Style.PLAIN: "", Style.STRONG: "bold", Style.CODE: "bold cyan", Style.QUIET: "dim"}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A drawn answer, and what its numbers, from 1, and its labels stand for."""

    body: RenderableType
    picks: tuple[Ask, ...]


def render(answer: Answer) -> Rendered:
    """Draw an answer; choices and questions are numbered through."""
    picks: list[Ask] = []
    parts: list[RenderableType] = [_line(answer.lead, "bold")]
    for section in answer.sections:
        parts.append(Words())
        if section.heading:
            parts.append(Words(section.heading, style="bold underline"))
        parts += [part for block in section.blocks for part in _block(block, picks)]
    footer = [*_actions(answer.actions, picks), *_sources(answer)]
    if footer:
        parts += [Words(), *footer]
    title = Words(answer.title, style="bold", overflow="ellipsis")
    panel = Panel(Group(*parts), title=title, title_align="left", border_style=_BORDER[answer.tone])
    return Rendered(panel, tuple(picks))


def _line(line: Line, base: str = "") -> Words:
    text = Prose(style=base)
    for span in line:
        style = RichStyle.parse(_LOOK[span.style] or "none")
        text.append(span.text, style + RichStyle(link=span.href) if span.href else style)
    return text


def _block(block: Block, picks: list[Ask]) -> Iterator[RenderableType]:
    match block:
        case Paragraph(line=line):
            yield _line(line)
        case Bullets(items=items, ordered=ordered):
            yield _grid((Words(f"{at}." if ordered else "•"), _line(item)) for at, item in enumerate(items, 1))
        case Facts(pairs=pairs):
            yield _grid((Words(name, style="dim"), _line(line)) for name, line in pairs)
        case Table(head=head, rows=rows):
            yield _table(head, rows)
        case Listing(text=listing):
            yield Padding(Words(listing, style="cyan"), (0, 0, 0, 2))
        case Choices(items=choices):
            lines: list[tuple[Words, Words]] = []
            for choice in choices:
                picks.append(Ask(choice.label, choice.command))
                label = Prose(choice.label, style="bold")
                lines.append(
                    (Words(f"{len(picks)}", style="green"), label.append(f"  {choice.note}", style="not bold dim"))
                )
            yield _grid(lines)
        case _:
            assert_never(block)


def _grid(rows: Iterator[tuple[Words, Words]] | Sequence[tuple[Words, Words]]) -> RichTable:
    grid = RichTable.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    for row in rows:
        grid.add_row(*row)
    return grid


def _table(head: Sequence[str], rows: Sequence[Sequence[Line]]) -> RichTable:
    table = RichTable(show_lines=True, expand=True)
    for at, name in enumerate(head):
        table.add_column(Words(name), style="dim" if at == 0 else "", ratio=1)
    for row in rows:
        table.add_row(*(_line(cell) for cell in row))
    return table


def _actions(actions: Sequence[Action], picks: list[Ask]) -> Iterator[Words]:
    """Questions as numbers in one line; links and texts to copy stand in the body already."""
    asks = Words()
    for action in actions:
        match action:
            case Ask():
                picks.append(action)
                asks.append(f"{len(picks)}", style="green").append(f" {action.label}  ")
            case Open() | Copy():
                pass
            case _:
                assert_never(action)
    if asks:
        yield asks


def _sources(answer: Answer) -> Iterator[Words]:
    for source in answer.sources:
        yield Words(f"{source.title}  {source.url}", style="dim", overflow="fold")
