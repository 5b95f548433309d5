"""Names without spaces, case and punctuation: how an identifier and a name meet exactly."""

from __future__ import annotations

import re

from knowledge.search.fold import HAN

_KEPT = re.compile(f"[a-z0-9{HAN}]+")


def squash(text: str) -> str:
    """Letters, digits and Chinese characters of a text in lower case, joined: "SC_Bad Gateway" -> "scbadgateway"."""
    return "".join(_KEPT.findall(text.lower()))
