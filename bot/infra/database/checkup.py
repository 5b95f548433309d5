"""What `whatcode doctor` tries of the database. Changes nothing."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.infra.clock import finding
from bot.infra.database import schema
from bot.infra.database.backend import cause
from bot.infra.database.tables import note
from bot.platform import Finding, Grade

if TYPE_CHECKING:
    from pathlib import Path

    from bot.infra.database.backend import Backend

_SETTING = "WHATCODE_DATABASE_URL"


async def diagnose(backend: Backend) -> list[Finding]:
    """Whether it is there, its tables are ours, it takes writes, and its clock is right."""
    where = f"{backend.name} ({backend.place})"
    if not backend.exists():
        return [_new(backend, where)]
    try:
        state = await schema.look(backend)
        found = [Finding(Grade.GOOD, f"{where} is there"), _tables(state)]
        return [*found, *await _try(backend, ours=bool(state.there))]
    except Exception as error:  # noqa: BLE001 - whatever a driver raises
        why = f"{where} does not work: {type(cause(error)).__name__}: {cause(error)}"
        return [
            Finding(
                Grade.BAD, why, f"start it, or correct {_SETTING}; until then answers go on, and choices are not kept"
            )
        ]


def _new(backend: Backend, where: str) -> Finding:
    folder: Path = backend.path.parent  # type: ignore[attr-defined] # only a file can be missing
    while not folder.exists():
        folder = folder.parent
    if os.access(folder, os.W_OK | os.X_OK):
        return Finding(Grade.GOOD, f"{where} will be made at the start")
    return Finding(
        Grade.BAD, f"{where} cannot be made: {folder} cannot be written to", f"let us write there, or set {_SETTING}"
    )


def _tables(state: schema.State) -> Finding:
    if state.newer:
        what = f"its tables are those of a newer version ({state.there}), and are used as they are"
        return Finding(Grade.NOTE, what, "install that version when the others have it")
    if state.behind:
        return Finding(Grade.NOTE, f"its tables are not at {state.ours} yet", "the start brings them there")
    return Finding(Grade.GOOD, f"its tables are up to date ({state.there})")


async def _try(backend: Backend, *, ours: bool) -> list[Finding]:
    """A write that is taken back, and the clock."""
    engines = backend.engines()
    engine = engines.schema()
    try:
        async with engine.connect() as connection, connection.begin() as transaction:
            if ours:
                await connection.execute(engines.insert(note).values(name="doctor", value="").on_conflict_do_nothing())
            theirs = float((await connection.execute(text(f"SELECT {engines.now}"))).scalar_one())
            await transaction.rollback()
    finally:
        await engine.dispose()
    written = [Finding(Grade.GOOD, "it takes writes")] if ours else []
    return [*written, finding(backend.name, theirs - time.time())]
