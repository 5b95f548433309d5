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
        "grpc: the server is overloaded or going away, try again",
    ],
)
def test_what_names_no_two_codes_is_no_comparison(engine, text):
    assert _subject(engine, text)[0] != "compare"


@pytest.mark.parametrize(
    ("text", "known", "meant"),
    [
        ("besides 404, which code says that a page is gone", "http:404", "http:410"),
        ("apart from kill, which signal can nobody catch or ignore", "signal:SIGKILL", "signal:SIGSTOP"),
        ("除了 SIGKILL 还有哪个信号能强行暂停进程", "signal:SIGKILL", "signal:SIGSTOP"),
        ("除咗 502 仲有邊個碼係上游逾時", "http:502", "http:504"),
    ],
)
def test_another_than_what_is_known_is_asked_for(engine, text, known, meant):
    subject = _subject(engine, text)[1]
    assert subject[0] == meant
    assert known not in subject


def test_what_is_left_out_by_the_way_is_asked_about(engine):
    assert _subject(engine, "everything is fine except for a 502, what is it")[1][0] == "http:502"


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("curl -f ran into a 404, what is its exit code", "curl:22"),
        ("curl exit code 22 on a 404", "curl:22"),
        ("exit code when a container gets a 503", "http:503"),
    ],
)
def test_a_status_by_the_way_is_not_what_a_program_ended_with(engine, text, id_):
    assert _subject(engine, text)[1][0] == id_


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("which signal does a closed terminal send", {"signal"}),
        ("证书过期 alert 多少号", {"tls"}),
        ("哪个标志表示没有健康的上游", {"envoy"}),
        ("a signal from the sensor", set()),
        ("an alert fired at night", set()),
    ],
)
def test_what_one_code_is_called_points_at_its_family_where_it_is_asked_for(engine, text, families):
    assert set(engine._read(text, "").focus.families) == families
