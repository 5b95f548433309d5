"""Which tokens a text has: names of header fields, concepts of whole words."""

from __future__ import annotations

import pytest

from knowledge.catalogue import open_catalogue

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
