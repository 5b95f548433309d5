"""Everything that is kept, copied into a file and back: also the way from SQLite to PostgreSQL.

A backup is a SQLite database of the same tables, whatever it was taken from. Updates that were dealt with are not in
it: they are of no use a day later.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.infra.database import schema, steps
from bot.infra.database.sqlite import Sqlite
from bot.infra.database.tables import note, preference

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.infra.database.backend import Backend, Engines

_KEPT = (preference, note)
_BATCH = 1000


async def save(backend: Backend, path: Path) -> int:
    """Write a backup into a new file, whole or not at all, while the bot runs; how many rows it has.

    Raises:
        FileExistsError: there is such a file.
        Exception: the database cannot be read, or the file not be written.
    """
    part = _begun(path)
    try:
        rows = await _copy(backend, Sqlite(f"sqlite:///{part}"))
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return rows


def _begun(path: Path) -> Path:
    """An empty file beside the one that is wanted, for us alone to read."""
    if path.exists():
        message = f"{path} is there already"
        raise FileExistsError(message)
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
    return part


async def load(path: Path, backend: Backend) -> int:
    """Put a backup into a database; what has the same key there is overwritten. How many rows it has.

    Raises:
        ValueError: the file is no backup.
        Exception: the file cannot be read, or the database not be written: then nothing was.
    """
    with tempfile.TemporaryDirectory() as folder:
        # A backup of an earlier version is brought up to date first, and stays as it is itself.
        copy = Path(folder) / "backup"
        shutil.copyfile(path, copy)
        source = Sqlite(f"sqlite:///{copy}")
        if not (await schema.look(source)).there:
            message = f"{path} is no backup of ours"
            raise ValueError(message)
        await steps.upgrade(source)
        return await _copy(source, backend)


async def _copy(source: Backend, target: Backend) -> int:
    await steps.upgrade(target)
    engines = target.engines()
    reading, writing = source.engines().snapshot(), engines.schema()
    try:
        async with reading.connect() as there, writing.begin() as here:
            return sum([await _copy_table(there, here, engines, table) for table in _KEPT])
    finally:
        await reading.dispose()
        await writing.dispose()


async def _copy_table(there: AsyncConnection, here: AsyncConnection, engines: Engines, table: Table) -> int:
    (key,) = table.primary_key.columns
    insert = engines.insert(table)
    replace = {column.name: insert.excluded[column.name] for column in table.columns if column is not key}
    statement = insert.on_conflict_do_update(index_elements=[key.name], set_=replace)
    count = 0
    result = await there.stream(select(table))
    async for rows in result.mappings().partitions(_BATCH):
        await here.execute(statement, [dict(row) for row in rows])
        count += len(rows)
    return count
