"""The book: all data files compiled into one, with what the search needs, so that a start reads one file.

The compiled book carries a fingerprint of the data files. A book that does not match them is made anew; where there is
no compiler of the data (an installed wheel has only the book) it is used as it is.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import msgspec

from knowledge.load import DataError
from knowledge.model import Code, Comparison, Family
from knowledge.search.fold import Folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.search.index import Index
    from knowledge.search.tokens import Tokenizer

HERE = Path(__file__).parent
FORMAT = "whatcode book 2"


class Folding(msgspec.Struct, frozen=True):
    """What folding needs; `traditional` and `simplified` are aligned strings."""

    traditional: str
    simplified: str
    regions: dict[str, str]


class Tables(msgspec.Struct, frozen=True):
    """What cutting needs, ready to use: see `knowledge.search.tokens.Lexicon`.

    `sounds` holds a syllable -> the characters that have it.
    """

    sounds: dict[str, str]
    concepts_en: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
    concepts_zh: dict[str, tuple[str, ...]]
    filler_en: tuple[str, ...]
    filler_zh: tuple[str, ...]
    negators_en: tuple[str, ...]
    negators_zh: tuple[str, ...]


class Book(msgspec.Struct, frozen=True):
    """The compiled book. Parts are packed by themselves and unpacked when they are first needed.

    `codes` holds the packed form of each code by id; `order` their order; `members` those of each class or group;
    `exact` is spread over packed tables by hash, each of which maps folded spellings to ids, best first: see `Exact`.
    """

    format: str
    fingerprint: str
    families: tuple[Family, ...]
    order: tuple[str, ...]
    codes: dict[str, bytes]
    members: dict[str, tuple[str, ...]]
    comparisons: bytes
    exact: tuple[bytes, ...]
    folding: bytes
    tables: bytes
    index: bytes


_COMPILERS = (*sorted((HERE / "search").glob("*.py")), HERE / "compile.py")


def fingerprint(data: Path) -> str:
    """A digest of all data files under a folder, by path and content."""
    import hashlib  # noqa: PLC0415 - only asked where the data changed

    digest = hashlib.blake2b(FORMAT.encode(), digest_size=16)
    for path in sorted(data.rglob("*.toml")):
        digest.update(path.relative_to(data).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    for path in _COMPILERS:
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
    if book is not None and (_older(data, compiled) or book.fingerprint == fingerprint(data) or not _can_compile()):
        return book
    return write(folder)


def _older(data: Path, compiled: Path) -> bool:
    """Whether nothing below the data folder, nor what compiles it, was touched after the book was written."""
    written = compiled.stat().st_mtime_ns
    sources = (data, *data.rglob("*"), *_COMPILERS)
    return all(path.stat().st_mtime_ns < written for path in sources)


def write(folder: Path = HERE) -> Book:
    """Compile the data files of a folder and keep the result beside them, where that can be written.

    Raises:
        DataError: a data file is broken; the message names file, id and key.
    """
    import os  # noqa: PLC0415 - as below
    import tempfile  # noqa: PLC0415 - as below

    from knowledge.compile import compile_book  # noqa: PLC0415 - a book that is up to date needs no compiler

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
    from importlib import util  # noqa: PLC0415 - only asked where the data changed

    return all(util.find_spec(name) for name in ("opencc", "pypinyin"))


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
    sound = {character: syllable for syllable, characters in tables.sounds.items() for character in characters}
    return Tokenizer(folder, lexicon, sound)


_TABLES = 512
"""Tables that the exact spellings are spread over: one answer unpacks a few of them."""

_Spellings = dict[str, tuple[str, ...]]


def _table_of(spelling: str) -> int:
    return crc32(spelling.encode("utf-8", "replace")) % _TABLES


def spread(exact: Mapping[str, tuple[str, ...]]) -> tuple[bytes, ...]:
    """Folded spellings and their ids, packed table by table."""
    tables: list[_Spellings] = [{} for _ in range(_TABLES)]
    for spelling, ids in exact.items():
        tables[_table_of(spelling)][spelling] = ids
    return tuple(msgspec.msgpack.encode(table) for table in tables)


class Exact:
    """The exact spellings of a book, unpacked table by table."""

    def __init__(self, packed: tuple[bytes, ...]) -> None:
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


def unpack_code(packed: bytes) -> Code:
    """One code out of the book."""
    return msgspec.msgpack.decode(packed, type=Code)


def unpack_folding(book: Book) -> Folding:
    """The tables of folding out of the book."""
    return msgspec.msgpack.decode(book.folding, type=Folding)


def unpack_tables(book: Book) -> Tables:
    """The tables out of the book."""
    return msgspec.msgpack.decode(book.tables, type=Tables)


def unpack_index(book: Book) -> Index:
    """The search index out of the book."""
    from knowledge.search.index import Index  # noqa: PLC0415 - as above

    return msgspec.msgpack.decode(book.index, type=Index)


def unpack_comparisons(book: Book) -> tuple[Comparison, ...]:
    """The comparisons out of the book."""
    return msgspec.msgpack.decode(book.comparisons, type=tuple[Comparison, ...])
