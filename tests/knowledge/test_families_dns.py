"""DNS: every registered response code by name and number, and as dig, nslookup and logs print them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.check import check

CATALOGUE = Catalogue(open_book())
READER = Reader(CATALOGUE)
FILES = sorted((Path(__file__).parents[2] / "knowledge" / "data" / "dns").glob("*.toml"))

REGISTERED = {
    "NOERROR": 0, "FORMERR": 1, "SERVFAIL": 2, "NXDOMAIN": 3, "NOTIMP": 4, "REFUSED": 5, "YXDOMAIN": 6, "YXRRSET": 7,
    "NXRRSET": 8, "NOTAUTH": 9, "NOTZONE": 10, "DSOTYPENI": 11, "BADVERS": 16, "BADSIG": 16, "BADKEY": 17,
    "BADTIME": 18, "BADMODE": 19, "BADNAME": 20, "BADALG": 21, "BADTRUNC": 22, "BADCOOKIE": 23,
}  # fmt: skip
"""IANA, DNS RCODEs, read 2026-11-25."""

PRINTED = {
    ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 12345": "dns:NXDOMAIN",
    ";; ->>HEADER<<- opcode: QUERY, status: REFUSED, id: 40121": "dns:REFUSED",
    "** server can't find foo.example: SERVFAIL": "dns:SERVFAIL",
    "rcode=3 while asking the resolver": "dns:NXDOMAIN",
    "dns refused": "dns:REFUSED",
    "servfail": "dns:SERVFAIL",
}


def meant(text):
    """All ids that stand first for a mention in a text."""
    return [mention.ids[0] for mention in READER.read(text).mentions if mention.ids]


def test_no_fault():
    assert len(FILES) >= 4
    assert check(FILES) == []


@pytest.mark.parametrize(("name", "number"), REGISTERED.items())
def test_every_registered_code_is_found_by_name_and_number(name, number):
    assert CATALOGUE.get(f"dns:{name}").number == number
    assert CATALOGUE.exact(name.lower(), "dns") == (f"dns:{name}",)
    assert f"dns:{name}" in CATALOGUE.exact(str(number), "dns")


def test_what_has_no_number_says_so():
    others = [code for code in CATALOGUE.codes("dns") if code.key not in REGISTERED]
    assert {code.key for code in others} == {"NODATA", "TIMEOUT"}
    assert all(code.number is None and code.standing == "unofficial" for code in others)


@pytest.mark.parametrize(("text", "id_"), PRINTED.items())
def test_as_tools_print_them(text, id_):
    assert id_ in meant(text)
