"""Any bytes in a data file, any damage to the compiled book: refused with the file's name, or made anew; never used."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from amount import SEED, rounds
from small_book import lay_out

from knowledge import book
from knowledge.load import DataError, read_file

ROOT = Path(__file__).parents[2]
DATA = ROOT / "knowledge" / "data"
VALUES = [
    b"1",
    b'""',
    b"[]",
    b"{}",
    b"nan",
    b"1979-05-27",
    b"true",
    b"9" * 5_000,
    b"[" * 3_000,
    b'"\\ud800"',
    b'"' + b"x" * 100_000 + b'"',
    b"\xff",
    b"\0",
]


def damaged(chance, content):
    """The content with some bytes flipped, gone or others, or a value that is no such value."""
    spoilt = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 20))):
        at = chance.randrange(len(spoilt))
        match chance.randrange(5):
            case 0:
                spoilt[at] ^= 1 << chance.randrange(8)
            case 1:
                spoilt[at] = chance.randrange(256)
            case 2:
                del spoilt[at : at + chance.randrange(1, 50)]
            case 3:
                spoilt = spoilt[: at + 1]
            case _:
                equals = spoilt.find(b"= ", at)
                end = spoilt.find(b"\n", equals)
                if 0 <= equals < end:
                    spoilt[equals + 2 : end] = chance.choice(VALUES)
        if not spoilt:
            break
    return bytes(spoilt)


def test_any_bytes_in_a_data_file(tmp_path):
    files = sorted(DATA.rglob("*.toml"))
    chance = random.Random(SEED)  # noqa: S311 - the same each time is meant
    refused = 0
    for _ in range(rounds(400, 50_000)):
        path = tmp_path / "spoilt.toml"
        path.write_bytes(damaged(chance, chance.choice(files).read_bytes()[:20_000]))
        try:
            read_file(path)
        except DataError as error:
            refused += str(error).startswith(f"{path}: ")  # any other error, or one without the file, is one of ours
            if not str(error).startswith(f"{path}: "):
                raise
    assert refused > 100


@pytest.mark.timeout(3600)
def test_data_that_are_damaged_are_compiled_or_refused(tmp_path):
    """Also where a file still has its shape, and what it says cannot be: names of nobody, empty words, other letters."""
    folder = lay_out(tmp_path)
    files = sorted((folder / "data").rglob("*.toml"))
    chance = random.Random(SEED)  # noqa: S311 - as above
    refused = []
    for _ in range(rounds(6, 1_000)):
        path = chance.choice(files)
        whole = path.read_bytes()
        path.write_bytes(damaged(chance, whole))
        try:
            book.open_book(folder)
        except DataError as error:  # any other error is one of ours
            refused.append(str(error))
        path.write_bytes(whole)
    assert len(refused) > 1
    assert [said for said in refused if not said.startswith(str(folder))] == []


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The folder of a book with one code."""
    folder = lay_out(tmp_path_factory.mktemp("book"))
    book.open_book(folder)
    return folder


def test_a_book_that_is_damaged_anywhere_is_not_used(small, tmp_path):
    whole = (small / "book.bin").read_bytes()
    chance = random.Random(SEED)  # noqa: S311 - as above
    for number in range(rounds(200, 20_000)):
        spoilt = bytearray(whole)
        if number % 4:
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        else:
            del spoilt[chance.randrange(len(spoilt)) :]
        (tmp_path / "book.bin").write_bytes(spoilt)
        with pytest.raises(DataError, match=r"book\.bin: damaged"):
            book.open_book(tmp_path)
    (tmp_path / "book.bin").write_bytes(whole)
    assert book.open_book(tmp_path) == book.open_book(small)


def test_where_the_data_are_it_is_made_anew(small):
    path = small / "book.bin"
    content = path.read_bytes()
    spoilt = bytearray(content)
    spoilt[len(spoilt) // 2] ^= 4
    path.unlink()  # books that are open are mapped
    path.write_bytes(spoilt)
    assert book.open_book(small).order == ("http:999",)
    assert path.read_bytes() == content


def test_the_command_says_that_the_book_is_damaged(tmp_path):
    """As where a wheel is installed: the book alone, and a disk that lost a bit."""
    for package in ("bot", "knowledge", "adapters"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("data", "__pycache__"))
    path = tmp_path / "knowledge" / "book.bin"
    content = bytearray(path.read_bytes())
    content[-1000] ^= 1
    path.write_bytes(content)
    call = textwrap.dedent(f"""
        import sys
        sys.path.insert(0, {str(tmp_path)!r})
        import knowledge
        assert knowledge.__file__.startswith({str(tmp_path)!r})
        from bot.cli import main
        sys.argv = ["whatcode", "ask", "503"]
        main()
    """)
    command = [sys.executable, "-c", call]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=False)  # noqa: S603
    assert ended.returncode == 2
    assert ended.stderr.decode().strip() == f"whatcode: {path}: damaged; install again"
