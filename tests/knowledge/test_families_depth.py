"""Of all families: the codes that people meet most are written to act on, and no others claim to be met as often."""

from __future__ import annotations

from collections import Counter

import pytest

from knowledge.book import open_book
from knowledge.catalogue import Catalogue

CATALOGUE = Catalogue(open_book())
OFTEN = 30
"""`Code.common` from which an entry says what to do; below, what it means."""

MET = {code.id: code for code in CATALOGUE.codes() if code.family != "http" and code.common >= OFTEN}
LEAST = {
    "curl": 15, "dns": 5, "envoy": 10, "errno": 30, "exit": 15, "ftp": 5, "grpc": 15, "h2": 5, "k8s": 20, "mysql": 25,
    "net": 20, "pg": 25, "redis": 15, "signal": 7, "smtp": 12, "tls": 10, "ws": 10,
}  # fmt: skip
"""How many codes of a family an on-call person has to be able to act on."""

BRIEF = ("errno", "exit", "k8s", "signal")
"""Families with many codes that nobody meets: those say what they mean and no more."""

PHRASES_LEAST = 5


def test_there_are_as_many_as_an_on_call_person_needs():
    assert 230 <= len(MET) <= 330
    assert LEAST.keys() == CATALOGUE.families.keys() - {"http"}
    counts = Counter(code.family for code in MET.values())
    assert {family: counts[family] for family, least in LEAST.items() if counts[family] < least} == {}


@pytest.mark.parametrize("id_", MET)
def test_an_entry_met_often_is_written_to_act_on(id_):
    code = MET[id_]
    assert code.meaning
    assert code.caller
    assert code.side
    assert code.related
    assert 2 <= len(code.causes) <= 4
    assert 1 <= len(code.checks) <= 4
    assert any(check.run for check in code.checks)
    assert all(len(check.run) <= 256 for check in code.checks)
    assert min(len(code.symptoms.en), len(code.symptoms.zh)) >= PHRASES_LEAST
    assert code.asked.en or code.spellings


@pytest.mark.parametrize("family", BRIEF)
def test_an_entry_met_seldom_says_what_it_means_and_no_more(family):
    seldom = [code for code in CATALOGUE.codes(family) if code.common < OFTEN]
    assert len(seldom) > 5
    assert [code.id for code in seldom if code.meaning] == []
