from __future__ import annotations

import os

import pytest

_TABLES = pytest.StashKey[list]()


@pytest.fixture(scope="session")
def size():
    """How many updates each platform gets."""
    return int(os.environ.get("CHAOS_UPDATES", "600"))


@pytest.fixture
def report(request):
    """Show the figures of a run at the end."""
    return lambda name, figures: request.config.stash.setdefault(_TABLES, []).append((name, figures))


def pytest_terminal_summary(terminalreporter, config):
    for name, figures in config.stash.get(_TABLES, []):
        terminalreporter.section(f"chaos: {name}")
        for what, count in figures.items():
            terminalreporter.line(f"{count:>7}  {what}")
