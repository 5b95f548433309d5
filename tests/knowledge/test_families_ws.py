"""WebSocket: every registered close code is there, with the ranges, by number and as libraries and browsers print it."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import WSCloseCode

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.check import check
from knowledge.model import Standing

CATALOGUE = Catalogue(open_book())
READER = Reader(CATALOGUE)
FILES = sorted((Path(__file__).parents[2] / "knowledge" / "data" / "ws").glob("*.toml"))

REGISTERED = [*range(1000, 1016), 3000, 3003, 3008]
"""The WebSocket Close Code Number Registry as of 2026-11."""

RANGES = ["0-999", "1016-2999", "3000-3999", "4000-4999"]

PRINTED = {
    "websocket: close 1006 (abnormal closure): unexpected EOF": "ws:1006",
    "ConnectionClosedError: received 1011 (internal error) keepalive ping timeout; then sent 1011": "ws:1011",
    "ConnectionClosedOK: sent 1000 (OK); then received 1000 (OK)": "ws:1000",
    "CloseEvent {isTrusted: true, wasClean: false, code: 1006, reason: ''}": "ws:1006",
    "socket closed with code: 1008 reason: token expired": "ws:1008",
    "Connection closed. close code=1009": "ws:1009",
    "CloseStatus[code=1003, reason=null]": "ws:1003",
    '{"wasClean": true, "code": 1001, "reason": ""}': "ws:1001",
}


def test_no_fault():
    assert len(FILES) >= 4
    assert check(FILES) == []


def test_every_registered_code_and_every_range_is_there():
    assert {code.number for code in CATALOGUE.codes("ws")} == {*REGISTERED, None}
    assert {code.key for code in CATALOGUE.codes("ws") if code.number is None} == set(RANGES)


def test_the_ranges_and_the_codes_before_them_leave_no_gap():
    bounds = sorted(tuple(map(int, name.split("-"))) for name in RANGES)
    covered = [*range(1000, 1016), *(number for low, high in bounds for number in range(low, high + 1))]
    assert sorted(covered) == list(range(5000))


@pytest.mark.parametrize("number", REGISTERED)
def test_a_number_leads_to_its_entry(number):
    assert CATALOGUE.exact(str(number), "ws") == (f"ws:{number}",)
    assert f"ws:{number}" in CATALOGUE.exact(str(number))


def test_aiohttp_knows_no_code_that_the_book_lacks():
    members = list(WSCloseCode)
    assert len(members) > 10
    for member in members:
        assert CATALOGUE.get(f"ws:{member.value}").constants["python"] == f"aiohttp.WSCloseCode.{member.name}"


def test_what_is_never_on_the_wire_is_marked_as_reserved():
    reserved = {code.number for code in CATALOGUE.codes("ws") if code.standing is Standing.RESERVED and code.number}
    assert reserved == {1004, 1005, 1006, 1015}


@pytest.mark.parametrize(("line", "id_"), PRINTED.items())
def test_what_libraries_and_browsers_print_is_read(line, id_):
    assert id_ in {mention.ids[0] for mention in READER.read(line).mentions if mention.ids}
