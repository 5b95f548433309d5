from __future__ import annotations

import json

import pytest

from adapters.discord.quick import read, written

THINGS = [
    {"id": "5", "flags": 1 << 15, "n": None, "list": [1.5, True, ("a",)], "text": "上游没响应 \u2028 <@7>"},
    {"half a character": "\ud800", "whole": "\U0001f600"},
    {"large": 10**30, "larger": [1e308, -0.0]},
    [],
]


@pytest.mark.parametrize("thing", THINGS)
def test_what_is_written_can_be_read_by_anybody(thing):
    same = json.loads(json.dumps(thing))
    assert json.loads(written(thing)) == same
    assert read(written(thing)) == same
    assert read(json.dumps(thing)) == same


@pytest.mark.parametrize("text", ["", "{", "nothing", '{"a": 1,}'])
def test_what_is_no_json_is_an_error(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the library looks for no more
        read(text)


async def test_half_a_character_ends_nothing(live, seen):
    assert (await live.slash("code", {"query": "\ud800 503"})).text
    assert len(live.gateway.sessions) == 1
    assert seen.errors == []
