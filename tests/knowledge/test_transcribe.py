"""Pinyin becomes the characters that engineers write; what is English, or no question, stays."""

from __future__ import annotations

import pytest

from bot.query import Query
from knowledge.catalogue import open_catalogue
from knowledge.search.transcribe import MOST, spells

CATALOGUE = open_catalogue()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wangguan chaoshi", "网关超时"),
        ("wangguanchaoshi", "网关超时"),
        ("wan guan cao si", "网关超时"),  # zh/z, ch/c, sh/s, -ng/-n are mixed up
        ("wang3 guan1 chao1 shi2", "网关超时"),
        ("wǎngguān chāoshí", "网关超时"),
        ("Fuwuqi Neibu Cuowu", "服务器内部错误"),
        ("yongjiu chongdingxiang", "永久重定向"),  # 重 is zhong as a rule
        ("lianjie bei jujue", "连接被拒绝"),
        ("mysql sisuo le", "mysql 死锁了"),
    ],
)
def test_it_is_written_as_it_is_meant(typed, meant):
    assert CATALOGUE.in_characters(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "bad gatewa", "page not found", "can you see me", "the cache is pending", "same line", "do we need a menu",
        "alb did the oidc dance with our idp", "nginx", "wo", "zhuang" * (MOST + 1), "gui du ken nuo",
    ],
)  # fmt: skip
def test_english_and_what_nobody_writes_stays(text):
    assert CATALOGUE.in_characters(text) == text


def test_only_two_syllables_are_worth_a_look():
    assert spells("504shishenme")
    assert not spells("what's 503")
    assert not spells("gang")


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("youjian bei tui le 550", "smtp:550"),  # a hint in pinyin gives the number to its family
        ("rongqi tuichuma 137", "exit:137"),
        ("4 kaitou de dou you naxie", "http:4xx"),
        ("duankou bei zhanyong", "errno:EADDRINUSE"),
    ],
)
def test_every_later_step_reads_the_characters(engine, typed, wanted):
    answer = engine.answer(Query(text=typed)).answer
    assert answer.subject[0] == wanted
    assert answer.language == "zh-Hans"
