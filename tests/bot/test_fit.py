from __future__ import annotations

import pytest
from answers import line
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.action import Command
from bot.answer import Answer, Bullets, Choice, Choices, Facts, Listing, Paragraph, Section, Span, Style, Table, Weight
from bot.fit import fit
from bot.plain import text


def measure(answer: Answer) -> int:
    return len(text(answer))


HELP = Command("help")
BLOCKS = st.one_of(
    st.builds(Paragraph, st.text(max_size=80).map(line)),
    st.builds(Bullets, st.lists(st.text(max_size=40).map(line), min_size=1, max_size=6).map(tuple), st.booleans()),
    st.builds(Facts, st.lists(st.tuples(st.text(max_size=9), st.text(max_size=30).map(line)), min_size=1).map(tuple)),
    st.builds(Listing, st.text(max_size=900)),
    st.builds(
        Choices, st.lists(st.text(max_size=20).map(lambda said: Choice(said, HELP)), min_size=1, max_size=6).map(tuple)
    ),
    st.builds(
        Table,
        st.just(("q", "a")),
        st.lists(st.tuples(st.text(max_size=9).map(line), st.text(max_size=9).map(line)), min_size=1, max_size=6).map(
            tuple
        ),
    ),
)
SECTIONS = st.builds(
    Section, st.text(max_size=20), st.lists(BLOCKS, min_size=1, max_size=4).map(tuple), st.sampled_from(Weight)
)
ANSWERS = st.builds(
    Answer,
    kind=st.just("show"),
    title=st.text(min_size=1, max_size=60),
    lead=st.text(max_size=200).map(line),
    sections=st.lists(SECTIONS, max_size=5).map(tuple),
)


@given(ANSWERS, st.integers(10, 2000))
def test_it_fits_or_is_the_shortest_there_is(answer, limit):
    fitted = fit(answer, limit, measure)
    if measure(answer) <= limit:
        assert fitted is answer
    else:
        assert fitted.cut
        assert measure(fitted) <= limit or len(fitted.title) <= 2


@given(ANSWERS, st.integers(10, 2000))
def test_what_weighs_most_goes_first(answer, limit):
    fitted = fit(answer, limit, measure)
    kept = {weight: sum(s.weight is weight for s in fitted.sections) for weight in Weight}
    had = {weight: sum(s.weight is weight for s in answer.sections) for weight in Weight}
    for lighter, heavier in ((Weight.CORE, Weight.USEFUL), (Weight.USEFUL, Weight.EXTRA)):
        if kept[lighter] < had[lighter]:
            assert kept[heavier] == 0


def items(block):
    """What a block has one after another."""
    match block:
        case Bullets(items=items) | Choices(items=items):
            return items
        case Facts(pairs=pairs):
            return pairs
        case Table(rows=rows):
            return rows
        case Paragraph(line=said):
            return said
        case Listing(text=said):
            return tuple(said.splitlines())


@given(ANSWERS, st.integers(10, 2000))
def test_what_is_left_stood_there_in_this_order(answer, limit):
    fitted = fit(answer, limit, measure)
    had = iter(answer.sections)
    for section in fitted.sections:
        whole = next(
            one
            for one in had
            if (one.heading, one.weight) == (section.heading, section.weight) and begins(one, section)
        )
        assert section.blocks
        assert whole.blocks[: len(section.blocks) - 1] == section.blocks[:-1], "only the last block is shortened"


def begins(whole, part):
    """Whether each block of a section is the beginning of one that stood there."""
    pairs = zip(whole.blocks, part.blocks, strict=False)
    return len(part.blocks) <= len(whole.blocks) and all(
        type(one) is type(other) and items(other)[:-1] == items(one)[: len(items(other)) - 1] for one, other in pairs
    )


@given(ANSWERS)
def test_no_more_is_left_out_than_has_to_be(answer):
    """What fits is kept: a limit one above what was kept would not have been used otherwise."""
    fitted = fit(answer, measure(answer) - 1, measure)
    if answer.sections:
        assert fitted.lead == answer.lead
        assert fitted.title == answer.title
        assert len(fitted.sections) >= len(answer.sections) - 1


def test_what_can_never_fit_is_as_short_as_it_gets():
    answer = Answer(kind="show", title="a long title", lead=line("a lead"))
    fitted = fit(answer, 0, measure)
    assert (fitted.title, fitted.lead, fitted.sections, fitted.cut) == ("a…", (), (), True)


def test_the_lead_is_shortened_before_the_title():
    answer = Answer(kind="show", title="a long title", lead=line("x" * 40))
    fitted = fit(answer, measure(answer) - 1, measure)
    assert fitted.title == "a long title"
    assert fitted.lead == line("x" * 30 + "…")


def test_a_lead_in_several_styles_is_shortened_as_one_text():
    answer = Answer(kind="show", title="t", lead=(Span("x" * 20), Span("y" * 20, Style.STRONG)))
    assert fit(answer, measure(answer) - 1, measure).lead == line("x" * 20 + "y" * 10 + "…")


def test_half_a_command_is_worse_than_none():
    short, long = (
        Answer(kind="show", title="t", lead=line("l"), sections=(Section("", (Listing(said, "sh"),), Weight.EXTRA),))
        for said in ("curl \\\n  --fail", "\n".join(f"line {number}" for number in range(80)))
    )
    assert fit(short, measure(short) - 1, measure).sections == ()
    (section,) = fit(long, measure(long) - 1, measure).sections
    assert section.blocks == (Listing("\n".join(f"line {number}" for number in range(60)) + "\n…", "sh"),)


@pytest.mark.parametrize(
    "block",
    [
        lambda *said: Bullets(tuple(map(line, said)), ordered=True),
        lambda *said: Facts(tuple((one, line(one)) for one in said)),
        lambda *said: Choices(tuple(Choice(one, HELP) for one in said)),
        lambda *said: Table(("q", "a"), tuple((line(one), line(one)) for one in said)),
    ],
    ids=["bullets", "facts", "choices", "table"],
)
def test_the_last_item_goes_before_the_block(block):
    answer = Answer(
        kind="show",
        title="t",
        lead=line("l"),
        sections=(Section("", (Paragraph(line("p")), block("first", "second", "third")), Weight.EXTRA),),
    )
    fitted = fit(answer, measure(answer) - 1, measure)
    assert fitted.sections[0].blocks == (Paragraph(line("p")), block("first", "second"))
    again = fit(fitted, measure(fitted) - 1, measure)
    assert again.sections[0].blocks == (Paragraph(line("p")), block("first"))
    (section,) = fit(answer, measure(replace(answer, sections=())) + 8, measure).sections
    assert section.blocks == (Paragraph(line("p")),)
