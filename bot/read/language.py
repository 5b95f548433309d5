"""In which language a question was put."""

from __future__ import annotations

import re

from knowledge.search.fold import count_han

_WORD = re.compile(r"[a-z]{2,}(?:'[a-z]+)?")
# Characters that only Cantonese writing has, or uses all the time.
_CANTONESE = frozenset("嘅咗哋喺嚟冇唔咩嗰啲佢俾攞搵揾睇嘢係乜噉咁瞓啱")


def written_in(text: str, simplified: str) -> str:
    """The language of a cleaned text: "zh-Hant", "zh-Hans", "en"; "" where a code or a log says nothing about it.

    Args:
        text: the text as written.
        simplified: the same text with Traditional characters as Simplified ones.
    """
    han = count_han(text)
    if han:
        latin = len(_WORD.findall(text.lower()))
        if han < 2 and latin > 8:  # noqa: PLR2004 - one stray character in an English text
            return "en"
        changed = sum(a != b for a, b in zip(text, simplified, strict=False)) if text != simplified else 0
        return "zh-Hant" if changed or any(c in _CANTONESE for c in text) else "zh-Hans"
    return "en" if _WORD.search(text.lower()) else ""
