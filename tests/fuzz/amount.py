"""How much is tried: little with every run of the tests, much in the long form (`make fuzz`: FUZZ_TEXTS=1000000)."""

from __future__ import annotations

import os

SHORT = 1_000
TEXTS = int(os.environ.get("FUZZ_TEXTS", str(SHORT)))
"""Texts; the other tests take more rounds in the same proportion, within bounds of their own."""

PROCESSES = int(os.environ.get("FUZZ_PROCESSES", str(os.cpu_count())))
"""That try texts side by side in the long form."""

SEED = int(os.environ.get("FUZZ_SEED", "1"))


def rounds(short: int, most: int) -> int:
    """Rounds of a test that takes so many in the short form and at most so many in the long one."""
    return max(short, min(most, short * TEXTS // SHORT))
