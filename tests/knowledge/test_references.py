"""The entries answer each other, the tables are whole, and no sentence is taken over from the seed.

The seed is a text that the first collection of codes came from. It may not be in the repository; what stands here of it
is `seed_windows.bin`: for each run of `RUN` Chinese characters in it, 8 bytes of BLAKE2b, sorted and put end to end.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from pathlib import Path

import pytest

from knowledge.book import open_book
from knowledge.check import texts
from knowledge.model import Code
from knowledge.packing import unpack_code, unpack_comparisons

BOOK = open_book()
CODES = {id_: unpack_code(packed) for id_, packed in BOOK.codes.items()}
TABLES = unpack_comparisons(BOOK)

RUN = 21
"""The shortest run of Chinese characters in common that counts as taken over."""

DIGEST = 8
"""Bytes kept of a hash: with some 10,000 of them and 100,000 windows, one false alarm in ten billion books."""

_PACKED = (Path(__file__).parent / "seed_windows.bin").read_bytes()
SEED = {_PACKED[start : start + DIGEST] for start in range(0, len(_PACKED), DIGEST)}


def windows(text):
    """Each run of `RUN` Chinese characters of a text, punctuation, Latin letters and digits left out, with its hash.

    Compatibility characters are folded first, because the seed is full of Kangxi look-alikes.
    """
    han = "".join(re.findall(r"[\u3400-\u9fff]", unicodedata.normalize("NFKC", text)))
    for start in range(len(han) - RUN + 1):
        run = han[start : start + RUN]
        yield run, blake2b(run.encode(), digest_size=DIGEST).digest()


def chinese(item):
    """Every Chinese text of a code or a comparison: sentences, and the phrases in which people ask."""
    yield from (text.zh for _, text in texts(item))
    if isinstance(item, Code):
        for words in (item.older, item.asked, item.symptoms):
            yield from words.zh


def borrowed(items, known):
    """How many windows the items have, and those of them that are known."""
    found = [window for item in items for text in chinese(item) for window in windows(text)]
    return len(found), [run for run, digest in found if digest in known]


# --- both ways --------------------------------------------------------------------------------------------------------


def one_way(codes):
    """Pairs (A, B) where A says what sets it apart from B, and B does not know A."""
    return [
        f"{code.id} is confused with {confusion.id}, which names it neither as confusion nor as related"
        for code in codes.values()
        for confusion in code.confusions
        if code.id not in codes[confusion.id].related
        and all(code.id != back.id for back in codes[confusion.id].confusions)
    ]


def test_confusions_are_known_on_both_sides():
    assert sum(len(code.confusions) for code in CODES.values()) > 200
    assert one_way(CODES) == []


# --- not the seed's words ---------------------------------------------------------------------------------------------


def test_no_sentence_is_the_seeds():
    seen, taken = borrowed([*CODES.values(), *TABLES], SEED)
    assert seen > 1_000
    assert taken == []


def test_the_seed_is_known_in_full():
    assert len(SEED) > 5_000
    assert all(len(digest) == DIGEST for digest in SEED)


def test_a_sentence_taken_over_is_found_whatever_its_punctuation():
    code = CODES["http:503"]
    sentence = next(text.zh for _, text in texts(code) if sum(1 for _ in windows(text.zh)) > 1)
    disguised = "（抄）" + "，".join(sentence) + " 503"
    known = {digest for _, digest in windows(disguised)}
    assert borrowed([code], known)[1]
    assert not borrowed([CODES["http:301"]], known)[1]


def test_look_alikes_do_not_hide_a_sentence():
    plain = "用户不用人工干预也能看到这一页说明所以人们走得更快"
    disguised = plain.translate({ord("用"): 0x2F64, ord("人"): 0x2F08, ord("工"): 0x2F2F, ord("走"): 0x2F9B})
    assert disguised != plain
    assert [digest for _, digest in windows(disguised)] == [digest for _, digest in windows(plain)] != []


# --- tables -----------------------------------------------------------------------------------------------------------

WIDTH, NARROW = 60, 32
"""Characters of an answer that still make a table cell on a telephone, and where four or more stand side by side."""


def test_there_are_tables_for_what_people_weigh():
    assert len(TABLES) >= 45
    assert len({frozenset(table.ids) for table in TABLES}) == len(TABLES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: "-".join(table.ids))
def test_a_table_is_whole(table):
    assert len(table.rows) >= 4
    assert table.sources
    for row in table.rows:
        assert len(row.answers) == len(table.ids)
        for text in row.answers:
            assert max(len(text.en), len(text.zh)) <= (WIDTH if len(table.ids) < 4 else NARROW)
    questions = [row.question.en for row in table.rows]
    assert len(questions) == len(set(questions))
