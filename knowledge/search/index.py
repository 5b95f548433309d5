"""The search index: made of all phrases and texts when the book is compiled, and packed so that it loads at once.

Three views of the same words. *Phrases*: each name, alias and symptom is a small document of its own; a question is
compared with each (cosine of weighted tokens). *Entries*: all that is written about a code is one document (BM25).
*Odds*: how much likelier a word is where this code is described than elsewhere (multinomial naive Bayes).
Every token has a number; what is known of it stands in arrays under that number, so loading costs next to nothing.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from itertools import pairwise, product
from typing import TYPE_CHECKING

import msgspec

from knowledge.search.fold import clean, has_han
from knowledge.search.numbers import Numbers, as_bytes, pack_numbers
from knowledge.search.pinyin import blur
from knowledge.search.postings import Named, Packed, pack, pack_named, pack_valued
from knowledge.search.texts import PackedKeys, PackedTexts, pack_keys, pack_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.model import Code, Words
    from knowledge.search.tokens import Lexicon, Tokenizer, Tokens

KIND_WEIGHT = {"w": 1.0, "k": 1.3, "c": 1.15, "h": 0.8, "u": 0.28, "s": 0.45}
"""How much a token of each kind counts, on top of how rare it is. Measured; see CONTRIBUTING."""

TALK = ""
"""The id under which talk stands: no code has it."""

_FIELD_WEIGHT = {
    "name": 3.0,
    "asked": 2.0,
    "symptoms": 1.6,
    "lead": 1.0,
    "meaning": 0.6,
    "causes": 0.5,
    "headers": 1.0,
    "owners": 0.4,
}
_TOLD = frozenset({"meaning", "causes", "headers", "owners"})
_WITH_NUMBER = 3
_INITIALS = range(3, 10)
"""Characters of a Chinese name that people shorten to the first letters of its syllables."""

_K1, _B = 1.2, 0.5
_UNSEEN = 0.3
"""How often a word counts as said of a code where it never was (additive smoothing). Measured; see CONTRIBUTING."""


class Index(msgspec.Struct, frozen=True, array_like=True):
    """The packed index.

    Attributes:
        ids: the codes, by number.
        phrases: for each phrase, the number of its code. Those that are names or short aliases come first.
        norms: for each phrase, the length of its vector.
        texts: the phrases as written.
        squashed: for each name (fuzzy matching is for these only), with tabs between: its letters without spaces; its
            sound where it is Chinese, and then its Latin letters ("grpc 找不到").
        letters: three letters -> the names whose letters, or sound, have them.
        initials: first letters of the syllables of Chinese names ("wgcs" for 网关超时) -> the names.
        homophones: two syllables -> the tokens of neighbouring characters that sound so.
        tokens: all tokens, sorted.
        idf: for each token, how rare it is among phrases, natural logarithm; 0 where no phrase has it.
        leaning: for each token, how much more it is said of codes than in small talk, natural logarithm of the odds.
        terms: for each token, the phrases that have it.
        entries: for each token, the codes that have it, with its impact.
        odds: for each token, the codes it is said of, with the log likelihood: see `_odds`.
        breadth: for each code, the logarithm of all that is said about it: what one word weighs less for it.
        grams: three letters of a stem -> the tokens of the stems that have them.
    """

    ids: tuple[str, ...]
    phrases: Numbers
    norms: memoryview
    texts: PackedTexts
    squashed: PackedTexts
    letters: Named
    initials: Named
    homophones: Named
    tokens: PackedKeys
    idf: memoryview
    leaning: memoryview
    terms: Packed
    entries: Packed
    odds: Packed
    breadth: memoryview
    grams: Named


def weigh(token: str, idf: float) -> float:
    """The weight of a token in a vector."""
    return KIND_WEIGHT[token[0]] * idf


def grams(word: str) -> set[str]:
    """The letter triples of a word, its ends marked."""
    padded = f"^{word}$"
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def phrases_of(code: Code) -> Iterable[tuple[str, bool]]:
    """Every phrase people ask for a code with, and whether it is a name."""
    for words in (code.older, code.asked):
        for phrase in (*words.en, *words.zh):
            yield phrase, True
    for name in (code.name.en, code.name.zh, code.name.hant):
        if name:
            yield name, True
    if code.number is None or not code.key.lstrip("-").isdigit():
        yield code.key, True
    for constant in code.constants.values():
        yield constant.rpartition(".")[2].rpartition(":")[2], True
    for phrase in (*code.symptoms.en, *code.symptoms.zh):  # last: what is a name stays one
        yield phrase, False


def _entry_texts(code: Code) -> Iterable[tuple[str, str]]:
    """What is written about a code, by the field it stands in."""
    yield "name", " ".join((code.name.en, code.name.zh, *code.older.en, *code.older.zh))
    yield "asked", " \n ".join((*code.asked.en, *code.asked.zh))
    yield "symptoms", " \n ".join((*code.symptoms.en, *code.symptoms.zh))
    yield "lead", f"{code.lead.en} {code.lead.zh}"
    if code.meaning:
        yield "meaning", f"{code.meaning.en} {code.meaning.zh}"
    yield "causes", " ".join(f"{cause.en} {cause.zh}" for cause in code.causes)
    yield "headers", " \n ".join(f"{header.name}: {header.note.en} {header.note.zh}" for header in code.headers)
    yield "owners", " ".join(f"{owner.vendor} {owner.meaning.en} {owner.meaning.zh}" for owner in code.owners)


def build(codes: Sequence[Code], talk: Words, tokenizer: Tokenizer) -> Index:
    """Make the index of all codes. Linear in what is written.

    Args:
        codes: all entries.
        talk: phrases that ask for nothing; they stand in the index under the id "" (`TALK`).
        tokenizer: cuts the phrases.
    """
    owners, texts, names = _phrases(codes, talk)
    cuts = [tokenizer.cut(clean(text)) for text in texts]
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for at, cut in enumerate(cuts):
        for token in {*cut.all(), *cut.sounds}:
            postings[token].append(at)
    idf = {token: math.log(1 + len(owners) / len(found)) for token, found in postings.items()}
    norms = array("f", (_norm({*cut.all()}, idf) for cut in cuts))
    squashed = [_squash(cut, tokenizer) for cut in cuts[:names]]
    odds, breadth = _odds(codes, zip(owners, cuts, strict=True), idf, tokenizer)
    entries = _entries(codes, tokenizer)
    leaning = _leaning(postings, owners, len(codes))
    tokens = sorted({*postings, *entries, *_beside(tokenizer.lexicon)})
    words = ((at, token[1:]) for at, token in enumerate(tokens) if token in postings and token[0] == "w")
    return Index(
        ids=(*(code.id for code in codes), TALK),
        phrases=pack_numbers(owners),
        norms=as_bytes(norms),
        texts=pack_texts(texts),
        squashed=pack_texts("\t".join(parts) for parts in squashed),
        letters=_gram_postings(enumerate(spoken or name for name, spoken, _ in squashed)),
        initials=_initials(cuts[:names], tokenizer),
        homophones=_homophones(tokens, tokenizer),
        tokens=pack_keys(tokens),
        idf=as_bytes(array("f", (idf.get(token, 0.0) for token in tokens))),
        leaning=as_bytes(array("f", (leaning.get(token, 0.0) for token in tokens))),
        terms=pack(postings.get(token, ()) for token in tokens),
        entries=pack_valued(entries.get(token, {}) for token in tokens),
        odds=pack_valued(odds.get(token, {}) for token in tokens),
        breadth=as_bytes(array("f", breadth)),
        grams=_gram_postings(words),
    )


def _phrases(codes: Sequence[Code], talk: Words) -> tuple[list[int], list[str], int]:
    """The number of the code of each phrase, each phrase as written, and how many of them, the first, are names."""
    names: list[tuple[int, str]] = []
    others: list[tuple[int, str]] = []
    seen: set[tuple[int, str]] = set()
    for number, code in enumerate(codes):
        for phrase, is_name in phrases_of(code):
            key = (number, phrase.lower())
            if key in seen or (code.key in phrase and len(phrase.split()) <= _WITH_NUMBER):
                continue  # said already, or little more than the number, which has a path of its own
            seen.add(key)
            (names if is_name else others).append((number, phrase))
    others += [(len(codes), phrase) for phrase in (*talk.en, *talk.zh)]
    owners, texts = zip(*names, *others, strict=True)
    return list(owners), list(texts), len(names)


def _odds(
    codes: Sequence[Code],
    phrases: Iterable[tuple[int, Tokens]],
    idf: Mapping[str, float],
    tokenizer: Tokenizer,
) -> tuple[dict[str, dict[int, float]], list[float]]:
    """Multinomial naive Bayes over vectors of length one, all codes equally likely beforehand.

    The log likelihood of a text for a code is the sum over its tokens of weight times log(said + smoothing), less the
    sum of the weights times the logarithm of all that is said; log(smoothing) is the same for every code and left out.
    """
    said: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    whole = [0.0] * len(codes)
    told = ((number, tokenizer.cut(clean(text))) for number, code in enumerate(codes) for text in _told(code))
    for owner, cut in (*phrases, *told):
        if owner == len(codes):
            continue  # small talk is no code
        weights = {token: weigh(token, idf[token]) for token in {*cut.all()} if token in idf}
        norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for token, weight in weights.items():
            said[token][owner] += weight / norm
            whole[owner] += weight / norm
    odds = {
        token: {code: math.log1p(share / _UNSEEN) for code, share in shares.items()} for token, shares in said.items()
    }
    return odds, [math.log(total + _UNSEEN * len(said)) for total in whole]


def _told(code: Code) -> Iterable[str]:
    """The sentences about a code that are not phrases of people, each a document."""
    yield from (code.lead.en, code.lead.zh)
    yield from (text for name, text in _entry_texts(code) if name in _TOLD)


def _leaning(postings: Mapping[str, Sequence[int]], owners: Sequence[int], talk: int) -> dict[str, float]:
    """Log odds of each token that tells something between phrases of codes and small talk (naive Bayes)."""
    chatter = sum(owner == talk for owner in owners)
    asked = len(owners) - chatter
    found = {}
    for token, phrases in postings.items():
        if token[0] in "us":
            continue
        said = sum(owners[phrase] == talk for phrase in phrases)
        odds = (len(phrases) - said + _SMOOTH) / (asked + 1) / ((said + _SMOOTH) / (chatter + 1))
        found[token] = round(math.log(odds), 3)
    return found


_SMOOTH = 0.5


def _initials(cuts: Sequence[Tokens], tokenizer: Tokenizer) -> Named:
    """The first letters of the syllables of each name that is Chinese and nothing else."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for at, cut in enumerate(cuts):
        han = "".join(cut.han)
        if len(han) in _INITIALS and not cut.raw:
            found["".join(sound[0] for sound in tokenizer.sound(han))].append(at)
    return pack_named({letters: names for letters, names in found.items() if letters.isascii()})


