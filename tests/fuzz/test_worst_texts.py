"""Texts made to be slow to read: each takes bounded time, whatever pattern it is aimed at."""

from __future__ import annotations

import random
import signal
from contextlib import contextmanager

import cost
import hostile
import pytest
from amount import SEED, rounds
from bombs import example
from patterns import patterns

from bot.query import Query
from bot.read.logs import find

HANGS_SECONDS = 20

BOMBS = {
    "escapes after a quote": '"' + "\\x16" * 60,
    "a request that never ends": '"GET ' + "\\x16" * 60 + " 503",
    "spaces after a word": "HTTP" + " " * 2_000 + "x",
    "spaces after a word in Chinese": "状态码" + " " * 2_000 + "x",
    "spaces after a curl function": "curl_errno" + " " * 2_000 + "x",
    "spaces after all that may stand before a close code": "close status with the status code" + " " * 2_000 + "x",
    "colons after an HTTP error": "HTTP ERROR" + ":" * 2_000 + "x",
    "keys before a key": "http_" * 400 + "x",
    "a request in a request": "2024-01-01 00:00:00 x GET a a 1 " * 60 + "x",
    "brackets": "[500 " * 400,
    "a format of curl, many variables": "curl -w '" + "%{a}" * 45 + "%{http_code}!'\n" + "a" * 1_500,
    "a format of curl, many bars": "curl -w '" + "%{a}|" * 35 + "%{http_code}!'\n" + "a|" * 700,
    "a format of curl, many lines": "curl -w '" + "\\n" * 90 + "%{http_code}!'\n" + "\n " * 700,
    "letters": "a" * 2_000,
    "capitals": "E" * 2_000,
    "letters and digits": "a1" * 1_000,
    "digits": "5" * 2_000,
    "dots": "." * 2_000,
    "numbers with dots": "1." * 1_000,
    "underscores": "_" * 2_000,
    "round brackets": "(" * 2_000,
    "square brackets": "[" * 2_000,
    "spaces": "a" + " " * 2_000 + "a",
    "lines": "\n" * 2_000 + "x",
    "Chinese numbers": "四百" * 1_000,
    "Chinese text": "上游没响应" * 400,
    "pinyin": "zhuang" * 330,
    "joined emoji": "👨‍👩‍👧‍👦" * 300,
    "half characters": "\ud800" * 2_000,
    "what folds to more": "㍿" * 500,
    "foreign letters": "é" * 500,
    "one word of foreign letters": "ß" * 60,
    "numbers that may be codes of mail": "550 " * 256,
    "enhanced codes of mail": "5.4.14 " * 146,
}  # fmt: skip


@contextmanager
def no_hang():
    """An endless match would be seen by no clock that is looked at afterwards."""

    def late(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, HANGS_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def warm(engine):
    """An engine that has compiled its patterns."""
    for text in ("what's 503", "重定向", "curl: (7) failed", "bad gatway", "x\n2024-01-01 00:00:00 a=b c=d 500"):
        engine.answer(Query(text=text))
    return engine


def ways(text):
    """A text as it is typed, and as what is replied to."""
    return Query(text=text), Query(text="explain", quoted=f"x\n2024-01-01 00:00:00\n{text}")


def is_in_time(engine, query):
    with no_hang():
        assert cost.answered(engine, query) is not None


@pytest.mark.parametrize("name", BOMBS)
def test_no_text_takes_longer_than_its_length_allows(warm, name):
    for query in ways(BOMBS[name]):
        is_in_time(warm, query)


def known(engine):
    """Whatever something of ours listens to: an example of each pattern, spellings, names, questions, markup."""
    codes = [code for code in engine.catalogue.codes() if code.name.en]
    parts = {example(pattern) for pattern in patterns(engine)} | {code.name.en for code in codes}
    parts |= {code.id.partition(":")[2] for code in codes}
    return sorted(
        part for part in {*parts, *hostile.questions(), *hostile.WORDS, *hostile.MARKUP} if 1 < len(part) < 300
    )


def test_no_kilobyte_of_what_is_known_takes_longer(warm):
    """One thing again and again, or several: what is done for each find must not grow with the text it is found in."""
    chance = random.Random(SEED)  # noqa: S311 - the same each time is meant
    parts = known(warm)
    assert len(parts) > 5_000
    for _ in range(rounds(100, 20_000)):
        some, between = chance.sample(parts, chance.choice((1, 1, 2, 5, 20))), chance.choice((" ", "\n", ", ", ""))
        text = ""
        while len(text) < chance.choice((256, 1_024, 2_048)):
            text += chance.choice(some) + between
        is_in_time(warm, chance.choice(ways(text)))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("curl -w '%{time_total} %{http_code}\\n' x\n0.404 503", ["503"]),
        ("curl -w '%{http_code}|%{size_download}' x\n504|404", ["504"]),
        ("curl -w 'dns:%{time_namelookup} code:%{http_code} end' x\ndns:0.404 code:502 end", ["502"]),
        ("curl -w '\\n\\n%{http_code}  %{time_total}\\n' x\n\n\n429  0.5", ["429"]),
        ("curl -w '%{scheme}%{http_code}' x\nHTTPS503", ["503"]),
        ('10.0.0.1 - - [x] "\\x16\\x03\\x01" 400 157', ["400"]),
        ("2024-01-02 03:04:05 10.0.0.1 GET / - 443 - 10.0.0.2 curl - 404 0 2 31", ["404"]),
        ("[503 Service Unavailable] during [GET] to [http://x]", ["503"]),
        ("HTTP  status   503", ["503"]),
    ],
)
def test_the_bounded_patterns_still_find_what_they_are_for(text, codes):
    assert [found.text for found in find(text, lambda _: "") if found.text in codes] == codes
