"""From an answer to what is sent: text with markup, and buttons. Pure; the same for send, edit, inline and guest.

What was rendered is kept: an answer's parts are shared between the answers made of them, so a card that goes to another
chat, with other buttons below it or another reason behind it, is not rendered again.
"""

from __future__ import annotations

import unicodedata
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Generic, TypeVar, assert_never

from adapters.telegram import markup
from adapters.telegram.limits import (
    BUTTONS,
    COPY_CHARACTERS,
    ENTITIES,
    RICH_COLUMNS,
    RICH_UNITS,
    TEXT_BYTES,
    TEXT_UNITS,
    entities,
    shown,
    units,
)
from adapters.telegram.rendered import Button, Rendered, Rows
from bot.action import Ask, Copy, Open, encode
from bot.answer import Choices, Table, Tone, Weight
from bot.fit import fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.action import Action, Command
    from bot.answer import Answer, Block, Section

_MARKS: Final = {Tone.INFO: "ℹ️", Tone.SUCCESS: "✅", Tone.NOTICE: "🔷", Tone.WARNING: "⚠️", Tone.ERROR: "⛔"}
_KEPT = 2048
_ROW_COLUMNS = 42
"""Columns of text that a phone shows side by side in buttons; each takes an equal share, with a margin of two."""
_ROW_ACTIONS = 3
_SHORT_LABELS_A_ROW = 5


@dataclass(frozen=True, slots=True)
class _Body:
    html: str
    choices: Rows
    rich: str


def render(answer: Answer) -> Rendered:
    """Text, buttons, and the table form of an answer, cut to what fits into one message."""
    parts = (id(answer.sections), id(answer.sources), id(answer.lead), answer.title, answer.tone, answer.language)
    found = _finished.get((*parts, id(answer.actions)))
    if found is not None:
        return found
    long = any(_is_long(action) for action in answer.actions)
    key = (*parts, id(answer.actions) if long else 0)
    body = _bodies.get(key) or _bodies.put(key, answer, _body(answer))
    rendered = Rendered(body.html, _bounded((*body.choices, *_action_rows(answer))), body.rich)
    return _finished.put((*parts, id(answer.actions)), answer, rendered)


_T = TypeVar("_T")


