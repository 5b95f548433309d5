"""Which tokens a text has: names of header fields, concepts of whole words."""

from __future__ import annotations

import sys

import pytest

from knowledge.catalogue import open_catalogue
from knowledge.search.fold import count_han, has_han
from knowledge.search.names import squash

TOKENIZER = open_catalogue().tokenizer


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Accept: text/html", "kaccept:"),
        ("if-none-match: abc", "kif-none-match:"),
        ("chrome: bad certificate", ""),
        ("error: oops", ""),
    ],
)
def test_a_field_is_one_of_the_registry_or_has_several_words(text, field):
    assert [token for token in TOKENIZER.cut(text).compounds if token.endswith(":")] == ([field] if field else [])


@pytest.mark.parametrize(("text", "said"), [("请求标头", True), ("用过头了", False), ("回头再说", False)])
def test_what_folding_leaves_of_a_word_is_no_concept_in_others(text, said):
    assert ("cheader" in TOKENIZER.cut(text).concepts) is said


@pytest.mark.parametrize(
    ("hong_kong", "mainland"),
    [("上載嘅相", "上传的照片"), ("冇權限睇", "没权限看"), ("維護緊", "维护中"), ("幾多", "多少"), ("唔識", "不认识")],
)
def test_cantonese_is_folded_to_what_the_book_says(hong_kong, mainland):
    assert TOKENIZER.folder.fold(hong_kong) == mainland


def test_chinese_characters_are_told_from_all_others_whatever_stands_beside_them():
    signs = [chr(at) for at in range(sys.maxunicode + 1) if not 0xD800 <= at < 0xE000]
    han = {sign for sign in signs if "\u3400" <= sign <= "\u4dbf" or "\u4e00" <= sign <= "\u9fff"}
    assert {sign for sign in signs if has_han(f"a {sign}")} == han
    assert {sign for sign in signs if count_han(f"{sign}a{sign}") == 2} == han
    kept = han | {sign for sign in signs if sign.lower().isascii() and sign.isalnum()}
    assert {sign for sign in signs if squash(f"A{sign}_ b") == f"a{sign.lower()}b"} == kept
    assert squash("\u0130") == "i", "the dot that is left of it is no letter"
