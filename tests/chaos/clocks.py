"""A wall clock that can be set, for processes that are started with its settings."""

from __future__ import annotations

import struct
import time
from datetime import datetime
from math import inf
from pathlib import Path

HOUR = 3600.0


class Clock:
    """Starts right. Works in every process that has its settings, at once and also after a restart."""

    def __init__(self, path):
        self._path = path
        self._settings = [(time.monotonic(), 0.0)]
        path.write_bytes(struct.pack("d", 0.0))
        self.settings = {"PYTHONPATH": str(Path(__file__).parent / "clock"), "CHAOS_CLOCK": str(path)}

    def set(self, seconds):
        """So far ahead of the true time; negative is behind."""
        self._settings.append((time.monotonic(), seconds))
        with self._path.open("r+b") as file:
            file.write(struct.pack("d", seconds))

    def moment(self, line):
        """When a line of a log was written, by the monotonic clock: the clock that it shows was set more than once."""
        shown = datetime.fromisoformat(line["timestamp"]).timestamp() - time.time() + time.monotonic()
        ends = [since for since, _ in self._settings[1:]] + [inf]
        found = (
            shown - ahead
            for (since, ahead), end in zip(self._settings, ends, strict=True)
            if since <= shown - ahead <= end
        )
        return next(found, shown)
