"""The platform's book beside the bot's log: what became of each update, and whether that may be."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from math import inf

IN_FLIGHT_MOST = 256 + 100
"""Chats that are served at once (`concurrency`), and a batch that was just taken."""

IN_FLIGHT_SECONDS = 15.0
"""How long an update that nothing went wrong with may be under way: a claim of a killed process, and some."""

CLAIM_SECONDS = 3.0
"""How long after its answer an update may not yet count as dealt with: the store has two seconds for it."""

STARVED_SECONDS = 0.5
"""Who waited so long for a processor, within the time that the platform gives, may be late."""

HANDLING_SECONDS = 1.0
"""What an answer may take of the time that the platform gives."""

WAIT_SECONDS = 90.0
"""Longer nobody may wait, whatever goes wrong."""

ONCE_SHARE, ONCE_SHARE_OF_KIND = 0.8, 0.25
"""So many are answered once at least, of all updates and of each kind, or the run shows nothing. What the machine had
no time for does not count."""

UNSAID = ("taken, line cut", "taken, failure said")
"""Faults after which the platform has the message, and told us that it has not."""


class Fate(StrEnum):
    """What may become of an update. Whatever is none of these is a bug."""

    ONCE = "answered once"
    GIVEN_UP = "given up after faults of the platform, and logged"
    TOO_LATE = "told of when its time was over, and logged"
    STARVED = "too late for want of a processor, and logged"
    KILLED = "in flight at a SIGKILL, not answered"
    LEFT = "changes what a killed process had answered: left as it is"
    UNHEARD = "never told to us: no session, or it ended first"
    TWICE_UNSAID = "twice: taken by the platform, which did not say so"
    TWICE_KILLED = "twice: in flight at a SIGKILL, told again"
    TWICE_NO_STORE = "twice: dealt with, or told again after a SIGKILL, while the database was gone"


@dataclass
class Entry:
    """One update; times are seconds of the monotonic clock.

    Attributes:
        told: when the platform told a process of it.
        answers: when the platform took an answer. An apology is none.
        faults: what the platform did to requests about it.
        kind: a message, a press …
        asked: when it came about.
        within: how long the platform takes an answer to it.
        of: when the answer was given that it is to change.
        starved: how long was waited for a processor while it could be answered.
    """

    told: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    kind: str = ""
    asked: float = 0.0
    within: float = inf
    of: float | None = None
    starved: float = 0.0


@dataclass
class Ledger:
    """All updates of a run, and what happened meanwhile.

    Attributes:
        outages: when the database could not be used, from and to.
        keeps: whether the platform keeps an update until somebody takes it.
        given_up: what the log says was not answered.
    """

    name: str
    entries: dict[str, Entry] = field(default_factory=dict)
    keeps: bool = True
    kills: list[float] = field(default_factory=list)
    outages: list[tuple[float, float]] = field(default_factory=list)
    given_up: set[str] = field(default_factory=set)

    def is_settled(self) -> bool:
        """Whether nothing more is to be expected."""
        return all(entry.answers or self._fate(key, entry) for key, entry in self.entries.items())

    def fates(self) -> dict[str, Fate | None]:
        """What became of each update; None where that cannot be explained."""
        return {key: self._fate(key, entry) for key, entry in self.entries.items()}

    def _died(self, entry: Entry) -> bool:
        """Whether the last process that was told of it was killed while it was at it."""
        later = [kill for kill in self.kills if kill >= entry.told[-1]]
        return bool(later) and (bool(entry.faults) or min(later) - entry.told[-1] < IN_FLIGHT_SECONDS)

    def _fate(self, key: str, entry: Entry) -> Fate | None:
        if len(entry.answers) == 1:
            return Fate.ONCE
        return self._fate_of_twice(entry) if entry.answers else self._fate_of_none(key, entry)

    def _fate_of_none(self, key: str, entry: Entry) -> Fate | None:
        if not entry.told:
            return None if self.keeps else Fate.UNHEARD
        if key in self.given_up and entry.faults:
            return Fate.GIVEN_UP
        if key in self.given_up and entry.told[0] - entry.asked > entry.within - HANDLING_SECONDS:
            return Fate.TOO_LATE
        if key in self.given_up and entry.starved > STARVED_SECONDS:
            return Fate.STARVED
        if entry.of is not None and any(entry.of <= kill <= entry.told[-1] for kill in self.kills):
            return Fate.LEFT
        return Fate.KILLED if self._died(entry) else None

    def _fate_of_twice(self, entry: Entry) -> Fate | None:
        unsaid = sum(fault in UNSAID for fault in entry.faults)
        found: set[Fate] = set()
        for one, other in pairwise(sorted(entry.answers)):
            between = [kill for kill in self.kills if one - 0.5 <= kill <= other]
            if any(kill - one <= CLAIM_SECONDS for kill in between):
                found.add(Fate.TWICE_KILLED)
            elif between and any(map(self._is_forgotten, (one, *(told for told in entry.told if told > one)))):
                found.add(Fate.TWICE_NO_STORE)
            elif unsaid:
                unsaid -= 1
                found.add(Fate.TWICE_UNSAID)
            else:
                return None
        return min(found)

    def _is_forgotten(self, moment: float) -> bool:
        """Whether a claim of a moment can have got lost with the database."""
        return any(gone - 1 <= moment <= back + CLAIM_SECONDS for gone, back in self.outages)

    def settle(self) -> dict[str, int]:
        """The figures of the run.

        Raises:
            AssertionError: something has no explanation, a kill cut off more than was in flight, somebody waited too
                long, or too few of a kind were answered.
        """
        fates = self.fates()
        unexplained = {key: self.entries[key] for key, fate in fates.items() if fate is None}
        assert not unexplained, f"{self.name}: {len(unexplained)} unexplained, such as {list(unexplained.items())[:5]}"
        counts = Counter(fates.values())
        assert counts[Fate.KILLED] + counts[Fate.TWICE_KILLED] <= IN_FLIGHT_MOST * len(self.kills)
        waits = [min(one.answers) - one.told[0] for one in self.entries.values() if one.answers and one.told]
        assert max(waits, default=0) < WAIT_SECONDS, f"{self.name}: somebody waited {max(waits):.0f} s"
        assert counts[Fate.ONCE] > ONCE_SHARE * (len(fates) - counts[Fate.STARVED]), f"{self.name}: too few: {counts}"
        once = [self.entries[key] for key, fate in fates.items() if fate is Fate.ONCE]
        kinds = Counter(entry.kind for entry in self.entries.values())
        for kind in kinds:
            became = Counter(fate for key, fate in fates.items() if self.entries[key].kind == kind)
            count = became.total() - became[Fate.STARVED]
            assert became[Fate.ONCE] > ONCE_SHARE_OF_KIND * count, f"{self.name}: too few {kind}: {became}"
        figures = {"updates": len(fates), **{f"of these {kind}": count for kind, count in sorted(kinds.items())}}
        figures[Fate.ONCE.value] = len(once)
        figures["of these after faults"] = sum(bool(entry.faults) for entry in once)
        figures["of these told more than once"] = sum(len(entry.told) > 1 for entry in once)
        figures |= {fate.value: counts[fate] for fate in Fate if fate is not Fate.ONCE}
        figures["lost or doubled without a reason"] = len(unexplained)
        return {**figures, "SIGKILLs": len(self.kills), "seconds that somebody waited, at most": round(max(waits))}


OPERATION_SECONDS, DOUBT_SECONDS = 2.0, 5.0
"""How long before and after a line about the store others may have been in vain: only the first is logged."""


def outages(log, moment):
    """When the database could not be used, as the log has it; `moment` is the time of a line by the monotonic clock."""
    found, gone = [], None
    for line in log:
        if line["event"] == "not kept, or not read":
            at = moment(line)
            found.append((at - OPERATION_SECONDS, at + DOUBT_SECONDS))
        elif line["event"] == "store gone":
            gone = moment(line) - OPERATION_SECONDS
        elif line["event"] == "store open" and gone is not None:
            found.append((gone, moment(line)))
            gone = None
    return found


def lines(*logs):
    """All log lines of processes; what a kill cut in the middle is passed over."""
    for log in logs:
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("{") and line.endswith("}"):
                yield json.loads(line)


@lru_cache(maxsize=4096)
def bare(text):
    """Letters and digits alone: what is left of a text in any markup."""
    return "".join(filter(str.isalnum, text)).lower()
