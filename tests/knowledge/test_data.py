"""Every entry is whole, in bounds, sourced, and in its own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.book import open_book
from knowledge.check import check, texts
from knowledge.packing import unpack_code, unpack_comparisons

DATA = Path(__file__).parents[2] / "knowledge" / "data"
FILES = [path for path in sorted(DATA.rglob("*.toml")) if path.parent.name != "lexicon"]
BOOK = open_book()
CODES = {id_: unpack_code(packed) for id_, packed in BOOK.codes.items()}
HTTP = {id_: code for id_, code in CODES.items() if code.family == "http"}

IANA = [
    *range(100, 105), *range(200, 209), 226, *range(300, 309), *range(400, 419), *range(421, 427), 428, 429, 431, 451,
    *range(500, 509), 510, 511,
]  # fmt: skip
"""The HTTP Status Code Registry as of 2026-11."""

VENDORS = [
    "000", "199", "214", "218", "298", "299", "419", "420", "430", "440", "444", "449", "450", "456", "457", "460",
    "463", "464", "478", "494", "495", "496", "497", "498", "499", "509", "520", "521", "522", "523", "524", "525",
    "526", "527", "529", "530", "531", "532", "533", "540", "542", "543", "544", "545", "546", "561", "573", "579",
    "598", "599", "600", "601", "608", "612", "614", "630", "631", "640", "701", "783", "999",
]  # fmt: skip


def test_there_are_files():
    assert len(FILES) > 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_fault(path):
    assert check([path]) == []


def test_every_registered_code_is_there():
    assert [number for number in IANA if f"http:{number}" not in HTTP] == []


def test_every_number_of_the_vendors_is_there():
    assert [number for number in VENDORS if f"http:{number}" not in HTTP] == []
    assert sum(not id_.endswith("xx") for id_ in HTTP) >= 125


def test_the_classes_have_entries_and_members():
    for digit in "12345":
        assert f"http:{digit}xx" in HTTP
        assert sum(code.group == f"http:{digit}xx" for code in HTTP.values()) > 3


@pytest.mark.parametrize("id_", sorted(CODES))
def test_every_sentence_has_its_traditional_form(id_):
    sentences = list(texts(CODES[id_]))
    assert sentences
    for _, text in sentences:
        assert text.en
        assert text.zh


def test_every_source_has_a_day():
    for code in CODES.values():
        assert code.sources
        assert all(source.checked.year >= 2025 and source.url.startswith("https://") for source in code.sources)


def test_comparisons_name_codes_of_the_book():
    comparisons = unpack_comparisons(BOOK)
    for item in comparisons:
        assert all(id_ in CODES for id_ in item.ids)
        assert len(item.ids) == len(set(item.ids)) >= 2
