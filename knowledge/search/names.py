"""Names without spaces, case and punctuation: how an identifier and a name meet exactly."""

from __future__ import annotations

import re

from knowledge.search.fold import HAN
from knowledge.search.needles import Expression

_KEPT_OF_ASCII = re.compile("[a-z0-9]+")
_KEPT = Expression(f"[a-z0-9{HAN}]+")
"""Compiled for the first text that is not ASCII: a class of 27,000 characters takes a millisecond."""


def squash(text: str) -> str:
    """Letters, digits and Chinese characters of a text in lower case, joined: "SC_Bad Gateway" -> "scbadgateway"."""
    lower = text.lower()
    return "".join((_KEPT_OF_ASCII if lower.isascii() else _KEPT.pattern).findall(lower))
