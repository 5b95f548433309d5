"""Structured logs: JSON in production, one readable line on a terminal. Secrets are cut out as a last resort.

A record is one line whatever stands in its values: names, error messages and answers of servers are other people's
words. On a terminal a traceback follows its line, indented, so that nothing in it passes for a line of its own.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
import structlog

from bot.plain import DRIVING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from structlog.typing import EventDict, Processor, WrappedLogger

_HIDDEN = "[hidden]"
_INDENT = "    "
# What ends or widens a line too.
_CONTROL = re.compile(f"[\t\n{DRIVING}]")
# The INFO lines of the first ones hold the address of each request, and with it the token; the others' hold each
# statement with its values.
_CHATTY = ("httpx", "httpcore", "aiohttp.access", "apscheduler", "sqlalchemy", "aiosqlite", "alembic")


def set_up(level: str, form: str, secrets: Iterable[str]) -> None:
    """Send all log lines, ours and the libraries', to standard error.

    Args:
        level: the least level shown.
        form: "json" or "console".
        secrets: texts that never appear in a line, whoever wrote it.
    """
    hidden = _forms(secrets)
    render: Processor = (
        structlog.processors.JSONRenderer(serializer=_json)
        if form == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        lambda _logger, _name, event: _without(event, hidden),
        *([] if form == "json" else [_on_one_line]),
    ]
    number = logging.getLevelNamesMapping()[level.upper()]
    finish = _last_look(hidden, render)
    # Our own lines are written at once: the way through the standard library's records takes three times as long.
    structlog.configure(
        processors=[*shared, finish],
        logger_factory=lambda *_: _Lines(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(number),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, finish],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(number)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))


class _Lines(structlog.WriteLogger):
    """Writes lines; what cannot be written stops nobody: a log that is gone is no reason not to answer."""

    def msg(self, message: str) -> None:
        """Write a line."""
        with suppress(OSError, ValueError):
            super().msg(message)

    debug = info = warning = error = exception = critical = msg


def _json(event: EventDict, default: Callable[[object], object]) -> str:
    """A record as JSON in which no sign of another line, direction or terminal is left as it is."""
    try:
        text = msgspec.json.encode(event, enc_hook=default).decode()
    except UnicodeEncodeError:  # half a character
        text = json.dumps(event, default=default)
    return text if text.isascii() else _CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def _forms(secrets: Iterable[str]) -> tuple[str, ...]:
    """Each secret as it is, and as it stands within JSON and within a repr; the longest first."""
    forms: set[str] = set()
    for secret in secrets:
        quoted = json.dumps(secret), json.dumps(secret, ensure_ascii=False), repr(secret)
        forms |= {secret, *(form[1:-1] for form in quoted)}
    return tuple(sorted(filter(None, forms), key=len, reverse=True))


def _on_one_line(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """The record with its values on one line, as JSON has them anyway, and its traceback indented."""
    plain = {key: _CONTROL.sub(_escaped, value) if isinstance(value, str) else value for key, value in event.items()}
    if isinstance(trace := event.get("exception"), str):
        plain["exception"] = "\n".join(_INDENT + _CONTROL.sub(_escaped, line) for line in trace.split("\n"))
    return plain


def _escaped(sign: re.Match[str]) -> str:
    return sign[0].encode("unicode_escape").decode()


def _without(event: EventDict, hidden: tuple[str, ...]) -> EventDict:
    return {key: _cut(value, hidden) if isinstance(value, str) else value for key, value in event.items()}


def _cut(text: str, hidden: tuple[str, ...]) -> str:
    for secret in hidden:
        text = text.replace(secret, _HIDDEN)
    return text


def _last_look(hidden: tuple[str, ...], render: Processor) -> Processor:
    """Render, and cut secrets out of the finished line too: a value's repr may hold one."""

    def finish(logger: WrappedLogger, name: str, event: EventDict) -> str:
        return _cut(str(render(logger, name, event)), hidden)

    return finish
