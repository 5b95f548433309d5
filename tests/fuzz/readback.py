"""What is sent, read as the platforms' clients read it: which marks there are, and which text between them.

Written from the platforms' documents, not from our renderers, so that both can be wrong only where they are so apart.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

# --- Telegram: https://core.telegram.org/bots/api#html-style ----------------------------------------------------------

ALLOWED = {
    "b": set(), "i": set(), "u": set(), "s": set(), "a": {"href"}, "code": {"class"}, "pre": set(), "blockquote": {"expandable"},
}  # fmt: skip
RICH = {
    **ALLOWED, "p": set(), "h3": set(), "ul": set(), "ol": set(), "li": set(), "table": {"bordered", "striped"}, "thead": set(), "tbody": set(),
    "tr": set(), "th": set(), "td": set(), "details": set(), "summary": set(),
}  # fmt: skip


class Markup(HTMLParser):
    """Reads HTML of a message; anything but the tags that are allowed is an error."""

    def __init__(self, allowed: dict[str, set[str]]) -> None:
        super().__init__(convert_charrefs=True)
        self._allowed = allowed
        self._open: list[str] = []
        self.marks: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        assert tag in self._allowed, tag
        for name, value in attrs:
            assert name in self._allowed[tag], (tag, name)
            if name == "href":
                assert re.match(r"https?://\S+\Z", value), value
                self.links.append(value)
        self._open.append(tag)
        self.marks.append(tag)

    def handle_endtag(self, tag):
        assert self._open, tag
        assert self._open.pop() == tag, tag
        self.marks.append(f"/{tag}")

    def handle_data(self, data):
        self.text += data

    def error_of_any_other_kind(self, data):
        raise AssertionError(data)

    handle_comment = handle_decl = handle_pi = unknown_decl = handle_startendtag = error_of_any_other_kind

    def close(self):
        super().close()
        assert self._open == []


def telegram(html: str, *, rich: bool = False) -> Markup:
    """A message of Telegram. Raises AssertionError where the server would refuse it."""
    parser = Markup(RICH if rich else ALLOWED)
    parser.feed(html)
    parser.close()
    html.encode()  # half a character cannot be sent
    assert "\0" not in html
    return parser


# --- Discord: https://discord.com/developers/docs/reference#message-formatting, and the client's help on Markdown ------

_DISCORD = re.compile(
    r"""
      (?P<escaped>\\[^0-9A-Za-z\s])
    | (?P<block>```(?:(?P<language>[\w+-]*)\n)?(?P<listing>[\s\S]*?)```)
    | (?P<ticks>(?P<fence>`+)(?!`)(?P<code>[\s\S]*?[^`])(?P=fence)(?!`))
    | (?P<mention><(?:@[!&]?\d+|\#\d+|a?:\w+:\d+|t:-?\d+(?::\w)?|/[^>\n]+:\d+|id:\w+)>)
    | (?P<angled><(?:https?|tg|discord|mailto)[^>\s]*>)
    | (?P<everyone>@(?:everyone|here))
    | \[(?P<label>(?:\\.|[^\]\\\n])*)\]\((?P<url><?[^\s()]+>?(?:\ "[^"]*")?)\)
    | (?P<address>(?:https?|discord)://\S+)
    | (?P<mark>\*{1,3}|_{1,3}|~~|\|\|)
    | (?P<line>^[\ \t]*(?:\#{1,3}\ |-\#\ |>>>\ |>\ |[-*+]\ |\d+\.\ ))
    """,
    re.VERBOSE | re.MULTILINE,
)


def discord(content: str) -> tuple[list[str], str, list[str]]:
    """The marks of a text display, its text, and where its links lead."""
    marks: list[str] = []
    links: list[str] = []
    text, at = "", 0
    for found in _DISCORD.finditer(content):
        text += content[at : found.start()]
        at = found.end()
        kind = found.lastgroup
        if found["escaped"]:
            text += found[0][1]
        elif found["block"]:
            marks.append("block")
            text += found["listing"]
        elif found["ticks"]:
            marks.append("code")
            text += found["code"]
        elif found["url"]:
            marks.append("link")
            links.append(found["url"])
            inner, label, more = discord(found["label"])
            assert not more
            marks += inner
            text += label
        elif found["everyone"]:  # nobody is pinged: `allowed_mentions` says so in each request; it only looks like it
            text += found[0]
        else:
            marks.append(found["line"].strip() if found["line"] else found["mark"] or str(kind))
    return marks, text + content[at:], links


OURS = {"block", "code", "link", "**", "##", "-#", "-"}
"""The marks that our own texts have; numbered lines beside them."""


def is_ours(mark: str) -> bool:
    return mark in OURS or re.fullmatch(r"\d+\.", mark) is not None


# --- terminals ----------------------------------------------------------------------------------------------------------

DRIVING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What moves a cursor, rings, colours, or turns the direction of writing."""
