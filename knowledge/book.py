"""The book: all data files compiled into one, with what the search needs, so that a start reads one file.

The compiled book carries a fingerprint of the data files. A book that does not match them is made anew; where there is
no compiler of the data (an installed wheel has only the book) it is used as it is.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import tomllib
from collections import defaultdict
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from knowledge.load import DataError, read_file
from knowledge.model import Code, Comparison, Family, Phrases, Words
from knowledge.search import index
from knowledge.search.fold import Folder
from knowledge.search.index import Index
from knowledge.search.names import squash
from knowledge.search.tokens import Lexicon, Tokenizer, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from knowledge.traditional import Converter

HERE = Path(__file__).parent
FORMAT = "whatcode book 1"


class Tables(msgspec.Struct, frozen=True):
    """What folding and cutting need: character and word tables, and the vocabulary.

    `traditional` and `simplified` are aligned strings; `sounds` maps a syllable to the characters that have it.
    """

    traditional: str
    simplified: str
    regions: dict[str, str]
    sounds: dict[str, str]
    filler_en: tuple[str, ...]
    filler_zh: tuple[str, ...]
    negators_en: tuple[str, ...]
    negators_zh: tuple[str, ...]
    concepts: dict[str, dict[str, tuple[str, ...]]]


class Book(msgspec.Struct, frozen=True):
    """The compiled book. Parts are packed by themselves and unpacked when they are first needed.

    `codes` holds each code's packed form by id; `order` their order; `exact` maps a folded spelling to ids, best first.
    """

    format: str
    fingerprint: str
    families: tuple[Family, ...]
    order: tuple[str, ...]
    codes: dict[str, bytes]
    comparisons: bytes
    exact: dict[str, tuple[str, ...]]
    tables: bytes
    index: bytes


def fingerprint(data: Path) -> str:
    """A digest of all data files under a folder, by path and content."""
    digest = hashlib.blake2b(FORMAT.encode(), digest_size=16)
    for path in sorted(data.rglob("*.toml")):
        digest.update(path.relative_to(data).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    for path in sorted((HERE / "search").glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def open_book(folder: Path = HERE) -> Book:
    """The compiled book of a folder that holds `data/` or `book.bin`; compiled now if it is missing or out of date.

    Raises:
        DataError: a data file is broken, or there is neither a book nor data.
    """
    compiled = folder / "book.bin"
    book = _read(compiled) if compiled.is_file() else None
    data = folder / "data"
    if not data.is_dir():
        if book is None:
            message = f"{folder}: neither a compiled book nor data files"
            raise DataError(message)
        return book
    if book is not None and (book.fingerprint == fingerprint(data) or not _can_compile()):
        return book
    return write(folder)


def write(folder: Path = HERE) -> Book:
    """Compile the data files of a folder and keep the result beside them, where that can be written.

    Raises:
        DataError: a data file is broken; the message names file, id and key.
    """
    book = compile_book(folder / "data")
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix="book", delete=False) as file:
            file.write(msgspec.msgpack.encode(book))
        Path(file.name).chmod(0o644)
        os.replace(file.name, folder / "book.bin")  # noqa: PTH105 - atomic, and says so
    except OSError:
        return book  # a read-only installation: the book lives in memory only
    return book


def _read(path: Path) -> Book | None:
    try:
        book = msgspec.msgpack.decode(path.read_bytes(), type=Book)
    except msgspec.MsgspecError:
        return None
    return book if book.format == FORMAT else None


def _can_compile() -> bool:
    return all(util.find_spec(name) for name in ("opencc", "pypinyin"))


def compile_book(data: Path) -> Book:
    """Make the book of the data files under a folder.

    Raises:
        DataError: a file is broken, an id stands twice, or a reference leads nowhere.
    """
    from knowledge.traditional import Converter  # noqa: PLC0415 - brings OpenCC, which a running bot has no need of

    families, codes, comparisons = read_data(data)
    converter = Converter(data)
    corpus = [phrase for code in codes for phrase, _ in index.phrases_of(code)]
    tables = read_tables(data, converter, corpus)
    tokenizer = tokenizer_of(tables)
    whole = [converter.complete(code) for code in codes]
    return Book(
        format=FORMAT,
        fingerprint=fingerprint(data),
        families=tuple(converter.complete(family) for family in families),
        order=tuple(code.id for code in whole),
        codes={code.id: msgspec.msgpack.encode(code) for code in whole},
        comparisons=msgspec.msgpack.encode([converter.complete(item) for item in comparisons]),
        exact=_exact(whole, families),
        tables=msgspec.msgpack.encode(tables),
        index=msgspec.msgpack.encode(index.build(whole, read_talk(data), tokenizer)),
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


def _exact(codes: Iterable[Code], families: Iterable[Family]) -> dict[str, tuple[str, ...]]:
    """Folded spelling -> ids. The order of `codes` (families by precedence) decides between equals."""
    bare = {family.id for family in families if family.bare}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code in codes:
        spellings = [code.id, code.key, *code.spellings]
        if code.number is not None:
            spellings.append(str(code.number))
        for spelling in spellings:
            key = spelling.lower()
            if key.lstrip("-").isdigit() and code.family not in bare:
                key = f"{code.family} {key}"
            if code.id not in found[key]:
                found[key].append(code.id)
            qualified = f"{code.family} {spelling.lower()}"
            if code.id not in found[qualified]:
                found[qualified].append(code.id)
    by_use = sorted(codes, key=lambda c: -c.common)
    for names_of in (_official_names, _other_names):
        for code in by_use:
            for name in names_of(code):
                key = "=" + squash(name)
                if len(key) > SHORT_NAME and code.id not in found[key]:
                    found[key].append(code.id)
    return {key: tuple(ids) for key, ids in found.items()}


SHORT_NAME = 2
"""Squashed names of at most so many characters, the mark included, say nothing."""


def _official_names(code: Code) -> Iterable[str]:
    yield from (code.name.en, code.name.zh)


def _other_names(code: Code) -> Iterable[str]:
    """What else means this code when it is typed exactly: older names, constants, short names in use."""
    yield from (*code.older.en, *code.older.zh)
    for constant in code.constants.values():
        yield constant.rpartition(".")[2].rpartition(":")[2]
    yield from (*code.asked.en, *code.asked.zh)


def read_tables(data: Path, converter: Converter, corpus: Iterable[str]) -> Tables:
    """The lexicon files and the character tables.

    Raises:
        DataError: a lexicon file is not readable, or lacks a key.
    """
    folder = data / "lexicon"
    try:
        words = tomllib.loads((folder / "words.toml").read_text(encoding="utf-8"))
        concepts = tomllib.loads((folder / "concepts.toml").read_text(encoding="utf-8"))["concepts"]
        traditional, simplified = converter.characters()
        return msgspec.convert(
            {
                "traditional": traditional,
                "simplified": simplified,
                "regions": words["regions"],
                "sounds": converter.sounds(corpus),
                "filler_en": words["filler_en"].split(),
                "filler_zh": words["filler_zh"],
                "negators_en": words["negators_en"].split(),
                "negators_zh": words["negators_zh"],
                "concepts": concepts,
            },
            Tables,
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        message = f"{folder}: lexicon: {error}"
        raise DataError(message) from error
    except KeyError as error:
        message = f"{folder}: lexicon: key {error} is missing"
        raise DataError(message) from error


def read_talk(data: Path) -> Words:
    """What people say without asking for a code.

    Raises:
        DataError: the file is not readable, or lacks a key.
    """
    path = data / "lexicon" / "talk.toml"
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Words)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        message = f"{path}: talk: {error}"
        raise DataError(message) from error


def tokenizer_of(tables: Tables) -> Tokenizer:
    """The tokenizer that these tables make."""
    folder = Folder(dict(zip(tables.traditional, tables.simplified, strict=True)), tables.regions)
    english: defaultdict[str, dict[tuple[str, ...], list[str]]] = defaultdict(dict)
    chinese: defaultdict[str, list[str]] = defaultdict(list)
    for name, phrases in tables.concepts.items():
        for phrase in phrases["en"]:
            sequence = tuple(stem(word) for word in phrase.split())
            english[sequence[0]].setdefault(sequence, []).append(name)
        for phrase in phrases["zh"]:
            chinese[folder.fold(phrase)].append(name)
    lexicon = Lexicon(
        concepts_en={
            first: sorted(((s, tuple(c)) for s, c in sequences.items()), key=lambda item: -len(item[0]))
            for first, sequences in english.items()
        },
        concepts_zh={word: tuple(names) for word, names in chinese.items()},
        filler_en=frozenset(stem(word) for word in tables.filler_en),
        filler_zh=tables.filler_zh,
        negators_en=frozenset(stem(word) for word in tables.negators_en),
        negators_zh=tables.negators_zh,
    )
    sound = {character: syllable for syllable, characters in tables.sounds.items() for character in characters}
    return Tokenizer(folder, lexicon, sound)


def unpack_code(packed: bytes) -> Code:
    """One code out of the book."""
    return msgspec.msgpack.decode(packed, type=Code)


def unpack_tables(book: Book) -> Tables:
    """The tables out of the book."""
    return msgspec.msgpack.decode(book.tables, type=Tables)


def unpack_index(book: Book) -> Index:
    """The search index out of the book."""
    return msgspec.msgpack.decode(book.index, type=Index)


def unpack_comparisons(book: Book) -> tuple[Comparison, ...]:
    """The comparisons out of the book."""
    return msgspec.msgpack.decode(book.comparisons, type=tuple[Comparison, ...])
