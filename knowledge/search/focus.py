"""What a text is about before its words are weighed: the families it points at, and how."""

from __future__ import annotations

import msgspec

HOME = "http"
"""The family that is meant where nothing points at another."""


class Focus(msgspec.Struct, frozen=True):
    """Which families are meant.

    Attributes:
        families: families that the text points at ("exit code", "redis"): their codes rather than others.
        topics: families whose field it is about ("mailbox", "signal").
        pointers: the words that say so; they tell the codes of a family no further apart.
        alone: whether who names these families hardly ever means a status of `HOME`.
    """

    families: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    pointers: str = ""
    alone: bool = False


NOWHERE = Focus()
"""Nothing points at any family."""
