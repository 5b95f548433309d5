"""From an answer to components: a container in the colour of the tone. Pure; the same for send, edit and update."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, assert_never

from adapters.discord import markup
from adapters.discord.buttons import id_of, pick_id
from adapters.discord.limits import (
    BUTTON_LABEL,
    BUTTON_URL,
    COMPONENTS,
    OPTION_TEXT,
    PLACEHOLDER,
    ROW_BUTTONS,
    SELECT_OPTIONS,
    TEXT_CHARACTERS,
)
from adapters.discord.rendered import Rendered, walk
from bot.action import Ask, Copy, Open
from bot.answer import Answer, Choices, Listing, Tone
from bot.fit import fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from adapters.discord.rendered import Component
    from bot.action import Action
    from bot.answer import Choice, Section

_ROW, _BUTTON, _SELECT, _TEXT, _SEPARATOR, _CONTAINER = 1, 2, 3, 10, 14, 17
_SECONDARY, _LINK = 2, 5

# Colours repeat what mark and words say; who does not see them misses nothing.
_COLOURS: Final = {
    Tone.INFO: 0x3B82F6,
    Tone.SUCCESS: 0x16A34A,
    Tone.NOTICE: 0x0891B2,
    Tone.WARNING: 0xD97706,
    Tone.ERROR: 0xDC2626,
}
_MARKS: Final = {Tone.INFO: "ℹ️", Tone.SUCCESS: "✅", Tone.NOTICE: "🔷", Tone.WARNING: "⚠️", Tone.ERROR: "⛔"}


def render(answer: Answer) -> Rendered:
    """The components of an answer, cut to what fits into one message."""
    rows = _rows(answer.actions)
    room = COMPONENTS - 1 - sum(1 + len(row["components"]) for row in rows)
    # Many get the same card, each with a button of their own below it.
    same = Answer(
        kind="",
        title=answer.title,
        lead=answer.lead,
        tone=answer.tone,
        sections=answer.sections,
        actions=tuple(action for action in answer.actions if isinstance(action, Copy)),
        sources=answer.sources,
        cut=answer.cut,
    )
    container = {"type": _CONTAINER, "accent_color": _COLOURS[answer.tone], "components": [*_body(same, room), *rows]}
    return Rendered((container,), answer.private)


@lru_cache(maxsize=512)
def _body(answer: Answer, room: int) -> Sequence[Component]:
    """All but the buttons, with room for so many components, nested ones counted."""
    parts: list[Component] = []

    def measure(one: Answer) -> int:
        """The characters of all texts; too many components count as too long."""
        parts[:] = _parts(one)
        every = [inner for part in parts for inner in walk(part)]
        size = sum(len(component["content"]) for component in every if component["type"] == _TEXT)
        return size if len(every) <= room else max(size, TEXT_CHARACTERS) + len(every) - room

    fit(answer, TEXT_CHARACTERS, measure)
    return tuple(parts)  # what was measured last is what fits


def _parts(answer: Answer) -> Iterator[Component]:
    yield _text(_head(answer))
    if answer.sections:
        yield {"type": _SEPARATOR, "divider": True, "spacing": 1}
    selects = 0
    for section in answer.sections:
        text = _section(section)
        if text.strip():
            yield _text(text)
        for row in _selects(section, answer.title, selects):
            yield row
            selects += 1
    if foot := _foot(answer):
        yield _text(foot)


def _text(content: str) -> Component:
    return {"type": _TEXT, "content": content}


def _head(answer: Answer) -> str:
    title = " ".join(answer.title.split())
    head = f"## {_MARKS[answer.tone]} {markup.escape(title)}"
    lead = markup.line(answer.lead)
    return f"{head}\n{lead}" if lead else head


def _section(section: Section) -> str:
    lines = [f"**{markup.escape(section.heading)}**"] if section.heading.strip() else []
    lines += [line for block in section.blocks for line in markup.block(block)]
    return "\n".join(lines)


def _foot(answer: Answer) -> str:
    """What to copy, where it does not stand above as a block of its own; then the sources, small."""
    shown = {
        block.text.strip() for section in answer.sections for block in section.blocks if isinstance(block, Listing)
    }
    lines = [
        f"{markup.escape(action.label)} {markup.code(action.text)}"
        for action in answer.actions
        if isinstance(action, Copy) and action.text.strip() not in shown and action.text.strip()
    ]
    links = [
        markup.link(markup.escape(" ".join(source.title.split())), source.url)
        for source in answer.sources
        if markup.is_address(source.url) and source.title.strip()
    ]
    if answer.cut:
        lines.insert(0, "…")
    if links:
        lines.append(f"-# {' · '.join(links)}")
    return "\n".join(lines)


# --- menus -----------------------------------------------------------------------------------------------------------


def _selects(section: Section, title: str, number: int) -> Iterator[Component]:
    for block in section.blocks:
        if not isinstance(block, Choices):
            continue
        menus = _evenly(list(_options(block.items)), SELECT_OPTIONS)
        for options in menus:
            name = section.heading.strip() or title
            if len(menus) > 1:
                name = f"{name} · {options[0]['label']} … {options[-1]['label']}"
            select = {
                "type": _SELECT,
                "custom_id": pick_id(number),
                "placeholder": _short(name, PLACEHOLDER),
                "options": options,
            }
            yield {"type": _ROW, "components": [select]}
            number += 1


def _options(choices: Iterable[Choice]) -> Iterator[Component]:
    seen: set[str] = set()
    for choice in choices:
        value = id_of(choice.command)
        if not value or value in seen or not choice.label.strip():
            continue
        seen.add(value)
        option = {"label": _short(choice.label, OPTION_TEXT), "value": value}
        if note := _short(choice.note.replace("`", ""), OPTION_TEXT):
            option["description"] = note
        yield option


def _evenly(items: Sequence[Component], most: int) -> list[Sequence[Component]]:
    """In as few groups as hold at most so many each, none of them a straggler."""
    groups = -(-len(items) // most)
    bounds = [round(len(items) * number / groups) for number in range(groups + 1)] if groups else []
    return [items[start:end] for start, end in pairwise(bounds)]


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


# --- buttons ---------------------------------------------------------------------------------------------------------


def _rows(actions: Sequence[Action]) -> list[Component]:
    return [{"type": _ROW, "components": list(row)} for row in _evenly(list(_buttons(actions)), ROW_BUTTONS)]


def _buttons(actions: Sequence[Action]) -> Iterator[Component]:
    seen: set[str] = set()
    for action in actions:
        button = _button(action)
        if button is None:
            continue
        id_ = button.get("custom_id", "")
        if not id_ or id_ not in seen:
            seen.add(id_)
            yield button


@lru_cache(maxsize=4096)
def _button(action: Action) -> Component | None:
    label = _short(action.label, BUTTON_LABEL)
    if not label:
        return None
    match action:
        case Ask(command=command):
            id_ = id_of(command)
            return {"type": _BUTTON, "style": _SECONDARY, "label": label, "custom_id": id_} if id_ else None
        case Open(url=url):
            fits = markup.is_address(url) and len(url) <= BUTTON_URL
            return {"type": _BUTTON, "style": _LINK, "label": label, "url": url} if fits else None
        case Copy():
            return None  # stands in the text, where it can be selected
        case _:
            assert_never(action)
