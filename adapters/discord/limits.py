"""What Discord takes: the numbers, where they stand, and what of them a rendered answer breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.discord.rendered import children, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapters.discord.rendered import Component, Rendered

TEXT_CHARACTERS = 4000
"""Characters of all text displays of a message (discord.com/developers/docs/components/reference, Text Display;
`LayoutView.content_length` of the library)."""

COMPONENTS = 40
"""Components of a message, nested ones counted (docs, "Legacy Message Component Behavior" and API changelog)."""

ROW_BUTTONS = 5
"""Buttons of an action row (docs, Action Row)."""

BUTTON_LABEL, BUTTON_URL, CUSTOM_ID = 80, 512, 100
"""Characters of a button's label, of its link, and of any custom id (docs, Button; Custom ID)."""

SELECT_OPTIONS, OPTION_TEXT, PLACEHOLDER = 25, 100, 150
"""Options of a select; characters of an option's label, value and description; of the placeholder (docs, Select)."""

CHOICES, CHOICE_NAME = 25, 100
"""Choices of an autocomplete answer, characters of each (docs, Application Commands, Choice Structure)."""

MODAL_TITLE, MODAL_LABEL, MODAL_NOTE, MODAL_TEXT = 45, 45, 100, 4000
"""Characters of a dialog's title, a field's label and description, and what a text field takes (docs, Label)."""

RESPONSE_SECONDS = 3.0
"""How long an interaction waits for its first answer (docs, Receiving and Responding)."""

COLOUR_MOST = 0xFFFFFF
"""The largest accent colour (OpenAPI, ContainerComponentForMessageRequest)."""

_BUTTON, _SELECT, _TEXT = 2, 3, 10
_LINK = 5
_STYLES = range(1, 6)


def violations(rendered: Rendered) -> list[str]:
    """What is wrong with a rendered answer; [] where nothing is."""
    every = [component for top in rendered.components for component in walk(top)]
    texts = [str(component.get("content", "")) for component in every if component["type"] == _TEXT]
    found: list[str] = []
    if not texts:
        found.append("nothing to read")
    if (size := sum(map(len, texts))) > TEXT_CHARACTERS:
        found.append(f"{size} characters, at most {TEXT_CHARACTERS}")
    if len(every) > COMPONENTS:
        found.append(f"{len(every)} components, at most {COMPONENTS}")
    found += ["an empty text" for text in texts if not text.strip()]
    found += _ids([str(component["custom_id"]) for component in every if "custom_id" in component])
    for component in every:
        found += _one(component)
    return found


def _ids(ids: Sequence[str]) -> Iterator[str]:
    if len(set(ids)) < len(ids):
        yield "a custom id is there twice"
    yield from (f"a custom id of {len(id_)} characters" for id_ in ids if not 1 <= len(id_) <= CUSTOM_ID)


def _one(component: Component) -> Iterator[str]:
    match component["type"]:
        case 1:
            yield from _row([inner["type"] for inner in children(component)])
        case 2:
            yield from _button(component)
        case 3:
            yield from _select(component)
        case 10 | 14:
            pass
        case 17:
            colour = component.get("accent_color")
            if not isinstance(colour, int) or not 0 <= colour <= COLOUR_MOST:
                yield f"accent colour {colour!r}"
            if not children(component):
                yield "an empty container"
        case other:
            yield f"a component of type {other}"


def _row(types: Sequence[object]) -> Iterator[str]:
    if not types:
        yield "an empty row"
    if types.count(_BUTTON) > ROW_BUTTONS:
        yield f"{len(types)} buttons in a row, at most {ROW_BUTTONS}"
    if _SELECT in types and len(types) > 1:
        yield "a select shares its row"


def _button(component: Component) -> Iterator[str]:
    label, link = str(component.get("label", "")), component.get("style") == _LINK
    if not 1 <= len(label.strip()) <= len(label) <= BUTTON_LABEL:
        yield f"a button's label of {len(label)} characters"
    if component.get("style") not in _STYLES:
        yield f"a button of style {component.get('style')!r}"
    if link is ("custom_id" in component) or link is not ("url" in component):
        yield "a button has a custom id or a link, and a style to match"
    if len(str(component.get("url", ""))) > BUTTON_URL:
        yield "a link is too long"


def _select(component: Component) -> Iterator[str]:
    options = component.get("options")
    options = options if isinstance(options, list) else []
    if not 1 <= len(options) <= SELECT_OPTIONS:
        yield f"{len(options)} options, from 1 to {SELECT_OPTIONS}"
    values = [option["value"] for option in options]
    if len(set(values)) < len(values):
        yield "two options have the same value"
    if len(str(component.get("placeholder", ""))) > PLACEHOLDER:
        yield "the placeholder is too long"
    for option in options:
        sizes = [len(option[key]) for key in ("label", "value", "description") if key in option]
        if not all(1 <= size <= OPTION_TEXT for size in sizes):
            yield f"an option's texts have {sizes} characters, 1 to {OPTION_TEXT}"
