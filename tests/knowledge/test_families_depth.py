"""Of all families: the codes that people meet most are written to act on, and no others claim to be met as often."""

from __future__ import annotations

import pytest

from knowledge.book import open_book
from knowledge.catalogue import Catalogue

CATALOGUE = Catalogue(open_book())
OFTEN = 30
"""`Code.common` from which an entry says what to do; below, what it means."""

MET = {code.id: code for code in CATALOGUE.codes() if code.family != "http" and code.common >= OFTEN}
PHRASES_LEAST = 4


def test_there_are_as_many_as_an_on_call_person_needs():
    assert 230 <= len(MET) <= 330
    assert len({code.family for code in MET.values()}) == len(CATALOGUE.families) - 1


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
