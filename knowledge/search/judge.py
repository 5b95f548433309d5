"""How sure a search is: an answer, a question back, or silence. Calibrated on labelled queries; see CONTRIBUTING."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.search.score import Hit

SURE, UNSURE, SURE_DOUBTFUL = 0.66, 0.25, 0.93
"""Probability from which the first hit is the answer, and from which it is worth asking back."""

# Logistic regression over the labelled development rows: is the first hit right, and was anything asked at all?
# The order is that of the features in `confidence`.
_INTERCEPT = -3.3
_WEIGHTS = (2.2, 0.0, 3.4, 2.8, -4.4, 1.4, 3.5, 0.95, 0.0)
_HUNDRED, _WORDS_MOST = 100, 4

NAME, NAME_ASKED = 0.6, 0.45
NAMED, NAMED_ASKED = 0.85, 0.7


class Sureness(StrEnum):
    """What to do with the hits of a search."""

    SURE = "sure"
    """Answer with the first."""
    UNSURE = "unsure"
    """Offer the first few."""
    NOTHING = "nothing"
    """Say that nothing was found."""


def confidence(hits: Sequence[Hit], length: int) -> float:
    """The probability, 0 to 1, that the first hit is what was asked for.

    Args:
        hits: the hits of one search, best first, at least one.
        length: characters of the text that was searched; a long text that fits is no chance.
    """
    first = hits[0]
    margin = first.score - hits[1].score if len(hits) > 1 else first.score
    features = (
        first.score, first.phrase, first.entry, first.name, first.talk, first.known, margin,
        min(first.trade, _WORDS_MOST), min(length, _HUNDRED) / _HUNDRED,
    )  # fmt: skip
    total = _INTERCEPT + sum(weight * value for weight, value in zip(_WEIGHTS, features, strict=True))
    return 1 / (1 + math.exp(-total))


def judge(hits: Sequence[Hit], length: int, *, doubtful: bool = False) -> Sureness:
    """What the hits of one search, best first, are good for.

    Args:
        hits: the hits.
        length: as for `confidence`.
        doubtful: whether something speaks against a question (a price, a log without a status): more is asked then.
    """
    if not hits:
        return Sureness.NOTHING
    likely = confidence(hits, length)
    if likely >= (SURE_DOUBTFUL if doubtful else SURE):
        return Sureness.SURE
    return Sureness.UNSURE if likely >= UNSURE and not doubtful else Sureness.NOTHING


def is_name(hit: Hit, *, sure: bool) -> bool:
    """Whether a part of a comparison names this code; `sure` where nothing else says that it is a comparison."""
    return hit.name >= (NAME if sure else NAME_ASKED) or hit.phrase >= (NAMED if sure else NAMED_ASKED)
