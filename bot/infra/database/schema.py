"""The tables, brought up to date: at every start, whenever a database comes back, and by `whatcode db upgrade`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.infra.database.backend import Backend

_FOLDER = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class State:
    """How far a database has come.

    Attributes:
        there: the step that it is at; "" where it is empty.
        ours: the step that this version of the bot knows last.
        newer: whether a later version of the bot has been here. Steps only add, so it can be used.
    """

    there: str
    ours: str
    newer: bool

    @property
    def behind(self) -> bool:
        """Whether steps are to be taken."""
        return self.there != self.ours and not self.newer


async def upgrade(backend: Backend) -> State:
    """Take the steps that are missing, all or none, while no other process does; how far it had come before.

    Raises:
        Exception: the database cannot be had, or a step failed.
    """
    await asyncio.to_thread(backend.prepare)
    engine = backend.schema_engine()
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(_upgrade, backend)
    finally:
        await engine.dispose()


async def look(backend: Backend) -> State:
    """How far the database has come. Changes nothing.

    Raises:
        Exception: the database cannot be had.
    """
    if not backend.exists():
        return State("", _steps().get_current_head() or "", newer=False)
    engine = backend.snapshot_engine()
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_state)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, backend: Backend) -> State:
    backend.lock_schema(connection)
    state = _state(connection)
    if state.behind:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return state


def _state(connection: Connection) -> State:
    steps = _steps()
    known = {step.revision for step in steps.walk_revisions()}
    there = MigrationContext.configure(connection).get_current_revision() or ""
    return State(there, steps.get_current_head() or "", newer=bool(there) and there not in known)


def _steps() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    # A percent sign in the path would be read as a reference.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config
