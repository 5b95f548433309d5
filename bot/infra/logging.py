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
from bot.request import under_way

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    shared: list[Processor] = [
        _of_the_request,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
    ]
    if form == "json":
        finish = _in_json(hidden)
    else:
        shared += [lambda _logger, _name, event: _without(event, hidden), _on_one_line]
        finish = _for_people(hidden)
    number = logging.getLevelNamesMapping()[level.upper()]
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


def _of_the_request(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """The record with the id of the request that is under way; structlog's own looks through all context variables."""
    if id_ := under_way():
        event.setdefault("request", id_)
    return event


def _in_json(hidden: tuple[str, ...]) -> Processor:
    """The last step to a line of JSON in which no sign of another line, direction or terminal is left as it is.

    Secrets are looked for in the finished text, where they stand as `_forms` has them: that covers every value.
    """

    def finish(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
        try:
            text = msgspec.json.encode(event, enc_hook=repr).decode()
        except UnicodeEncodeError:  # half a character
            text = json.dumps(event, default=repr)
        text = _cut(text, hidden)
        return text if text.isascii() else _CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)

    return finish


def _for_people(hidden: tuple[str, ...]) -> Processor:
    """The last step to a line for a terminal; secrets are cut out of it too: a value's repr may hold one."""
    render = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    return lambda logger, name, event: _cut(str(render(logger, name, event)), hidden)


def _forms(secrets: Iterable[str]) -> tuple[str, ...]:
    """Each secret as it is and within a repr, and as both stand within JSON; the longest first."""
    forms: set[str] = set()
    for secret in secrets:
        for plain in (secret, repr(secret)[1:-1]):
            forms |= {plain, json.dumps(plain)[1:-1], json.dumps(plain, ensure_ascii=False)[1:-1]}
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
