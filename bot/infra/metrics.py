"""Counts and times for Prometheus."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.infra.logged import LoggedMetrics

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_client import Metric

    from bot.infra.health import Watch

_SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0, 5.0)


class PrometheusMetrics(LoggedMetrics):
    """`Metrics` in a registry of its own, so that two bots in one process do not meet. Questions are logged too."""

    def __init__(self, watch: Watch | None = None) -> None:
        """Declare what is counted; with a watch, its parts are told too."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)  # memory, processor time, open files, start
        if watch is not None:
            self.registry.register(_Parts(watch))
        labels = ("platform", "venue", "intent", "outcome", "language")
        self._questions = Counter("whatcode_questions", "Questions dealt with", labels, registry=self.registry)
        self._seconds = Histogram(
            "whatcode_answer_seconds",
            "Time from question to answer",
            ("platform",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._errors = Counter(
            "whatcode_errors", "Things that went wrong", ("platform", "kind"), registry=self.registry
        )
        self._reconnects = Counter(
            "whatcode_reconnects", "Connections made anew", ("platform",), registry=self.registry
        )
        self._queue = Gauge("whatcode_queue", "Updates that wait to be handled", ("platform",), registry=self.registry)
        # Of what is counted with each question: looking a series up by its labels takes longer than counting.
        self._dealt_with = cache(self._questions.labels)
        self._took = cache(self._seconds.labels)
        self._waiting = cache(self._queue.labels)

    def question(self, *, platform: str, venue: str, intent: str, outcome: str, language: str, seconds: float) -> None:
        """See `bot.ports.Metrics`."""
        self._dealt_with(platform, venue, intent, outcome, language).inc()
        self._took(platform).observe(seconds)
        super().question(
            platform=platform, venue=venue, intent=intent, outcome=outcome, language=language, seconds=seconds
        )

    def error(self, *, platform: str, kind: str) -> None:
        """See `bot.ports.Metrics`."""
        self._errors.labels(platform, kind).inc()

    def reconnect(self, *, platform: str) -> None:
        """See `bot.ports.Metrics`."""
        self._reconnects.labels(platform).inc()

    def queue(self, *, platform: str, waiting: int) -> None:
        """See `bot.ports.Metrics`."""
        self._waiting(platform).set(waiting)

    def page(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self.registry)


class _Parts(Collector):
    """What the watch knows at the moment when it is asked."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def collect(self) -> Iterable[Metric]:
        well = GaugeMetricFamily("whatcode_up", "Whether a part (a platform, the store) is well", labels=["part"])
        silent = GaugeMetricFamily("whatcode_silent_seconds", "Since a part was last heard", labels=["part"])
        for name, part in self._watch.report().items():
            well.add_metric([name], float(part["state"] == "ok"))
            if part["seconds_ago"] is not None:
                silent.add_metric([name], part["seconds_ago"])
        return (well, silent)
