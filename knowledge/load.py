"""From the data files to checked shapes. Every error names the file, the id and the key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from knowledge.model import DataFile

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")


class DataError(ValueError):
    """A data file does not hold what it should. The message names file, id and key."""


def read_file(path: Path) -> DataFile:
    """Read one TOML data file.

    Raises:
        DataError: the file is not UTF-8, not TOML, or does not have the shape of `DataFile`.
    """
    return read(path, DataFile)


def read(path: Path, shape: type[T]) -> T:
    """Read a TOML file of any shape.

    Raises:
        DataError: the file is not there, not UTF-8, not TOML, or does not have the shape.
    """
    import tomllib  # noqa: PLC0415 - a book that is up to date reads no TOML

    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:  # no UTF-8, no TOML, a number or a nesting without end
        message = f"{path}: not readable as TOML: {error}"
        raise DataError(message) from error
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError as error:
        message = f"{path}: {_owner(raw, str(error))}{error}"
        raise DataError(message) from error


def _owner(raw: dict[str, Any], message: str) -> str:
    """The id of the table that the message's path points into ("`$.code[3].lead`"), with a colon; "" where none."""
    found = re.search(r"\$\.(\w+)\[(\d+)\]", message)
    if not found:
        return ""
    table = raw[found[1]][int(found[2])]
    name = table.get("id") or table.get("ids") if isinstance(table, dict) else None
    return f"{name}: " if name else ""
