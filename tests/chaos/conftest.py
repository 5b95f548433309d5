from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

if TYPE_CHECKING:
    from pathlib import Path

MOST_SECONDS = 560
"""All runs together, which begin at the same time, may take so long: with what is around them, ten minutes."""

_TABLES = pytest.StashKey[list]()


@dataclass
class Stage:
    """What a run has: how many updates each platform gets, a folder, a PostgreSQL, and the engine to know answers by."""

    size: int
    folder: Path
    postgres: Any
    engine: Any
    ask: Any
    tables: list

    def report(self, name, figures):
        """Show the figures of a run at the end."""
        self.tables.append((name, figures))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def started(request, tmp_path_factory, postgres, engine, ask):
    """All runs that were chosen, by their functions, begun at once: most of their time is waiting."""
    size = int(os.environ.get("CHAOS_UPDATES", "600"))
    tables = request.config.stash.setdefault(_TABLES, [])
    chosen = [item.callspec.params["run"] for item in request.session.items if item.get_closest_marker("chaos")]
    folders = [tmp_path_factory.mktemp(run.__name__) for run in chosen]
    stages = [Stage(size, folder, postgres, engine, ask, tables) for folder in folders]
    tasks = {run: asyncio.create_task(_in_time(run(stage))) for run, stage in zip(chosen, stages, strict=True)}
    yield tasks
    for task in tasks.values():
        task.cancel()
    await asyncio.wait(tasks.values())


async def _in_time(run):
    async with asyncio.timeout(MOST_SECONDS):
        await run


def pytest_terminal_summary(terminalreporter, config):
    for name, figures in config.stash.get(_TABLES, []):
        terminalreporter.section(f"chaos: {name}")
        for what, count in figures.items():
            terminalreporter.line(f"{count:>7}  {what}")
