"""Files that are read as text."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.telegram.wire import Document

_TEXT_KINDS = frozenset({
    "application/json", "application/xml", "application/x-ndjson", "application/yaml", "application/x-yaml",
    "application/toml", "application/octet-stream", "application/x-log", "application/x-sh", "application/javascript",
    "application/http", "message/http", "application/har+json",
})  # fmt: skip
_TEXT_ENDINGS = (".log", ".txt", ".out", ".err", ".har", ".json", ".csv", ".md", ".conf", ".yaml", ".yml", ".xml")
_CONTROL = frozenset(range(32)) - {7, 8, 9, 10, 12, 13, 27}
_LOOKED_AT = 8192
_FEW = 0.01


def may_be_text(document: Document) -> bool:
    """Whether a file is worth fetching, by what is said of it."""
    kind = (document.mime_type or "application/octet-stream").partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind in _TEXT_KINDS or (document.file_name or "").lower().endswith(_TEXT_ENDINGS)


def text_of(content: bytes) -> str | None:
    """The text of a file in UTF-8, or in UTF-16 with its mark (as Windows writes logs); None where it is no text."""
    try:
        text = content.decode(
            "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
        )
    except UnicodeDecodeError:
        return None
    head = text[:_LOOKED_AT]
    strange = sum(ord(sign) in _CONTROL for sign in head)
    return None if strange > len(head) * _FEW else text
