"""curl: every number of `CURLcode` is there, by number, by the names of curl.h, and as programs print it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.check import check
from knowledge.model import Standing

CATALOGUE = Catalogue(open_book())
READER = Reader(CATALOGUE)
FILES = sorted((Path(__file__).parents[2] / "knowledge" / "data" / "curl").glob("*.toml"))

NAMES = [
    line
    for line in (Path(__file__).parent / "curl_codes.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
"""`CURLcode` of curl.h as of 2026-08, in order: the place is the number."""

PRINTED = {
    "curl: (28) Operation timed out after 30001 milliseconds with 0 bytes received": "curl:28",
    "curl: (6) Could not resolve host: api.example": "curl:6",
    "cURL error 60: SSL certificate problem: unable to get local issuer certificate": "curl:60",
    "error: RPC failed; curl 92 HTTP/2 stream 5 was not closed cleanly: CANCEL (err 8)": "curl:92",
    '[Errno 14] curl#37 - "Couldn\'t open file /repo/repomd.xml"': "curl:37",
    "pycurl.error: (7, 'Failed to connect to localhost port 9200')": "curl:7",
    "Curl error (35): SSL connect error for https://mirror.example/": "curl:35",
    "the health check failed: curl exited with code 22": "curl:22",
    "curl_errno() = 56": "curl:56",
}


def test_no_fault():
    assert len(FILES) >= 8
    assert check(FILES) == []


def test_every_number_is_there_and_no_other():
    assert len(NAMES) == 102
    assert sorted(code.number for code in CATALOGUE.codes("curl")) == list(range(len(NAMES)))


@pytest.mark.parametrize(("number", "name"), list(enumerate(NAMES)))
def test_number_and_name_lead_to_the_same_entry(number, name):
    assert CATALOGUE.exact(str(number), "curl") == (f"curl:{number}",)
    assert CATALOGUE.exact(f"curle_{name}".lower(), "curl") == (f"curl:{number}",)


def test_what_is_no_longer_used_says_so():
    marked = {code.number for code in CATALOGUE.codes("curl") if code.standing is Standing.OBSOLETE}
    assert marked == {number for number, name in enumerate(NAMES) if name.startswith("OBSOLETE")}


@pytest.mark.parametrize(("line", "id_"), PRINTED.items())
def test_what_programs_print_is_read(line, id_):
    assert id_ in {mention.ids[0] for mention in READER.read(line).mentions if mention.ids}
