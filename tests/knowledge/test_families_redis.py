"""Redis: the error words of its own source are there, and found in what servers and client libraries print."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.check import check

CATALOGUE = Catalogue(open_book())
READER = Reader(CATALOGUE)
FILES = sorted((Path(__file__).parents[2] / "knowledge" / "data" / "redis").glob("*.toml"))

SOURCE = [
    "ERR", "WRONGTYPE", "NOSCRIPT", "LOADING", "BUSY", "MASTERDOWN", "MISCONF", "READONLY", "NOAUTH", "OOM",
    "EXECABORT", "NOREPLICAS", "BUSYKEY", "WRONGPASS", "NOPERM", "MOVED", "ASK", "CROSSSLOT", "TRYAGAIN",
    "CLUSTERDOWN", "NOTBUSY", "UNKILLABLE", "NOGROUP", "BUSYGROUP", "NOPROTO", "IOERR", "INVALIDOBJ", "NOMASTERLINK",
    "INPROG", "NOGOODSLAVE", "NOQUORUM",
]  # fmt: skip
"""First words of error replies in redis/redis, src/*.c (unstable, 2024-10), read 2026-11-25."""

NAMED = {"protected-mode", "client-unblocked"}
"""Two whose first words, DENIED and UNBLOCKED, are words of the language that would name them wherever they stand."""

PRINTED = {
    "(error) MOVED 3999 127.0.0.1:6381": "MOVED",
    "(error) OOM command not allowed when used memory > 'maxmemory'.": "OOM",
    "redis.exceptions.ResponseError: WRONGTYPE Operation against a key holding the wrong kind of value": "WRONGTYPE",
    "ReplyError: READONLY You can't write against a read only replica.": "READONLY",
    "redis.clients.jedis.exceptions.JedisDataException: NOAUTH Authentication required.": "NOAUTH",
    "io.lettuce.core.RedisCommandExecutionException: MISCONF Redis is configured to save RDB snapshots": "MISCONF",
    "CROSSSLOT Keys in request don't hash to the same slot": "CROSSSLOT",
    "DENIED Redis is running in protected mode because protected mode is enabled": "protected-mode",
    "redis busy": "BUSY",
}


def meant(text):
    """All ids that stand first for a mention in a text."""
    return [mention.ids[0] for mention in READER.read(text).mentions if mention.ids]


def test_no_fault():
    assert len(FILES) >= 3
    assert check(FILES) == []


def test_every_word_of_the_source_is_there_and_no_other():
    assert len(SOURCE) == len(set(SOURCE)) > 30
    assert {code.key for code in CATALOGUE.codes("redis")} == {*SOURCE, *NAMED}
    for word in SOURCE:
        assert CATALOGUE.exact(word.lower(), "redis") == (f"redis:{word}",)


@pytest.mark.parametrize(("text", "word"), PRINTED.items())
def test_as_servers_and_clients_print_them(text, word):
    assert f"redis:{word}" in meant(text)


@pytest.mark.parametrize(
    "text", ["the page is loading", "moved permanently", "I'm busy", "just ask", "readonly", "access denied"]
)
def test_words_of_the_language_alone_are_no_errors(text):
    assert [id_ for id_ in meant(text) if id_.startswith("redis:")] == []


def test_an_everyday_word_is_a_reply_in_capitals_only():
    assert meant("MOVED 3999 127.0.0.1:6381") == ["redis:MOVED"]
    assert meant("we moved it to 127.0.0.1:6381") == []
