"""A part of an entry that is too long for one message, in pages."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.model import Owner

PAGE_SIGNS = 2_600
"""Signs of a part that fit on a page on every platform, links and marks left room for."""


@lru_cache(maxsize=1024)
def paged(owners: tuple[Owner, ...]) -> tuple[tuple[Owner, ...], ...]:
    """Owners in pages, the same ones in every language."""
    pages: list[list[Owner]] = []
    room = 0
    for owner in owners:
        said = max(len(owner.meaning.en + owner.fingerprint.en), len(owner.meaning.zh + owner.fingerprint.zh))
        size = said + len(owner.vendor) + len(owner.run) + len(owner.source.url if owner.source else "")
        if not pages or size > room:
            pages.append([])
            room = PAGE_SIGNS
        room -= size
        pages[-1].append(owner)
    return tuple(map(tuple, pages))
