"""What is sent: text in Telegram's HTML, and the buttons below it."""

from __future__ import annotations

import msgspec


class Button(msgspec.Struct, frozen=True, gc=False):
    """One button; exactly one of `data` (its id), `url` and `copy` is set."""

    text: str
    data: str = ""
    url: str = ""
    copy: str = ""


Rows = tuple[tuple[Button, ...], ...]


class Rendered(msgspec.Struct, frozen=True):
    """What is sent.

    Attributes:
        html: the text in Telegram's HTML.
        rows: the buttons below it.
        rich: the same with real tables, for servers that take rich messages; "" where there is no table.
    """

    html: str
    rows: Rows
    rich: str = ""
