"""How sure a search is: an answer, a question back, or silence. Calibrated on labelled queries; see CONTRIBUTING."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.search.score import Hit

SURE = 0.42
UNSURE = 0.34
NAME = 0.6
NAME_ASKED = 0.45
NAMED, NAMED_ASKED = 0.85, 0.7


class Sureness(StrEnum):
    """What to do with the hits of a search."""

    SURE = "sure"
    """Answer with the first."""
    UNSURE = "unsure"
    """Offer the first few."""
    NOTHING = "nothing"
    """Say that nothing was found."""


def judge(hits: Sequence[Hit]) -> Sureness:
    """What the hits of one search, best first, are good for."""
    if not hits:
        return Sureness.NOTHING
    if hits[0].score >= SURE:
        return Sureness.SURE
    return Sureness.UNSURE if hits[0].score >= UNSURE else Sureness.NOTHING


def is_name(hit: Hit, *, sure: bool) -> bool:
    """Whether a part of a comparison names this code; `sure` where nothing else says that it is a comparison."""
    return hit.name >= (NAME if sure else NAME_ASKED) or hit.phrase >= (NAMED if sure else NAMED_ASKED)
