"""Hatchling's hook: the compiled book goes into the wheel, so that an installed bot needs no compiler of the data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BookHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles `knowledge/data` before a wheel is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Write `knowledge/book.bin`; an editable install compiles when it is first needed instead."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from knowledge.book import write  # noqa: PLC0415 - not importable before the line above

        write(Path(self.root) / "knowledge")
