"""A seeded plan of what goes wrong at a fake server: the same seed and the same calls give the same faults."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class Trouble:
    """One kind of fault: its name, how often it comes beside the others, and how it is made."""

    name: str
    weight: float
    make: Callable[[random.Random], Any]


@dataclass
class Rule:
    """What may befall the calls that a pattern finds, and what share of them it does."""

    calls: str
    share: float
    troubles: Sequence[Trouble]


@dataclass
class Plan:
    """Deals faults out. The first rule that finds a call decides."""

    seed: int
    rules: Sequence[Rule]
    dealt: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311 - troubles, no secrets

    def deal(self, call: str) -> tuple[str, Any] | None:
        """The name and the fault for a call; None where it may go well."""
        rule = next((rule for rule in self.rules if re.search(rule.calls, call)), None)
        if rule is None or self.dice.random() >= rule.share:
            return None
        (trouble,) = self.dice.choices(rule.troubles, [one.weight for one in rule.troubles])
        self.dealt[trouble.name] += 1
        return trouble.name, trouble.make(self.dice)
