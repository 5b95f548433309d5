"""`whatcode db`: brings the tables up to date, looks at them, copies what is kept into a file and back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot import settings as all_settings
from bot.launch import FAILED, OK, database, platforms, refuse
from bot.settings import SettingsError, name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from bot.infra.database.backend import Backend

    Work = Callable[[Backend], Coroutine[Any, Any, tuple[int, str]]]


def upgrade() -> int:
    """Bring the tables up to date; the exit status."""
    return _run(_upgrade)


def check() -> int:
    """Say whether the tables are up to date; the exit status is that of a failure where they are not."""
    return _run(_check)


def backup(path: Path) -> int:
    """Copy what is kept into a new file; the exit status."""

    async def work(backend: Backend) -> tuple[int, str]:
        from bot.infra.database.backup import save  # noqa: PLC0415 - only what is used is imported

        return OK, f"{await save(backend, path)} rows written to {path}"

    return _run(work)


def restore(path: Path) -> int:
    """Put what a backup has into the database; the exit status."""

    async def work(backend: Backend) -> tuple[int, str]:
        from bot.infra.database.backup import load  # noqa: PLC0415 - as above

        return OK, f"{await load(path, backend)} rows read from {path}"

    return _run(work)


async def _upgrade(backend: Backend) -> tuple[int, str]:
    from bot.infra.database import steps  # noqa: PLC0415 - as above

    before = await steps.upgrade(backend)
    if before.newer:
        return OK, f"the tables are those of a newer version ({before.there}); nothing was done"
    return OK, f"the tables are up to date ({before.ours}){f', they were at {before.there or 0}' * before.behind}"


async def _check(backend: Backend) -> tuple[int, str]:
    from bot.infra.database import schema  # noqa: PLC0415 - as above

    state = await schema.look(backend)
    if state.behind:
        return FAILED, f"the tables are at {state.there or 0}, this version wants {state.ours}: whatcode db upgrade"
    return OK, f"the tables are up to date ({state.there})"


def _run(work: Work) -> int:
    try:
        backend = database(all_settings.load(platforms()))
    except SettingsError as error:
        return refuse(error)
    if backend is None:
        return refuse(SettingsError(f"{name_of('', 'database_url')} is off: there is no database"))
    where = f"{backend.name} ({backend.place})"
    try:
        status, said = asyncio.run(work(backend))
    except Exception as error:  # noqa: BLE001 - whatever a driver raises
        from bot.infra.database.backend import cause  # noqa: PLC0415 - as above

        refuse(RuntimeError(f"{where}: {type(cause(error)).__name__}: {cause(error)}"))
        return FAILED
    print(f"{where}: {said}")  # noqa: T201 - the output
    return status