class _Kept(Generic[_T]):
    """What was made of answers, by the identity of their parts; the answers are held, so identities stay."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[object, ...], tuple[Answer, _T]] = OrderedDict()

    def get(self, key: tuple[object, ...]) -> _T | None:
        found = self._made.get(key)
        if found is None:
            return None
        self._made.move_to_end(key)
        return found[1]

    def put(self, key: tuple[object, ...], answer: Answer, made: _T) -> _T:
        self._made[key] = (answer, made)
        if len(self._made) > _KEPT:
            self._made.popitem(last=False)
        return made


_bodies: Final = _Kept[_Body]()
_finished: Final = _Kept[Rendered]()


def _body(answer: Answer) -> _Body:
    fitting = fit(answer, TEXT_UNITS, _measure)
    rows = tuple(row for block in _choices(fitting.sections) for row in _choice_rows(block))
    return _Body(_html(fitting), rows, _rich(answer))


def _measure(answer: Answer) -> int:
    """The length in UTF-16 units; what breaks another limit first counts as that much longer."""
    html = _html(answer)
    size = units(shown(html))
    return max(
        size,
        entities(html) * TEXT_UNITS // ENTITIES,
        len(html.encode("utf-8", "replace")) * TEXT_UNITS // TEXT_BYTES,
    )


def _html(answer: Answer) -> str:
    parts = [f"{_MARKS[answer.tone]} <b>{markup.escape(answer.title)}</b>"]
    if lead := markup.line(answer.lead):
        parts.append(lead)
    parts += [f"\n{text}" for section in answer.sections if (text := _section(section, answer.language))]
    for action in answer.actions:
        if isinstance(action, Copy) and len(action.text) > COPY_CHARACTERS:
            parts.append(f"\n{markup.escape(action.label)}\n{markup.listing(action.text, '')}")
    if sources := _sources(answer):
        parts.append(f"\n{sources}")
    return "\n".join(parts)


def _section(section: Section, language: str) -> str:
    """A section as text; "" where its buttons say it all."""
    told = _told(section)
    folded = section.weight is Weight.EXTRA
    lines = [f"<b>{markup.escape(section.heading)}</b>"] if section.heading and told else []
    for block in told:
        inner = list(markup.block(block, language))
        if not folded and isinstance(block, Choices) and len(block.items) > markup.FULL_LABELS:
            inner = [_folded(inner)]  # a long list would push the rest off the screen; its buttons stay
        lines += inner
    return _folded(lines) if folded and lines else "\n".join(lines)


def _told(section: Section) -> list[Block]:
    """The blocks that the text has to tell."""
    return [block for block in section.blocks if not (isinstance(block, Choices) and _is_said_by_buttons(block))]


def _is_said_by_buttons(choices: Choices) -> bool:
    """Whether the buttons say all that the list would."""
    return len(choices.items) <= markup.FULL_LABELS and all(
        not choice.note and _data(choice.command) for choice in choices.items
    )


def _folded(lines: Sequence[str]) -> str:
    return f"<blockquote expandable>{chr(10).join(lines)}</blockquote>"


def _sources(answer: Answer) -> str:
    links = (
        f'<a href="{markup.escape(source.url)}">{markup.escape(source.title)}</a>'
        for source in answer.sources
        if markup.is_address(source.url) and source.title.strip()
    )
    return " · ".join(links)


def _rich(answer: Answer) -> str:
    """The form with real tables; "" where there is none, or it would not fit."""
    tables = [block for section in answer.sections for block in section.blocks if isinstance(block, Table)]
    if not tables or any(len(table.head) > RICH_COLUMNS for table in tables):
        return ""
    parts = [f"<h3>{_MARKS[answer.tone]} {markup.escape(answer.title)}</h3>", f"<p>{markup.line(answer.lead)}</p>"]
    for section in answer.sections:
        told = _told(section)
        parts += [f"<p><b>{markup.escape(section.heading)}</b></p>"] if section.heading and told else []
        parts += [markup.rich_block(block, answer.language) for block in told]
    if sources := _sources(answer):
        parts.append(f"<p>{sources}</p>")
    text = "".join(parts)
    return text if units(text) <= RICH_UNITS else ""


# --- buttons ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16_384)
def _data(command: Command) -> str:
    """The id of a button; "" where the meaning does not fit into one."""
    try:
        return encode(command)
    except ValueError:
        return ""


def _choices(sections: Iterable[Section]) -> Iterator[Choices]:
    return (block for section in sections for block in section.blocks if isinstance(block, Choices))


def _choice_rows(choices: Choices) -> Iterator[tuple[Button, ...]]:
    """A row for each choice while they are few; else by their short names, or numbers, as many a row as go."""
    buttons = [(choice.label, _data(choice.command)) for choice in choices.items]
    if len(buttons) <= markup.FULL_LABELS:
        whole = [Button(label, data) for label, data in buttons if data and label.strip()]
        yield from _even(whole) if _is_said_by_buttons(choices) else ((button,) for button in whole)
        return
    numbered = markup.is_numbered(choices)
    shorts = (f"{number}" if numbered else choice.short for number, choice in enumerate(choices.items, 1))
    yield from _even([Button(short, data) for short, (_, data) in zip(shorts, buttons, strict=True) if data])


def _even(buttons: Sequence[Button]) -> Rows:
    """As few rows as show the buttons whole: of about the same number each, or closer where some are long."""
    widest = max((_columns(button.text) for button in buttons), default=0) + 2
    left = -(-len(buttons) // max(1, min(_SHORT_LABELS_A_ROW, _ROW_COLUMNS // widest)))
    even: list[tuple[Button, ...]] = []
    at = 0
    while left:
        count = -(-(len(buttons) - at) // left)
        even.append(tuple(buttons[at : at + count]))
        at, left = at + count, left - 1
    close = _close(buttons, _SHORT_LABELS_A_ROW)
    return tuple(map(tuple, close)) if len(close) < len(even) else tuple(even)


def _close(buttons: Iterable[Button], most: int) -> list[list[Button]]:
    """Rows that take the next button as long as they fit."""
    rows: list[list[Button]] = []
    for button in buttons:
        if not rows or len(rows[-1]) >= most or not _fits((*rows[-1], button)):
            rows.append([])
        rows[-1].append(button)
    return rows


def _action_rows(answer: Answer) -> Rows:
    """As many side by side as a phone shows whole; none is left alone below three."""
    rows = _close(_action_buttons(answer), _ROW_ACTIONS)
    if len(rows) > 1 and len(rows[-1]) == 1 and len(rows[-2]) == _ROW_ACTIONS and _fits((rows[-2][-1], *rows[-1])):
        rows[-1].insert(0, rows[-2].pop())
    return tuple(map(tuple, rows))


def _fits(row: Sequence[Button]) -> bool:
    return len(row) * (max(_columns(button.text) for button in row) + 2) <= _ROW_COLUMNS


def _action_buttons(answer: Answer) -> Iterator[Button]:
    linked = {source.url for source in answer.sources}  # what the text links to needs no button as well
    for action in answer.actions:
        if not action.label.strip():
            continue
        match action:
            case Ask(label=label, command=command):
                if data := _data(command):
                    yield Button(label, data)
            case Open(label=label, url=url):
                if markup.is_address(url) and url not in linked:
                    yield Button(label, url=url)
            case Copy(label=label, text=text):
                if 0 < len(text) <= COPY_CHARACTERS:
                    yield Button(label, copy=text)
            case _:
                assert_never(action)


def _is_long(action: Action) -> bool:
    return isinstance(action, Copy) and len(action.text) > COPY_CHARACTERS


@lru_cache(maxsize=1024)
def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _bounded(rows: Rows) -> Rows:
    """The first rows with no more buttons than a message takes."""
    if len(rows) * _SHORT_LABELS_A_ROW <= BUTTONS:
        return rows
    kept: list[tuple[Button, ...]] = []
    count = 0
    for row in rows:
        count += len(row)
        if count > BUTTONS:
            break
        kept.append(row)
    return tuple(kept)
