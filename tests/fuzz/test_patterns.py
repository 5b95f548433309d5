"""No regular expression can be made to hang: bombs made out of each one's own parse tree, with the reader as judge."""

from __future__ import annotations

import re
from functools import partial

import cost
import pytest
from bombs import bombs
from patterns import patterns

from bot.query import Query
from knowledge.search.fold import clean

LENGTH, SHOT = 600, 2_000
"""Characters of a bomb for an expression alone, and for the reader."""
SHOTS = 20
"""Bombs of one expression that the reader is tried with."""
SLOW_MS = 2.0
"""What an expression may take alone. Slower ones are suspects: whether they see such a text at all, the reader knows."""

BUILD_TIME = ("knowledge.check", "knowledge.compile", "knowledge.traditional")
OWN_WORDS = ("adapters.telegram.limits", "adapters.telegram.settings", "adapters.discord.settings")
"""Where expressions see nothing but what we rendered or what the operator set."""


def slow(work):
    """Whether it takes an expression too long to look at a text."""
    return cost.milliseconds(work, enough=SLOW_MS) > SLOW_MS


def sought(pattern, text):
    for _ in pattern.finditer(text):
        pass


@pytest.fixture(scope="module")
def ours(engine):
    """All expressions that somebody's text may meet."""
    for text in ("what's 503", "重定向", "curl: (7) failed", "bad gatway", "x\n2024-01-01 GET / 503", "exit code 137"):
        engine.answer(Query(text=text))
    found = patterns(engine)
    return [pattern for pattern, where in found.items() if not where.startswith((*BUILD_TIME, *OWN_WORDS))]


def test_no_expression_can_be_made_to_hang(engine, ours):
    assert len(ours) > 450
    thrown, suspects = 0, []
    for pattern in ours:
        short = list(bombs(pattern, LENGTH))
        thrown += len(short)
        suspicious = [at for at, bomb in enumerate(short) if slow(partial(sought, pattern, clean(bomb).strip()))]
        if suspicious:
            long = list(bombs(pattern, SHOT))
            suspects += [(pattern.pattern, long[at]) for at in suspicious[:SHOTS]]
    assert thrown > 10_000
    found = {}
    for pattern, bomb in suspects:
        for query in (Query(text=bomb), Query(text="explain", quoted=f"x\n2024-01-01 00:00:00 GET / {bomb}")):
            try:
                cost.answered(engine, query)
            except cost.TooSlowError as late:
                found[pattern] = str(late)
    assert found == {}


DECODERS = {
    "adapters.telegram.decode": lambda pattern, text: pattern.fullmatch(text),
    "adapters.terminal.decode": lambda pattern, text: pattern.fullmatch(text),
    "adapters.discord.decode": lambda pattern, text: pattern.sub(" ", text),
}
"""How the expressions that see texts before the reader does are used."""


def test_no_decoder_can_be_made_to_hang():
    found = {pattern: where for pattern, where in patterns().items() if where.endswith(".decode")}
    assert set(found.values()) == set(DECODERS)
    for pattern, where in found.items():
        for bomb in bombs(pattern, SHOT):
            assert not slow(partial(DECODERS[where], pattern, bomb)), (pattern.pattern, bomb[:80])


@pytest.mark.parametrize(
    "bad", [r"(a+)+b", r"(a|a)*b", r"x\s*a?\s*b?\s*c?\s*d", r"(?:\w+\d*)*!", r"^(?:a+,?)+$", r"[ab]*[bc]*[ac]*d"]
)
def test_a_bad_expression_would_be_seen(bad):
    """Short bombs first: with some of these a longer one would never end."""
    pattern = re.compile(bad)

    def worst(size):
        return max(cost.milliseconds(partial(pattern.search, bomb)) for bomb in bombs(pattern, size))

    assert worst(12) > 8 * worst(6) or any(slow(partial(sought, pattern, bomb)) for bomb in bombs(pattern, 100))
