"""How far a database has come: which step its tables are at, and which this version of the bot knows.

Looked at without Alembic, which takes as long to import as the platforms do: only taking a step needs it (`steps`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.infra.database.backend import Backend

FOLDER = Path(__file__).parent / "migrations"


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


def state(there: str) -> State:
    """What it means that a database is at a step. Files are named after their step ("0001_what_is_kept.py")."""
    steps = sorted(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*_*.py"))
    return State(there, steps[-1], newer=bool(there) and there not in steps)


async def look(backend: Backend) -> State:
    """How far the database has come. Changes nothing.

    Raises:
        Exception: the database cannot be had.
    """
    return state(await backend.step() if backend.exists() else "")
