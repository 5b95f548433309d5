"""Every card of every code in every language: short enough for a phone, and complete."""

from __future__ import annotations

import pytest

from bot.action import Ask, Command
from bot.answer import Answer, Bullets, Facts, Paragraph, Style, Table, colon, plain
from bot.compose import PARTS
from bot.pages import paged
from bot.plain import text
from bot.query import Query
from bot.texts.words import LANGUAGES

PHONE = 1_024
"""Characters that are seen before "more"."""


def visible(answer: Answer) -> int:
    return len(text(answer).partition("\nhttp")[0]) if not answer.sources else len(text(answer)[: _end(answer)])


def _end(answer: Answer) -> int:
    first = answer.sources[0]
    return text(answer).rindex(f"\n{first.title}: {first.url}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compact_card_fits_a_phone(engine, language):
    composer = engine._composers[language]
    sizes = {id_: visible(composer.card(id_, "")) for id_ in engine.catalogue.ids}
    assert len(sizes) > 130
    assert {id_: size for id_, size in sizes.items() if size > PHONE} == {}
    assert min(size for id_, size in sizes.items() if id_.startswith("http:")) > 150


@pytest.mark.parametrize("language", LANGUAGES)
def test_more_stands_behind_every_compact_card(engine, language):
    composer = engine._composers[language]
    ids = [code.id for code in engine.catalogue.codes("http")]
    assert len(ids) > 100
    for id_ in ids:
        compact, more = composer.card(id_, ""), composer.card(id_, "more")
        asked = [action.command for action in compact.actions if isinstance(action, Ask)]
        assert composer.command("show", id_, "more") in asked
        assert len(text(more)) > len(text(compact))


def _lines(card: Answer):
    yield card.lead
    for section in card.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield block.line
            elif isinstance(block, Bullets):
                yield from block.items


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_every_card_says_something(engine, language):
    composer = engine._composers[language]
    seen = 0
    for id_ in engine.catalogue.ids:
        for part in ("", *PARTS):
            card = composer.card(id_, part)
            assert plain(card.lead).strip()
            assert card.subject[0].partition(":")[2] in card.title
            assert card.language == language
            assert not any("`" in span.text for said in _lines(card) for span in said)
            seen += 1
    assert seen > 2_000 / 3


def test_written_comparisons_are_used(engine):
    composer = engine._composers["en"]
    for item in engine.catalogue.comparisons:
        answer = composer.compare(item.ids)
        assert answer.subject == item.ids
        assert len(answer.sections) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_confused_code_is_named_once_at_the_start_of_its_line(engine, language):
    composer = engine._composers[language]
    seen = 0
    for code in engine.catalogue.codes("http"):
        whole = text(composer.card(code.id, "more"))
        for item in code.confusions:
            key = composer.code(item.id).key
            assert f" {key} {key}" not in whole, code.id
            seen += 1
    assert seen > 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_a_card_has_a_value(engine, language):
    composer = engine._composers[language]
    facts = [
        (id_, label, value)
        for id_ in engine.catalogue.ids
        for section in composer.card(id_, "more").sections
        for block in section.blocks
        if isinstance(block, Facts)
        for label, value in block.pairs
    ]
    assert len(facts) > 500
    assert [(id_, label) for id_, label, value in facts if not plain(value).strip()] == []


def test_what_does_not_fit_on_one_page_stands_on_several(engine):
    composer = engine._composers["en"]
    long = [code for code in map(engine.catalogue.get, engine.catalogue.ids) if len(paged(code.owners)) > 1]
    assert "http:503" in [code.id for code in long]
    for code in long:
        pages = len(paged(code.owners))
        seen, command = [], Command("show", (code.id, "owners"))
        for number in range(1, pages + 1):
            card = engine.answer(Query(command=command)).answer
            seen += [span.text for span in spans(card) if span.style is Style.STRONG and span.text in vendors(code)]
            following = [action for action in card.actions if f"of {pages}" in action.label]
            (turn,) = following
            assert turn.label == f"Page {number % pages + 1} of {pages}"
            command = turn.command
        assert seen == vendors(code)
        assert command.args[1:] == ("show", code.id, "owners")
    for odd in ("0", "99", "x", "-1", "²"):
        card = engine.answer(Query(command=Command("show", ("http:503", "owners", odd)))).answer
        assert card.sections == composer.card("http:503", "owners").sections


def vendors(code):
    return [owner.vendor for owner in code.owners]


def spans(card):
    lists = (block for section in card.sections for block in section.blocks if isinstance(block, Bullets))
    return [span for block in lists for item in block.items for span in item]


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_answers_of_http_are_said_to_be_cached_or_to_have_a_body(engine, language):
    composer = engine._composers[language]
    label = composer.words("label-cacheable") + colon(composer.words.language)
    cards = {code.id: text(composer.card(code.id, "caller")) for code in engine.catalogue.codes() if code.caller}
    with_it = {id_ for id_, card in cards.items() if f"\n{label}" in card}
    assert len(with_it) > 100
    assert {id_ for id_ in with_it if not id_.startswith("http:")} == set()
    assert {id_ for id_ in cards if id_.startswith("http:") and not id_.endswith("xx")} <= with_it


@pytest.mark.parametrize(
    ("said", "title", "head"),
    [
        ("exit code 137 vs 143", "exit code 137 / 143 compared", ("137", "143")),
        ("grpc 14 vs http 503", "gRPC 14 / 503 compared", ("gRPC 14", "503")),
        ("ECONNREFUSED vs ECONNRESET", "ECONNREFUSED / ECONNRESET compared", ("ECONNREFUSED", "ECONNRESET")),
    ],
)
def test_a_family_is_named_where_it_tells_something_apart(engine, said, title, head):
    answer = engine.answer(Query(text=said)).answer
    assert answer.title == title
    tables = [block for section in answer.sections for block in section.blocks if isinstance(block, Table)]
    assert [table.head[1:] for table in tables] == [head]


def test_a_long_log_says_how_many_of_its_codes_are_shown(engine):
    codes = (400, 401, 403, 404, 405, 429, 499, 500, 502, 503, 504, 418)
    log = "\n".join(f'10.0.0.1 - - "GET / HTTP/1.1" {code} 0' for code in codes)
    answer = engine.answer(Query(text=log)).answer
    assert answer.title == "12 codes in this text"
    assert plain(answer.lead) == "The first 10, in order of appearance:"
    assert len(answer.subject) == 10
