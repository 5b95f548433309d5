"""What the compiled book is made of, and how its parts are packed and unpacked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import msgspec

from knowledge.model import Code, Comparison, Family
from knowledge.search.fold import Folder
from knowledge.search.needles import Expression  # noqa: TC001 - msgspec reads the annotations when it unpacks
from knowledge.search.offered import Offer
from knowledge.search.sounds import PackedSounds, Sounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.search.index import Index
    from knowledge.search.tokens import Tokenizer

FORMAT = "whatcode book 6"


class Folding(msgspec.Struct, frozen=True):
    """What folding needs; `traditional` and `simplified` are aligned strings."""

    traditional: str
    simplified: str
    regions: dict[str, str]


class Tables(msgspec.Struct, frozen=True):
    """What cutting needs, ready to use: see `knowledge.search.tokens.Lexicon`.

    `other_sounds` holds a syllable -> the characters that are also read so.
    """

    sounds: PackedSounds
    other_sounds: dict[str, str]
    concepts_en: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
    concepts_zh: dict[str, tuple[str, ...]]
    filler_en: tuple[str, ...]
    filler_zh: tuple[str, ...]
    negators_en: tuple[str, ...]
    negators_zh: tuple[str, ...]


class Signs(msgspec.Struct, frozen=True):
    """What in a text tells of families: words that point at one, words of its field, and how its programs print codes.

    The general families stand last in `printed`: what a program prints is its own first.
    """

    hints: tuple[Expression, ...]
    topics: tuple[Expression, ...]
    printed: tuple[Expression, ...]


class Book(msgspec.Struct, frozen=True):
    """The compiled book. Parts are packed by themselves and unpacked when they are first needed.

    They are views of the file, not copies: what nobody asks for takes no memory.

    `codes` holds the packed form of each code by id; `order` their order; `members` those of each class or group;
    `exact` is spread over packed tables by hash, each of which maps folded spellings to ids, best first: see `Exact`.
    """

    format: str
    fingerprint: str
    families: tuple[Family, ...]
    order: tuple[str, ...]
    codes: dict[str, memoryview]
    members: dict[str, tuple[str, ...]]
    comparisons: memoryview
    exact: tuple[memoryview, ...]
    signs: memoryview
    folding: memoryview
    tables: memoryview
    offer: memoryview
    constants: str
    index: memoryview


def folder_of(folding: Folding) -> Folder:
    """The folder that these tables make."""
    return Folder(dict(zip(folding.traditional, folding.simplified, strict=True)), folding.regions)


def tokenizer_of(folder: Folder, tables: Tables) -> Tokenizer:
    """The tokenizer that these tables make."""
    from knowledge.search.tokens import Lexicon, Tokenizer  # noqa: PLC0415 - an exact answer needs no words

    lexicon = Lexicon(
        concepts_en=tables.concepts_en,
        concepts_zh=tables.concepts_zh,
        filler_en=frozenset(tables.filler_en),
        filler_zh=frozenset(tables.filler_zh),
        negators_en=frozenset(tables.negators_en),
        negators_zh=tables.negators_zh,
    )
    other = {character: syllable for syllable, characters in tables.other_sounds.items() for character in characters}
    return Tokenizer(folder, lexicon, Sounds(tables.sounds), other)


_TABLES = 512
"""Tables that the exact spellings are spread over: one answer unpacks a few of them."""

_Spellings = dict[str, tuple[str, ...]]


def _table_of(spelling: str) -> int:
    return crc32(spelling.encode("utf-8", "replace")) % _TABLES


def packed(part: object) -> memoryview:
    """A part of the book, packed."""
    return memoryview(msgspec.msgpack.encode(part))


def spread(exact: Mapping[str, tuple[str, ...]]) -> tuple[memoryview, ...]:
    """Folded spellings and their ids, packed table by table."""
    tables: list[_Spellings] = [{} for _ in range(_TABLES)]
    for spelling, ids in exact.items():
        tables[_table_of(spelling)][spelling] = ids
    return tuple(map(packed, tables))


class Exact:
    """The exact spellings of a book, unpacked table by table."""

    def __init__(self, packed: tuple[memoryview, ...]) -> None:
        """Keep the tables packed."""
        self._packed = packed
        self._tables: dict[int, _Spellings] = {}

    def get(self, spelling: str) -> tuple[str, ...]:
        """The ids that a folded spelling means, best first; () where there are none."""
        at = _table_of(spelling)
        table = self._tables.get(at)
        if table is None:
            table = self._tables[at] = msgspec.msgpack.decode(self._packed[at], type=_Spellings)
        return table.get(spelling, ())


def unpack_code(code: memoryview) -> Code:
    """One code out of the book."""
    return msgspec.msgpack.decode(code, type=Code)


def unpack_signs(book: Book) -> Signs:
    """What tells of families out of the book."""
    return msgspec.msgpack.decode(book.signs, type=Signs)


def unpack_folding(book: Book) -> Folding:
    """The tables of folding out of the book."""
    return msgspec.msgpack.decode(book.folding, type=Folding)


def unpack_tables(book: Book) -> Tables:
    """The tables out of the book."""
    return msgspec.msgpack.decode(book.tables, type=Tables)


def unpack_offer(book: Book) -> Offer:
    """What is offered out of the book."""
    return msgspec.msgpack.decode(book.offer, type=Offer)


def unpack_index(book: Book) -> Index:
    """The search index out of the book."""
    from knowledge.search.index import Index  # noqa: PLC0415 - as above

    return msgspec.msgpack.decode(book.index, type=Index)


def unpack_comparisons(book: Book) -> tuple[Comparison, ...]:
    """The comparisons out of the book."""
    return msgspec.msgpack.decode(book.comparisons, type=tuple[Comparison, ...])
