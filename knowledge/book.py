"""The compiled book on disk: all data files in one, with what the search needs, so that a start reads one file.

The book carries a fingerprint of the data files. One that does not match them is made anew; where there is no compiler
of the data (an installed wheel has only the book) it is used as it is. A checksum goes before it: its parts are
unpacked when they are first needed, so what was damaged on the disk would else be found in the middle of a question.
"""

from __future__ import annotations

import mmap
import os
import time
from contextlib import suppress
from pathlib import Path
from zlib import crc32

import msgspec

from knowledge.load import DataError
from knowledge.packing import FORMAT, Book

HERE = Path(__file__).parent

_COMPILERS = (*sorted((HERE / "search").glob("*.py")), HERE / "compile.py", HERE / "packing.py")


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
            there = compiled.is_file()
            message = (
                f"{compiled}: damaged; install again" if there else f"{folder}: neither a compiled book nor data files"
            )
            raise DataError(message)
        return book
    if book is not None and (_older(data, compiled) or _the_same(book, data, compiled) or not _can_compile()):
        return book
    return write(folder)


def _older(data: Path, compiled: Path) -> bool:
    """Whether nothing below the data folder, nor what compiles it, was touched after the book was written."""
    written = compiled.stat().st_mtime_ns
    return all(path.stat().st_mtime_ns < written for path in (data, *_COMPILERS)) and _untouched(data, written)


def _the_same(book: Book, data: Path, compiled: Path) -> bool:
    """Whether what was touched says what it said: then the book counts as written now, for the next start."""
    began = time.time_ns() - _COARSE
    same = book.fingerprint == fingerprint(data)
    if same:
        with suppress(OSError):  # a read-only installation
            os.utime(compiled, ns=(began, began))
    return same


_COARSE = 1_000_000_000
"""Nanoseconds by which the clock of a file system may be behind."""


def _untouched(folder: Path | str, since: int) -> bool:
    """Whether nothing below a folder was touched since, in nanoseconds; `Path.rglob` takes several times as long."""
    with os.scandir(folder) as entries:
        return all(
            entry.stat().st_mtime_ns < since and not (entry.is_dir() and not _untouched(entry.path, since))
            for entry in entries
        )


def write(folder: Path = HERE) -> Book:
    """Compile the data files of a folder and keep the result beside them, where that can be written.

    Raises:
        DataError: a data file is broken; the message names file, id and key.
    """
    import tempfile  # noqa: PLC0415 - as below

    from knowledge.compile import compile_book  # noqa: PLC0415 - a book that is up to date needs no compiler

    data = folder / "data"
    book = compile_book(data, fingerprint(data))
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix="book") as beside:
            written = Path(beside) / "book.bin"
            written.write_bytes(_sealed(msgspec.msgpack.encode(book)))
            written.chmod(0o644)
            written.replace(folder / "book.bin")  # at once or not at all
    except OSError:
        return book  # a read-only installation: the book lives in memory only
    return book


_SUM_BYTES = 4


def _sealed(content: bytes) -> bytes:
    return crc32(content).to_bytes(_SUM_BYTES) + content


def _read(path: Path) -> Book | None:
    """The book of a file; None where it is damaged, of another version, or cannot be read."""
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        whole = memoryview(mapped)
        content = whole[_SUM_BYTES:]
        if crc32(content) != int.from_bytes(whole[:_SUM_BYTES]):
            return None
        _let_go(mapped)  # the sum has touched every page: from here on, those that are needed
        book = msgspec.msgpack.decode(content, type=Book)
    except (OSError, ValueError):  # an empty file cannot be mapped
        return None
    return book if book.format == FORMAT else None


def let_go(book: Book) -> None:
    """Give back the pages of the file that unpacking has touched; those that are needed come back by themselves."""
    mapped = book.index.obj
    if isinstance(mapped, mmap.mmap):  # not the bytes of a book that was compiled just now
        _let_go(mapped)


def _let_go(mapped: mmap.mmap) -> None:
    if hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)


def _can_compile() -> bool:
    from importlib import util  # noqa: PLC0415 - only asked where the data changed

    return all(util.find_spec(name) for name in ("opencc", "pypinyin"))
