from __future__ import annotations

from pathlib import Path

import pytest
from fluent.runtime import FluentBundle, FluentResource

from bot.texts.words import LANGUAGES, Words, words_in
from knowledge.traditional import Converter

HERE = Path(__file__).parents[2]
TEXTS = HERE / "bot" / "texts"


def test_all_languages_have_the_same_messages():
    keys = {language: words_in(language).keys for language in LANGUAGES}
    assert len(keys["en"]) > 150
    assert keys["en"] == keys["zh-Hans"] == keys["zh-Hant"]


def test_the_traditional_file_is_made_from_the_simplified_one():
    made = Converter(HERE / "knowledge" / "data").traditional((TEXTS / "zh-Hans.ftl").read_text(encoding="utf-8"))
    assert made == (TEXTS / "zh-Hant.ftl").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_taken_literally_is_what_fluent_says(language):
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource((TEXTS / f"{language}.ftl").read_text(encoding="utf-8")))
    words = Words(language)
    literal = words._plain
    assert len(literal) > 150
    names = "code codes count shown group base language version limit incident names page pages title"
    details = dict.fromkeys(names.split(), "x&<")
    for key in literal:
        assert (words(key, **details), []) == bundle.format_pattern(bundle.get_message(key).value, details)


def test_plurals_go_through_fluent():
    assert words_in("en")("log-title", count=1) == "One code in this text"
    assert words_in("en")("log-title", count=3) == "3 codes in this text"


def test_a_message_with_variables_is_filled_in():
    assert words_in("en")("unknown-title", code="777") == "777 is not in the book"


def test_a_missing_variable_is_an_error():
    with pytest.raises(KeyError):
        words_in("en")("unknown-title")


def test_an_unknown_language_is_an_error():
    with pytest.raises(ValueError, match="klingon"):
        Words("klingon")
