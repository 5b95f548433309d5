"""A broken data file stops the start with file, id and key."""

from __future__ import annotations

import os
import shutil
import time

import pytest
from small_book import CODE, lay_out

from knowledge import book
from knowledge.load import DataError, read_file
from knowledge.packing import unpack_code


@pytest.fixture
def folder(tmp_path):
    """A book with a family and one code, to be broken."""
    return lay_out(tmp_path)


def test_a_whole_book_opens_and_is_kept(folder):
    opened = book.open_book(folder)
    assert opened.order == ("http:999",)
    assert (folder / "book.bin").is_file()
    assert book.open_book(folder) == opened


def test_a_changed_file_makes_a_new_book(folder):
    first = book.open_book(folder)
    path = folder / "data" / "http" / "999.toml"
    path.write_text(CODE.replace("Request denied", "No thanks"), encoding="utf-8")
    second = book.open_book(folder)
    assert first.fingerprint != second.fingerprint
    assert unpack_code(second.codes["http:999"]).name.en == "No thanks"


def test_files_that_were_touched_and_say_the_same_are_read_once(folder, monkeypatch):
    first = book.open_book(folder)
    hour = 3_600
    for path in (folder / "data", *(folder / "data").rglob("*")):
        os.utime(path, (time.time() - hour,) * 2)
    os.utime(folder / "book.bin", (time.time() - 2 * hour,) * 2)
    read = []
    monkeypatch.setattr(book, "fingerprint", lambda data: read.append(data) or first.fingerprint)
    assert book.open_book(folder) == book.open_book(folder) == first
    assert len(read) == 1


def test_a_damaged_book_is_made_anew(folder):
    book.open_book(folder)
    (folder / "book.bin").write_bytes(b"\x00nonsense")
    assert book.open_book(folder).order == ("http:999",)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("lead =", "leed ="), ["http:999", "leed"]),
        (("number = 999", 'number = "x"'), ["http:999", "number"]),
        (('tone = "error"', 'tone = "angry"'), ["http:999", "angry", "tone"]),
        (('tone = "error"\n', ""), ["http:999", "tone"]),
        (("[[code]]", "[[code]"), ["999.toml", "TOML"]),
        (('group = "none"', 'group = "nowhere"'), ["http:999", "group", "nowhere"]),
        (("number = 999", 'related = ["http:1"]'), ["http:999", "related", "http:1"]),
        (('id = "http:999"', 'id = "smoke:1"'), ["smoke:1", "family", "smoke"]),
    ],
)  # fmt: skip
def test_an_error_names_file_id_and_key(folder, change, said):
    path = folder / "data" / "http" / "999.toml"
    path.write_text(CODE.replace(*change), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        book.open_book(folder)
    for part in (*said, "999.toml"):
        assert part in str(caught.value)


def test_an_id_stands_once(folder):
    shutil.copy(folder / "data" / "http" / "999.toml", folder / "data" / "http" / "again.toml")
    with pytest.raises(DataError, match=r"http:999.*already"):
        book.open_book(folder)


@pytest.mark.parametrize(
    ("file", "broken", "said"),
    [
        ("words.toml", "filler_en = 'a'", "regions"),
        ("words.toml", "[regions", "table"),
        ("concepts.toml", "[concepts]\nslow = 'slow'", "$.concepts"),
        ("talk.toml", "en = 'hello'", "$.en"),
        ("talk.toml", f"en = {'9' * 5_000}", "digits"),
        ("concepts.toml", f"concepts = {'[' * 3_000}", "readable"),
        ("traditional.toml", "x = 1", "overrides"),
        ("traditional.toml", "overrides = { a = 1 }", "$.overrides"),
    ],
)
def test_a_broken_lexicon_is_an_error_that_says_where(folder, file, broken, said):
    (folder / "data" / "lexicon" / file).write_text(broken, encoding="utf-8")
    with pytest.raises(DataError, match=file) as caught:
        book.open_book(folder)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('confusions = [{ id = "http:1", difference = { en = "a", zh = "b" } }]', "confusions"),
        (
            '[[comparison]]\nids = ["http:999", "http:1"]\nverdict = { en = "a", zh = "b" }\nrows = []',
            "comparison: ids",
        ),
        ('[[phrases]]\nid = "http:1"\nsymptoms = { en = ["a"], zh = [] }', "phrases"),
    ],
)
def test_what_points_at_no_code_is_an_error(folder, more, said):
    path = folder / "data" / "http" / "999.toml"
    path.write_text(f"{CODE}{more}\n", encoding="utf-8")
    with pytest.raises(DataError, match="http:1") as caught:
        book.open_book(folder)
    assert said in str(caught.value)
    assert "999.toml" in str(caught.value)


def test_a_book_that_cannot_be_kept_is_read_all_the_same(folder):
    (folder / "book.bin" / "in the way").mkdir(parents=True)
    assert book.open_book(folder).order == ("http:999",)
    assert sorted(path.name for path in folder.iterdir()) == ["book.bin", "data"], "nothing half written stays"


def test_no_data_and_no_book_is_an_error(tmp_path):
    with pytest.raises(DataError, match="neither"):
        book.open_book(tmp_path)


def test_what_is_no_text_is_an_error(tmp_path):
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match=r"x\.toml"):
        read_file(path)
