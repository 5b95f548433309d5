"""Digits are never fuzzy: for every number the answer is that number, or an honest no."""

from __future__ import annotations

import pytest

from bot.answer import plain


@pytest.mark.parametrize("number", [f"{n:03d}" for n in range(1000)])
def test_a_number_is_answered_by_itself_or_by_an_honest_no(ask, engine, number):
    answer = ask(number)
    known = f"http:{number}" in engine.catalogue
    if known:
        assert answer.answered
        assert answer.subject[0] == f"http:{number}"
        assert answer.title.startswith(number)
    elif answer.answered:  # a code of another family that people mean by the bare number
        assert answer.subject[0] in engine.catalogue.exact(str(int(number))) + engine.catalogue.exact(number)
    else:
        assert answer.subject == ()
        assert number in answer.title


@pytest.mark.parametrize("form", ["what's {}", "{}啥意思", "HTTP {}", "http {} error", "状态码{}", "{} 是什么", "#{}"])
def test_however_it_is_asked(ask, engine, form):
    codes = [id_ for id_ in engine.catalogue.ids if id_.startswith("http:") and id_[5:].isdigit()]
    assert len(codes) > 100
    for id_ in codes:
        assert ask(form.format(id_[5:])).subject[0] == id_


@pytest.mark.parametrize("form", ["{}", "{} 是什么"])
def test_an_honest_no_is_a_whole_sentence(ask, form):
    for number in ("458", "599999", "047", "777"):
        lead = plain(ask(form.format(number)).lead)
        assert lead.endswith((".", "。"))
        assert not any(twice in lead for twice in ("..", "。。", "。 "))
