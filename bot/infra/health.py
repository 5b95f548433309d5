"""Which parts of the process hear from the other side."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SILENCE_SECONDS = 60.0
"""A part that has heard nothing for so long is not ready."""


class Watch:
    """`Health`: the last sign of life of each part, by a clock that can be injected."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with no parts."""
        self._clock = clock
        self._beats: dict[str, float] = {}
        self._down: dict[str, str] = {}

    def expect(self, part: str) -> None:
        """The part has to show a sign of life from now on."""
        self._beats.setdefault(part, self._clock())
        self._down.setdefault(part, "starting")

    def beat(self, part: str) -> None:
        """See `bot.ports.Health`."""
        self._beats[part] = self._clock()
        self._down.pop(part, None)

    def down(self, part: str, why: str) -> None:
        """See `bot.ports.Health`."""
        self._beats.setdefault(part, self._clock())
        self._down[part] = why

    def report(self) -> dict[str, str]:
        """Part -> "ok", or what is wrong with it."""
        now = self._clock()
        report = {}
        for part, last in self._beats.items():
            silent = now - last
            why = f"silent for {silent:.0f} s" if silent > SILENCE_SECONDS else "ok"
            report[part] = self._down.get(part, why)
        return report

    @property
    def ready(self) -> bool:
        """Whether every part is well."""
        return all(state == "ok" for state in self.report().values())