def _beside(lexicon: Lexicon) -> set[str]:
    """The pairs of characters in the vocabulary, also where no phrase has them: pinyin may stand for them."""
    words = (*lexicon.concepts_zh, *lexicon.filler_zh)
    return {"h" + "".join(pair) for word in words for pair in pairwise(word) if all(map(has_han, pair))}


def _homophones(tokens: Sequence[str], tokenizer: Tokenizer) -> Named:
    """What two characters sound like -> the numbers of their tokens."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, token in enumerate(tokens):
        if token[0] == "h":
            for first, second in product(*map(tokenizer.readings, token[1:])):
                found[f"s{blur(first)}-{blur(second)}"].append(number)
    return pack_named(found)


def _squash(cut: Tokens, tokenizer: Tokenizer) -> tuple[str, str, str]:
    """A name without spaces; where it is Chinese, by sound ("" where not), and the Latin letters in it."""
    han, latin = "".join(cut.han), "".join(cut.raw)
    return (han, "".join(tokenizer.sound(han)), latin) if han else (latin, "", "")


def _norm(tokens: set[str], idf: dict[str, float]) -> float:
    return math.sqrt(sum(weigh(token, idf[token]) ** 2 for token in tokens)) or 1.0


def _gram_postings(words: Iterable[tuple[int, str]]) -> Named:
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for number, word in words:
        for gram in grams(word):
            postings[gram].append(number)
    return pack_named(postings)


def _entries(codes: Sequence[Code], tokenizer: Tokenizer) -> dict[str, dict[int, float]]:
    """BM25 impacts of every token for every code; field weights count as repetitions (BM25F)."""
    counts: list[Counter[str]] = []
    for code in codes:
        counter: Counter[str] = Counter()
        for name, text in _entry_texts(code):
            for token in tokenizer.cut(clean(text)).all():
                if token[0] != "u" or has_han(code.name.zh):
                    counter[token] += _FIELD_WEIGHT[name]  # type: ignore[assignment]  # a weighted count
        counts.append(counter)
    total = len(counts) or 1
    mean = sum(sum(counter.values()) for counter in counts) / total or 1.0
    frequency = Counter(token for counter in counts for token in counter)
    impacts: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for number, counter in enumerate(counts):
        damp = _K1 * (1 - _B + _B * sum(counter.values()) / mean)
        for token, count in counter.items():
            rarity = math.log(1 + (total - frequency[token] + 0.5) / (frequency[token] + 0.5))
            impacts[token][number] = weigh(token, rarity) * count * (_K1 + 1) / (count + damp)
    return impacts
