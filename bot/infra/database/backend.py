"""What the two databases have to offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy import Connection, Table
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.infra.database.statements import Statements

    Changed = Callable[[str | None], None]
    """Is told the key whose preferences were changed elsewhere; None where it may have been any."""

    Rows = Sequence[Sequence[Any]]

OPERATION_SECONDS = 2.0
"""How long one reading or writing may take: an answer does not wait longer."""

LOOK_SECONDS = 1.0
"""How long a look may take. A database that does not answer it counts as gone."""

CONNECT_SECONDS = 3.0
SCHEMA_SECONDS = 60.0
"""How long to wait for another process that is changing the tables."""


class Link(Protocol):
    """What stays open: statements go over it, and the sign of life, the notices of changes and the locks hang on it."""

    async def run(self, statement: str, *values: object) -> Rows:
        """One of the `Statements`: what it gives. It was written, safe from a kill, when this comes back.

        Raises:
            TimeoutError: it took longer than `OPERATION_SECONDS`.
            Exception: it could not be done, or the link was closed meanwhile.
        """

    async def look(self) -> None:
        """See that the database is there and can be written to.

        Raises:
            Exception: it is not.
        """

    async def lock(self, name: str) -> bool:
        """Take a lock if it is free. It is free again when this process ends, however it ends."""

    async def unlock(self, name: str) -> None:
        """Give a lock back."""


class Engines(Protocol):
    """The same database through SQLAlchemy: for what makes tables, copies them or looks at them, not for questions."""

    now: str
    """The database's own clock, in seconds since 1970."""

    def schema(self) -> AsyncEngine:
        """For a transaction that changes the tables."""

    def snapshot(self) -> AsyncEngine:
        """For a transaction that sees everything as it was at one moment."""

    def lock(self, connection: Connection) -> None:
        """Within a transaction: wait until no other process changes the tables, and keep them off to its end."""

    def insert(self, table: Table) -> Any:  # noqa: ANN401 - the two dialects' inserts have no common type
        """An INSERT that has `on_conflict_do_update`."""


class Backend(Protocol):
    """A database by its address. Nothing is connected before it is used."""

    name: str
    place: str
    """Where it is, without secrets."""
    statements: Statements
    errors: tuple[type[Exception], ...]
    """What its driver raises when the database is gone or does not work."""

    def pack(self, keys: Sequence[str]) -> object:
        """Many keys as the one value that a statement takes."""

    def prepare(self) -> None:
        """Make what has to be there before the first connection.

        Raises:
            Exception: it cannot be made.
        """

    def exists(self) -> bool:
        """Whether connecting finds something, rather than making it."""

    async def step(self) -> str:
        """The step that its tables are at; "" where there are none.

        Raises:
            Exception: it cannot be read.
        """

    def link(self, changed: Changed) -> AbstractAsyncContextManager[Link]:
        """Open what stays.

        Raises:
            Exception: that cannot be done.
        """

    def engines(self) -> Engines:
        """The way through SQLAlchemy, which is imported only here."""


def cause(error: Exception) -> BaseException:
    """What the driver said, without what SQLAlchemy wraps around it (`DBAPIError.orig`)."""
    said = getattr(error, "orig", None)
    return (said.__cause__ or said) if isinstance(said, BaseException) else error
