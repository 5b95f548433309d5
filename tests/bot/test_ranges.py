from __future__ import annotations

import pytest

from bot.action import Command
from bot.query import Query
from bot.read import ranges


@pytest.mark.parametrize(
    ("text", "digit"),
    [
        ("4xx", 4), ("what are the 5 hundreds", 5), ("five hundreds", 5), ("anything that begins with a 5", 5),
        ("4字头的错误", 4), ("一百多的状态码", 1), ("四百多的都有啥", 4), ("3开头的那些", 3), ("400s", 4), ("以5开头的", 5),
        ("the 4 series", 4), ("codes starting with 3", 3), ("5系列", 5), ("2**", 2), ("首位是3", 3), ("500-599", 5),
        ("success codes", 2), ("redirection responses", 3), ("list all client side errors", 4), ("server errors?", 5),
        ("informational ones", 1), ("the server error status codes", 5),
    ],
)  # fmt: skip
def test_classes_however_they_are_said(text, digit):
    assert ranges.find(text) == (f"http:{digit}xx",)


@pytest.mark.parametrize(
    "text",
    [
        "503",
        "5 of us",
        "500",
        "the 4 of you",
        "版本4",
        "500 errors",
        "6xx",
        "15xx",
        "server error",
        "success codes of curl",
        "the server returned errors",
        "ok",
    ],
)
def test_what_is_no_class(text):
    assert ranges.find(text) == ()


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("list errno", "errno"),
        ("列出 grpc", "grpc"),
        ("all grpc status codes", "grpc"),
        ("curl 退出码有哪些", "curl"),
        ("list all http codes", "http"),
    ],
)
def test_a_family_is_listed(engine, text, family):
    outcome = engine.answer(Query(text=text))
    assert outcome.command == Command("list", (family,))
    assert len(outcome.answer.subject) > 10
    assert all(id_.startswith(f"{family}:") for id_ in outcome.answer.subject)


def test_what_more_is_said_is_no_list(engine):
    assert engine.answer(Query(text="which redis errors mean out of memory")).command.verb != "list"
