"""A line in the log for each question that was dealt with: all that is told of it where nobody asks for figures."""

from __future__ import annotations

import structlog

from bot.infra.memory import Uncounted

_log = structlog.get_logger()


class LoggedMetrics(Uncounted):
    """`Metrics` that log questions and count nothing."""

    def question(self, *, platform: str, venue: str, intent: str, outcome: str, language: str, seconds: float) -> None:
        """See `bot.ports.Metrics`."""
        _log.info(
            "question",
            platform=platform,
            venue=venue,
            intent=intent,
            outcome=outcome,
            language=language,
            milliseconds=round(seconds * 1000, 2),
        )
