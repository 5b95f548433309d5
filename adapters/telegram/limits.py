"""What Telegram takes, with sources, and the check that a rendered answer keeps to it.

Sources: the method and type tables of https://core.telegram.org/bots/api (10.1); td/telegram/MessageEntity.cpp of
https://github.com/tdlib/td for what the tables leave out.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.telegram.rendered import Button, Rendered

TEXT_UNITS = 4096
"""UTF-16 units of a message after its markup was taken out (sendMessage, `text`)."""

TEXT_BYTES = 32_768
"""Bytes of a text with its markup that the server reads at all (Client.cpp of the Bot API server, 1 << 15)."""

ENTITIES = 100
"""Formatted parts of one message; the rest would lose their format (tdlib, MAX_ENTITIES)."""

RICH_UNITS = 32_768
"""UTF-16 units of a rich message, markup included to be on the safe side (Bot API 10.1, rich messages)."""

RICH_COLUMNS = 20
"""Columns of a table in a rich message (the same)."""

CALLBACK_BYTES = 64
"""Bytes of a button's id (InlineKeyboardButton, `callback_data`)."""

COPY_CHARACTERS = 256
"""Characters a copy button can hold (CopyTextButton, `text`)."""

BUTTONS = 100
"""Buttons below one message."""

BUTTONS_A_ROW = 8
"""Buttons that clients show side by side."""

INLINE_RESULTS = 50
"""Results of one inline answer (answerInlineQuery)."""

INLINE_ID_BYTES = 64
"""Bytes of a result's id (InlineQueryResultArticle, `id`)."""

ALERT_CHARACTERS = 200
"""Characters of the notice after a press (answerCallbackQuery, `text`)."""

COMMANDS = 100
COMMAND_CHARACTERS = 32
COMMAND_DESCRIPTION_CHARACTERS = 256
"""The menu (setMyCommands, BotCommand)."""

DESCRIPTION_CHARACTERS = 512
SHORT_DESCRIPTION_CHARACTERS = 120
"""The profile (setMyDescription, setMyShortDescription)."""

UPDATE_BYTES = 1024 * 1024
"""Bytes of an update at the webhook: our own; a message of 4096 characters with everything around it is far below."""

_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)([^<>]*)>")
_TAGS = frozenset({"b", "i", "u", "s", "a", "code", "pre", "blockquote"})
_RICH_TAGS = _TAGS | {"p", "h3", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "details", "summary"}
_UNITS_BEYOND = re.compile("[\U00010000-\U0010ffff]")


def units(text: str) -> int:
    """The length of a text in UTF-16 units, as Telegram counts."""
    return len(text) + len(_UNITS_BEYOND.findall(text))


def shown(html: str) -> str:
    """What is left of our HTML when the server has taken the markup out."""
    return unescape(_TAG.sub("", html))


def violations(rendered: Rendered) -> list[str]:
    """What the server would refuse, or clients would not show, of a rendered answer; [] where nothing is."""
    found = [*_text(rendered.html), *_balance(rendered.html, _TAGS)]
    if rendered.rich:
        found += _balance(rendered.rich, _RICH_TAGS)
        if units(rendered.rich) > RICH_UNITS:
            found.append(f"{units(rendered.rich)} units of a rich message, at most {RICH_UNITS}")
        if widest := max((row.count("<th>") for row in rendered.rich.split("</tr>")), default=0):
            found += [f"{widest} columns, at most {RICH_COLUMNS}"] if widest > RICH_COLUMNS else []
    if (count := sum(map(len, rendered.rows))) > BUTTONS:
        found.append(f"{count} buttons, at most {BUTTONS}")
    found += [f"a row of {len(row)} buttons" for row in rendered.rows if not 1 <= len(row) <= BUTTONS_A_ROW]
    return found + [what for row in rendered.rows for button in row for what in _button(button)]


def _text(html: str) -> list[str]:
    found = []
    text = shown(html)
    if not text.strip():
        found.append("an empty text")
    if units(text) > TEXT_UNITS:
        found.append(f"{units(text)} units, at most {TEXT_UNITS}")
    if len(html.encode("utf-8", "replace")) > TEXT_BYTES:
        found.append(f"more than {TEXT_BYTES} bytes with markup")
    if (count := entities(html)) > ENTITIES:
        found.append(f"{count} formatted parts, at most {ENTITIES}")
    return found


def entities(html: str) -> int:
    """How many formatted parts a text has; `pre` and the `code` in it are one."""
    return sum(1 for tag in _TAG.finditer(html) if not tag[1]) - html.count("<pre><code")


def _balance(html: str, allowed: frozenset[str]) -> list[str]:
    """Tags that are unknown, cross each other or stay open, and text that would be taken for one."""
    found: list[str] = []
    open_: list[str] = []
    for tag in _TAG.finditer(html):
        name = tag[2]
        if name not in allowed:
            found.append(f"the tag {name}")
        elif not tag[1]:
            if open_ and open_[-1] in ("code", "pre") and (open_[-1], name) != ("pre", "code"):
                found.append(f"{name} inside {open_[-1]}")
            if name == "blockquote" and name in open_:
                found.append("a quotation inside a quotation")
            open_.append(name)
        elif not open_ or open_.pop() != name:
            found.append(f"/{name} closes something else")
    rest = _TAG.sub("", html)
    if "<" in rest or ">" in rest:
        found.append("an angle bracket that opens no tag")
    return found + [f"{name} stays open" for name in open_]


def _button(button: Button) -> list[str]:
    found = []
    if not button.text.strip():
        found.append("a button without a text")
    if sum(map(bool, (button.data, button.url, button.copy))) != 1:
        found.append(f"the button {button.text!r} does not do exactly one thing")
    if len(button.data.encode()) > CALLBACK_BYTES:
        found.append(f"a button id of more than {CALLBACK_BYTES} bytes")
    if len(button.copy) > COPY_CHARACTERS:
        found.append(f"more than {COPY_CHARACTERS} characters to copy")
    if button.url and not button.url.startswith(("https://", "http://")):
        found.append(f"the button {button.text!r} leads to no address")
    return found
