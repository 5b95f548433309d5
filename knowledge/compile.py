"""From the data files to the compiled book: checks references, derives Traditional Chinese, builds the index.

Needs the `build` extra; a running bot whose book is up to date imports nothing of this.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from knowledge.load import DataError, read, read_file
from knowledge.model import ALWAYS_FIRST, Code, Comparison, Family, Phrases, Words
from knowledge.packing import FORMAT, Book, Folding, Signs, Tables, folder_of, packed, spread, tokenizer_of
from knowledge.search import index
from knowledge.search.constants import constants_of
from knowledge.search.names import squash
from knowledge.search.needles import with_needles
from knowledge.search.offered import offer_of
from knowledge.search.sounds import pack_sounds
from knowledge.search.tokens import stem
from knowledge.traditional import Converter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from knowledge.search.fold import Folder


def compile_book(data: Path, fingerprint: str) -> Book:
    """Make the book of the data files under a folder; it will carry their fingerprint.

    Raises:
        DataError: a file is broken, an id stands twice, or a reference leads nowhere.
    """
    families, codes, comparisons = read_data(data)
    converter = Converter(data)
    corpus = [phrase for code in codes for phrase, _ in index.phrases_of(code)]
    folding, tables = read_tables(data, converter, corpus)
    tokenizer = tokenizer_of(folder_of(folding), tables)
    whole = [converter.complete(code) for code in codes]
    return Book(
        format=FORMAT,
        fingerprint=fingerprint,
        families=tuple(converter.complete(family) for family in families),
        order=tuple(code.id for code in whole),
        codes={code.id: packed(code) for code in whole},
        members={group: tuple(ids) for group, ids in _members(whole).items()},
        comparisons=packed([converter.complete(item) for item in comparisons]),
        exact=spread(_exact(whole, families)),
        signs=packed(_signs(families)),
        folding=packed(folding),
        tables=packed(tables),
        offer=packed(offer_of(whole)),
        constants=constants_of(whole),
        index=packed(index.build(whole, read_talk(data), tokenizer)),
    )


def read_data(data: Path) -> tuple[list[Family], list[Code], list[Comparison]]:
    """All families, codes (extra phrases merged in) and comparisons, checked against each other.

    Raises:
        DataError: as `compile_book`.
    """
    families: list[Family] = []
    codes: dict[str, Code] = {}
    comparisons: list[Comparison] = []
    places: dict[str, Path] = {}
    more: list[tuple[Path, Phrases]] = []
    for path in sorted(data.rglob("*.toml")):
        if path.parent.name == "lexicon":
            continue
        content = read_file(path)
        if content.family:
            families.append(content.family)
        for code in content.code:
            if code.id in codes:
                message = f"{path}: {code.id}: id stands already in {places[code.id]}"
                raise DataError(message)
            codes[code.id], places[code.id] = code, path
        for item in content.comparison:
            comparisons.append(item)
            places[" ".join(item.ids)] = path
        more += [(path, phrases) for phrases in content.phrases]
    for path, phrases in more:
        if phrases.id not in codes:
            message = f"{path}: phrases: id {phrases.id!r} is no code of the book"
            raise DataError(message)
        codes[phrases.id] = _with_phrases(codes[phrases.id], phrases.symptoms)
    _check_references(families, codes, comparisons, places)
    rank = {family.id: at for at, family in enumerate(sorted(families, key=lambda f: -f.precedence))}
    return (
        sorted(families, key=lambda f: rank[f.id]),
        sorted(codes.values(), key=lambda c: (rank[c.family], c.number is None, c.number or 0, c.id)),
        comparisons,
    )


def _with_phrases(code: Code, extra: Words) -> Code:
    have = {*code.symptoms.en, *code.symptoms.zh, *code.asked.en, *code.asked.zh}
    symptoms = Words(
        en=(*code.symptoms.en, *(p for p in extra.en if p not in have)),
        zh=(*code.symptoms.zh, *(p for p in extra.zh if p not in have)),
    )
    return msgspec.structs.replace(code, symptoms=symptoms)


def _check_references(
    families: Iterable[Family],
    codes: Mapping[str, Code],
    comparisons: Iterable[Comparison],
    places: Mapping[str, Path],
) -> None:
    groups = {family.id: {group.key for group in family.groups} for family in families}

    def fail(path: Path, name: str, key: str, value: str) -> None:
        message = f"{path}: {name}: {key} {value!r} is not in the book"
        raise DataError(message)

    for code in codes.values():
        place = places[code.id]
        if code.family not in groups:
            fail(place, code.id, "family", code.family)
        if code.group not in groups[code.family] and code.group not in codes:
            fail(place, code.id, "group", code.group)
        for other in code.related:
            if other not in codes:
                fail(place, code.id, "related", other)
        for confusion in code.confusions:
            if confusion.id not in codes:
                fail(place, code.id, "confusions", confusion.id)
    for item in comparisons:
        for other in item.ids:
            if other not in codes:
                fail(places[" ".join(item.ids)], "comparison", "ids", other)


def _exact(codes: Sequence[Code], families: Iterable[Family]) -> dict[str, tuple[str, ...]]:
    """Folded spelling -> ids, best first; names stand behind "=", without spaces.

    A bare number means the family that always comes first, else the code that people meet most. An official name goes
    before what others are merely called, whatever the family: "Permission denied" in a log is errno's before a 403.
    """
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    bare = {family.id for family in families if family.bare}
    for code in codes:
        for spelling in (code.id, code.key, *code.spellings, *([] if code.number is None else [str(code.number)])):
            folded = spelling.lower()
            qualified = f"{code.family} {folded}"
            found[qualified][code.id] = None
            if code.family in bare or not _is_number(folded):
                found[folded][code.id] = None
    by_use = sorted(codes, key=lambda c: -c.common)
    for names_of in (_official_names, _other_names):
        for code in by_use:
            for name in names_of(code):
                key = "=" + squash(name)
                if len(key) > SHORT_NAME:
                    found[key][code.id] = None
    first = {family.id for family in families if family.precedence >= ALWAYS_FIRST}
    use = {code.id: (code.family not in first, -code.common) for code in codes}
    return {key: tuple(sorted(ids, key=use.__getitem__) if _is_number(key) else ids) for key, ids in found.items()}


def _signs(families: Sequence[Family]) -> Signs:
    return Signs(
        hints=(
            *(with_needles(family.id, _any_of(family.hints), re.IGNORECASE) for family in families),
            *(
                with_needles(family.id, asked, re.IGNORECASE)
                for family in families
                for asked in _asked_for(family.called)
            ),
        ),
        topics=tuple(with_needles(family.id, _any_of(family.topics), re.IGNORECASE) for family in families),
        printed=tuple(
            with_needles(family.id, pattern, re.MULTILINE)
            for family in sorted(families, key=lambda family: family.general)
            for pattern in family.patterns
        ),
    )


def _any_of(words: Words) -> str:
    """A pattern of words: English ones stand alone."""
    english, chinese = _longest_first(words.en), _longest_first(words.zh)
    parts = [rf"(?<![a-z0-9])(?:{english})(?![a-z])"] if english else []
    return "|".join([*parts, *([chinese] if chinese else [])]) or r"(?!)"


def _longest_first(words: Sequence[str]) -> str:
    """A pattern of any of the words; "" where there is none."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _asked_for(called: Words) -> Iterator[str]:
    """Patterns of how one code of a family is asked for: "which signal", "alert 多少号", "its return value"."""
    words = _longest_first((*called.en, *called.zh))
    if words:
        yield rf"(?<![a-z])(?:which|what|what'?s(?: the)?|whose|its) (?:[a-z0-9]{{1,12}} )?(?:{words})(?![a-z])"
        yield rf"(?:哪个|哪种|哪条|什么|啥|几号|多少号)的? ?(?:{words})(?![a-z])"
        yield rf"(?<![a-z])(?:{words}) ?(?:number|code|(?:编?号|码|值|里)?(?:应该)?[是要为会回]?(?:多少|几|哪|啥|什么))"


