"""The labelled rows are whole, and nothing in the book is a copy of one."""

from __future__ import annotations

import collections
import re
import unicodedata

from scoreboard import rows

from knowledge.book import open_book
from knowledge.packing import unpack_code

BOOK = open_book()
KINDS = {"code", "name", "symptom", "header", "log", "class", "compare", "family", "negative"}


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text)).casefold()


def test_every_row_is_whole():
    labelled = rows()
    assert len(labelled) > 900
    assert {row["kind"] for row in labelled} <= KINDS
    for row in labelled:
        assert row["q"].strip()
        assert bool(row["best"]) == (row["kind"] != "negative"), row


def test_no_query_stands_twice():
    counted = collections.Counter(_plain(row["q"]) or row["q"] for row in rows())
    assert [query for query, count in counted.items() if count > 3] == []


def test_no_phrase_of_the_book_is_a_labelled_query():
    phrases = set()
    for packed in BOOK.codes.values():
        code = unpack_code(packed)
        phrases |= {_plain(phrase) for words in (code.symptoms, code.asked) for phrase in (*words.en, *words.zh)}
    assert len(phrases) > 3000
    told = [row["q"] for row in rows() if row["kind"] == "symptom" and len(row["q"]) > 16]
    assert len(told) > 100
    assert [query for query in told if _plain(query) in phrases] == []
