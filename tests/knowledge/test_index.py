"""What the index is made of: a few entries, every figure as its definition says."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

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
from knowledge.search.texts import Keys, Texts
from knowledge.search.vector import Vectorizer

ROOT = Path(__file__).parents[2]
CATALOGUE = Catalogue(open_book())
TOKENIZER = CATALOGUE.tokenizer
CODES = [
    CATALOGUE.get(id_) for id_ in ("http:404", "http:429", "http:502", "http:503", "http:504", "errno:ECONNREFUSED")
]
TALK = Words(en=("good morning everyone", "see you tomorrow"), zh=("早上好",))


class Made:
    """The index of a few entries, its parts read."""

    def __init__(self):
        self.index = index.build(CODES, TALK, TOKENIZER)
        self.texts, self.tokens = [*Texts(self.index.texts)], [*Keys(self.index.tokens)]
        self.squashed = [*Texts(self.index.squashed)]
        self.owners, self.names = self.index.phrases.view(), range(len(self.squashed))
        self.vectorizer = Vectorizer(self.index)

    def having(self, token):
        """The phrases that have a token."""
        return Postings(self.index.terms).numbers(self.vectorizer.tokens.get(token))

    def value(self, packed, token):
        """What a token has in a list of numbers with values, those as they were."""
        return {
            number: thousandths / 1000
            for number, thousandths in Postings(packed).pairs(self.vectorizer.tokens.get(token))
        }


@pytest.fixture(scope="module")
def made():
    return Made()


def cut(text):
    return TOKENIZER.cut(clean(text))


def test_every_phrase_is_there_once_under_its_code_and_talk_under_none(made):
    assert made.index.ids == (*(code.id for code in CODES), index.TALK)
    assert len(made.texts) == len(made.owners) == len(set(zip(map(str.lower, made.texts), made.owners, strict=True)))
    assert [text for text, owner in zip(made.texts, made.owners, strict=True) if owner == len(CODES)] == [
        *TALK.en,
        *TALK.zh,
    ]
    for number, code in enumerate(CODES):
        written = {phrase.lower() for phrase, _ in index.phrases_of(code)}
        indexed = {text.lower() for text, owner in zip(made.texts, made.owners, strict=True) if owner == number}
        assert indexed <= written
        assert all(code.key.lower() in said and len(said.split()) <= 3 for said in written - indexed), "only the number"


def test_names_are_those_phrases_that_are_names_and_come_first(made):
    assert 0 < len(made.names) < len(made.texts)
    for number, code in enumerate(CODES):
        names = {phrase.lower() for phrase, is_name in index.phrases_of(code) if is_name}
        found = {made.texts[at].lower() for at in made.names if made.owners[at] == number}
        assert found <= names
        assert {code.name.en.lower(), code.name.zh} <= found
    assert not any(made.owners[at] == len(CODES) for at in made.names)


def test_a_constant_is_known_by_its_last_part():
    code = replace(CODES[0], constants={"go": "http.StatusTeapot", "c": "Errno::E_X"})
    said = [phrase for phrase, is_name in index.phrases_of(code) if is_name]
    assert {"StatusTeapot", "E_X"} <= {*said}
    assert "404" not in said
    assert "ECONNREFUSED" in [phrase for phrase, is_name in index.phrases_of(CODES[-1]) if is_name]


def test_a_phrase_weighs_in_the_index_what_it_weighs_when_it_is_asked(made):
    norms = made.index.norms.cast("f")
    for at, text in enumerate(made.texts):
        tokens = cut(text)
        length = math.sqrt(sum(index.weigh(token, made.vectorizer.idf(token)) ** 2 for token in {*tokens.all()})) or 1.0
        assert norms[at] == pytest.approx(length, rel=1e-6)
        assert all(at in made.having(token) for token in (*tokens.all(), *tokens.sounds))


def test_the_fewer_phrases_have_a_word_the_more_it_weighs(made):
    for token in made.tokens:
        having = len(made.having(token))
        expected = math.log(1 + len(made.texts) / having) if having else 0.0
        assert made.vectorizer.idf(token) == pytest.approx(expected, rel=1e-6)
    assert sum(token in made.vectorizer for token in made.tokens) > 300


def test_small_talk_leans_the_other_way(made):
    leaning = dict(zip(made.tokens, made.index.leaning.cast("f"), strict=True))
    talk = sum(owner == len(CODES) for owner in made.owners)
    for token in ("wgateway", "wmorn"):
        having = made.having(token)
        said = sum(made.owners[at] == len(CODES) for at in having)
        odds = (len(having) - said + 0.5) / (len(made.owners) - talk + 1) / ((said + 0.5) / (talk + 1))
        assert leaning[token] == pytest.approx(math.log(odds), abs=6e-4)
    assert leaning["wmorn"] < leaning["wgateway"]
    assert all(lean == 0 for token, lean in leaning.items() if token[0] in "us"), "a character or sounds tell nothing"


def documents(made, number):
    """All that is said about a code: its phrases, and the sentences about it."""
    code = CODES[number]
    told = {"meaning", "causes", "headers", "owners"}
    return [
        *(text for text, owner in zip(made.texts, made.owners, strict=True) if owner == number),
        *(code.lead.en, code.lead.zh),
        *(text for field, text in index._entry_texts(code) if field in told),
    ]


def test_a_word_speaks_for_the_codes_it_is_said_of(made):
    said = [{token for text in documents(made, number) for token in cut(text).all()} for number in range(len(CODES))]
    for token in made.tokens:
        owners = {number for number, tokens in enumerate(said) if token in tokens}
        assert set(made.value(made.index.odds, token)) == (owners if token in made.vectorizer else set()), token
    assert made.value(made.index.odds, "wmorn") == {}, "small talk is no code"


def test_odds_are_those_of_naive_bayes(made):
    said, whole = {}, 0.0
    for text in documents(made, 0):
        tokens = [token for token in {*cut(text).all()} if token in made.vectorizer]
        weights = {token: index.weigh(token, made.vectorizer.idf(token)) for token in tokens}
        norm = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        for token, weight in weights.items():
            said[token] = said.get(token, 0.0) + weight / norm
            whole += weight / norm
    for token, share in said.items():
        assert made.value(made.index.odds, token)[0] == pytest.approx(math.log1p(share / 0.3), abs=1e-3)
    every = sum(any(True for _ in Postings(made.index.odds).pairs(at)) for at in range(len(made.tokens)))
    assert made.index.breadth.cast("f")[0] == pytest.approx(math.log(whole + 0.3 * every), rel=1e-5)


def test_a_word_of_the_name_says_more_than_one_of_the_sentences(made):
    in_name = made.value(made.index.entries, "wgateway")
    assert set(in_name) >= {made.index.ids.index("http:502"), made.index.ids.index("http:504")}
    first, second = (made.index.ids.index(id_) for id_ in ("http:502", "http:429"))
    assert in_name[first] > in_name.get(second, 0.0)
    everywhere = index.build([CODES[0], CODES[0]], Words(), TOKENIZER)
    alone = index.build(CODES[:2], Words(), TOKENIZER)
    token = "wfound"
    of_both = dict(Postings(everywhere.entries).pairs(Keys(everywhere.tokens).get(token)))
    of_one = dict(Postings(alone.entries).pairs(Keys(alone.tokens).get(token)))
    assert of_both[0] == of_both[1] < of_one[0], "what all codes have tells them apart no more"


def test_names_are_found_by_letters_sounds_and_initials(made):
    columns = [line.split("\t") for line in made.squashed]
    assert {len(line) for line in columns} == {3}
    assert ["badgateway", "", ""] in columns
    at = columns.index(["网关超时", "wangguanchaoshi", ""])
    assert at in NamedPostings(made.index.initials).get("wgcs")
    assert NamedPostings(made.index.initials).get("bg") == (), "two characters are too few"
    assert at in NamedPostings(made.index.letters).get("^wa")
    assert columns.index(["badgateway", "", ""]) in NamedPostings(made.index.letters).get("ay$")
    assert made.tokens.index("h网关") in NamedPostings(made.index.homophones).get("swan-guan")


def test_words_are_found_by_their_letters(made):
    assert made.tokens == sorted(made.tokens)
    grams = NamedPostings(made.index.grams)
    assert made.tokens.index("wgateway") in grams.get("^ga")
    found = {number for gram in ("^ga", "eve", "ng$", "fou") for number in grams.get(gram)}
    assert found
    assert all(made.tokens[number][0] == "w" and made.tokens[number] in made.vectorizer for number in found)
    assert index.grams("bad") == {"^ba", "bad", "ad$"}


def test_a_misspelt_word_is_the_nearest_of_the_book(made):
    for typed, meant in (("gatewya", "wgateway"), ("gatway", "wgateway"), ("unavailble", "wunavail"), ("zzzzz", None)):
        near = made.vectorizer.nearest(typed)
        assert (near and made.tokens[near[0]]) == meant


def test_every_process_finds_the_same():
    """Sets of texts have another order in each process: what is cut off must not go by it."""
    call = "from knowledge.catalogue import open_catalogue as o; print(o().search('can you brin', 25))"
    commands = [([sys.executable, "-c", call], {**os.environ, "PYTHONHASHSEED": seed}) for seed in ("0", "1")]
    first, second = (subprocess.check_output(command, env=env, cwd=ROOT) for command, env in commands)  # noqa: S603
    assert first == second
    assert first.count(b"Hit(") > 5


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
def test_a_code_is_found_by_what_people_say_of_it(made, code):
    scorer = Scorer(made.index, TOKENIZER)
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
    assert NamedPostings(pack_named({})).get("") == ()
