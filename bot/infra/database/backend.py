"""What the two databases have to offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy import ColumnElement, Connection, Table
    from sqlalchemy.ext.asyncio import AsyncEngine

    Changed = Callable[[str | None], None]
    """Is told the key whose preferences were changed elsewhere; None where it may have been any."""

OPERATION_SECONDS = 2.0
"""How long one reading or writing may take: an answer does not wait longer."""

LOOK_SECONDS = 1.0
"""How long a look may take. A database that does not answer it counts as gone."""

CONNECT_SECONDS = 3.0
SCHEMA_SECONDS = 60.0
"""How long to wait for another process that is changing the tables."""


class Link(Protocol):
    """The one connection that stays open: the sign of life, the notices of changes, and the locks hang on it."""

    async def look(self) -> None:
        """See that the database is there and can be written to.

        Raises:
            Exception: it is not.
        """

    async def lock(self, name: str) -> bool:
        """Take a lock if it is free. It is free again when this process ends, however it ends."""

    async def unlock(self, name: str) -> None:
        """Give a lock back."""


class Backend(Protocol):
    """A database by its address. Nothing is connected before it is used."""

    name: str
    place: str
    """Where it is, without secrets."""
    now: ColumnElement[Any]
    """The database's own clock, in seconds since 1970."""

    keys: ColumnElement[str]
    """The column of all keys in the parameter "keys", as `pack` makes it: a statement for many."""

    def pack(self, keys: Sequence[str]) -> object:
        """Keys as one parameter."""

    def engine(self) -> AsyncEngine:
        """For single statements, each a transaction of its own."""

    def schema_engine(self) -> AsyncEngine:
        """For a transaction that changes the tables."""

    def snapshot_engine(self) -> AsyncEngine:
        """For a transaction that sees everything as it was at one moment."""

    def prepare(self) -> None:
        """Make what has to be there before the first connection.

        Raises:
            Exception: it cannot be made.
        """

    def exists(self) -> bool:
        """Whether connecting finds something, rather than making it."""

    def lock_schema(self, connection: Connection) -> None:
        """Within a transaction: wait until no other process changes the tables, and keep them off to its end."""

    def insert(self, table: Table) -> Any:  # noqa: ANN401 - the two dialects' inserts have no common type
        """An INSERT that has `on_conflict_do_update`."""

    def link(self, engine: AsyncEngine, changed: Changed) -> AbstractAsyncContextManager[Link]:
        """Open the connection that stays."""


def cause(error: Exception) -> BaseException:
    """What the driver said, without what SQLAlchemy wraps around it."""
    if not isinstance(error, DBAPIError) or error.orig is None:
        return error
    return error.orig.__cause__ or error.orig
