"""Texts that somebody may send to do harm, or by accident: any Unicode, markup of every platform, questions gone wrong."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

VICTIM = "qvictimq"
"""Stands in every fragment that would ping, link or mark up: no answer may show it."""

MARKUP = [
    "@everyone", "@here", f"@{VICTIM}", f"<@1234567890123456{VICTIM}>", "<@123456789012345678>", "<@&123456789012345678>", "<#123456789012345678>",
    "<:a:123456789012345678>", "</code:123456789012345678>", "<t:1700000000:R>", f"[{VICTIM}](https://evil.example)", f"https://{VICTIM}.example",
    f"<https://{VICTIM}.example>", f"**{VICTIM}**", "__a__", "~~a~~", "||a||", "_a_", "*a*", "`a`", "```sh\nrm -rf /\n```", "``` ", "\\", "\\\\`",
    "\n# a", "\n-# a", "\n> a", "\n>>> a", "\n- a", "\n1. a", f"<b>{VICTIM}</b>", "</b></code></pre>", f'<a href="tg://user?id=7">{VICTIM}</a>',
    f'<a href="javascript:{VICTIM}">a</a>', "<script>alert(1)</script>", "<!-- a", "]]>", "&lt;b&gt;", "&#60;b&#62;", "&amp;", '" onclick="a', "tg://user?id=7",
    "discord://x", "mailto:a@b.c", "\x1b[31m", "\x1b]8;;https://evil.example\x1b\\a\x1b]8;;\x1b\\", "\x1b[2J\x1b[H", "\x9b31m", "\x07", "\x08\x08",
    "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\u200b", "\ufeff", "\0", "\ud800", "\udfff\ud800", "\U0010ffff", "\ufffe",
    "%s%n{0}{}", "${x}", "{{x}}", "[bold]a[/bold]", "[link=https://evil.example]a[/link]",
]  # fmt: skip
WORDS = [
    "503", "４０４", "5O3", "四百零四", "vs", "和", "上游", "没响应", "bad", "gatway", "HTTP/1.1", '"GET / HTTP/1.1" ', "status=", "5xx", "4开头", "|", "{",
    "%{http_code}", "-w '", "curl", "\n", "\t", "😀", "👨‍👩‍👧‍👦", "wang", "guan", "ms", "块", "不是", "what's", "啥意思", "exit code", "grpc", "SQLSTATE", "ECONNRESET",
    "explain", "list", "/code", "/list", "help", "2024-01-01 00:00:00", "10.0.0.1", "error", "timeout", "状态码", "閘道逾時", "②", "㍿", "ﷺ", "ß" * 30, "e\u0301" * 20,
]  # fmt: skip
SIGNS = " \t\n\r\0.,:;=-_/\\|'\"`*~<>()[]{}@#&%$!?^+0123456789abcABCéß四零〇上游①Ⅳ\u0301\u200d\ufe0f\U0001f600"


@cache
def questions() -> list[str]:
    """The labelled questions."""
    folder = Path(__file__).parents[1] / "eval"
    return [
        json.loads(line)["q"]
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]


def text(chance: Random) -> str:
    """A text of one of many kinds."""
    kind = chance.randrange(12)
    if kind == 0:
        return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randrange(1, 60)))
    if kind == 1:  # a part of Unicode, where scripts are
        start = chance.randrange(0x300) * 0x100
        return "".join(chr(start + chance.randrange(0x100)) for _ in range(chance.randrange(1, 40)))
    if kind == 2:
        return "".join(chance.choice(SIGNS) for _ in range(chance.randrange(1, 80)))
    if kind == 3 and chance.random() < 0.1:
        part = chance.choice((*WORDS, *MARKUP, *SIGNS))
        return part * chance.choice((10, 100, 1_000))
    if kind < 8:
        parts = (WORDS, MARKUP, WORDS)[chance.randrange(3)], WORDS
        joined = chance.choice((" ", "", "\n"))
        return joined.join(chance.choice(chance.choice(parts)) for _ in range(chance.randrange(1, 14)))
    return spoilt(chance, chance.choice(questions()))


def spoilt(chance: Random, good: str) -> str:
    """A question with some signs gone, doubled, strange or put in."""
    signs = list(good)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(signs) + 1)
        match chance.randrange(5):
            case 0 if signs:
                del signs[min(at, len(signs) - 1)]
            case 1:
                signs.insert(at, chance.choice(SIGNS))
            case 2:
                signs.insert(at, chance.choice(MARKUP))
            case 3:
                signs.insert(at, chr(chance.randrange(0x110000)))
            case _:
                signs[at:at] = signs[max(0, at - 5) : at]
    return "".join(signs)
