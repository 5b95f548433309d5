"""From the sentences of the book to running text in one language. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.answer import Line, Span, Style

if TYPE_CHECKING:
    from bot.texts.words import Words
    from knowledge.model import Check, Text

_MARKED = re.compile(r"`([^`]+)`")


def say(text: Text | Check, words: Words) -> str:
    """The sentence in the language of the words."""
    return {"zh-Hans": text.zh, "zh-Hant": text.hant or text.zh}.get(words.language, text.en)


def line(sentence: str) -> Line:
    """A sentence with backticks as spans."""
    spans: list[Span] = []
    at = 0
    for match in _MARKED.finditer(sentence):
        if match.start() > at:
            spans.append(Span(sentence[at : match.start()]))
        spans.append(Span(match[1], Style.CODE))
        at = match.end()
    if at < len(sentence):
        spans.append(Span(sentence[at:]))
    return tuple(spans)


def spoken(text: Text | Check, words: Words) -> Line:
    """`say` as a line."""
    return line(say(text, words))


def unmarked(text: Text, words: Words) -> str:
    """The sentence for where no style can be shown, its marks taken off."""
    return say(text, words).replace("`", "")
