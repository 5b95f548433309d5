"""Fit the judge anew: `python tests/eval/calibrate.py` prints the intercept and weights for `knowledge/search/judge.py`.

Logistic regression with a small ridge, over every labelled row that reaches the search in words: was a code asked for?
Printed beside it: what five-fold cross-validation says of the errors at the threshold in use.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

from scoreboard import rows

from bot.engine import build_engine
from knowledge.search.judge import FEATURES, SURE, features

if TYPE_CHECKING:
    from collections.abc import Sequence

RIDGE, STEPS = 0.01, 30
Sample = tuple[list[float], bool]


def samples() -> list[Sample]:
    """The features of the best hit of each row that is heard as words, and whether a code was asked for."""
    engine = build_engine()
    found = []
    for row in rows():
        reading = engine._read(row["q"], "")
        if reading.fair or reading.ranges or not reading.words.strip():
            continue
        if not all(id_ in engine.catalogue for id_ in row["best"]):
            continue
        hits = engine.catalogue.search(reading.words, focus=reading.focus)
        if hits:
            found.append(([1.0, *features(hits[0])], bool(row["best"])))
    return found


def likely(weights: Sequence[float], values: Sequence[float]) -> float:
    total = sum(weight * value for weight, value in zip(weights, values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def fit(data: Sequence[Sample]) -> list[float]:
    """Newton's method; the intercept is not pulled to zero."""
    size = len(data[0][0])
    weights = [0.0] * size
    for _ in range(STEPS):
        gradient = [-RIDGE * weight * (at > 0) for at, weight in enumerate(weights)]
        hessian = [[RIDGE * (a == b and a > 0) + 1e-9 * (a == b) for b in range(size)] for a in range(size)]
        for values, asked in data:
            p = likely(weights, values)
            for a in range(size):
                gradient[a] += (asked - p) * values[a]
                for b in range(size):
                    hessian[a][b] += p * (1 - p) * values[a] * values[b]
        step = solve(hessian, gradient)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-6:
            break
    return weights


def solve(matrix: list[list[float]], right: Sequence[float]) -> list[float]:
    """Gauss with pivoting."""
    rows_ = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows_)
    for at in range(size):
        pivot = max(range(at, size), key=lambda r: abs(rows_[r][at]))
        rows_[at], rows_[pivot] = rows_[pivot], rows_[at]
        for below in range(at + 1, size):
            factor = rows_[below][at] / rows_[at][at]
            rows_[below] = [x - factor * y for x, y in zip(rows_[below], rows_[at], strict=True)]
    found = [0.0] * size
    for at in reversed(range(size)):
        rest = sum(rows_[at][k] * found[k] for k in range(at + 1, size))
        found[at] = (rows_[at][size] - rest) / rows_[at][at]
    return found


def errors(data: list[Sample], folds: int = 5, rounds: int = 4) -> tuple[float, float]:
    """Answers to talk, and questions without an answer, in cross-validation, on average over several shufflings."""
    talk = silent = 0
    for seed in range(rounds):
        shuffled = random.Random(seed).sample(data, len(data))  # noqa: S311 - shuffles rows
        for fold in range(folds):
            weights = fit([item for at, item in enumerate(shuffled) if at % folds != fold])
            for values, asked in shuffled[fold::folds]:
                sure = likely(weights, values) >= SURE
                talk += sure and not asked
                silent += asked and not sure
    return talk / rounds, silent / rounds


if __name__ == "__main__":
    data = samples()
    print(f"{len(data)} rows, {sum(not asked for _, asked in data)} of them talk")
    intercept, *weights = fit(data)
    print(f"_INTERCEPT = {intercept:.2f}")
    print(f"_WEIGHTS = ({', '.join(f'{weight:.2f}' for weight in weights)})  # {', '.join(FEATURES)}")
    wrong = [
        sum((likely([intercept, *weights], v) >= SURE) != asked for v, asked in data if asked is a)
        for a in (False, True)
    ]
    print(f"at {SURE}: {wrong[0]} talk answered, {wrong[1]} questions not; cross-validated {errors(data)}")
