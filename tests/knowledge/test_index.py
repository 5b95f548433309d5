"""What the index is made of: a few entries, every figure as its definition says."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.model import Words
from knowledge.search import index
from knowledge.search.fold import clean
from knowledge.search.postings import NamedPostings, Postings, pack, pack_named, pack_valued
from knowledge.search.score import Scorer
from knowledge.search.vector import Vectorizer

CATALOGUE = Catalogue(open_book())
TOKENIZER = CATALOGUE.tokenizer
CODES = [
    CATALOGUE.get(id_) for id_ in ("http:404", "http:429", "http:502", "http:503", "http:504", "errno:ECONNREFUSED")
]
TALK = Words(en=("good morning everyone", "see you tomorrow"), zh=("早上好",))
MADE = index.build(CODES, TALK, TOKENIZER)
TEXTS, TOKENS, SQUASHED = MADE.texts.split("\n"), MADE.tokens.split("\n"), MADE.squashed.split("\n")
OWNERS = MADE.phrases.cast("I")
NAMES = MADE.names.cast("I")
VECTORIZER = Vectorizer(MADE)


def cut(text):
    return TOKENIZER.cut(clean(text))


def value(packed, token):
    """What a token has in a list of numbers with values, those as they were."""
    return {number: thousandths / 1000 for number, thousandths in Postings(packed).pairs(TOKENS.index(token))}


def test_every_phrase_is_there_once_under_its_code_and_talk_under_none():
    assert MADE.ids == (*(code.id for code in CODES), index.TALK)
    assert len(TEXTS) == len(OWNERS) == len(set(zip(map(str.lower, TEXTS), OWNERS, strict=True)))
    assert [text for text, owner in zip(TEXTS, OWNERS, strict=True) if owner == len(CODES)] == [*TALK.en, *TALK.zh]
    for number, code in enumerate(CODES):
        written = {phrase.lower() for phrase, _ in index.phrases_of(code)}
        indexed = {text.lower() for text, owner in zip(TEXTS, OWNERS, strict=True) if owner == number}
        assert indexed <= written
        assert all(code.key.lower() in said and len(said.split()) <= 3 for said in written - indexed), "only the number"


def test_names_are_those_phrases_that_are_names():
    assert NAMES
    for number, code in enumerate(CODES):
        names = {phrase.lower() for phrase, is_name in index.phrases_of(code) if is_name}
        found = {TEXTS[at].lower() for at in NAMES if OWNERS[at] == number}
        assert found <= names
        assert {code.name.en.lower(), code.name.zh} <= found
    assert not any(OWNERS[at] == len(CODES) for at in NAMES)


def test_a_constant_is_known_by_its_last_part():
    code = replace(CODES[0], constants={"go": "http.StatusTeapot", "c": "Errno::E_X"})
    said = [phrase for phrase, is_name in index.phrases_of(code) if is_name]
    assert {"StatusTeapot", "E_X"} <= {*said}
    assert "404" not in said
    assert "ECONNREFUSED" in [phrase for phrase, is_name in index.phrases_of(CODES[-1]) if is_name]


def test_a_phrase_weighs_in_the_index_what_it_weighs_when_it_is_asked():
    norms = MADE.norms.cast("f")
    for at, text in enumerate(TEXTS):
        tokens = cut(text)
        length = math.sqrt(sum(index.weigh(token, VECTORIZER.idf(token)) ** 2 for token in {*tokens.all()})) or 1.0
        assert norms[at] == pytest.approx(length, rel=1e-6)
        assert all(at in Postings(MADE.terms).numbers(TOKENS.index(token)) for token in (*tokens.all(), *tokens.sounds))


def test_the_fewer_phrases_have_a_word_the_more_it_weighs():
    for token in TOKENS:
        having = len(Postings(MADE.terms).numbers(TOKENS.index(token)))
        expected = math.log(1 + len(TEXTS) / having) if having else 0.0
        assert VECTORIZER.idf(token) == pytest.approx(expected, rel=1e-6)
    assert sum(token in VECTORIZER for token in TOKENS) > 300


def test_small_talk_leans_the_other_way():
    leaning = dict(zip(TOKENS, MADE.leaning.cast("f"), strict=True))
    talk = sum(owner == len(CODES) for owner in OWNERS)
    for token in ("wgateway", "wmorn"):
        having = Postings(MADE.terms).numbers(TOKENS.index(token))
        said = sum(OWNERS[at] == len(CODES) for at in having)
        odds = (len(having) - said + 0.5) / (len(OWNERS) - talk + 1) / ((said + 0.5) / (talk + 1))
        assert leaning[token] == pytest.approx(math.log(odds), abs=6e-4)
    assert leaning["wmorn"] < leaning["wgateway"]
    assert all(lean == 0 for token, lean in leaning.items() if token[0] == "u"), "a character alone tells nothing"


def documents(number):
    """All that is said about a code: its phrases, and the sentences about it."""
    code = CODES[number]
    told = {"meaning", "causes", "headers", "owners"}
    return [
        *(text for text, owner in zip(TEXTS, OWNERS, strict=True) if owner == number),
        *(code.lead.en, code.lead.zh),
        *(text for field, text in index._entry_texts(code) if field in told),
    ]


def test_a_word_speaks_for_the_codes_it_is_said_of():
    said = [{token for text in documents(number) for token in cut(text).all()} for number in range(len(CODES))]
    for token in TOKENS:
        owners = {number for number, tokens in enumerate(said) if token in tokens}
        assert set(value(MADE.odds, token)) == (owners if token in VECTORIZER else set()), token
    assert value(MADE.odds, "wmorn") == {}, "small talk is no code"


def test_odds_are_those_of_naive_bayes():
    said, whole = {}, 0.0
    for text in documents(0):
        tokens = [token for token in {*cut(text).all()} if token in VECTORIZER]
        weights = {token: index.weigh(token, VECTORIZER.idf(token)) for token in tokens}
        norm = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        for token, weight in weights.items():
            said[token] = said.get(token, 0.0) + weight / norm
            whole += weight / norm
    for token, share in said.items():
        assert value(MADE.odds, token)[0] == pytest.approx(math.log1p(share / 0.3), abs=1e-3)
    every = sum(any(True for _ in Postings(MADE.odds).pairs(at)) for at in range(len(TOKENS)))
    assert MADE.breadth.cast("f")[0] == pytest.approx(math.log(whole + 0.3 * every), rel=1e-5)


def test_a_word_of_the_name_says_more_than_one_of_the_sentences():
    in_name = value(MADE.entries, "wgateway")
    assert set(in_name) >= {MADE.ids.index("http:502"), MADE.ids.index("http:504")}
    first, second = (MADE.ids.index(id_) for id_ in ("http:502", "http:429"))
    assert in_name[first] > in_name.get(second, 0.0)
    everywhere = index.build([CODES[0], CODES[0]], Words(), TOKENIZER)
    alone = index.build(CODES[:2], Words(), TOKENIZER)
    token = "wfound"
    of_both = dict(Postings(everywhere.entries).pairs(everywhere.tokens.split("\n").index(token)))
    of_one = dict(Postings(alone.entries).pairs(alone.tokens.split("\n").index(token)))
    assert of_both[0] == of_both[1] < of_one[0], "what all codes have tells them apart no more"


def test_names_are_found_by_letters_sounds_and_initials():
    assert all("\t" in line for line in SQUASHED)
    spelt = dict(line.split("\t") for line in SQUASHED)
    assert spelt["网关超时"] == "wangguanchaoshi"
    assert spelt["badgateway"] == ""
    at = SQUASHED.index("网关超时\twangguanchaoshi")
    assert at in NamedPostings(MADE.initials).get("wgcs")
    assert NamedPostings(MADE.initials).get("bg") == (), "two characters are too few"
    assert at in NamedPostings(MADE.letters).get("^wa")
    assert SQUASHED.index("badgateway\t") in NamedPostings(MADE.letters).get("ay$")
    assert TOKENS.index("h网关") in NamedPostings(MADE.homophones).get("swan-guan")


def test_words_are_found_by_their_letters():
    words = MADE.vocabulary.split(" ")
    assert words == sorted(words)
    assert words.index("gateway") in NamedPostings(MADE.grams).get("^ga")
    assert {"w" + word for word in words} == {token for token in TOKENS if token[0] == "w" and token in VECTORIZER}
    assert index.grams("bad") == {"^ba", "bad", "ad$"}


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
def test_a_code_is_found_by_what_people_say_of_it(code):
    scorer = Scorer(MADE, TOKENIZER)
    for phrase in (code.name.en, code.name.zh, *code.symptoms.en, *code.symptoms.zh):
        assert code.id in [hit.id for hit in scorer.search(clean(phrase))[:2]], phrase


# --- packed lists -----------------------------------------------------------------------------------------------------

NUMBERS = st.integers(0, 2**32 - 1)


@given(st.lists(st.lists(NUMBERS)))
def test_what_is_packed_is_read(lists):
    postings = Postings(pack(lists))
    for at, numbers in enumerate(lists):
        assert list(postings.numbers(at)) == numbers
        assert postings.length(at) == len(numbers)


@given(st.lists(st.dictionaries(NUMBERS, st.floats(0, 1000))))
def test_values_are_kept_in_thousandths(lists):
    postings = Postings(pack_valued(lists))
    for at, values in enumerate(lists):
        assert dict(postings.pairs(at)) == {number: round(value * 1000) for number, value in values.items()}


def test_lists_have_names():
    named = NamedPostings(pack_named({"a": [1, 2], "b": [], "c": [3]}))
    assert [list(named.get(name)) for name in ("a", "b", "c", "d")] == [[1, 2], [], [3], []]
    assert ("a" in named, "d" in named, "" in NamedPostings(pack_named({}))) == (True, False, False)
