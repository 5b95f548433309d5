"""The platform's book beside the bot's log: what became of each update, and whether that may be."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

IN_FLIGHT_MOST = 256 + 100
"""Chats that are served at once (`concurrency`), and a batch that was just taken."""

CLAIM_SECONDS = 3.0
"""How long after its answer an update may not yet count as dealt with: the store has two seconds for it."""

UNSAID = ("taken, line cut", "taken, failure said")
"""Faults after which the platform has the message, and told us that it has not."""


class Fate(StrEnum):
    """What may become of an update. Whatever is none of these is a bug."""

    ONCE = "answered once"
    GIVEN_UP = "given up after faults of the platform, and logged"
    KILLED = "in flight at a SIGKILL, not answered"
    UNHEARD = "never told to us: no session, or it ended first"
    TWICE_UNSAID = "twice: taken by the platform, which did not say so"
    TWICE_KILLED = "twice: in flight at a SIGKILL, told again"
    TWICE_NO_STORE = "twice: dealt with while the database was gone, told again after a SIGKILL"


@dataclass
class Entry:
    """One update.

    Attributes:
        told: when the platform told a process of it (seconds of the monotonic clock).
        answers: when the platform took an answer.
        faults: what the platform did to requests about it.
    """

    told: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass
class Ledger:
    """All updates of a run, and what happened meanwhile."""

    name: str
    entries: dict[str, Entry] = field(default_factory=dict)
    kills: list[float] = field(default_factory=list)
    outages: list[tuple[float, float]] = field(default_factory=list)
    given_up: set[str] = field(default_factory=set)

    def is_settled(self) -> bool:
        """Whether nothing more is to be expected."""
        return all(one.answers or key in self.given_up or self._died(one) for key, one in self.entries.items())

    def fates(self) -> dict[str, Fate | None]:
        """What became of each update; None where that cannot be explained."""
        return {key: self._fate(key, entry) for key, entry in self.entries.items()}

    def _died(self, entry: Entry) -> bool:
        """Whether the last process that was told of it was killed, so that nobody is at it."""
        return bool(entry.told) and any(kill >= entry.told[-1] for kill in self.kills)

    def _fate(self, key: str, entry: Entry) -> Fate | None:
        if len(entry.answers) == 1:
            return Fate.ONCE
        if entry.answers:
            return self._fate_of_twice(entry)
        if key in self.given_up and entry.faults:
            return Fate.GIVEN_UP
        if not entry.told:
            return Fate.UNHEARD
        return Fate.KILLED if self._died(entry) else None

    def _fate_of_twice(self, entry: Entry) -> Fate | None:
        unsaid = sum(fault in UNSAID for fault in entry.faults)
        found: set[Fate] = set()
        for one, other in pairwise(sorted(entry.answers)):
            between = [kill for kill in self.kills if one - 0.5 <= kill <= other]
            if any(kill - one <= CLAIM_SECONDS for kill in between):
                found.add(Fate.TWICE_KILLED)
            elif between and any(gone - 1 <= one <= back + CLAIM_SECONDS for gone, back in self.outages):
                found.add(Fate.TWICE_NO_STORE)
            elif unsaid:
                unsaid -= 1
                found.add(Fate.TWICE_UNSAID)
            else:
                return None
        return min(found)

    def settle(self) -> dict[str, int]:
        """The figures of the run.

        Raises:
            AssertionError: something has no explanation, or a kill cut off more than was in flight.
        """
        fates = self.fates()
        unexplained = {key: self.entries[key] for key, fate in fates.items() if fate is None}
        assert not unexplained, f"{self.name}: {len(unexplained)} unexplained, such as {list(unexplained.items())[:5]}"
        counts = Counter(fates.values())
        assert counts[Fate.KILLED] + counts[Fate.TWICE_KILLED] <= IN_FLIGHT_MOST * len(self.kills)
        once = [self.entries[key] for key, fate in fates.items() if fate is Fate.ONCE]
        figures = {"updates": len(fates), Fate.ONCE.value: len(once)}
        figures["of these after faults"] = sum(bool(entry.faults) for entry in once)
        figures["of these told more than once"] = sum(len(entry.told) > 1 for entry in once)
        figures |= {fate.value: counts[fate] for fate in Fate if fate is not Fate.ONCE}
        return {**figures, "lost or doubled without a reason": len(unexplained), "SIGKILLs": len(self.kills)}


def lines(*logs):
    """All log lines of processes; what a kill cut in the middle is passed over."""
    for log in logs:
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("{") and line.endswith("}"):
                yield json.loads(line)
