"""What is offered while somebody types is what one finds who looks at every code."""

from __future__ import annotations

import pytest

from knowledge.book import open_book
from knowledge.catalogue import open_catalogue
from knowledge.packing import unpack_offer
from knowledge.search.offered import offer_of

TYPED = ["5", "50", "503", "b", "bad g", "gateway", "e", "econn", "网关", "超", "ta", "o", " ", "zzz", "\n", "5\n0", ""]


@pytest.fixture(scope="module")
def catalogue():
    return open_catalogue()


@pytest.mark.parametrize("typed", TYPED)
def test_beginnings_of_keys_then_of_names_then_of_words(catalogue, typed):
    codes = sorted(catalogue.codes(), key=lambda code: -code.common)
    keys = [code.id for code in codes if code.key.lower().startswith(typed)]
    names = [code.id for code in codes if code.name.en.lower().startswith(typed)]
    within = [code.id for code in codes if f" {typed}" in code.name.en.lower() or typed in code.name.zh]
    found = catalogue.offered.starting_with(typed)
    assert found == ([*keys, *names, *within] if typed and "\n" not in typed else [])


def test_what_is_met_most_is_first_and_long_texts_begin_nothing(catalogue):
    assert catalogue.get(catalogue.offered.ids[0]).common == max(code.common for code in catalogue.codes())
    assert sorted(catalogue.offered.ids) == sorted(catalogue.ids)
    assert catalogue.offered.starting_with("network authentication required and more") == []


def test_the_book_offers_what_its_codes_say(catalogue):
    assert unpack_offer(open_book()) == offer_of(catalogue.codes())
