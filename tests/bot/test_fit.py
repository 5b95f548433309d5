from __future__ import annotations

from answers import line
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answer, Bullets, Facts, Listing, Paragraph, Section, Weight
from bot.fit import fit
from bot.plain import text


def measure(answer: Answer) -> int:
    return len(text(answer))


BLOCKS = st.one_of(
    st.builds(Paragraph, st.text(max_size=80).map(line)),
    st.builds(Bullets, st.lists(st.text(max_size=40).map(line), min_size=1, max_size=6).map(tuple), st.booleans()),
    st.builds(Facts, st.lists(st.tuples(st.text(max_size=9), st.text(max_size=30).map(line)), min_size=1).map(tuple)),
    st.builds(Listing, st.text(max_size=900)),
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


def test_a_bullet_goes_before_the_block():
    answer = Answer(
        kind="show",
        title="t",
        lead=line("l"),
        sections=(Section("", (Bullets((line("first"), line("second"))),), Weight.EXTRA),),
    )
    fitted = fit(answer, measure(answer) - 1, measure)
    assert fitted.sections[0].blocks == (Bullets((line("first"),)),)
