"""Understanding does not get worse unnoticed: floors over all, by kind, and by language."""

from __future__ import annotations

import pytest
import scoreboard

FLOORS = {
    "ALL": 0.93,
    "kind negative": 0.95,
    "kind code": 0.96,
    "kind log": 0.96,
    "kind compare": 0.95,
    "kind class": 0.95,
}
LEAST = 0.80
"""What no kind and no language of the HTTP rows may fall under."""


@pytest.fixture(scope="module")
def figures(engine):
    rows = [row for row in scoreboard.rows("dev_http.jsonl") if row["tier"] == "http"]
    assert len(rows) > 300
    return scoreboard.figures(rows, scoreboard.whatcode(engine))


@pytest.mark.parametrize("group", FLOORS)
def test_floors_hold(figures, group):
    assert figures[group][1] >= FLOORS[group]


def test_no_kind_and_no_language_is_left_behind(figures):
    low = {group: share for group, (_, share, _) in figures.items() if share < LEAST}
    assert low == {}


def test_every_yardstick_is_beaten(engine, figures):
    rows = scoreboard.rows("dev_http.jsonl")
    for other in (scoreboard.first_number, scoreboard.plain_fuzzy, scoreboard.full_text):
        assert scoreboard.figures(rows, other(engine))["ALL"][1] < figures["ALL"][1] - 0.2