def _members(codes: Iterable[Code]) -> dict[str, list[str]]:
    """Class or group -> its codes; a group without an entry of its own stands under its family ("smtp:permanent")."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code in codes:
        if code.id != code.group:
            found[code.group if ":" in code.group else f"{code.family}:{code.group}"].append(code.id)
    return found


def _is_number(folded: str) -> bool:
    return folded.lstrip("-").isdigit()


SHORT_NAME = 2
"""Squashed names of at most so many characters, the mark included, say nothing."""


def _official_names(code: Code) -> Iterable[str]:
    yield from (code.name.en, code.name.zh)
    if not any(character.isdigit() for character in code.key):
        yield code.key


def _other_names(code: Code) -> Iterable[str]:
    """What else means this code when it is typed exactly: older names, constants, short names in use."""
    yield from (*code.older.en, *code.older.zh)
    for constant in code.constants.values():
        yield constant.rpartition(".")[2].rpartition(":")[2]
    yield from (*code.asked.en, *code.asked.zh)


def read_tables(data: Path, converter: Converter, corpus: Iterable[str]) -> tuple[Folding, Tables]:
    """The lexicon files and the character tables.

    Raises:
        DataError: a lexicon file is not readable, or lacks a key.
    """
    folder = data / "lexicon"
    words = read(folder / "words.toml", _Lists)
    vocabulary = _vocabulary(sorted(folder.glob("concepts*.toml")))
    folding = Folding(*converter.characters(), words.regions)
    english, chinese = _concepts(vocabulary, folder_of(folding))
    sounds, other_sounds = converter.sounds(corpus)
    return folding, msgspec.convert(
        {
            "sounds": pack_sounds(sounds),
            "other_sounds": other_sounds,
            "concepts_en": english,
            "concepts_zh": chinese,
            "filler_en": sorted({stem(word) for word in words.filler_en.split()}),
            "filler_zh": words.filler_zh,
            "negators_en": sorted({stem(word) for word in words.negators_en.split()}),
            "negators_zh": words.negators_zh,
        },
        Tables,
    )


class _Lists(msgspec.Struct):
    """What `words.toml` holds."""

    regions: dict[str, str]
    filler_en: str
    filler_zh: tuple[str, ...]
    negators_en: str
    negators_zh: tuple[str, ...]


class _Concepts(msgspec.Struct):
    """What a file of concepts holds."""

    concepts: dict[str, Words]


def _vocabulary(paths: Iterable[Path]) -> dict[str, Words]:
    """The words of each concept; what several files say of one is added up."""
    found: dict[str, Words] = {}
    for path in paths:
        for name, words in read(path, _Concepts).concepts.items():
            have = found.get(name, Words())
            found[name] = Words(
                en=tuple(dict.fromkeys((*have.en, *words.en))), zh=tuple(dict.fromkeys((*have.zh, *words.zh)))
            )
    return found


Sequences = dict[str, list[tuple[tuple[str, ...], list[str]]]]


def _concepts(vocabulary: Mapping[str, Words], folder: Folder) -> tuple[Sequences, dict[str, list[str]]]:
    """First stem -> sequences of stems that begin with it, longest first; Chinese word -> its concepts."""
    english: defaultdict[str, dict[tuple[str, ...], list[str]]] = defaultdict(dict)
    chinese: defaultdict[str, list[str]] = defaultdict(list)
    for name, phrases in vocabulary.items():
        for phrase in phrases.en:
            sequence = tuple(stem(word) for word in phrase.split())
            english[sequence[0]].setdefault(sequence, []).append(name)
        for phrase in phrases.zh:
            word = folder.fold(phrase)
            if len(word) == len(phrase) or len(word) > 1:  # 标头 folds to 头, which is in many other words
                chinese[word].append(name)
    ordered = {first: sorted(found.items(), key=lambda item: -len(item[0])) for first, found in english.items()}
    return ordered, dict(chinese)


def read_talk(data: Path) -> Words:
    """What people say without asking for a code.

    Raises:
        DataError: the file is not readable, or lacks a key.
    """
    english: list[str] = []
    chinese: list[str] = []
    for path in sorted((data / "lexicon").glob("talk*.toml")):
        words = read(path, Words)
        english += words.en
        chinese += words.zh
    return Words(en=tuple(dict.fromkeys(english)), zh=tuple(dict.fromkeys(chinese)))
