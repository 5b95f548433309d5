"""Which database an address means."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from bot.infra.database.backend import Backend


def backend_of(address: str) -> Backend:
    """The database that an address means ("sqlite:///file", "postgresql://…").

    Raises:
        ImportError: its driver is not installed.
    """
    if urlsplit(address).scheme == "sqlite":
        from bot.infra.database.sqlite import Sqlite  # noqa: PLC0415 - only what is used is imported

        return Sqlite(address)
    from bot.infra.database.postgresql import Postgresql  # noqa: PLC0415 - as above

    return Postgresql(address)
