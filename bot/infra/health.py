"""Which parts of the process hear from the other side."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Callable

SILENCE_SECONDS = 55.0
"""A part that has heard nothing for so long is not ready: with what it takes to notice, a silence is told of within a
minute. Longer than any part waits for its next sign of life, 50 seconds at most."""


STORE = "store"
"""What the database is called, beside the platforms' own names."""


class Part(TypedDict):
    """What is told of a part: "ok" or what is wrong with it, and how long ago it last heard from the other side."""

    state: str
    seconds_ago: float | None


class Watch:
    """`Health`: the last sign of life of each part, by a clock that can be injected."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with no parts."""
        self._clock = clock
        self._since: dict[str, float] = {}
        self._beats: dict[str, float] = {}
        self._down: dict[str, str] = {}
        self._helpful: set[str] = set()

    def expect(self, part: str, *, needed: bool = True) -> None:
        """The part has to show a sign of life from now on; where it is not needed, we are ready without it too."""
        self._since.setdefault(part, self._clock())
        self._down.setdefault(part, "starting")
        if not needed:
            self._helpful.add(part)

    def beat(self, part: str) -> None:
        """See `bot.ports.Health`."""
        self._beats[part] = self._since[part] = self._clock()
        self._down.pop(part, None)

    def down(self, part: str, why: str) -> None:
        """See `bot.ports.Health`."""
        self._since.setdefault(part, self._clock())
        self._down[part] = why

    def report(self) -> dict[str, Part]:
        """What can be told of each part."""
        now = self._clock()
        return {part: Part(state=self._state(part, now), seconds_ago=self._ago(part, now)) for part in self._since}

    def _state(self, part: str, now: float) -> str:
        silent = now - self._since[part]
        return self._down.get(part) or (f"silent for {silent:.0f} s" if silent > SILENCE_SECONDS else "ok")

    def _ago(self, part: str, now: float) -> float | None:
        return round(now - self._beats[part], 1) if part in self._beats else None

    @property
    def ready(self) -> bool:
        """Whether every part that is needed is well."""
        now = self._clock()
        return all(self._state(part, now) == "ok" for part in self._since.keys() - self._helpful)
