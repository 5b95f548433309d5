"""Chromium: every network error is there, by number, by name in all its dresses, and out of logs."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.check import check
from knowledge.model import Standing

HERE = Path(__file__).parent
CATALOGUE = Catalogue(open_book())
READER = Reader(CATALOGUE)
FILES = sorted((HERE.parents[1] / "knowledge" / "data" / "net").glob("*.toml"))
LINES = [
    line.split()
    for line in (HERE / "net_errors.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
NUMBERS = {f"ERR_{name}": int(number) for number, name, *_ in LINES}
LONGEST = 42
"""Characters of a key that leave room for the rest of a button's id; errors with a longer name go by their number."""
IDS = {name: f"net:{name if len(name) <= LONGEST else number}" for name, number in NUMBERS.items()}
REMOVED = {f"ERR_{name}" for _, name, *rest in LINES if rest == ["removed"]}

PRINTED = {
    "Failed to load resource: net::ERR_CONNECTION_REFUSED": "ERR_CONNECTION_REFUSED",
    "GET https://api.example/v1/items net::ERR_HTTP2_PROTOCOL_ERROR 200 (OK)": "ERR_HTTP2_PROTOCOL_ERROR",
    "Your connection is not private NET::ERR_CERT_DATE_INVALID": "ERR_CERT_DATE_INVALID",
    "handshake failed; returned -1, SSL error code 1, net_error -202": "ERR_CERT_AUTHORITY_INVALID",
    "did-fail-load: errorCode: -105, url https://app.example": "ERR_NAME_NOT_RESOLVED",
    "Error: net::ERR_TUNNEL_CONNECTION_FAILED at https://shop.example": "ERR_TUNNEL_CONNECTION_FAILED",
    "DNS_PROBE_FINISHED_NXDOMAIN": "ERR_NAME_NOT_RESOLVED",
    "net::ERR_SPDY_PROTOCOL_ERROR": "ERR_HTTP2_PROTOCOL_ERROR",
}


def test_no_fault():
    assert len(FILES) >= 10
    assert check(FILES) == []


def test_every_error_is_there_with_its_number_and_no_other():
    assert len(NUMBERS) == 268
    assert {code.id: code.number for code in CATALOGUE.codes("net")} == {IDS[name]: NUMBERS[name] for name in NUMBERS}
    assert sum(IDS[name] != f"net:{name}" for name in NUMBERS) == 13


def test_what_was_removed_says_so():
    assert len(REMOVED) == 21
    marked = {code.id for code in CATALOGUE.codes("net") if code.standing is Standing.OBSOLETE}
    assert marked == {IDS[name] for name in REMOVED}


@pytest.mark.parametrize("name", NUMBERS)
def test_number_and_name_lead_to_the_same_entry(name):
    assert CATALOGUE.exact(str(NUMBERS[name]), "net") == (IDS[name],)
    assert IDS[name] in CATALOGUE.exact(str(NUMBERS[name]))
    assert CATALOGUE.exact(name.lower()) == (IDS[name],)
    assert CATALOGUE.exact(f"net::{name}".lower()) == (IDS[name],)


@pytest.mark.parametrize(("line", "name"), PRINTED.items())
def test_what_browsers_print_is_read(line, name):
    assert f"net:{name}" in {mention.ids[0] for mention in READER.read(line).mentions if mention.ids}
