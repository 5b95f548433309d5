"""Files that are read as text."""

from __future__ import annotations

import codecs

FILE_BYTES = 256 * 1024
"""The largest file that is read: the lines around an error are enough."""

_TEXT_KINDS = frozenset({
    "application/json", "application/xml", "application/x-ndjson", "application/yaml", "application/x-yaml",
    "application/toml", "application/octet-stream", "application/x-log", "application/x-sh", "application/javascript",
    "application/http", "message/http", "application/har+json",
})  # fmt: skip
_TEXT_ENDINGS = (".log", ".txt", ".out", ".err", ".har", ".json", ".csv", ".md", ".conf", ".yaml", ".yml", ".xml")
_CONTROL = frozenset(range(32)) - {7, 8, 9, 10, 12, 13, 27}
_LOOKED_AT = 8192
_FEW = 0.01


def may_be_text(kind: str | None, name: str | None) -> bool:
    """Whether a file is worth fetching.

    Args:
        kind: its media type, as far as it is known.
        name: its name, as far as it is known.
    """
    media = (kind or "application/octet-stream").partition(";")[0].strip().lower()
    return media.startswith("text/") or media in _TEXT_KINDS or (name or "").lower().endswith(_TEXT_ENDINGS)


def text_of(content: bytes) -> str | None:
    """The text of a file in UTF-8, or in UTF-16 with its mark (as Windows writes logs); None where it is no text."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        return None
    head = text[:_LOOKED_AT]
    strange = sum(ord(sign) in _CONTROL for sign in head)
    return None if strange > len(head) * _FEW else text
