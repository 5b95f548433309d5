"""How sure a search is: an answer, a question back, or silence. Calibrated on labelled queries; see CONTRIBUTING."""

from __future__ import annotations

import math
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from knowledge.search.score import Hit

SURE, UNSURE, SURE_DOUBTFUL = 0.63, 0.2, 0.97
"""Probability that a code was asked for from which the first hit is shown, and from which it is worth asking back."""

CLOSE = 0.12
"""Scores so near to that of the first hit that the others are worth a mention."""

TALK_LEANING, TALK_WORDS = -1.9, 3
"""Words that lean so far to small talk, and so many of them, make a number beside them one of daily life."""

# Logistic regression over the labelled rows: was a code asked for at all? Which one is the ranking's task.
# Fitted by tests/eval/calibrate.py.
FEATURES = ("score", "name", "talk", "leaning", "told")
_INTERCEPT = -11.68
_WEIGHTS = (15.02, 3.89, -8.46, 1.45, 3.05)
"""For `FEATURES`, in their order."""

NAME, NAME_ASKED = 0.7, 0.45
NAMED, NAMED_ASKED = 0.93, 0.8
DESCRIBED, DESCRIBED_ASKED = 0.5, 0.95


class Sureness(StrEnum):
    """What to do with the hits of a search."""

    SURE = "sure"
    """Answer with the first."""
    UNSURE = "unsure"
    """Offer the first few."""
    NOTHING = "nothing"
    """Say that nothing was found."""


features: Callable[[Hit], Sequence[float]] = attrgetter(*FEATURES)
"""What the judge goes by, in the order of `FEATURES`."""


def asked(first: Hit) -> float:
    """The probability, 0 to 1, that a text asks for a code, by its best hit."""
    total = _INTERCEPT + sum(weight * value for weight, value in zip(_WEIGHTS, features(first), strict=True))
    return 1 / (1 + math.exp(-total))


def judge(hits: Sequence[Hit], *, doubtful: bool = False) -> Sureness:
    """What the hits of one search, best first, are good for.

    Args:
        hits: the hits.
        doubtful: whether something speaks against a question (a price, a log without a status): more is asked then.
    """
    if not hits:
        return Sureness.NOTHING
    likely = asked(hits[0])
    if likely >= (SURE_DOUBTFUL if doubtful else SURE):
        return Sureness.SURE
    return Sureness.UNSURE if likely >= UNSURE and not doubtful else Sureness.NOTHING


def small_talk(leaning: float, telling: int) -> bool:
    """Whether the words around a number say that it is none of a code.

    Args:
        leaning: as `Hit.leaning`.
        telling: how many words tell.
    """
    return leaning < TALK_LEANING and telling >= TALK_WORDS


def close(hits: Sequence[Hit]) -> Sequence[Hit]:
    """The hits after the first that come near to it."""
    return [hit for hit in hits[1:] if hits[0].score - hit.score < CLOSE]


def is_name(hit: Hit, *, sure: bool) -> bool:
    """Whether a part of a comparison names this code; `sure` where nothing else says that it is a comparison."""
    return hit.name >= (NAME if sure else NAME_ASKED) or hit.phrase >= (NAMED if sure else NAMED_ASKED)


def is_described(hit: Hit) -> bool:
    """Whether a part of what is surely a comparison describes this code."""
    return hit.score >= DESCRIBED and asked(hit) >= DESCRIBED_ASKED
