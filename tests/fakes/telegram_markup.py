"""How the fake takes markup out of texts: as the real server, it refuses what it does not know or what stays open."""

from __future__ import annotations

import re
from html import unescape

TAGS = {"b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}
RICH_TAGS = TAGS | {"p", "br", "h1", "h2", "h3", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[\w-]+(?:\s*=\s*\"[^\"]*\")?)*)\s*>")


class MarkupError(Exception):
    """The text cannot be parsed."""


def shown(html: str, allowed: set[str] = TAGS) -> str:
    """The text without markup."""
    out: list[str] = []
    stack: list[str] = []
    at = 0
    while at < len(html):
        if html[at] != "<":
            end = html.find("<", at)
            end = len(html) if end < 0 else end
            out.append(unescape(html[at:end]))
            at = end
            continue
        tag = _TAG.match(html, at)
        if tag is None or tag[2] not in allowed:
            raise MarkupError(html[at : at + 30])
        if tag[1]:
            if not stack or stack.pop() != tag[2]:
                raise MarkupError(tag[0])
        else:
            stack.append(tag[2])
        at = tag.end()
    if stack:
        raise MarkupError(stack[-1])
    return "".join(out)


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
