"""Whatever is typed: no exception, and an answer in bounded time."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answer import Answer
from bot.plain import text as plain_text
from bot.query import Query

ANY = st.text(alphabet=st.characters(exclude_categories=()), max_size=400)
NEAR = st.lists(
    st.sampled_from(
        ["503", "４０４", "5O3", "四百零四", "vs", "和", "上游", "没响应", "bad", "gatway", "HTTP/1.1", '"GET / HTTP/1.1" ', "\ud800",
         "\0", "status=", "5xx", "4开头", "|", "{", "%{http_code}", "-w '", "curl", "\n", "\t", "😀", "wang", "guan", "ms", "块", "不是"]
    ),
    max_size=60,
).map(" ".join)  # fmt: skip
SECONDS = 5.0


@pytest.mark.parametrize("texts", [ANY, NEAR], ids=["any Unicode", "close to questions"])
def test_nothing_typed_raises(engine, texts):
    seen = 0

    @settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(texts)
    def check(text):
        nonlocal seen
        outcome = engine.answer(Query(text=text))
        assert outcome is not None
        assert isinstance(outcome.answer, Answer)
        assert outcome.answer.title
        assert plain_text(outcome.answer)
        seen += 1

    check()
    assert seen >= 9_000


@pytest.mark.parametrize(
    "text",
    [
        "5" * 100_000, "a" * 100_000, "四" * 100_000, "上游没响应" * 20_000, "bad gatway " * 9_000, "\n" * 100_000,
        "HTTP/1.1 " * 11_000, '"GET ' * 20_000, "503 vs " * 14_000, "\ud800" * 100_000, "\0" * 100_000, "<title>" * 14_000,
        "-w '%{http_code}" * 6_000, "a.b" * 30_000, "A_B" * 30_000, "::" * 50_000, "1/2/3/" * 16_000, "| 500 | " * 12_000,
        "status=" * 14_000, "\\x16" * 25_000, "zhuang" * 16_000, "一百" * 50_000, "not " * 25_000, "四百" * 50_000,
    ],
    ids=lambda text: text[:12].encode("unicode_escape").decode(),
)  # fmt: skip
def test_the_longest_texts_take_bounded_time(engine, text):
    started = time.perf_counter()
    assert engine.answer(Query(text=text)) is not None
    assert engine.answer(Query(text="explain", quoted=text)) is not None
    assert time.perf_counter() - started < SECONDS
