"""The library's log lines, without what must not stand in a log: message texts and the tokens of interactions."""

from __future__ import annotations

import logging
import re

_TOKEN_IN_PATH = re.compile(r"(/(?:interactions|webhooks)/\d+/)[^/\s?]+")


def keep_quiet() -> None:
    """Keep message texts and the tokens of interactions out of the library's log lines."""
    wanted = logging.getLogger().getEffectiveLevel()
    logging.getLogger("discord").setLevel(max(logging.INFO, wanted))  # its debug lines hold whole messages
    for name in ("discord.http", "discord.webhook.async_"):
        logger = logging.getLogger(name)
        if not any(isinstance(known, _Redact) for known in logger.filters):
            logger.addFilter(_Redact())


class _Redact(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _TOKEN_IN_PATH.sub(r"\1[hidden]", record.getMessage()), ()
        return True
