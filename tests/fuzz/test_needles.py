"""Whatever an expression matches has one of its needles: with and without needles a text reads the same."""

from __future__ import annotations

import random
import re

import msgspec
import pytest
import scoreboard
from amount import SEED, rounds
from bombs import bombs
from matching import grown

from bot.engine import Engine
from bot.read import logs
from knowledge.catalogue import open_catalogue
from knowledge.check import commands, texts
from knowledge.packing import Signs
from knowledge.search.fold import clean
from knowledge.search.needles import Sieve, level, with_needles

ROWS = [row["q"] for row in scoreboard.rows()]
KINDS = (*Signs.__struct_fields__, "lines", "anywhere")


@pytest.fixture(scope="module")
def kinds(engine):
    """All that is tried by needles: signs of families, and rules for logs."""
    signs = engine.catalogue.signs
    ours = {"lines": logs._sieve(logs._LINES), "anywhere": logs._sieve(logs._ANYWHERE)}
    return {kind: ours[kind]._expressions if kind in ours else getattr(signs, kind) for kind in KINDS}


@pytest.fixture(scope="module")
def expressions(kinds):
    found = [expression for kind in KINDS for expression in kinds[kind]]
    assert len(found) > 400
    return found


def without(expressions):
    """The same expressions, always tried."""
    return tuple(msgspec.structs.replace(expression, needles=()) for expression in expressions)


def found(sieve, text):
    return [(owner, match.span(), match.groups()) for owner, match in sieve.matches(text)]


def has_needle(expression, text):
    levelled = level(text)
    return any(needle in levelled for needle in expression.needles)


def test_nearly_every_expression_has_needles(expressions):
    bare = [expression.source for expression in expressions if not expression.needles and expression.source != "(?!)"]
    assert bare == []
    assert all(needle == level(needle) != "" for expression in expressions for needle in expression.needles)


def test_signs_that_are_one_to_an_expression_are_one_when_levelled(expressions):
    """Every code point against every sign that stands in a needle, and all of ASCII."""
    all_signs = "".join(chr(number) for number in range(0x110000) if not 0xD800 <= number < 0xE000)
    wanted = {sign for expression in expressions for needle in expression.needles for sign in needle}
    wanted |= set(map(chr, range(128)))
    assert len(wanted) > 200
    several = set()
    for sign in wanted:
        same = re.findall(re.escape(sign), all_signs, re.IGNORECASE)
        assert {level(one) for one in same} == {level(sign)}, sign
        assert {level(f"a{one}Σ") for one in same} == {level(f"a{sign}Σ")}, sign
        several |= {sign.lower()} if len(same) > 2 else set()
    assert several == {"i", "k", "s"}


def test_what_an_expression_matches_has_a_needle(expressions):
    chance = random.Random(SEED)  # noqa: S311 - the same each time is meant
    matched = tried = 0
    for expression in expressions:
        for _ in range(rounds(40, 4_000)):
            text = grown(expression.pattern, chance)
            tried += 1
            if expression.pattern.search(text):
                matched += 1
                assert has_needle(expression, text), (expression.source, text)
    assert matched > tried / 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_sieve_finds_what_trying_all_finds(kinds, expressions, kind):
    """In the labelled rows, in bombs, and in texts that any of the expressions matches, of several lines too."""
    chance = random.Random(SEED)  # noqa: S311 - as above
    sieve, plain = Sieve(kinds[kind]), Sieve(without(kinds[kind]))
    aimed = [text for expression in expressions for text in bombs(expression.pattern, 60)][::16]
    lines = [grown(expression.pattern, chance) for expression in expressions for _ in range(3)]
    together = ["\n".join(chance.sample(lines, 3)) for _ in range(200)]
    some = 0
    for text in (*ROWS, *aimed, *lines, *together):
        for form in {text, clean(text).swapcase()}:
            expected = found(plain, form)
            some += bool(expected)
            assert found(sieve, form) == expected, form
    assert some > 200


def test_the_book_itself_reads_the_same(engine, expressions):
    """Examples and commands, and of every fifth code sentences and phrases: each match, by the lines that it is in."""
    said = set()
    for at, code in enumerate(engine.catalogue.codes()):
        said |= {line for text in (code.example, *commands(code)) for line in text.split("\n")}
        if at % 5 == 0:
            said |= {sentence for _, text in texts(code) for sentence in (text.en, text.zh)}
            said |= {phrase for words in (code.asked, code.symptoms) for phrase in (*words.en, *words.zh)}
    assert len(said) > 5_000
    whole = "\n".join(sorted(said))
    matched = 0
    for expression in expressions:
        for match in expression.pattern.finditer(whole):
            start, end = whole.rfind("\n", 0, match.start()) + 1, whole.find("\n", match.end())
            assert has_needle(expression, whole[start:end]), (expression.source, match[0])
            matched += 1
    assert matched > 1_000


@pytest.fixture
def no_needles(monkeypatch):
    """From here on no expression has needles."""

    def bare(*source):
        return msgspec.structs.replace(with_needles(*source), needles=())

    monkeypatch.setattr(logs, "with_needles", bare)
    logs._sieve.cache_clear()
    yield
    logs._sieve.cache_clear()


def test_readings_are_the_same(engine, request):
    """Of the labelled rows, by the whole reader."""
    assert len(ROWS) > 2_500
    readings = [engine._reader.read(text) for text in ROWS]
    request.getfixturevalue("no_needles")
    catalogue = open_catalogue()
    catalogue.signs = Signs(*(without(getattr(catalogue.signs, kind)) for kind in Signs.__struct_fields__))
    plain = Engine(catalogue)._reader
    assert not logs._sieve(logs._ANYWHERE)._with
    for text, reading in zip(ROWS, readings, strict=True):
        assert plain.read(text) == reading, text


@pytest.mark.parametrize(
    ("source", "needles"),
    [
        (r"error \d+", ("error ",)),
        (r"(?P<key>table ')[^']+' is full", ("' is full",)),
        (r"curl: \((?P<key>\d+)\)", ("curl: (",)),
        (r"(?:ERROR|FATAL): \d", ("error", "fatal")),
        (r"errno|errno code", ("errno",)),
        (r"[Rr]eason", ("reason",)),
        (r"(?i:exit)ed", ("exited",)),
        (r"no(?= such file)", (" such file",)),
        (r"ab(?!cdef)c", ("abc",)),
        (r"(?<=kill )-\d+", ("kill ",)),
        (r"x(?:abc)?y", ("x",)),
        (r"x(?:abc){2,3}", ("abc",)),
        (r"(?>code) \d", ("code ",)),
        (r"退出码", ("退出码",)),
        (r"straße", ("stra",)),
        (r"i\u0307", ("i",)),
        (r"\d{3}", ()),
        (r"abc|\d", ()),
        (r"(?:abc)*", ()),
        (r"[^a]", ()),
        (r"[ab]c", ("c",)),
        (r"(a)?(?(1)bcd|efg)", ()),
        (r"(?!)", ()),
    ],
)
def test_needles_come_from_the_parse_tree(source, needles):
    assert with_needles("x", source, re.MULTILINE).needles == needles


def test_an_expression_without_needles_is_always_tried():
    sieve = Sieve([with_needles("digits", r"\d+", re.MULTILINE), with_needles("word", "ab", re.MULTILINE)])
    assert found(sieve, "1 2 ab") == [("digits", (0, 1), ()), ("digits", (2, 3), ()), ("word", (4, 6), ())]
    assert found(sieve, "1") == [("digits", (0, 1), ())]
