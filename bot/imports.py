"""Imports without what a library takes only because it is there."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def without(*modules: str) -> Iterator[None]:
    """Within, modules are not found; one that was imported before is left alone."""
    hidden: dict[str, Any] = {module: None for module in modules if module not in sys.modules}
    sys.modules.update(hidden)
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
