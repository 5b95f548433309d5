"""Comparisons in words: what is said beside the names does not hide them, and what names no code is none."""

from __future__ import annotations

import pytest

from bot.query import Query


def _subject(engine, text):
    answer = engine.answer(Query(text=text)).answer
    return (answer.kind, list(answer.subject))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("not found or gone when i delete a page on purpose", ["http:404", "http:410"]),
        ("bad gateway vs gateway timeout, which is it if the app hangs", ["http:502", "http:504"]),
        ("found vs see other after a form was sent", ["http:302", "http:303"]),
        ("for an expired login: unauthorized or forbidden, and why", ["http:401", "http:403"]),
        ("請求逾時跟閘道逾時有何不同", ["http:408", "http:504"]),
        ("永久重定向和临时重定向用哪个比较合适", ["http:308", "http:307"]),
        ("上游挂了和上游超时有什么区别", ["http:502", "http:504"]),
        ("403 haishi 404 hao", ["http:403", "http:404"]),
        ("502跟504运维先看哪边", ["http:502", "http:504"]),
        ("oomkilled vs evicted when memory is short", ["k8s:OOMKilled", "k8s:Evicted"]),
        ("退出码 1 和 2 有啥讲究", ["exit:1", "exit:2"]),
    ],
)
def test_the_names_are_found_beside_what_else_is_said(engine, text, ids):
    assert _subject(engine, text) == ("compare", ids)


@pytest.mark.parametrize(
    "text",
    [
        "moved or not, i like the old flat",
        "is the meeting room found or not",
        "tea or coffee, which one for the guests",
        "gateway or hotel bar tonight",
        "timeout or not, the cake is done",
    ],
)
def test_what_names_no_two_codes_is_no_comparison(engine, text):
    assert _subject(engine, text)[0] != "compare"
