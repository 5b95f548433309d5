"""What the adapters' tests have in common: a bot whose health and metrics remember."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from bot.front import Bot
from bot.infra.memory import memory_ports


@dataclass
class Seen:
    """Health and metrics of one platform that remember."""

    platform: str
    beats: int = 0
    downs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    reconnects: int = 0
    questions: list[tuple[str, str]] = field(default_factory=list)

    def beat(self, part):
        assert part == self.platform
        self.beats += 1

    def down(self, part, why):
        assert part == self.platform
        self.downs.append(why)

    def error(self, *, platform, kind):
        assert platform == self.platform
        self.errors.append(kind)

    def reconnect(self, *, platform):
        assert platform == self.platform
        self.reconnects += 1

    def queue(self, *, platform, waiting):
        assert platform == self.platform

    def question(self, *, intent, outcome, **_):
        self.questions.append((intent, outcome))


@pytest.fixture
def seen(request):
    """Of the platform whose folder the test stands in."""
    return Seen(request.path.parent.name)


@pytest.fixture
def ports(seen):
    return replace(memory_ports(), metrics=seen, health=seen)


@pytest.fixture
def bot(engine, ports):
    return Bot(engine, ports)
