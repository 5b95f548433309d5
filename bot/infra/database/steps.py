"""Taking the steps that a database is behind: at a start, whenever it comes back, by `whatcode db upgrade`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from bot.infra.database.schema import FOLDER, State, state

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.infra.database.backend import Backend, Engines


async def upgrade(backend: Backend) -> State:
    """Take the steps that are missing, all or none, while no other process does; how far it had come before.

    Raises:
        Exception: the database cannot be had, or a step failed.
    """
    await asyncio.to_thread(backend.prepare)
    engines = backend.engines()
    engine = engines.schema()
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(_upgrade, engines)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, engines: Engines) -> State:
    engines.lock(connection)
    before = state(MigrationContext.configure(connection).get_current_revision() or "")
    if before.behind:
        config = Config()
        # A percent sign in the path would be read as a reference.
        config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return before
