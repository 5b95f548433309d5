"""The id of the request that is under way: every log line written meanwhile carries it, and people are told it."""

from __future__ import annotations

import random
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request", default="")


class request:  # noqa: N801 - read where it is used: with request()
    """Within, every log line carries an id of its own: one for each thing that a platform tells us of."""

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        """Begin one."""
        self._before = _current.set(_new())

    def __exit__(self, *_: object) -> None:
        """End it."""
        _current.reset(self._before)


def request_id() -> str:
    """The id of the request that is under way: what people are told when it failed, so that it is found in the log."""
    return _current.get() or _new()


def under_way() -> str:
    """The id that log lines carry now; "" outside of a request."""
    return _current.get()


def _new() -> str:
    return f"{random.getrandbits(32):08x}"  # no secret depends on it: the system's own source takes ten times as long
